package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import io.querycast.local.taxi.Trips;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingTest {
  @TempDir static Path folder;
  private static LocalRedshift redshift;

  @BeforeAll
  static void start() {
    redshift = new LocalRedshift(folder, Trips.generated(10));
  }

  @AfterAll
  static void stop() {
    redshift.close();
  }

  private static ObjectNode request() {
    return redshift
        .json
        .createObjectNode()
        .put("ClusterIdentifier", "querycast")
        .put("Database", "dev")
        .put("DbUser", "awsuser");
  }

  private static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    list.forEach(each -> names.add(each.isTextual() ? each.asText() : each.get("name").asText()));
    return names;
  }

  private static String refusal(String operation, ObjectNode request) {
    AwsError error = assertThrows(AwsError.class, () -> redshift.call(operation, request));
    return error.code() + ": " + error.getMessage();
  }

  @Test
  void theOnlyDatabaseIsListed() throws Exception {
    assertEquals(List.of("dev"), names(redshift.call("ListDatabases", request()).get("Databases")));
    assertTrue(
        refusal("ListDatabases", request().put("Database", "sales")).contains("sales"),
        "another database is refused by name");
  }

  @Test
  void everySchemaIsListedAndAPatternChooses() throws Exception {
    assertEquals(
        List.of("information_schema", "pg_catalog", "public"),
        names(redshift.call("ListSchemas", request()).get("Schemas")));
    assertEquals(
        List.of("pg_catalog", "public"),
        names(redshift.call("ListSchemas", request().put("SchemaPattern", "p%")).get("Schemas")));
    assertEquals(
        List.of(),
        names(redshift.call("ListSchemas", request().put("SchemaPattern", "p")).get("Schemas")));
  }

  @Test
  void tablesHaveSchemaAndTypeAndBothPatternsChoose() throws Exception {
    JsonNode tables =
        redshift.call(
            "ListTables",
            request().put("SchemaPattern", "pub_ic").put("TablePattern", "%yellow\\_taxi"));
    assertEquals(
        "[{\"name\":\"nyc_yellow_taxi\",\"schema\":\"public\",\"type\":\"TABLE\"}]",
        tables.get("Tables").toString());
    assertFalse(tables.has("NextToken"));
    assertEquals(
        List.of("columns", "tables"),
        names(
            redshift
                .call("ListTables", request().put("SchemaPattern", "information_schema"))
                .get("Tables")));
    assertEquals(
        List.of(),
        names(
            redshift
                .call("ListTables", request().put("TablePattern", "nyc.yellow.taxi"))
                .get("Tables")));
  }

  @Test
  void columnsComeInTheirOrderWithRedshiftsTypes() throws Exception {
    JsonNode answer =
        redshift.call(
            "DescribeTable", request().put("Schema", "public").put("Table", "nyc_yellow_taxi"));
    assertEquals("nyc_yellow_taxi", answer.get("TableName").asText());
    JsonNode columns = answer.get("ColumnList");
    assertEquals(18, columns.size());
    assertEquals(
        List.of("vendor_id", "pickup_datetime", "dropoff_datetime"), names(columns).subList(0, 3));
    assertEquals("int2", columns.get(0).get("typeName").asText());
    assertEquals(1, columns.get(0).get("nullable").asInt());
    assertEquals("timestamp", columns.get(1).get("typeName").asText());
    assertEquals(0, columns.get(1).get("nullable").asInt());
    assertEquals("numeric", columns.get(4).get("typeName").asText());
    assertEquals(9, columns.get(4).get("precision").asInt());
    assertEquals(2, columns.get(4).get("scale").asInt());
    assertEquals("varchar", columns.get(6).get("typeName").asText());
    assertEquals(1, columns.get(6).get("length").asInt());
    assertEquals("public", columns.get(6).get("schemaName").asText());
    assertEquals("nyc_yellow_taxi", columns.get(6).get("tableName").asText());
  }

  @Test
  void aMissingTableHasNoColumns() throws Exception {
    JsonNode answer = redshift.call("DescribeTable", request().put("Table", "nowhere"));
    assertEquals(0, answer.get("ColumnList").size());
  }

  @Test
  void everyListedTableCanBeQueried() throws Exception {
    for (JsonNode table : redshift.call("ListTables", request()).get("Tables")) {
      String name = table.get("schema").asText() + "." + table.get("name").asText();
      JsonNode asked = redshift.result(redshift.request("select * from " + name + " limit 1"));
      assertTrue(asked.get("ColumnMetadata").size() > 0, name);
    }
  }

  @Test
  void pagesFollowOneAnotherAndHoldEachColumnOnce() throws Exception {
    ObjectNode request = request().put("Table", "nyc_yellow_taxi").put("MaxResults", 5);
    List<String> found = new ArrayList<>();
    int pages = 0;
    JsonNode page;
    do {
      page = redshift.call("DescribeTable", request);
      found.addAll(names(page.get("ColumnList")));
      request.put("NextToken", page.path("NextToken").asText());
      pages++;
    } while (page.has("NextToken"));
    assertEquals(4, pages);
    request.remove(List.of("NextToken", "MaxResults"));
    assertEquals(names(redshift.call("DescribeTable", request).get("ColumnList")), found);
  }

  @Test
  void invalidInputIsRefusedWithAValidationError() throws Exception {
    String token =
        redshift.call("ListTables", request().put("MaxResults", 1)).get("NextToken").asText();
    assertEquals(
        "ValidationException: Invalid NextToken.",
        refusal("ListSchemas", request().put("NextToken", token)));
    assertEquals(
        "ValidationException: Invalid NextToken.",
        refusal("ListTables", request().put("NextToken", token).put("TablePattern", "x%")));
    assertEquals(
        "ValidationException: MaxResults must be from 0 to 1000.",
        refusal("ListSchemas", request().put("MaxResults", 1001)));
    assertEquals(
        "ValidationException: Database other does not exist.",
        refusal("ListTables", request().put("Database", "other")));
    assertEquals(
        "ValidationException: Redshift endpoint doesn't exist in this region.",
        refusal("DescribeTable", request().put("ClusterIdentifier", "other")));
  }

  @Test
  void anErrorsPositionCountsCharactersOfTheTextAsItWasSent() throws Exception {
    assertEquals(
        "FAILED ERROR: syntax error at or near \"form\"\n  Position: 14",
        redshift.error("select *\n\tx  form y"));
    assertEquals(
        "FAILED ERROR: syntax error at or near \"form\"\n  Position: 14",
        redshift.error("select '\uD83D\uDE95' x form y"));
    assertEquals(
        "FAILED ERROR: syntax error at or near \"\u00A7\"\n  Position: 8",
        redshift.error("select \u00A7 from nyc_yellow_taxi"));
  }
}
