package io.querycast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The OpenAPI document describes everything that the resources do, and nothing else. */
class OpenApiTest {
  /** Headers that any request may have, and those of HTTP's conditional requests. */
  private static final Set<String> OF_HTTP = Set.of("Host", "If-Match", "If-None-Match");

  private static final OpenApi DOCUMENT = OpenApi.read();
  private static final Map<String, Method> CODE = code();

  @Test
  void everyRouteOfTheCodeIsInTheDocumentAndNoOther() {
    assertEquals(CODE.keySet(), new TreeSet<>(document().keySet()));
    assertTrue(CODE.size() >= 20, "the routes are found");
  }

  @Test
  void everyParameterThatTheCodeReadsIsInTheDocumentAndNoOther() {
    assertSame(
        OpenApiTest::parameters,
        route ->
            route.parameters().stream()
                .filter(each -> !OF_HTTP.contains(each.name()))
                .collect(Collectors.toSet()));
  }

  @Test
  void everyBodyThatTheCodeTakesIsInTheDocumentAndNoOther() {
    assertSame(
        method ->
            Optional.ofNullable(method.getAnnotation(Consumes.class))
                .map(consumes -> Set.of(consumes.value()))
                .orElse(Set.of()),
        OpenApi.Route::bodyTypes);
  }

  @Test
  void everyTypeThatTheCodeAnswersWithIsInTheDocument() {
    document()
        .forEach(
            (name, route) -> {
              Set<String> types =
                  route.responses().entrySet().stream()
                      .filter(each -> each.getKey().startsWith("2"))
                      .flatMap(each -> DOCUMENT.contentTypes(each.getValue()).stream())
                      .collect(Collectors.toSet());
              if (isJson(CODE.get(name)) && CODE.get(name).getReturnType() != void.class) {
                assertEquals(Set.of(MediaType.APPLICATION_JSON), types, name);
              }
            });
  }

  @Test
  void everyRefusalThatARouteCanGiveIsInTheDocument() {
    document()
        .forEach(
            (name, route) -> {
              Set<String> expected = new TreeSet<>(Set.of("400", "405", "422"));
              if (!route.isPublic()) {
                expected.addAll(Set.of("401", "429"));
              }
              if (isJson(CODE.get(name))) {
                expected.add("406");
              }
              if (!route.bodyTypes().isEmpty()) {
                expected.addAll(Set.of("408", "413", "415"));
              }
              if (route.path().contains("{id}")) {
                expected.add("404");
              }
              Set<String> missing = new TreeSet<>(expected);
              missing.removeAll(route.responses().keySet());
              assertEquals(Set.of(), missing, name);
            });
  }

  @Test
  void everyRefusalIsAProblemDocumentWithTheHeadersThatBelongToIt() {
    Map<String, String> headers =
        Map.of(
            "401", "WWW-Authenticate", "405", "Allow", "429", "Retry-After", "503", "Retry-After");
    document()
        .forEach(
            (name, route) ->
                route
                    .responses()
                    .forEach(
                        (status, response) -> {
                          if (status.compareTo("400") >= 0) {
                            assertEquals(
                                Set.of(Problem.MEDIA_TYPE),
                                DOCUMENT.contentTypes(response),
                                name + " " + status);
                            assertEquals(
                                headers.containsKey(status)
                                    ? Set.of(headers.get(status))
                                    : Set.of(),
                                DOCUMENT.headers(response),
                                name + " " + status);
                          }
                        }));
  }

  @Test
  void everyCodeOfAProblemIsInTheDocument() {
    assertEquals(
        Stream.of(ErrorCode.values()).map(ErrorCode::name).toList(),
        DOCUMENT.values("Problem", "code"));
  }

  @Test
  void everyStatusOfARefusalIsSomewhereInTheDocument() {
    Set<String> statuses =
        Stream.of(ErrorCode.values())
            // A failure of the server itself and the answer of the socket's address belong to no
            // route.
            .filter(code -> code != ErrorCode.INTERNAL && code != ErrorCode.UPGRADE_REQUIRED)
            .map(code -> Integer.toString(code.status()))
            .collect(Collectors.toCollection(TreeSet::new));

    assertEquals(
        statuses,
        document().values().stream()
            .flatMap(route -> route.responses().keySet().stream())
            .filter(status -> status.compareTo("400") >= 0)
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static Map<String, OpenApi.Route> document() {
    return DOCUMENT.routes().stream()
        .collect(Collectors.toMap(OpenApi.Route::toString, route -> route));
  }

  private static <T> void assertSame(
      Function<Method, T> code, Function<OpenApi.Route, T> document) {
    document()
        .forEach(
            (name, route) -> assertEquals(code.apply(CODE.get(name)), document.apply(route), name));
  }

  /** Every method of a resource, by its route. */
  private static Map<String, Method> code() {
    Map<String, Method> code = new TreeMap<>();
    new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.querycast")
            .stream()
            .filter(each -> each.isAnnotatedWith(Path.class))
            .map(JavaClass::reflect)
            .forEach(
                resource ->
                    Stream.of(resource.getDeclaredMethods())
                        .forEach(
                            method ->
                                verb(method)
                                    .ifPresent(
                                        verb -> code.put(verb + " " + path(method), method))));
    return code;
  }

  private static Optional<String> verb(Method method) {
    return Stream.of(method.getAnnotations())
        .map(each -> each.annotationType().getAnnotation(HttpMethod.class))
        .filter(each -> each != null)
        .map(HttpMethod::value)
        .findFirst();
  }

  private static String path(Method method) {
    return Stream.of(method.getDeclaringClass(), method)
        .map(each -> each.getAnnotation(Path.class))
        .filter(each -> each != null)
        .map(each -> each.value().replaceAll("^/?", "/"))
        .collect(Collectors.joining("", "/api", ""));
  }

  private static Set<OpenApi.Parameter> parameters(Method method) {
    return Arrays.stream(method.getParameterAnnotations())
        .flatMap(Arrays::stream)
        .map(OpenApiTest::parameter)
        .flatMap(Optional::stream)
        .filter(each -> !OF_HTTP.contains(each.name()))
        .collect(Collectors.toSet());
  }

  private static Optional<OpenApi.Parameter> parameter(Annotation annotation) {
    if (annotation instanceof PathParam path) {
      return Optional.of(new OpenApi.Parameter("path", path.value()));
    }
    if (annotation instanceof QueryParam query) {
      return Optional.of(new OpenApi.Parameter("query", query.value()));
    }
    if (annotation instanceof HeaderParam header) {
      return Optional.of(new OpenApi.Parameter("header", header.value()));
    }
    return Optional.empty();
  }

  private static boolean isJson(Method method) {
    Produces own = method.getAnnotation(Produces.class);
    Produces produces =
        own == null ? method.getDeclaringClass().getAnnotation(Produces.class) : own;
    return List.of(produces.value()).equals(List.of(MediaType.APPLICATION_JSON));
  }
}
