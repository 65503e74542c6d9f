package io.querycast.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.querycast.job.Job;
import io.querycast.job.Samples;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import jakarta.json.Json;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadTest {
  @Test
  void aFileIsNamedAfterItsQueryAndArguments() {
    Job job = Samples.submitted(Instant.EPOCH);

    assertEquals("trips-by-day-2015-03.csv", Download.csv(null, null, null).fileName(job));
    assertEquals("trips-by-day-2015-03.ndjson", Download.ndjson().fileName(job));
  }

  @Test
  void aFilesNameHoldsLettersAndDigitsOnly() {
    Job job =
        Samples.submitted(
            Samples.ID,
            "find",
            "Find",
            Json.createObjectBuilder()
                .add("text", "../..\"\r\nSet-Cookie: é/x" + "y".repeat(300))
                .add("limit", 5)
                .build(),
            null,
            Instant.EPOCH);

    String name = Download.ndjson().fileName(job);

    assertEquals("find-Set-Cookie-é-x" + "y".repeat(180) + ".ndjson", name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Uptown | attachment; filename=\"find-Uptown.csv\"",
        "Zoë | attachment; filename=\"find-Zo_.csv\"; filename*=UTF-8''find-Zo%C3%AB.csv",
        "日本 | attachment; filename=\"find-__.csv\"; filename*=UTF-8''find-%E6%97%A5%E6%9C%AC.csv",
        "𝒳 | attachment; filename=\"find-_.csv\"; filename*=UTF-8''find-%F0%9D%92%B3.csv",
        "a/b\\c\"d;e%2F'f | attachment; filename=\"find-a-b-c-d-e-2F-f.csv\"",
        "\u202egpj.exe | attachment; filename=\"find-gpj.exe.csv\"",
      })
  void theHeaderSaysTheNameByRfc6266(String text, String header) {
    assertEquals(header, Download.csv(null, null, null).disposition(find(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"format\":1}",
        "{\"format\":[\"csv\"]}",
        "{\"format\":\"csv\",\"nulls\":{}}",
        "{\"format\":\"csv\",\"nulls\":null}",
        "{\"format\":\"csv\",\"bom\":\"true\"}",
        "{\"format\":\"csv\",\"raw\":1}",
        "{\"format\":\"ndjson\",\"nulls\":7}",
      })
  void aMemberOfAnotherTypeIsRefusedWhateverTheFormat(String body) {
    InputStream sent = new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));

    Problem problem = assertThrows(Problem.class, () -> Download.read(sent));

    assertEquals(ErrorCode.BODY_INVALID, problem.code());
  }

  @Test
  void aNameIsNotCutWithinACharacter() {
    String name = Download.csv(null, null, null).fileName(find("𝒳".repeat(100)));

    assertEquals("find-" + "𝒳".repeat(48) + ".csv", name);
  }

  private static Job find(String text) {
    return Samples.submitted(
        Samples.ID,
        "find",
        "Find",
        Json.createObjectBuilder().add("text", text).build(),
        null,
        Instant.EPOCH);
  }

  @Test
  void aFileOfOwnSqlIsNamedAfterItsJob() {
    Job job =
        Samples.submitted(
            Samples.ID,
            null,
            "Own SQL",
            Json.createObjectBuilder().build(),
            "select 1",
            Instant.EPOCH);

    assertEquals("querycast-" + Samples.ID + ".csv", Download.csv(null, null, null).fileName(job));
  }
}
