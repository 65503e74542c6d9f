package io.querycast.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryFileTest {
  private static final String GOOD =
      """
      -- title: Trips by day
      -- description: How many there were,
      --   and how far they went.
      -- chart: line
      -- parameter: month
      --   type: month
      --   label: Month
      --   default: 2015-03
      --   min: 2009-01
      --   max: 2030-12
      -- parameter: least
      --   type: integer

      select 1 where :month = '2015-03' and :least::int > 0
      """;

  /** The second query in the protocol's example: a parameter of each type that the demo lacks. */
  private static final String EVERY_TYPE =
      """
      -- title: Every type
      -- description: A query with a parameter of each type.
      -- fresh: 10m
      -- refresh: 5m
      -- least: 30s
      -- parameter: day
      --   type: date
      --   label: Day
      --   min: 2015-01-01
      --   max: 2015-12-31
      -- parameter: least
      --   type: integer
      --   label: At least
      --   default: 10
      --   min: 1
      --   max: 100
      -- parameter: rate
      --   type: number
      --   label: Rate
      --   default: 0.5
      --   min: 0
      -- parameter: flag
      --   type: text
      --   label: Flag
      --   min: 1
      --   max: 20
      -- parameter: vendor
      --   type: choice
      --   label: Vendor
      --   default: all
      --   choices: all | 1 | 2
      -- parameter: exact
      --   type: boolean
      --   label: Exact
      --   default: true

      select 1 where :day || :least || :rate || :flag || :vendor || :exact <> ''
      """;

  @Test
  void theHeaderTypesTheParameters() {
    Query query = QueryFile.parse("trips-by-day", GOOD);

    assertEquals("Trips by day", query.title());
    assertEquals("How many there were, and how far they went.", query.description());
    assertEquals(Optional.of("line"), query.chart());
    Parameter month = query.parameters().get(0);
    assertEquals(ParameterType.MONTH, month.type());
    assertEquals(Optional.of(Json.createValue("2015-03")), month.fallback());
    assertEquals(Json.createValue("2030-12"), month.max());
    assertEquals("least", query.parameters().get(1).label());
    assertTrue(query.parameters().get(1).fallback().isEmpty(), "so it is required");
    assertEquals(
        "select 1 where :month = '2015-03' and :least::int > 0", query.sql(), "without the header");
  }

  @Test
  void theHeaderSaysAfterWhatTimeARunIsAbandoned() {
    String header = "-- title: One\n-- description: One.\n";

    assertEquals(Optional.empty(), QueryFile.parse("one", header + "select 1").abandon());
    assertEquals(
        Optional.of(Duration.ofMinutes(90)),
        QueryFile.parse("one", header + "-- abandon: 1h30m\nselect 1").abandon());
  }

  @Test
  void aParameterWithoutDefaultMustHaveAnArgument() {
    Query query = QueryFile.parse("trips-by-day", GOOD);

    assertEquals(
        Json.createValue("2015-03"),
        query.complete(Json.createObjectBuilder().add("least", 1).build()).get("month"));
    Problem problem =
        assertThrows(Problem.class, () -> query.complete(JsonValue.EMPTY_JSON_OBJECT));
    assertEquals(ErrorCode.ARGUMENT_MISSING, problem.code());
    assertEquals("least", problem.toJson().getString("parameter"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "-- title: Trips by day | -- titel: Trips by day | line 1: 'titel' is not a key",
        "--   type: month | --   type: moon | line 5: parameter 'month' has type 'moon'",
        "--   default: 2015-03 | --   default: 2015-13 | line 5: the default of 'month' is not a month",
        "--   default: 2015-03 | --   default: 2008-03 | line 5: the default of 'month' is outside",
        "--   min: 2009-01 | --   min: ten | line 5: 'min' of 'month'",
        "-- chart: line | -- chart: pie | 'pie' is not a chart",
        "-- chart: line | -- abandon: soon | 'abandon' is a time such as 90s, 10m or 1h",
        "-- chart: line | -- abandon: 9s | 'abandon' is from 10s to 24h, and not '9s'",
        "-- chart: line | -- abandon: 25h | 'abandon' is from 10s to 24h, and not '25h'",
        "-- chart: line | -- abandon: -2m | 'abandon' is from 10s to 24h, and not '-2m'",
        "-- chart: line | -- fresh: 0s | 'fresh' is from 1s to 12h",
        "-- chart: line | -- fresh: 13h | 'fresh' is from 1s to 12h",
        "-- chart: line | -- fresh: -5m | 'fresh' is from 1s to 12h",
        "-- chart: line | -- refresh: 9s | 'refresh' is from 10s to 24h, and not '9s'",
        "-- chart: line | -- refresh: 25h | 'refresh' is from 10s to 24h, and not '25h'",
        "-- chart: line | -- least: 5 | 'least' is a time such as 90s, 10m or 1h",
        "-- chart: line | -- least: 1s | 'least' is from 10s to 24h, and not '1s'",
        "-- chart: line | -- fresh: soon | 'fresh' is a time such as 90s, 10m or 1h",
        "-- parameter: least | -- parameter: month | line 11: parameter 'month' is defined twice",
        "-- parameter: least | -- parameter: Least | line 11: 'Least' can't name a parameter",
        ":least::int | 7 | line 11: the statement never uses ':least'",
        "> 0 | > :more | the header has no parameter 'more'",
        "> 0 | > 0; | the statement must not end with ';'",
        "-- title: Trips by day | -- title: | line 1: 'title' has no value",
        "--   label: Month | --   choices: a | line 5: 'choices' belong to type choice",
      })
  void aBrokenFileIsNamedWithItsLineAndTheReason(String good, String broken, String fault) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> QueryFile.parse("trips-by-day", GOOD.replace(good, broken)))
            .getMessage();

    assertTrue(message.startsWith("trips-by-day.sql, line "), message);
    assertTrue(message.contains(fault), message);
  }

  @ParameterizedTest
  @CsvSource({"1s, PT1S", "10m, PT10M", "12h, PT12H", "1h30m, PT1H30M"})
  void aFileSaysHowOldAnAnswerMayBe(String fresh, Duration age) {
    Query query = QueryFile.parse("x", GOOD.replace("-- chart: line", "-- fresh: " + fresh));

    assertEquals(Optional.of(age), query.fresh());
    assertEquals(Optional.empty(), QueryFile.parse("x", GOOD).fresh());
  }

  @ParameterizedTest
  @CsvSource({
    "'', , PT1M",
    "'-- refresh: 5m\n', PT5M, PT1M",
    "'-- refresh: 20s\n', PT20S, PT20S",
    "'-- refresh: 5m\n-- least: 10s\n', PT5M, PT10S",
    "'-- least: 1h\n', , PT1H",
  })
  void aFileSaysHowOftenAWatchRunsItAndHowOftenAtMost(
      String header, Duration refresh, Duration least) {
    Query query = QueryFile.parse("x", GOOD.replace("-- chart: line\n", header));

    assertEquals(Optional.ofNullable(refresh), query.refresh());
    assertEquals(least, query.least());
  }

  @Test
  void noWatchIsServedMoreOftenThanItsFileAllows() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    QueryFile.parse(
                        "x", GOOD.replace("-- chart: line", "-- refresh: 1m\n-- least: 2m")))
            .getMessage();

    assertEquals("x.sql, line 1: 'refresh' must not be shorter than 'least'.", message);
  }

  @Test
  void whatChangesSomethingHasNoAnswerThatServesAgain() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    QueryFile.parse(
                        "x", "-- title: T\n-- description: D.\n-- fresh: 1m\ndelete from t"))
            .getMessage();

    assertEquals("x.sql, line 1: 'fresh' belongs to a SELECT, which changes nothing.", message);
  }

  @Test
  void aFileWithoutStatementOrWithAnOddNameIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> QueryFile.parse("x", "-- title: x\n-- description: y\n"));
    assertThrows(IllegalArgumentException.class, () -> QueryFile.parse("Odd Name", GOOD));
  }

  @Test
  void everyBrokenFileIsToldAtOnce() {
    Map<String, String> files = Map.of("a", "select", "b", "-- odd\nselect 1", "good", GOOD);

    String message =
        assertThrows(IllegalArgumentException.class, () -> QueryCatalogue.parse(files))
            .getMessage();

    assertTrue(message.contains("a.sql") && message.contains("b.sql"), message);
  }

  @Test
  void theProtocolShowsTheDemoAsTheServerTellsIt() throws IOException {
    String demo = Files.readString(Path.of("../sql/queries/trips-by-day.sql"));
    try (JsonReader example =
        Json.createReader(Files.newBufferedReader(Path.of("../docs/protocol/queries.json")))) {
      assertEquals(
          example.readObject().getJsonArray("queries"),
          Json.createArrayBuilder()
              .add(QueryFile.parse("trips-by-day", demo).toJson())
              .add(QueryFile.parse("every-type", EVERY_TYPE).toJson())
              .build());
    }
  }

  @Test
  void theCatalogueOfThisRepositoryCanBeRead() throws IOException {
    Map<String, String> files = new HashMap<>();
    try (Stream<Path> paths = Files.list(Path.of("../sql/queries"))) {
      for (Path path : paths.toList()) {
        files.put(path.getFileName().toString().replace(".sql", ""), Files.readString(path));
      }
    }

    List<String> names = QueryCatalogue.parse(files).all().stream().map(Query::name).toList();

    assertTrue(
        names.containsAll(
            List.of("trips-by-day", "busiest-hours", "payment-mix", "fare-by-distance", "trips")),
        names.toString());
  }
}
