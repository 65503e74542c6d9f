package io.querycast.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.Audit;
import io.querycast.Secret;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobAuditTest {
  private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");
  private static final String SQL = "select secret from t where name = 'Ada'";

  private final List<String> lines = new ArrayList<>();
  private final JobAudit audit = new JobAudit(new Audit(() -> NOW, lines::add));

  @Test
  void ofOwnSqlOnlyWhatKnowsTheSameTextAgainIsWritten() {
    audit.changed(
        new JobChanged(
            Job.submitted(
                JobId.next(NOW), "ada", null, "Own SQL", JsonValue.EMPTY_JSON_OBJECT, SQL, NOW)));

    assertTrue(lines.get(0).contains("\"sqlHash\":\"" + Secret.hash(SQL) + "\""), lines.get(0));
    assertFalse(lines.get(0).contains("secret"), lines.get(0));
    assertFalse(lines.get(0).contains("Ada"), lines.get(0));
  }

  @Test
  void oneIdLeadsFromTheQuestionToItsEnd() {
    Job job = Samples.submitted(NOW);
    Job running = job.accepted("statement", NOW);
    Job failed =
        running.failed(new JobError(JobError.Code.TIME_LIMIT, "O'Hara"), LearnedFrom.EVENT, NOW);

    audit.changed(new JobChanged(job));
    audit.changed(new JobChanged(running));
    audit.cancelAsked(running);
    audit.changed(new JobChanged(failed));

    assertEquals(
        List.of("asked", "cancelled", "ended"),
        lines.stream().map(line -> line.split("\"")[3]).toList());
    lines.forEach(
        line -> {
          assertTrue(line.contains("\"job\":\"" + job.id() + "\""), line);
          assertTrue(line.contains("\"user\":\"" + job.owner() + "\""), line);
          assertFalse(line.contains("O'Hara"), line);
        });
    assertTrue(lines.get(0).contains("\"query\":\"" + job.query() + "\""), lines.get(0));
    assertTrue(
        lines.get(2).contains("\"state\":\"FAILED\",\"error\":\"TIME_LIMIT\""), lines.get(2));
  }
}
