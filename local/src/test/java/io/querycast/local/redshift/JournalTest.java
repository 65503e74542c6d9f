package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir private Path folder;
  private LocalRedshift redshift;

  @BeforeEach
  void start() {
    redshift = LocalRedshift.reading(folder, s -> s);
  }

  @AfterEach
  void stop() {
    redshift.close();
  }

  /** Without the front, which would refuse it. */
  @Test
  void halfASurrogatePairHarmsNoOtherStatement() throws Exception {
    for (String half : List.of("\ud800", "\udc00", "\ud83d")) {
      ObjectNode odd =
          redshift
              .request("select '" + half + "' || :x", Map.of("x", "y" + half))
              .put("StatementName", "name" + half)
              .put("ClientToken", "token" + half);
      JsonNode answer = redshift.call("ExecuteStatement", odd.put("WaitTimeSeconds", 30));
      assertEquals(List.of(List.of(1L)), redshift.rows("select 1"));
      redshift.close();
      start();
      redshift.call("DescribeStatement", answer.get("Id").asText());
      assertEquals(List.of(List.of(2L)), redshift.rows("select 2"));
    }
  }

  @Test
  void aLocalCloudStartsWhateverItsJournalHolds() throws Exception {
    String id = redshift.run(redshift.request("select 1")).get("Id").asText();
    redshift.close();
    Path file = folder.resolve("statements.ndjson");
    ByteArrayOutputStream garbage = new ByteArrayOutputStream();
    garbage.writeBytes(new byte[] {(byte) 0xff, (byte) 0xed, (byte) 0xa0, (byte) 0x80, 0, '\n'});
    for (String line :
        List.of("null", "{}", "[]", "1", "{\"id\":\"a\"}", "{\"id\":null}", "[".repeat(5000), "")) {
      garbage.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    garbage.writeBytes(Files.readAllBytes(file));
    garbage.writeBytes("{\"id\":\"torn".getBytes(StandardCharsets.UTF_8));
    Files.write(file, garbage.toByteArray(), StandardOpenOption.TRUNCATE_EXISTING);

    start();

    assertEquals("FINISHED", redshift.call("DescribeStatement", id).get("Status").asText());
    redshift.run(redshift.request("select 2"));
    assertTrue(
        Files.readString(file).lines().allMatch(line -> line.startsWith("{\"id\":\"")),
        "the journal is whole again");
  }

  @Test
  void onlyTheDamagedResultIsGone() throws Exception {
    String id = redshift.run(redshift.request("select 1")).get("Id").asText();
    for (byte[] damage :
        List.of(
            new byte[0],
            new byte[] {1},
            new byte[] {'x', 127, 127, 127, 127},
            new byte[] {-1, -1, -1, -1})) {
      redshift.close();
      Files.write(folder.resolve("results/" + id + ".result"), damage);
      start();
      assertEquals(
          "ResourceNotFoundException",
          redshift.refused("GetStatementResult", redshift.id(id)).code());
      assertEquals(List.of(List.of(2L)), redshift.rows("select 2"));
    }
  }
}
