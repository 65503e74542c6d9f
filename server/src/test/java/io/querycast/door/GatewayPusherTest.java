package io.querycast.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.Audit;
import io.querycast.TestSettings;
import io.querycast.job.FakeJobs;
import io.querycast.job.Job;
import io.querycast.job.JobChanged;
import io.querycast.job.Samples;
import io.querycast.push.Hint;
import io.querycast.push.JobTellerFixture;
import jakarta.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GatewayPusherTest {
  private final Sockets sockets = new Sockets();
  private final List<String> audited = new ArrayList<>();
  private final FakeJobs jobs = new FakeJobs();
  private final GatewayPusher pusher =
      new GatewayPusher(
          sockets.gateway,
          JobTellerFixture.of(jobs.results(), sockets::now, new Audit(sockets::now, audited::add)),
          jobs,
          TestSettings.atTheGateway(),
          sockets.threads);
  private final Job job = Samples.submitted(Sockets.NOW);

  @Test
  void aStepIsToldToAllSocketsOfTheOwnerAndToNobodyElse() {
    sockets.open(Samples.ADA, "a1");
    sockets.open(Samples.ADA, "a2");
    sockets.open("eve", "e");

    pusher.changed(new JobChanged(job));

    assertEquals(Set.of("a1", "a2"), sockets.api.sent.keySet());
    assertTrue(sockets.api.sent.get("a1").get(0).startsWith("{\"type\":\"job\""));
    assertEquals(sockets.api.sent.get("a1"), sockets.api.sent.get("a2"));
    assertTrue(audited.get(0).contains("\"sockets\":\"2\""), audited.toString());
  }

  @Test
  void aHintOfANodeThatDoesNotKnowTheGatewayIsTold() {
    sockets.open(Samples.ADA, "a");
    jobs.all.add(job);

    pusher.hinted(new Hint(Samples.ADA, job.id(), 0));
    pusher.hinted(new Hint(Samples.ADA, "a job that is gone", 0));

    assertEquals(1, sockets.api.sent.get("a").size());
  }

  @Test
  void withTheNodesOwnDoorNothingIsAskedOrSent() {
    sockets.open(Samples.ADA, "a");
    GatewayPusher atTheNode =
        new GatewayPusher(sockets.gateway, null, null, TestSettings.SETTINGS, sockets.threads);

    atTheNode.changed(new JobChanged(job));
    atTheNode.hinted(new Hint(Samples.ADA, job.id(), 0));

    assertEquals(0, sockets.api.calls);
  }

  @Test
  void aSocketThatIsGonePutsItsSessionAwayOnceItMustHaveOpened() {
    sockets.record(Samples.ADA, "a");
    sockets.pass(Duration.ofSeconds(30).minusMillis(1));
    pusher.changed(new JobChanged(job));
    assertEquals(List.of(), sockets.sessions.removed, "it may be opening still");

    sockets.pass(Duration.ofMillis(1));
    pusher.changed(new JobChanged(job));

    assertEquals(List.of("a"), sockets.sessions.removed);
    assertEquals(List.of(), sockets.connections.all);
  }

  @Test
  void theAuditCountsTheSocketsForWhichTheGatewayTookTheMessage() {
    sockets.open(Samples.ADA, "a1");
    sockets.record(Samples.ADA, "a2");
    sockets.record(Samples.ADA, "a3");

    pusher.changed(new JobChanged(job));

    assertEquals(1, audited.size());
    assertTrue(audited.get(0).contains("\"sockets\":\"1\""), audited.toString());
  }

  @Test
  void aStormOfRefusalsLosesNoSession() {
    sockets.open(Samples.ADA, "a");
    sockets.pass(Duration.ofMinutes(1));
    sockets.api.isThrottled = true;
    pusher.changed(new JobChanged(job));

    sockets.api.isThrottled = false;
    pusher.changed(new JobChanged(Samples.running(job)));

    assertEquals(1, sockets.api.sent.get("a").size());
    assertEquals(1, audited.size(), "of what nobody was told nothing is written");
    assertEquals(List.of(), sockets.sessions.removed);
  }

  @Test
  void nothingIsSentAfterTheEndOfASessionAndItsSocketIsEnded() {
    sockets.open(Samples.ADA, "a");
    sockets.pass(Duration.between(Sockets.NOW, Sockets.END));

    pusher.changed(new JobChanged(job));

    assertEquals(Set.of(), sockets.api.sent.keySet());
    assertEquals(List.of("a"), sockets.api.deleted);
    assertEquals(List.of("a"), sockets.sessions.removed);
    assertEquals(List.of(), sockets.connections.all);
  }

  @Test
  void ofVeryManySocketsOfAUserTheOldestAreEnded() {
    IntStream.range(0, Gateway.MOST_PER_USER + 2)
        .forEach(
            i -> {
              sockets.open(Samples.ADA, "a" + i);
              sockets.pass(Duration.ofSeconds(1));
            });

    pusher.changed(new JobChanged(job));

    assertEquals(Set.of("a0", "a1"), Set.copyOf(sockets.api.deleted));
    assertEquals(Gateway.MOST_PER_USER, sockets.api.sent.size());
  }

  @Test
  void aJobThatIsLongerThanAFrameIsLeftToTheClientsQuestion() {
    sockets.open(Samples.ADA, "a");
    Job longest =
        Samples.submitted(
            Samples.ID,
            "trips-by-day",
            "Trips by day",
            Json.createObjectBuilder().add("text", "é".repeat(Gateway.FRAME / 2)).build(),
            null,
            Sockets.NOW);

    pusher.changed(new JobChanged(longest));

    assertEquals(0, sockets.api.calls);
    assertEquals(List.of(), audited);
  }

  @Test
  void aTableThatCannotBeReadCostsAMessageAndNothingElse() {
    sockets.open(Samples.ADA, "a");
    sockets.pass(Duration.between(Sockets.NOW, Sockets.END));
    sockets.sessions.failures = 1;
    pusher.changed(new JobChanged(job));
    assertEquals(List.of(), sockets.sessions.removed);
    assertEquals(1, sockets.connections.all.size(), "by this it is found again");
  }
}
