package io.querycast.warehouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.aws.FakeHttp;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;
import software.amazon.awssdk.services.redshiftdata.model.Field;
import software.amazon.awssdk.services.redshiftdata.model.GetStatementResultResponse;

/** The rows of an answer, compared with those of the SDK's own objects. */
class TranscoderTest {
  private static final int SEEDS = 300;
  private final FakeHttp redshift = new FakeHttp();
  private final RedshiftDataClient client = redshift.redshiftClient(1);

  @Test
  void everyAnswerIsReadAsTheSdkReadsIt() throws Exception {
    for (int seed = 0; seed < SEEDS; seed++) {
      byte[] answer = new RandomPage(seed).answer().bytes();

      assertSame("seed " + seed, object(bySdk(answer)), object(byUs(answer)));
    }
  }

  @Test
  void anAnswerThatIsCutAnywhereIsRefused() {
    for (int seed = 0; seed < 60; seed++) {
      String text = new String(new RandomPage(seed).answer().bytes(), StandardCharsets.UTF_8);
      byte[] answer = text.strip().getBytes(StandardCharsets.UTF_8);
      for (int length = 0; length < Math.min(answer.length, 4000); length++) {
        byte[] cut = Arrays.copyOf(answer, length);
        assertThrows(Malformed.class, () -> byUs(cut), "seed " + seed + " at " + length);
      }
    }
  }

