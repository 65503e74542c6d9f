package io.querycast.query;

import static io.querycast.rest.Json.JSON;

import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One question of the catalogue.
 *
 * @param name its file's name without {@code .sql}
 * @param chart the chart that suits it; empty if none does
 * @param abandon how long nobody must want a run before it is stopped; empty if none is
 * @param fresh how old an answer may be that serves at once; empty if each run is a new one
 * @param refresh how often a watch runs it that does not say; empty if each watch has to say
 * @param least the shortest pause between two runs that a watch may ask for
 * @param sql one statement; its text is the same for all arguments
 */
public record Query(
    String name,
    String title,
    String description,
    List<Parameter> parameters,
    Optional<String> chart,
    Optional<Duration> abandon,
    Optional<Duration> fresh,
    Optional<Duration> refresh,
    Duration least,
    String sql) {

  /**
   * The oldest answer that may serve. Redshift keeps a result for 24 hours, so whoever is served
   * has the rows for half a day more.
   */
  public static final Duration LONGEST_FRESH = Duration.ofHours(12);

  static final Duration SHORTEST_FRESH = Duration.ofSeconds(1);

  /** The bounds of all pauses between two runs of a watch. */
  static final Duration SHORTEST_REFRESH = Duration.ofSeconds(10);

  public static final Duration LONGEST_REFRESH = Duration.ofHours(24);

  /** Where a query does not say how often a watch may run it. */
  static final Duration USUAL_LEAST = Duration.ofMinutes(1);

  public Query {
    parameters = List.copyOf(parameters);
  }

  /**
   * The arguments of one run, with defaults for those that were left out.
   *
   * @throws Problem that names the first argument that is missing, unknown or not usable
   */
  public JsonObject complete(JsonObject given) {
    List<String> names = parameters.stream().map(Parameter::name).toList();
    for (String name : given.keySet()) {
      if (!names.contains(name)) {
        throw Problem.of(
            ErrorCode.ARGUMENT_UNKNOWN,
            name,
            "%s has no parameter of that name; it takes %s."
                .formatted(this.name, names.isEmpty() ? "none" : String.join(", ", names)));
      }
    }
    JsonObjectBuilder complete = JSON.createObjectBuilder();
    for (Parameter parameter : parameters) {
      complete.add(parameter.name(), argument(parameter, given));
    }
    return complete.build();
  }

  /** The values that are sent to Redshift for complete arguments, as text by parameter name. */
  public Map<String, String> values(JsonObject arguments) {
    return parameters.stream()
        .collect(
            Collectors.toMap(
                Parameter::name,
                parameter -> parameter.check(arguments.get(parameter.name())),
                (first, second) -> first,
                LinkedHashMap::new));
  }

  private static JsonValue argument(Parameter parameter, JsonObject given) {
    JsonValue value = given.get(parameter.name());
    if (value == null) {
      return parameter
          .fallback()
          .orElseThrow(
              () ->
                  Problem.of(
                      ErrorCode.ARGUMENT_MISSING,
                      parameter.name(),
                      "Give this argument: " + parameter.expectation()));
    }
    parameter.check(value);
    return value;
  }

  JsonObject toJson() {
    JsonArrayBuilder array = JSON.createArrayBuilder();
    parameters.forEach(parameter -> array.add(parameter.toJson()));
    JsonObjectBuilder json =
        JSON.createObjectBuilder()
            .add("name", name)
            .add("title", title)
            .add("description", description)
            .add("parameters", array);
    chart.ifPresentOrElse(kind -> json.add("chart", kind), () -> json.addNull("chart"));
    fresh.ifPresentOrElse(age -> json.add("fresh", age.toString()), () -> json.addNull("fresh"));
    refresh.ifPresentOrElse(
        pause -> json.add("refresh", pause.toString()), () -> json.addNull("refresh"));
    return json.add("least", least.toString()).build();
  }
}
