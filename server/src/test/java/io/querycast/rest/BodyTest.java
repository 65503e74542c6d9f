package io.querycast.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTest {

  @Test
  void textOfAnyScriptIsRead() throws IOException {
    assertEquals("é🚕", read("{'sql':'é\\ud83d\\ude95'}").getString("sql"));
  }

  /** As escapes or as bytes, in texts and in names, at the top and deep inside. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'sql':'\\ud800'}",
        "{'sql':'a\\uDfffb'}",
        "{'sql':'\\ude95\\ud83d'}",
        "{'sql':'\\u0000'}",
        "{'\\ud800':1}",
        "{'arguments':{'a':'\\ud800'}}",
        "{'arguments':{'\\ud800':'a'}}",
        "{'arguments':{'a':[1,[{'b':['\\udc00']}]]}}",
        "{'other':'\\udc00'}"
      })
  void textThatIsNotUnicodeIsRefused(String body) {
    assertEquals(ErrorCode.TEXT_INVALID, refusal(body, StandardCharsets.UTF_8));
  }

  @Test
  void bytesThatAreNotUtf8AreNoJson() {
    assertEquals(ErrorCode.BROKEN_JSON, refusal("{'sql':'é'}", StandardCharsets.ISO_8859_1));
    assertEquals(ErrorCode.BROKEN_JSON, refusal("{'sql':'a'}", StandardCharsets.UTF_16BE));
    String halfAPair = "{'sql':'\u00ed\u00a0\u0080'}";
    assertEquals(ErrorCode.BROKEN_JSON, refusal(halfAPair, StandardCharsets.ISO_8859_1));
  }

  /** The limit only ends a test that hangs. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[",
        "{'a':",
        "'",
        "\\",
        "'\\u",
        "{'a':1,",
        "1",
        "-",
        "[[],",
        "'a':",
        "{'sql':'x',",
        "9e9"
      })
  @Timeout(60)
  void aLongBodyIsRefusedAtOnce(String part) {
    String body = "{'sql':" + part.repeat(Body.MAX_BYTES / part.length() - 10);
    assertEquals(ErrorCode.BROKEN_JSON, refusal(body, StandardCharsets.UTF_8));
  }

  /** Well-formed bodies too: a reader that calls itself for each level runs out of stack. */
  @ParameterizedTest
  @ValueSource(ints = {33, 800, 100_000})
  void aDeepBodyIsRefused(int levels) {
    String body = "{'sql':" + "[".repeat(levels - 1) + "]".repeat(levels - 1) + "}";
    assertEquals(ErrorCode.BROKEN_JSON, refusal(body, StandardCharsets.UTF_8));
  }

  @Test
  void bracketsInTextsAreNoLevels() throws IOException {
    String text = "[{\\\"".repeat(100);
    assertEquals(text.replace("\\", ""), read("{'sql':'" + text + "'}").getString("sql"));
    String nested = "[".repeat(31) + "]".repeat(31);
    assertEquals(nested, read("{'sql':" + nested + "}").get("sql").toString());
  }

  private static ErrorCode refusal(String body, Charset charset) {
    return assertThrows(Problem.class, () -> read(body, charset)).code();
  }

  private static JsonObject read(String body) throws IOException {
    return read(body, StandardCharsets.UTF_8);
  }

  private static JsonObject read(String body, Charset charset) throws IOException {
    byte[] bytes = body.replace('\'', '"').getBytes(charset);
    return Body.read(new ByteArrayInputStream(bytes), Set.of("sql", "arguments"));
  }
}