  @Test
  void aGarbledAnswerIsRefusedOrReadAsTheSdkReadsIt() {
    int read = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      byte[] answer = new RandomPage(seed).answer().bytes();
      answer[random.nextInt(answer.length)] = (byte) random.nextInt(256);
      Optional<String> ours = attempt(answer);
      Optional<String> theirs = ours.flatMap(unused -> attemptBySdk(answer));
      if (ours.isPresent() && theirs.isPresent()) {
        assertSame("seed " + seed, object(theirs.get()), object(ours.get()));
        read++;
      }
    }
    assertTrue(read > SEEDS / 20, "read: " + read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "null",
        "{\"Records\":[]",
        "{\"Records\":[]}}",
        "{\"Records\":[]}{\"Records\":[]}",
        "{\"Records\":[],\"Records\":[]}",
        "{\"Records\":[[{\"arrayValue\":1}]]}",
        "{\"Records\":[[{}]]}",
        "{\"Records\":[[{\"isNull\":false}]]}",
        "{\"Records\":[[{\"isNull\":true,\"longValue\":1}]]}",
        "{\"Records\":[[{\"longValue\":1.5}]]}",
        "{\"Records\":[[{\"longValue\":01}]]}",
        "{\"Records\":[[{\"longValue\":-}]]}",
        "{\"Records\":[[{\"longValue\":9223372036854775808}]]}",
        "{\"Records\":[[{\"longValue\":\"7\"}]]}",
        "{\"Records\":[[{\"doubleValue\":\"7\"}]]}",
        "{\"Records\":[[{\"doubleValue\":1.}]]}",
        "{\"Records\":[[{\"doubleValue\":NaN}]]}",
        "{\"Records\":[[{\"stringValue\":\"\\x\"}]]}",
        "{\"Records\":[[{\"stringValue\":\"\\u12g4\"}]]}",
        "{\"Records\":[[{\"stringValue\":\"\t\"}]]}",
        "{\"Records\":[[{\"stringValue\":7}]]}",
        "{\"Records\":[[{\"longValue\":1}],[{\"longValue\":1},{\"longValue\":2}]]}",
        "{\"ColumnMetadata\":[{\"name\":\"a\"}],\"Records\":[[]]}",
        "{\"ColumnMetadata\":7,\"Records\":[]}",
        "{\"Other\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]],\"Records\":[]}",
      })
  void aTextThatIsNotAnAnswerIsRefused(String answer) {
    assertThrows(Malformed.class, () -> byUs(answer.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void bytesThatAreNotTextAreRefused() {
    for (int[] bytes :
        new int[][] {
          {0x80},
          {0xc0, 0xaf},
          {0xe0, 0x80, 0x80},
          {0xed, 0xa0, 0x80},
          {0xf5, 0x80, 0x80, 0x80},
          {0xf0, 0x80, 0x80, 0x80},
          {0xc3},
          {0xe2, 0x82},
          {0xff},
          {0},
          {0x1f},
          {0xf4, 0x90, 0x80, 0x80},
        }) {
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      answer.writeBytes(ascii("{\"Records\":[[{\"stringValue\":\"x"));
      Arrays.stream(bytes).forEach(answer::write);
      answer.writeBytes(ascii("\"}]]}"));
      assertThrows(Malformed.class, () -> byUs(answer.toByteArray()), () -> Arrays.toString(bytes));
    }
  }

  @Test
  void aCellOf64KilobytesIsWhole() throws Exception {
    String text = "€".repeat(64 * 1024 / 3);
    String answer = "{\"Records\":[[{\"stringValue\":\"" + text + "\"}]]}";

    JsonObject rows = object(byUs(answer.getBytes(StandardCharsets.UTF_8)));

    assertEquals(text, rows.getJsonArray("rows").getJsonArray(0).getString(0));
  }

  @Test
  void anEmptyNameOfTheNextPageMeansNoNextPage() throws Exception {
    byte[] answer = ascii("{\"Records\":[[{\"longValue\":1}]],\"NextToken\":\"\"}");

    assertFalse(object(byUs(answer)).containsKey("next"));
  }

  private String byUs(byte[] answer) throws Malformed {
    Buffer buffer = Buffer.of(answer);
    Arrays.fill(buffer.bytes(), answer.length, buffer.bytes().length, (byte) '"');
    Transcoder.Answer read = Transcoder.transcode(buffer, answer.length);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      new Rows("statement", read.body(), Page.FIRST, read.nextToken()).writeTo(out);
    } catch (IOException e) {
      throw new AssertionError("Writing to memory cannot fail.", e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private String bySdk(byte[] answer) {
    redshift.answer(200, answer);
    GetStatementResultResponse result = client.getStatementResult(ask -> ask.id("statement"));
    JsonArrayBuilder names = Json.createArrayBuilder();
    result
        .columnMetadata()
        .forEach(
            column ->
                names.add(
                    Json.createObjectBuilder()
                        .add("name", column.label() == null ? column.name() : column.label())
                        .add("type", column.typeName())));
    String start = Json.createObjectBuilder().add("columns", names).build().toString();
    String rows =
        result.records().stream().map(TranscoderTest::row).collect(Collectors.joining(","));
    String next =
        result.nextToken() == null
            ? ""
            : ",\"next\":\"" + new Page(0, result.nextToken()).text("statement") + "\"";
    return start.substring(0, start.length() - 1) + ",\"rows\":[" + rows + "]" + next + "}";
  }

  private static String row(List<Field> fields) {
    return fields.stream().map(Cell::json).collect(Collectors.joining(",", "[", "]"));
  }

  private Optional<String> attempt(byte[] answer) {
    try {
      return Optional.of(byUs(answer));
    } catch (Malformed e) {
      return Optional.empty();
    }
  }

  private Optional<String> attemptBySdk(byte[] answer) {
    try {
      return Optional.of(bySdk(answer));
    } catch (SdkException | IllegalStateException | NullPointerException e) {
      return Optional.empty();
    }
  }

  private static void assertSame(String message, JsonObject expected, JsonObject actual) {
    assertEquals(expected.get("columns"), actual.get("columns"), message);
    assertEquals(expected.get("next"), actual.get("next"), message);
    JsonArray expectedRows = expected.getJsonArray("rows");
    JsonArray actualRows = actual.getJsonArray("rows");
    assertEquals(expectedRows.size(), actualRows.size(), message);
    for (int row = 0; row < expectedRows.size(); row++) {
      JsonArray left = expectedRows.getJsonArray(row);
      JsonArray right = actualRows.getJsonArray(row);
      assertEquals(left.size(), right.size(), message);
      for (int cell = 0; cell < left.size(); cell++) {
        assertCell(message + ": row " + row + ", cell " + cell, left.get(cell), right.get(cell));
      }
    }
  }

  /** Numbers with a fraction may be written in another way, but must be the same double. */
  private static void assertCell(String message, JsonValue expected, JsonValue actual) {
    if (expected instanceof JsonNumber left
        && actual instanceof JsonNumber right
        && !expected.toString().matches("-?[0-9]+")) {
      assertEquals(left.doubleValue(), right.doubleValue(), message);
    } else {
      assertEquals(expected, actual, message);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static JsonObject object(String json) {
    try (var reader = Json.createReader(new StringReader(json))) {
      return reader.readObject();
    }
  }
}
