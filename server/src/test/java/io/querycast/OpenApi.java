package io.querycast;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The OpenAPI document as the tests read it. */
public final class OpenApi {
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "patch", "head", "options", "trace");

  private final Map<String, Object> document;

  private OpenApi(Map<String, Object> document) {
    this.document = document;
  }

  /**
   * One method of one path.
   *
   * @param method in capitals
   * @param path as the document has it, such as {@code /api/jobs/{id}}
   * @param isPublic whether it needs no token
   * @param parameters including those that all methods of the path share
   * @param bodyTypes the media types of a body; empty if it takes none
   * @param responses by status
   */
  public record Route(
      String method,
      String path,
      boolean isPublic,
      List<Parameter> parameters,
      Set<String> bodyTypes,
      Map<String, Object> responses) {

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /**
   * A parameter.
   *
   * @param in {@code path}, {@code query} or {@code header}
   */
  public record Parameter(String in, String name) {}

  /** Reads the document that the server holds. */
  public static OpenApi read() {
    try (InputStream in = OpenApi.class.getResourceAsStream("/META-INF/openapi.yaml")) {
      return new OpenApi(map(new Load(LoadSettings.builder().build()).loadFromInputStream(in)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every route, in the document's order. */
  public List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    map(document.get("paths")).forEach((path, item) -> addRoutes(path, map(item), routes));
    return routes;
  }

  private void addRoutes(String path, Map<String, Object> item, List<Route> routes) {
    item.forEach(
        (key, value) -> {
          if (METHODS.contains(key)) {
            Map<String, Object> operation = map(value);
            List<Parameter> parameters = new ArrayList<>(parameters(item));
            parameters.addAll(parameters(operation));
            routes.add(
                new Route(
                    key.toUpperCase(Locale.ROOT),
                    path,
                    List.of().equals(operation.get("security")),
                    parameters,
                    contentTypes(operation.get("requestBody")),
                    map(operation.get("responses"))));
          }
        });
  }

  private List<Parameter> parameters(Map<String, Object> holder) {
    return list(holder.get("parameters")).stream()
        .map(each -> resolved(map(each)))
        .map(each -> new Parameter((String) each.get("in"), (String) each.get("name")))
        .toList();
  }

  /** The media types of a body or of an answer. */
  public Set<String> contentTypes(Object bodyOrResponse) {
    return new TreeSet<>(map(resolved(map(bodyOrResponse)).get("content")).keySet());
  }

  /** The headers that come with an answer. */
  public Set<String> headers(Object response) {
    return new TreeSet<>(map(resolved(map(response)).get("headers")).keySet());
  }

  /** The values that a property of a schema may have. */
  public List<Object> values(String schema, String property) {
    return list(
        map(map(at("components", "schemas", schema, "properties")).get(property)).get("enum"));
  }

  private Map<String, Object> resolved(Map<String, Object> object) {
    return object.get("$ref") instanceof String to
        ? map(at(to.substring("#/".length()).split("/", -1)))
        : object;
  }

  private Object at(String... keys) {
    Object found = document;
    for (String key : keys) {
      found = map(found).get(key);
    }
    return found;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object yaml) {
    return yaml == null ? Map.of() : (Map<String, Object>) yaml;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object yaml) {
    return yaml == null ? List.of() : (List<Object>) yaml;
  }
}
