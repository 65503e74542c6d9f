package io.querycast.query;

import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads one file of the catalogue: a header of comment lines that types its parameters, then one
 * statement.
 */
final class QueryFile {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");
  private static final Pattern PARAMETER_NAME = Pattern.compile("[a-z][a-z0-9_]*");
  private static final Pattern LINE = Pattern.compile("--( *+)(?:([a-z]++):(?: ++(.*))?|(.*))");
  private static final Set<String> CHARTS = Set.of("line", "bar", "stacked", "heatmap");
  private static final Set<String> KEYS =
      Set.of("title", "description", "chart", "abandon", "fresh", "refresh", "least", "parameter");
  private static final Duration LEAST_ABANDON = Duration.ofSeconds(10);
  private static final Duration MOST_ABANDON = Duration.ofHours(24);
  private static final Set<String> PARAMETER_KEYS =
      Set.of("type", "label", "default", "min", "max", "choices");

  private final String name;
  private final String file;
  private final Map<String, String> header = new HashMap<>();
  private final List<Draft> drafts = new ArrayList<>();
  private String lastKey = "";
  private int line;

  /** A parameter as the file writes it, with the line that names it. */
  private record Draft(String name, int line, Map<String, String> keys) {}

  private QueryFile(String name) {
    this.name = name;
    this.file = name + ".sql";
  }

  /**
   * Reads a file.
   *
   * @param name its name without {@code .sql}
   * @throws IllegalArgumentException that names the file, line and reason
   */
  static Query parse(String name, String content) {
    return new QueryFile(name).read(content.lines().toList());
  }

  private Query read(List<String> lines) {
    if (!NAME.matcher(name).matches()) {
      throw fault(1, "the file's name must be lower-case words joined by '-'");
    }
    int first = 0;
    while (first < lines.size() && lines.get(first).startsWith("--")) {
      line = first + 1;
      headerLine(lines.get(first));
      first++;
    }
    String sql = String.join("\n", lines.subList(first, lines.size())).strip();
    line = first + 1;
    if (sql.isEmpty()) {
      throw fault(line, "there is no statement after the header");
    }
    if (sql.endsWith(";")) {
      throw fault(lines.size(), "the statement must not end with ';'");
    }
    Optional<Duration> refresh =
        Optional.ofNullable(header.get("refresh")).map(text -> refresh("refresh", text));
    Query query =
        new Query(
            name,
            required("title"),
            required("description"),
            drafts.stream().map(this::parameter).toList(),
            Optional.ofNullable(header.get("chart")).map(this::chart),
            Optional.ofNullable(header.get("abandon")).map(this::abandon),
            Optional.ofNullable(header.get("fresh")).map(text -> fresh(text, sql)),
            refresh,
            least(refresh),
            sql);
    checkPlaceholders(query);
    return query;
  }

  private void headerLine(String text) {
    Matcher matcher = LINE.matcher(text);
    if (!matcher.matches()) {
      throw fault(line, "a header line is '-- key: value'");
    }
    int indent = matcher.group(1).length();
    String key = matcher.group(2);
    String value = Optional.ofNullable(matcher.group(3)).orElse("").strip();
    if (key != null && indent <= 1 && KEYS.contains(key)) {
      topLevel(key, value);
    } else if (key != null && indent > 1 && !drafts.isEmpty() && PARAMETER_KEYS.contains(key)) {
      put(drafts.get(drafts.size() - 1).keys(), key, value);
    } else if (indent > 1 && lastKey.equals("description") && drafts.isEmpty()) {
      header.merge("description", text.substring(2).strip(), (all, more) -> all + " " + more);
    } else {
      throw fault(line, "'%s' is not a key of the header".formatted(key == null ? text : key));
    }
  }

  private void topLevel(String key, String value) {
    if (key.equals("parameter")) {
      if (!PARAMETER_NAME.matcher(value).matches()) {
        throw fault(line, "'%s' can't name a parameter".formatted(value));
      }
      if (drafts.stream().anyMatch(draft -> draft.name().equals(value))) {
        throw fault(line, "parameter '%s' is defined twice".formatted(value));
      }
      drafts.add(new Draft(value, line, new HashMap<>()));
    } else {
      put(header, key, value);
    }
    lastKey = key;
  }

  private void put(Map<String, String> keys, String key, String value) {
    if (value.isEmpty()) {
      throw fault(line, "'%s' has no value".formatted(key));
    }
    if (keys.putIfAbsent(key, value) != null) {
      throw fault(line, "'%s' is defined twice".formatted(key));
    }
  }

  private String required(String key) {
    return Optional.ofNullable(header.get(key))
        .orElseThrow(() -> fault(1, "the header has no '%s'".formatted(key)));
  }

  private String chart(String chart) {
    if (!CHARTS.contains(chart)) {
      throw fault(1, "'%s' is not a chart; use one of %s".formatted(chart, sorted(CHARTS)));
    }
    return chart;
  }

