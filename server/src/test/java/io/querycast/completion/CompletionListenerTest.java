package io.querycast.completion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.DirectExecutor;
import io.querycast.FakeTimer;
import io.querycast.TestSettings;
import io.querycast.Threads;
import io.querycast.aws.FakeSqs;
import io.querycast.job.FakeFollower;
import io.querycast.job.Samples;
import io.querycast.warehouse.Unavailable;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompletionListenerTest {
  private static final String EVENT = Samples.example("completion.json").toString();

  private final FakeTimer timer = new FakeTimer();
  private final FakeSqs sqs = new FakeSqs();
  private final FakeFollower follower = new FakeFollower();
  private final CompletionListener listener =
      new CompletionListener(
          sqs, TestSettings.SETTINGS, follower, new Threads(new DirectExecutor(), timer));

  @Test
  void aMessageIsDeletedAfterItsEndingIsStored() throws Exception {
    follower.known.add(Samples.ID);
    sqs.put("m", EVENT, 1);

    receive();

    assertEquals(List.of(Samples.ID + " EVENT"), follower.learned);
    assertEquals(List.of("m"), sqs.deleted);
  }

  @Test
  void aMessageStaysUntilItsEndingIsStoredAndComesLaterEachTime() throws Exception {
    follower.trouble = new Unavailable(Unavailable.Reason.UNREACHABLE, null);
    sqs.put("first", EVENT, 1);
    sqs.put("fourth", EVENT, 4);

    receive();

    assertEquals(List.of(), sqs.deleted);
    assertEquals(List.of("first 30", "fourth 240"), sqs.hidden);
  }

  @Test
  void aPoisonMessageIsLeftToTheDeadLettersAndTheNextOneIsHandled() throws Exception {
    follower.known.add(Samples.ID);
    sqs.put("poison", "[".repeat(10_000), 1);
    sqs.put("event", EVENT, 1);

    receive();

    assertEquals(List.of("event"), sqs.deleted);
    assertEquals(List.of("poison 30"), sqs.hidden);
  }

  @Test
  void anEventOfAStatementThatBelongsToNoJobIsDeleted() throws Exception {
    sqs.put("m", EVENT, 1);

    receive();

    assertEquals(List.of("m"), sqs.deleted);
  }

  @Test
  void messagesAreDeletedTogetherWithinThreeSeconds() throws Exception {
    follower.known.add(Samples.ID);
    for (int i = 0; i < 12; i++) {
      sqs.put("m" + i, EVENT, 1);
      listener.receive();
    }
    assertEquals(1, sqs.deletions, "ten at once");
    timer.pass(Duration.ofSeconds(3));

    assertEquals(2, sqs.deletions);
    assertEquals(12, sqs.deleted.size());
  }

  private void receive() throws InterruptedException {
    listener.receive();
    timer.pass(Duration.ofSeconds(3));
  }
}
