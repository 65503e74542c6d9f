package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Statements with what Redshift answers, by its guide or by those who use it. */
class WarehouseCasesTest {
  private static final Path CASES = Path.of("src/test/resources/io/querycast/local/cases");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static LocalRedshift redshift;
  private static Connection administrator;

  @BeforeAll
  static void start() throws Exception {
    redshift = new LocalRedshift(folder);
    administrator = redshift.administrator();
    Tickit.load(redshift);
    Tickit.keep(administrator);
  }

  @AfterAll
  static void stop() throws Exception {
    administrator.close();
    redshift.close();
  }

  @TestFactory
  Stream<DynamicTest> everyStatementIsAnsweredAsRedshiftAnswersIt() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : files()) {
      String name = file.getFileName().toString().replace(".json", "");
      for (JsonNode each : JSON.readTree(file.toFile())) {
        tests.add(
            DynamicTest.dynamicTest(
                name + " " + each.get("id").asText(), file.toUri(), () -> check(each)));
      }
    }
    return tests.stream();
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(CASES)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
  }

  private static void check(JsonNode each) throws Exception {
    boolean isQuery = each.get("sql").asText().strip().matches("(?is)(select|with|show)\\b.*");
    boolean hasFailed = false;
    try {
      for (JsonNode statement : each.path("before")) {
        before(statement);
      }
      checkOnce(each);
      hasFailed = fails(each.get("expect"));
    } finally {
      // A query changes nothing, and neither does a statement that fails.
      if (each.has("before") || !(isQuery || hasFailed)) {
        Tickit.reset(redshift, administrator, each.get("sql").asText() + each.path("before"));
      }
    }
  }

  /** What has to be there: a statement, or one of a user's. */
  private static void before(JsonNode statement) throws AwsError {
    if (statement.isTextual()) {
      redshift.must(statement.asText());
      return;
    }
    ObjectNode request = redshift.request(statement.get("sql").asText());
    JsonNode ended = redshift.run(request.put("DbUser", statement.get("user").asText()));
    assertEquals("FINISHED", ended.path("Status").asText(), ended.path("Error").asText());
  }

  private static void checkOnce(JsonNode each) throws AwsError {
    ObjectNode request = redshift.request(each.get("sql").asText());
    if (each.has("user")) {
      request.put("DbUser", each.get("user").asText());
    }
    if (!each.path("params").isEmpty()) {
      request.set("Parameters", each.get("params"));
    }
    JsonNode expected = each.get("expect");
    JsonNode ended;
    try {
      ended = redshift.run(request);
    } catch (AwsError refused) {
      assertTrue(fails(expected), refused.getMessage());
      return;
    }
    String status = ended.path("Status").asText();
    String error = ended.path("Error").asText();
    if (fails(expected)) {
      assertEquals("FAILED", status);
      // The driver between AWS and Redshift has words of its own for a question mark.
      assertTrue(error.startsWith("ERROR: ") || error.startsWith("No value specified"), error);
      assertTrue(error.contains(expected.path("error").asText()), error);
      return;
    }
    assertEquals("FINISHED", status, error);
    if (expected.path("finishes").asBoolean()) {
      return;
    }
    JsonNode result = redshift.call("GetStatementResult", ended.get("Id").asText());
    JsonNode column = result.path("ColumnMetadata").path(0);
    if (expected.has("rows")) {
      assertEquals(rows(expected.get("rows")), rows(result));
    }
    if (expected.has("rowCount")) {
      assertEquals(expected.get("rowCount").asLong(), result.get("TotalNumRows").asLong());
    }
    if (expected.has("name")) {
      assertEquals(expected.get("name").asText(), column.path("label").asText());
    }
    if (expected.has("type")) {
      assertEquals(expected.get("type").asText(), column.path("typeName").asText());
    }
    if (expected.has("columns")) {
      assertEquals(texts(expected.get("columns")), sizes(result.path("ColumnMetadata")));
    }
    if (expected.has("precision")) {
      assertEquals(expected.get("precision").asInt(), column.path("precision").asInt());
    }
    if (expected.has("scale")) {
      assertEquals(expected.get("scale").asInt(), column.path("scale").asInt());
    }
  }

  private static boolean fails(JsonNode expected) {
    return expected.path("fails").asBoolean() || expected.has("error");
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  /** The type, the precision and the scale of each column. */
  private static List<String> sizes(JsonNode columns) {
    List<String> sizes = new ArrayList<>();
    for (JsonNode each : columns) {
      String type = each.get("typeName").asText();
      sizes.add(
          "%s(%d,%d)".formatted(type, each.get("precision").asInt(), each.get("scale").asInt()));
    }
    return sizes;
  }

  /** Rows as text; a number is the same however it is written, a text is not. */
  private static String rows(JsonNode rows) {
    if (rows.isArray()) {
      List<List<String>> all = new ArrayList<>();
      rows.forEach(
          row -> {
            List<String> cells = new ArrayList<>();
            row.forEach(
                cell -> cells.add(cell.isNumber() ? number(cell.asText()) : cell.toString()));
            all.add(cells);
          });
      return all.toString();
    }
    List<List<String>> all = new ArrayList<>();
    rows.get("Records")
        .forEach(
            row -> {
              List<String> cells = new ArrayList<>();
              row.forEach(cell -> cells.add(cell(cell)));
              all.add(cells);
            });
    return all.toString();
  }

  private static String cell(JsonNode cell) {
    if (cell.path("isNull").asBoolean()) {
      return "null";
    }
    if (cell.has("blobValue")) {
      byte[] bytes = Base64.getDecoder().decode(cell.get("blobValue").asText());
      return '"' + HexFormat.of().formatHex(bytes) + '"';
    }
    JsonNode value = cell.elements().next();
    return value.isNumber() ? number(value.asText()) : value.toString();
  }

  private static String number(String text) {
    return new BigDecimal(text).stripTrailingZeros().toPlainString();
  }
}
