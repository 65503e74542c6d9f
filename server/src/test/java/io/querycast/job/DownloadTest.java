package io.querycast.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.Json;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DownloadTest {
  @Test
  void aFileIsNamedAfterWhatWasAsked() {
    Job job = Samples.submitted(Instant.EPOCH);

    assertEquals("trips-by-day-2015-03.csv", Download.csv(null, null, null).fileName(job));
    assertEquals("trips-by-day-2015-03.ndjson", Download.ndjson().fileName(job));
  }

  @Test
  void aFilesNameHoldsPlainLettersOnly() {
    Job job =
        Job.submitted(
            Samples.ID,
            "ada",
            "find",
            "Find",
            Json.createObjectBuilder()
                .add("text", "../..\"\r\nSet-Cookie: é/x" + "y".repeat(300))
                .add("limit", 5)
                .build(),
            null,
            Instant.EPOCH);

    String name = Download.ndjson().fileName(job);

    assertEquals("find-Set-Cookie-x" + "y".repeat(83) + ".ndjson", name);
  }

  @Test
  void ownSqlHasNoNameButTheJobs() {
    Job job =
        Job.submitted(
            Samples.ID,
            "ada",
            null,
            "Own SQL",
            Json.createObjectBuilder().build(),
            "select 1",
            Instant.EPOCH);

    assertEquals("querycast-" + Samples.ID + ".csv", Download.csv(null, null, null).fileName(job));
  }
}
