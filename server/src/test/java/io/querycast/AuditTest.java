package io.querycast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.rest.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTest {
  private final List<String> lines = new ArrayList<>();
  private final Audit audit = new Audit(() -> Instant.EPOCH, lines::add);

  @Test
  void aLineSaysWhoDidWhatAndWhen() {
    audit.write(Audit.What.ASKED, "ada", "01J", Map.of("query", "trips-by-day"));

    assertEquals(
        List.of(
            "{\"audit\":\"asked\",\"at\":\"1970-01-01T00:00:00Z\",\"user\":\"ada\","
                + "\"job\":\"01J\",\"query\":\"trips-by-day\"}"),
        lines);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\n{\"audit\":\"administered\"}",
        "a\r\nb",
        "\",\"user\":\"eve",
        "a\u0085b",
        "a\u2028b\u2029c",
        "\u001b[2Jcleared",
        "\ud800 half",
        "\u202egnp.exe",
        "a\u0000b",
        "a\u007fb"
      })
  void whateverIsInItItIsOneLineOfJsonThatHoldsIt(String hostile) throws Exception {
    audit.write(Audit.What.REFUSED, "ada", null, Map.of("address", hostile));

    assertEquals(1, lines.size());
    assertTrue(lines.get(0).chars().allMatch(c -> c >= ' ' && c < 0x7f), lines.get(0));
    try (JsonReader reader = Json.JSON.createReader(new StringReader(lines.get(0)))) {
      JsonObject line = reader.readObject();
      assertEquals(hostile, line.getString("address"));
      assertEquals("ada", line.getString("user"));
      assertEquals("refused", line.getString("audit"));
    }
  }

  @Test
  void longTextIsCutAndUnknownValuesAreLeftOut() {
    audit.write(Audit.What.REFUSED, null, null, Map.of("address", "a".repeat(100_000)));

    assertTrue(lines.get(0).length() < 400, lines.get(0));
    assertFalse(lines.get(0).contains("user"));
  }
}
