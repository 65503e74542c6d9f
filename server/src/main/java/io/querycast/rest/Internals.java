package io.querycast.rest;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Calls methods and reads fields of Liberty's own objects by name, for things that no standard
 * offers. Each caller says in its ADR why it must, and has an integration test that fails if
 * another version of Liberty has other names.
 */
public final class Internals {
  private record Name(Class<?> type, String name, List<Class<?>> parameters) {}

  // What was found is kept: a search through a class takes longer than the call.
  private static final Map<Name, Method> METHODS = new ConcurrentHashMap<>();
  private static final Map<Name, Field> FIELDS = new ConcurrentHashMap<>();

  private Internals() {}

  /** Calls a public method without arguments. */
  public static Object call(Object whom, String method) throws ReflectiveOperationException {
    return method(whom, method).invoke(whom);
  }

  /** Calls a public method with one argument of exactly that type. */
  public static Object call(Object whom, String method, Class<?> type, Object argument)
      throws ReflectiveOperationException {
    return method(whom, method, type).invoke(whom, argument);
  }

  /** Returns a public method, whichever class declares it. */
  public static Method method(Object whom, String name, Class<?>... parameters)
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

  /** Returns the first public method with that name and that number of parameters. */
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

  /** Returns the value of a field. */
  public static Object field(Object whom, String name) throws ReflectiveOperationException {
    return fieldOf(whom, name).get(whom);
  }

  /** Returns a field that the object's class, or one that it extends, declares. */
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
