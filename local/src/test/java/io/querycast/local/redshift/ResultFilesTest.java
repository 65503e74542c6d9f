package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFilesTest {
  @TempDir Path folder;
  private LocalRedshift redshift;

  @BeforeEach
  void start() {
    redshift = LocalRedshift.reading(folder, s -> s.withPageRows(1000));
  }

  @AfterEach
  void stop() {
    redshift.close();
  }

  @Test
  void cellsKeepTheirTypesAndNullIsNotEmpty() throws Exception {
    JsonNode result =
        redshift.result(
            redshift.request(
                "select 9007199254740993::bigint as big, cast(1.5 as decimal(9, 2)) as price,"
                    + " null as nothing, '' as empty, true as yes, 0.1::float8 as tenth,"
                    + " 'NaN'::float8 as nan, date '2015-03-01' as day,"
                    + " timestamp '2015-03-01 00:00:07.120' as moment"));
    assertEquals(
        "[[{\"longValue\":9007199254740993},{\"stringValue\":\"1.50\"},{\"isNull\":true},"
            + "{\"stringValue\":\"\"},{\"booleanValue\":true},{\"doubleValue\":0.1},"
            + "{\"stringValue\":\"NaN\"},{\"stringValue\":\"2015-03-01\"},"
            + "{\"stringValue\":\"2015-03-01 00:00:07.12\"}]]",
        result.get("Records").toString());
    assertEquals(
        List.of(
            "big int8",
            "price numeric",
            "nothing varchar",
            "empty varchar",
            "yes bool",
            "tenth float8",
            "nan float8",
            "day date",
            "moment timestamp"),
        LocalRedshift.columns(result));
    assertEquals(9, result.get("ColumnMetadata").get(1).get("precision").asInt());
    assertEquals(2, result.get("ColumnMetadata").get(1).get("scale").asInt());
  }

  @Test
  void pagesFollowOneAnotherAndHoldEachRowOnce() throws Exception {
    JsonNode ended =
        redshift.run(redshift.request("select pickup_datetime from nyc_yellow_taxi order by 1"));
    List<Object> rows = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    ObjectNode ask = redshift.id(ended.get("Id").asText());
    while (true) {
      JsonNode page = redshift.call("GetStatementResult", ask);
      assertEquals(2500, page.get("TotalNumRows").asInt());
      sizes.add(page.get("Records").size());
      LocalRedshift.rows(page).forEach(row -> rows.add(row.get(0)));
      if (!page.has("NextToken")) {
        break;
      }
      ask.put("NextToken", page.get("NextToken").asText());
    }
    assertEquals(List.of(1000, 1000, 500), sizes);
    assertEquals(rows.stream().sorted().toList(), rows);
  }

  @Test
  void aTextIsSplitIntoAsManyRowsAsAskedFor() throws Exception {
    String sql =
        "with recursive numbers(i) as"
            + " (select 0 union all select i + 1 from numbers where i < cast(:n as integer) - 1)"
            + " select i, :tag || '-' || i as label from numbers order by i";
    JsonNode ended = redshift.run(redshift.request(sql, Map.of("n", "1500", "tag", "o'hara: 7")));
    assertEquals(1500, ended.get("ResultRows").asInt());
    List<List<Object>> rows =
        LocalRedshift.rows(redshift.call("GetStatementResult", ended.get("Id").asText()));
    for (int i = 0; i < rows.size(); i++) {
      assertEquals(List.of((long) i, "o'hara: 7-" + i), rows.get(i));
    }
  }

  @Test
  void anEmptyResultIsOnePageWithoutRows() throws Exception {
    JsonNode result = redshift.result(redshift.request("select 1 as one where 1 = 2"));
    assertEquals(0, result.get("Records").size());
    assertEquals(0, result.get("TotalNumRows").asInt());
    assertEquals(List.of("one int4"), LocalRedshift.columns(result));
    assertFalse(result.has("NextToken"));
  }

  @Test
  void aNextTokenOfAnotherStatementIsRefused() throws Exception {
    JsonNode one = redshift.run(redshift.request("select pickup_datetime from nyc_yellow_taxi"));
    JsonNode two = redshift.run(redshift.request("select pickup_datetime from nyc_yellow_taxi"));
    String next =
        redshift.call("GetStatementResult", one.get("Id").asText()).get("NextToken").asText();
    for (String token : List.of(next, "nonsense", "")) {
      ObjectNode ask = redshift.id(two.get("Id").asText()).put("NextToken", token);
      assertEquals("ValidationException", redshift.refused("GetStatementResult", ask).code());
    }
  }

  @Test
  void statementsAndResultsOutliveARestart() throws Exception {
    String sql = "select pickup_datetime, trip_distance from nyc_yellow_taxi order by 1, 2";
    ObjectNode ask = redshift.id(redshift.run(redshift.request(sql)).get("Id").asText());
    JsonNode first = redshift.call("GetStatementResult", ask);
    ask.set("NextToken", first.get("NextToken"));
    JsonNode second = redshift.call("GetStatementResult", ask);
    redshift.close();
    start();
    assertEquals(second, redshift.call("GetStatementResult", ask));
    ask.remove("NextToken");
    assertEquals(first, redshift.call("GetStatementResult", ask));
  }

  @Test
  void aResultIsGoneAfterADay() throws Exception {
    String id = redshift.run(redshift.request("select 1")).get("Id").asText();
    redshift.clock.now = LocalRedshift.NOON.plus(Duration.ofHours(24)).minusMillis(1);
    redshift.call("GetStatementResult", id);
    assertTrue(folder.resolve("results/" + id + ".result").toFile().exists());
    redshift.clock.now = LocalRedshift.NOON.plus(Duration.ofHours(24));
    assertEquals(
        "ResourceNotFoundException",
        redshift.refused("GetStatementResult", redshift.id(id)).code());
    assertEquals(
        "ResourceNotFoundException", redshift.refused("DescribeStatement", redshift.id(id)).code());
    redshift.run(redshift.request("select 2"));
    assertFalse(folder.resolve("results/" + id + ".result").toFile().exists());
  }

  @Test
  void aResultIsGoneWhenTheFaultStrikes() throws Exception {
    String id = redshift.run(redshift.request("select 1")).get("Id").asText();
    redshift.faults.set(redshift.json.readTree("{\"redshift-data\":{\"expire\":1.0}}"));
    assertEquals(
        "ResourceNotFoundException",
        redshift.refused("GetStatementResult", redshift.id(id)).code());
    redshift.faults.clear();
    redshift.call("GetStatementResult", id);
  }
}
