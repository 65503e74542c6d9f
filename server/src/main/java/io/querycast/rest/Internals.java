package io.querycast.rest;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Calls methods and reads fields of Liberty's own objects by name, for what no standard has a word
 * for. Each caller says in its ADR why it must, and has an integration test that fails when another
 * version of Liberty has other names.
 */
public final class Internals {
  private record Name(Class<?> type, String name, List<Class<?>> parameters) {}

  // What was found once: to look through a class takes longer than the call.
  private static final Map<Name, Method> METHODS = new ConcurrentHashMap<>();
  private static final Map<Name, Field> FIELDS = new ConcurrentHashMap<>();

  private Internals() {}

  /** Calls a public method that takes nothing. */
  public static Object call(Object whom, String method) throws ReflectiveOperationException {
    return method(whom, method).invoke(whom);
  }

  /** Calls a public method with one argument of exactly that type. */
  public static Object call(Object whom, String method, Class<?> type, Object argument)
      throws ReflectiveOperationException {
    return method(whom, method, type).invoke(whom, argument);
  }

  /** A public method, which may be called whoever declares it. */
  static Method method(Object whom, String name, Class<?>... parameters)
      throws NoSuchMethodException {
    Name key = new Name(whom.getClass(), name, List.of(parameters));
    Method known = METHODS.get(key);
    if (known != null) {
      return known;
    }
    Method method = whom.getClass().getMethod(name, parameters);
    method.setAccessible(true);
    METHODS.put(key, method);
    return method;
  }

  /** The first public method of that name which takes so many arguments. */
  public static Method method(Object whom, String name, int parameters)
      throws NoSuchMethodException {
    Method method =
        Stream.of(whom.getClass().getMethods())
            .filter(each -> each.getName().equals(name) && each.getParameterCount() == parameters)
            .findFirst()
            .orElseThrow(() -> new NoSuchMethodException(name));
    method.setAccessible(true);
    return method;
  }

  /** What a field holds. */
  public static Object field(Object whom, String name) throws ReflectiveOperationException {
    return fieldOf(whom, name).get(whom);
  }

  /** A field, declared by the object's class or by one that it extends. */
  public static Field fieldOf(Object whom, String name) throws NoSuchFieldException {
    Name key = new Name(whom.getClass(), name, List.of());
    Field known = FIELDS.get(key);
    if (known != null) {
      return known;
    }
    for (Class<?> type = whom.getClass(); type != null; type = type.getSuperclass()) {
      Field field =
          Arrays.stream(type.getDeclaredFields())
              .filter(each -> each.getName().equals(name))
              .findFirst()
              .orElse(null);
      if (field != null) {
        field.setAccessible(true);
        FIELDS.put(key, field);
        return field;
      }
    }
    throw new NoSuchFieldException(name);
  }
}