  private Duration abandon(String text) {
    Duration time = duration("abandon", text);
    if (time.compareTo(LEAST_ABANDON) < 0 || time.compareTo(MOST_ABANDON) > 0) {
      throw fault(1, "'abandon' is from 10s to 24h, and not '%s'".formatted(text));
    }
    return time;
  }

  private Duration fresh(String text, String sql) {
    Duration time = duration("fresh", text);
    if (time.compareTo(Query.SHORTEST_FRESH) < 0 || time.compareTo(Query.LONGEST_FRESH) > 0) {
      throw fault(1, "'fresh' is from 1s to 12h, and not '%s'".formatted(text));
    }
    if (!Placeholders.isQuestion(sql)) {
      throw fault(1, "'fresh' belongs to a SELECT, which changes nothing");
    }
    return time;
  }

  private Duration refresh(String key, String text) {
    Duration time = duration(key, text);
    if (time.compareTo(Query.SHORTEST_REFRESH) < 0 || time.compareTo(Query.LONGEST_REFRESH) > 0) {
      throw fault(1, "'%s' is from 10s to 24h, and not '%s'".formatted(key, text));
    }
    return time;
  }

  /** A query that says how often it is run says that it may be run as often. */
  private Duration least(Optional<Duration> refresh) {
    Duration usual =
        refresh.filter(time -> time.compareTo(Query.USUAL_LEAST) < 0).orElse(Query.USUAL_LEAST);
    Duration least =
        Optional.ofNullable(header.get("least")).map(text -> refresh("least", text)).orElse(usual);
    if (refresh.filter(time -> time.compareTo(least) < 0).isPresent()) {
      throw fault(1, "'refresh' must not be shorter than 'least'");
    }
    return least;
  }

  /** A time as 90s, 10m or 1h30m. */
  private Duration duration(String key, String text) {
    try {
      return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    } catch (DateTimeParseException e) {
      throw fault(1, "'%s' is a time such as 90s, 10m or 1h, and not '%s'".formatted(key, text));
    }
  }

  private Parameter parameter(Draft draft) {
    Map<String, String> keys = draft.keys();
    ParameterType type =
        Stream.of(ParameterType.values())
            .filter(known -> known.wireName().equals(keys.get("type")))
            .findFirst()
            .orElseThrow(
                () ->
                    fault(
                        draft.line(),
                        "parameter '%s' has type '%s'; use one of %s"
                            .formatted(draft.name(), keys.get("type"), types())));
    List<String> choices =
        Stream.of(keys.getOrDefault("choices", "").split("\\|"))
            .map(String::strip)
            .filter(choice -> !choice.isEmpty())
            .toList();
    if (choices.isEmpty() == (type == ParameterType.CHOICE)) {
      throw fault(draft.line(), "'choices' belong to type choice, and only to it");
    }
    Parameter parameter =
        new Parameter(
            draft.name(),
            type,
            keys.getOrDefault("label", draft.name()),
            Optional.ofNullable(keys.get("default")).map(text -> value(draft, text, type)),
            limit(draft, "min", type),
            limit(draft, "max", type),
            choices);
    parameter
        .fallback()
        .filter(
            value ->
                !type.within(
                    type.text(value).orElse(""), parameter.min(), parameter.max(), choices))
        .ifPresent(
            value -> {
              throw fault(
                  draft.line(),
                  "the default of '%s' is outside its limits".formatted(draft.name()));
            });
    return parameter;
  }

  private JsonValue value(Draft draft, String text, ParameterType type) {
    return type.parse(text)
        .orElseThrow(
            () ->
                fault(
                    draft.line(),
                    "the default of '%s' is not %s".formatted(draft.name(), type.what())));
  }

  private JsonValue limit(Draft draft, String key, ParameterType type) {
    String text = draft.keys().get(key);
    return text == null
        ? null
        : type.parseLimit(text)
            .orElseThrow(
                () ->
                    fault(
                        draft.line(),
                        "'%s' of '%s' does not fit type %s"
                            .formatted(key, draft.name(), type.wireName())));
  }

  private void checkPlaceholders(Query query) {
    Set<String> used = Placeholders.in(query.sql());
    for (Draft draft : drafts) {
      if (!used.contains(draft.name())) {
        throw fault(draft.line(), "the statement never uses ':%s'".formatted(draft.name()));
      }
    }
    for (String placeholder : used) {
      if (drafts.stream().noneMatch(draft -> draft.name().equals(placeholder))) {
        throw fault(line, "the header has no parameter '%s'".formatted(placeholder));
      }
    }
  }

  private IllegalArgumentException fault(int at, String reason) {
    return new IllegalArgumentException("%s, line %d: %s.".formatted(file, at, reason));
  }

  private static String types() {
    return String.join(
        ", ", Stream.of(ParameterType.values()).map(ParameterType::wireName).toList());
  }

  private static String sorted(Set<String> words) {
    return String.join(", ", words.stream().sorted().toList());
  }
}
