package io.querycast.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.Audit;
import io.querycast.job.Job;
import io.querycast.job.Samples;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DownloadAuditTest {
  private final List<String> lines = new ArrayList<>();
  private final DownloadAudit audit =
      new DownloadAudit(new Audit(InstantSource.system(), lines::add));

  @Test
  void theJobsIdLeadsToWhatWentOutToWhomInWhichForm() {
    Job job = Samples.submitted(Instant.EPOCH);

    audit.granted(job, Download.ndjson());
    audit.downloaded(job, Download.ndjson());

    assertEquals(
        List.of("granted", "downloaded"), lines.stream().map(line -> line.split("\"")[3]).toList());
    lines.forEach(
        line -> {
          assertTrue(line.contains("\"job\":\"" + job.id() + "\""), line);
          assertTrue(line.contains("\"user\":\"" + job.owner() + "\""), line);
          assertTrue(line.contains("\"format\":\"ndjson\""), line);
        });
  }
}
