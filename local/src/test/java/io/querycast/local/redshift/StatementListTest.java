package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatementListTest {
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
  void statementsAreListedByNameAndStatus() throws Exception {
    redshift.run(redshift.request("select 1").put("StatementName", "ada-1"));
    redshift.clock.now = LocalRedshift.NOON.plusMillis(1);
    redshift.run(redshift.request("select nope").put("StatementName", "ada-2"));
    redshift.clock.now = LocalRedshift.NOON.plusMillis(2);
    redshift.run(redshift.request("select 1").put("StatementName", "bob-1"));
    ObjectNode ask =
        redshift.json.createObjectNode().put("StatementName", "ada").put("Status", "FAILED");
    JsonNode found = redshift.call("ListStatements", ask).get("Statements");
    assertEquals(1, found.size());
    assertEquals("ada-2", found.get(0).get("StatementName").asText());
    assertEquals(List.of("ada-2", "ada-1"), names(listed("ada", "ALL", 100)));
    assertEquals(List.of("bob-1", "ada-1"), names(listed("", "FINISHED", 100)));
    assertEquals(List.of(), names(listed("Ada", "ALL", 100)));
    JsonNode byDefault = redshift.call("ListStatements", redshift.json.createObjectNode());
    assertEquals(2, byDefault.get("Statements").size());
    for (ObjectNode wrong :
        List.of(
            redshift.json.createObjectNode().put("Status", "finished"),
            redshift.json.createObjectNode().put("MaxResults", 101),
            redshift.json.createObjectNode().put("NextToken", "nonsense"))) {
      assertEquals("ValidationException", redshift.refused("ListStatements", wrong).code());
    }
  }

  @Test
  void statementsAreListedByWhereTheyRan() throws Exception {
    redshift.run(redshift.request("select 1").put("StatementName", "place-cluster"));
    ObjectNode serverless = redshift.request("select 2").put("StatementName", "place-workgroup");
    serverless.remove(List.of("ClusterIdentifier", "DbUser"));
    redshift.run(serverless.put("WorkgroupName", "querycast"));
    redshift.run(
        redshift.request("select 3").put("StatementName", "place-lost").put("Database", "lost"));
    ObjectNode ask =
        redshift.json.createObjectNode().put("StatementName", "place").put("Status", "ALL");
    assertEquals(3, found(ask).size());
    assertEquals(
        List.of("place-workgroup"), found(ask.deepCopy().put("WorkgroupName", "querycast")));
    assertEquals(List.of("place-lost"), found(ask.deepCopy().put("Database", "lost")));
    assertEquals(
        List.of("place-cluster"),
        found(ask.deepCopy().put("Database", "dev").put("ClusterIdentifier", "querycast")));
    assertEquals(3, found(ask.deepCopy().put("RoleLevel", false)).size());
    ObjectNode both =
        ask.deepCopy().put("WorkgroupName", "querycast").put("ClusterIdentifier", "querycast");
    assertEquals("ValidationException", redshift.refused("ListStatements", both).code());
  }

  private List<String> found(ObjectNode ask) throws AwsError {
    return redshift
        .call("ListStatements", ask)
        .get("Statements")
        .valueStream()
        .map(s -> s.get("StatementName").asText())
        .sorted()
        .toList();
  }

  @Test
  void theListHoldsEveryStatementOnce() throws Exception {
    Map<String, String> started = new LinkedHashMap<>();
    for (int i = 0; i < 330; i++) {
      // Some statements share an instant, others do not.
      redshift.clock.now = LocalRedshift.NOON.plusMillis(i / 7);
      ObjectNode request =
          redshift
              .request(i % 10 == 0 ? "select nope" : "select " + i)
              .put("StatementName", "job-" + i);
      started.put(redshift.run(request).get("Id").asText(), "job-" + i);
    }
    List<JsonNode> all = listed("", "ALL", 100);
    assertEquals(330, all.size());
    Map<String, String> found = new LinkedHashMap<>();
    all.forEach(s -> found.put(s.get("Id").asText(), s.get("StatementName").asText()));
    assertEquals(started, found);
    List<Double> times = all.stream().map(s -> s.get("CreatedAt").asDouble()).toList();
    assertEquals(times.stream().sorted(Comparator.reverseOrder()).toList(), times);
    assertEquals(33, listed("", "FAILED", 7).size());
    assertEquals(297, listed("", "FINISHED", 99).size());
    assertEquals(111, listed("job-1", "ALL", 50).size());
  }

  @Test
  void aPageOfTheListBeginsBehindTheLastOneWhateverCameMeanwhile() throws Exception {
    for (int i = 0; i < 4; i++) {
      redshift.clock.now = LocalRedshift.NOON.plusMillis(i);
      redshift.run(redshift.request("select 1").put("StatementName", "job-" + i));
    }
    ObjectNode ask = redshift.json.createObjectNode().put("MaxResults", 2);
    JsonNode first = redshift.call("ListStatements", ask);
    redshift.clock.now = LocalRedshift.NOON.plusMillis(9);
    redshift.run(redshift.request("select 1").put("StatementName", "job-9"));
    ask.set("NextToken", first.get("NextToken"));
    JsonNode second = redshift.call("ListStatements", ask);
    assertEquals(
        List.of("job-3", "job-2", "job-1", "job-0"),
        Stream.of(first, second)
            .flatMap(page -> page.get("Statements").valueStream())
            .map(s -> s.get("StatementName").asText())
            .toList());
    assertFalse(second.has("NextToken"));
  }

  private static List<String> names(List<JsonNode> statements) {
    return statements.stream().map(s -> s.get("StatementName").asText()).toList();
  }

  /** All pages of the list. */
  private List<JsonNode> listed(String name, String status, int most) throws AwsError {
    List<JsonNode> all = new ArrayList<>();
    ObjectNode ask = redshift.json.createObjectNode().put("Status", status).put("MaxResults", most);
    if (!name.isEmpty()) {
      ask.put("StatementName", name);
    }
    while (true) {
      JsonNode page = redshift.call("ListStatements", ask);
      page.get("Statements").forEach(all::add);
      if (!page.has("NextToken")) {
        return all;
      }
      assertEquals(most, page.get("Statements").size());
      ask.set("NextToken", page.get("NextToken"));
    }
  }
}
