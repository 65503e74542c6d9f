package io.querycast.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.job.Job;
import io.querycast.job.Samples;
import io.querycast.warehouse.RowsSamples;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PushMessageTest {
  private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");

  @Test
  void aSnapshotFitsInOneFrameAndKeepsTheEndings() {
    Job open = Samples.submitted(NOW);
    Job ended = Samples.finished(open, NOW, NOW);
    List<Job> jobs = new ArrayList<>(Collections.nCopies(200, open));
    jobs.addAll(Collections.nCopies(20, ended));

    JsonObject snapshot = PushMessage.snapshot("s", NOW, jobs);

    assertTrue(snapshot.toString().getBytes(StandardCharsets.UTF_8).length <= 64 * 1024);
    long told =
        snapshot.getJsonArray("jobs").getValuesAs(JsonObject.class).stream()
            .filter(job -> !job.isNull("endedAt"))
            .count();
    assertEquals(20, told);
    assertTrue(snapshot.getJsonArray("jobs").getJsonObject(0).isNull("endedAt"), "in their order");
  }

  @Test
  void anAnswerOfAWatchIsToldAsTheProtocolShowsIt() {
    JsonObject example = Samples.example("push-answer.json");
    Job run = Samples.finished(Samples.running(Samples.submitted(NOW)), NOW, NOW);

    JsonObject told =
        Json.createReader(
                new StringReader(
                    PushMessage.answer(NOW.plusMillis(1_590), example.getString("watch"), run)))
            .readObject();

    assertEquals(
        Json.createObjectBuilder(example).remove("result").build(),
        Json.createObjectBuilder(told).build());
  }

  @Test
  void aBeatIsNoLongerThan80Bytes() {
    String beat = PushMessage.beat(NOW);

    assertEquals("{\"type\":\"beat\",\"sentAt\":\"2026-11-23T16:00:00.000Z\"}", beat);
    assertTrue(beat.length() <= 80, beat);
  }

  @Test
  void aResultWhoseColumnsFillAFrameIsReadByRest() {
    Job finished = Samples.finished(Samples.running(Samples.submitted(NOW)), NOW, NOW);

    String narrow = PushMessage.job(NOW, finished, RowsSamples.wide(1), PushMessage.FRAME);
    String wide = PushMessage.job(NOW, finished, RowsSamples.wide(1_600), PushMessage.FRAME);

    assertTrue(narrow.contains("\"result\":{"), narrow);
    assertEquals(PushMessage.job(NOW, finished), wide);
  }
}
