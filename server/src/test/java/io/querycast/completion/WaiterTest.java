package io.querycast.completion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.DirectExecutor;
import io.querycast.Settings;
import io.querycast.StopEvent;
import io.querycast.TestSettings;
import io.querycast.Threads;
import io.querycast.job.FakeFollower;
import io.querycast.job.Job;
import io.querycast.job.JobChanged;
import io.querycast.job.Samples;
import io.querycast.warehouse.Unavailable;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaiterTest {
  private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");

  private final FakeFollower follower = new FakeFollower();
  private final Job submitted = Samples.submitted(NOW);
  private final Job running = Samples.running(submitted);

  @Test
  void theEndOfAStatementThatStartedHereIsWaitedFor() {
    Waiter waiter = waiter(TestSettings.awaitingEnds());

    waiter.changed(new JobChanged(submitted));
    waiter.changed(new JobChanged(running));
    waiter.changed(new JobChanged(Samples.finished(submitted, NOW, NOW)));

    assertEquals(List.of(running.id() + " 30"), follower.awaited);
  }

  @Test
  void withoutTheSettingOrWhileTheServerStopsNothingIsWaitedFor() {
    waiter(TestSettings.SETTINGS).changed(new JobChanged(running));
    Waiter going = waiter(TestSettings.awaitingEnds());
    going.stop(new StopEvent());
    going.changed(new JobChanged(running));

    assertEquals(List.of(), follower.awaited);
  }

  @Test
  void ifRedshiftRefusesTheWaitTheEventTells() {
    Waiter waiter = waiter(TestSettings.awaitingEnds());
    follower.trouble = new Unavailable(Unavailable.Reason.THROTTLED, null);
    for (int i = 0; i < 100; i++) {
      waiter.changed(new JobChanged(running));
    }
    follower.trouble = null;

    waiter.changed(new JobChanged(running));

    assertEquals(1, follower.awaited.size(), "its place is free again after each failure");
  }

  private Waiter waiter(Settings settings) {
    return new Waiter(follower, settings, new Threads(new DirectExecutor(), null));
  }
}
