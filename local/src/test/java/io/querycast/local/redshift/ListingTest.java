package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
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
    redshift = new LocalRedshift(folder);
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
  void grantsAreToldWithTheColumnsOfWhatTheyAreOn() throws Exception {
    String who = "privilege_type, identity_id, identity_name, identity_type, ";
    String object = "schema_name, object_name, object_type, ";
    assertEquals(
        object + who + "admin_option, privilege_scope, database_name, grantor_name",
        columns("show grants on schema public"));
    assertEquals(
        object + who + "admin_option, privilege_scope, database_name, grantor_name",
        columns("show grants on nyc_yellow_taxi"));
    assertEquals(
        "database_name, " + who + "admin_option, privilege_scope, grantor_name",
        columns("show grants on database dev"));
    assertEquals(
        "database_name, " + object + who + "privilege_scope, grantor_name",
        columns("show grants for querycast_reader"));
  }

  private static String columns(String sql) throws AwsError {
    JsonNode result = redshift.result(redshift.request(sql));
    return String.join(", ", names(result.get("ColumnMetadata")));
  }

  @Test
  void theOnlyDatabaseIsListed() throws Exception {
    assertEquals(List.of("dev"), names(redshift.call("ListDatabases", request()).get("Databases")));
    ObjectNode without = request();
    without.remove("Database");
    assertEquals(List.of("dev"), names(redshift.call("ListDatabases", without).get("Databases")));
  }

  @Test
  void everySchemaIsListedAndAPatternChooses() throws Exception {
    redshift.run(redshift.request("create schema if not exists patterns"));
    assertEquals(
        List.of("information_schema", "patterns", "pg_catalog", "public"),
        names(redshift.call("ListSchemas", request()).get("Schemas")));
    assertEquals(
        List.of("patterns", "pg_catalog", "public"),
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
    JsonNode system =
        redshift.call("ListTables", request().put("TablePattern", "svv_tables")).get("Tables");
    assertEquals(
        "[{\"name\":\"svv_tables\",\"schema\":\"pg_catalog\",\"type\":\"SYSTEM VIEW\"}]",
        system.toString());
    assertEquals(
        List.of(),
        names(
            redshift
                .call("ListTables", request().put("TablePattern", "nyc.yellow.taxi"))
                .get("Tables")));
  }

  @Test
  void whatUsersMakeIsListedAtOnceAndWhatTheyDropIsGone() throws Exception {
    ObjectNode mine = request().put("TablePattern", "lately%");
    redshift.run(redshift.request("create table lately (n int)"));
    redshift.run(redshift.request("create view lately_seen as select n from lately"));
    assertEquals(
        "[{\"name\":\"lately\",\"schema\":\"public\",\"type\":\"TABLE\"},"
            + "{\"name\":\"lately_seen\",\"schema\":\"public\",\"type\":\"VIEW\"}]",
        redshift.call("ListTables", mine).get("Tables").toString());
    redshift.run(redshift.request("drop view lately_seen"));
    redshift.run(redshift.request("drop table lately"));
    assertEquals(List.of(), names(redshift.call("ListTables", mine).get("Tables")));
  }

  @Test
  void aUserSeesWhatIsOpenToHim() throws Exception {
    redshift.run(redshift.request("create schema closed"));
    redshift.run(redshift.request("create table closed.door (n int)"));
    redshift.run(redshift.request("create user guest password disable"));
    ObjectNode asked = request().put("TablePattern", "door");
    assertEquals(List.of("door"), names(redshift.call("ListTables", asked).get("Tables")));
    asked.put("DbUser", "guest");
    assertEquals(List.of(), names(redshift.call("ListTables", asked).get("Tables")));
    assertFalse(names(redshift.call("ListSchemas", asked).get("Schemas")).contains("closed"));
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
    assertEquals(0, columns.get(1).get("nullable").asInt());
    assertEquals("public", columns.get(6).get("schemaName").asText());
    assertEquals("nyc_yellow_taxi", columns.get(6).get("tableName").asText());
  }

  @Test
  void aTableThatAQueryMakesHasTheSizesOfWhatItIsMadeFrom() throws Exception {
    redshift.must(
        "create table described as select 'abc' || 'de' as a, median(vendor_id) as b, 1.50 as c,"
            + " max(vendor_id)::varchar as d from nyc_yellow_taxi");
    List<String> columns = new ArrayList<>();
    for (JsonNode column :
        redshift.call("DescribeTable", request().put("Table", "described")).get("ColumnList")) {
      columns.add(
          "%s %s %s %s"
              .formatted(
                  column.get("name").asText(),
                  column.get("typeName").asText(),
                  column.get("precision"),
                  column.get("scale")));
    }
    assertEquals(
        List.of("a varchar 5 0", "b numeric 38 1", "c numeric 3 2", "d varchar 256 0"), columns);
  }

  @Test
  void everyTypeHasItsLengthPrecisionScaleAndDefault() throws Exception {
    redshift.run(
        redshift.request(
            "create table typed (a smallint, b int default 7, c bigint not null, d decimal(9,2),"
                + " e real, f float8, g boolean, h char(4), i varchar(20) default 'x', j date,"
                + " k timestamp, l timestamptz, m time, n timetz)"));
    List<String> columns = new ArrayList<>();
    for (JsonNode column :
        redshift.call("DescribeTable", request().put("Table", "typed")).get("ColumnList")) {
      columns.add(
          "%s %s %s %s %s %s"
              .formatted(
                  column.get("name").asText(),
                  column.get("typeName").asText(),
                  column.get("length"),
                  column.get("precision"),
                  column.get("scale"),
                  column.get("nullable")));
    }
    assertEquals(
        List.of(
            "a int2 5 5 0 1",
            "b int4 10 10 0 1",
            "c int8 19 19 0 0",
            "d numeric 9 9 2 1",
            "e float4 8 8 8 1",
            "f float8 17 17 17 1",
            "g bool 1 1 0 1",
            "h bpchar 4 4 0 1",
            "i varchar 20 20 0 1",
            "j date 13 13 0 1",
            "k timestamp 29 29 6 1",
            "l timestamptz 35 35 6 1",
            "m time 15 15 6 1",
            "n timetz 21 21 6 1"),
        columns);
    JsonNode list =
        redshift.call("DescribeTable", request().put("Table", "typed")).get("ColumnList");
    assertEquals("7", list.get(1).get("columnDefault").asText());
    assertEquals("'x'::character varying", list.get(8).get("columnDefault").asText());
    assertFalse(list.get(0).has("columnDefault"));
  }

  @Test
  void withoutATableTheColumnsOfAllTablesOfTheSchemaAreListed() throws Exception {
    redshift.run(redshift.request("create schema whole"));
    redshift.run(redshift.request("create table whole.one (a int)"));
    redshift.run(redshift.request("create table whole.two (b int, c int)"));
    JsonNode answer = redshift.call("DescribeTable", request().put("Schema", "whole"));
    // The other tests list every schema that is there.
    redshift.run(redshift.request("drop schema whole cascade"));
    assertEquals(List.of("a", "b", "c"), names(answer.get("ColumnList")));
    assertFalse(answer.has("TableName"));
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
        "ValidationException: Redshift endpoint doesn't exist in this region.",
        refusal("DescribeTable", request().put("ClusterIdentifier", "other")));
  }

  @Test
  void whereNobodyCanConnectTheConnectionFails() throws Exception {
    assertEquals(
        "DatabaseConnectionException: FATAL: database \"other\" does not exist",
        refusal("ListTables", request().put("Database", "other")));
    assertEquals(
        "DatabaseConnectionException: FATAL: database \"other\" does not exist",
        refusal("ListSchemas", request().put("ConnectedDatabase", "other")));
    assertEquals(
        "ValidationException: ERROR: database \"other\" does not exist",
        refusal(
            "DescribeTable", request().put("Database", "other").put("ConnectedDatabase", "dev")));
    assertEquals(
        "DatabaseConnectionException: FATAL: user \"IAM:nobody\" does not exist",
        refusal("ListTables", request().put("DbUser", "nobody")));
  }

  @Test
  void anErrorsPositionCountsCharactersOfTheTextAsItWasSent() throws Exception {
    assertEquals(
        "FAILED ERROR: syntax error at or near \"x\"\n  Position: 11",
        redshift.error("select *\n\tx  form y"));
    assertEquals(
        "FAILED ERROR: syntax error at or near \"form\"\n  Position: 14",
        redshift.error("select '\uD83D\uDE95' x form y"));
    assertEquals(
        "FAILED ERROR: column \"\u00A7\" does not exist in nyc_yellow_taxi\n  Position: 8",
        redshift.error("select \u00A7 from nyc_yellow_taxi"));
  }
}
