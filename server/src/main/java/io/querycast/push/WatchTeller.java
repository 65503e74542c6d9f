package io.querycast.push;

import io.querycast.Settings;
import io.querycast.job.Job;
import io.querycast.job.JobState;
import io.querycast.result.Results;
import io.querycast.warehouse.Rows;
import io.querycast.watch.Answered;
import io.querycast.watch.Watches;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Collection;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Tells those who watch a question that it has a new answer, with the first rows. */
@Singleton
public class WatchTeller {
  private static final Logger LOG = Logger.getLogger(WatchTeller.class.getName());

  private final Connections connections;
  private final Inboxes inboxes;
  private final Watches watches;
  private final Results results;
  private final Settings settings;
  private final InstantSource clock;

  @Inject
  WatchTeller(
      Connections connections,
      Inboxes inboxes,
      Watches watches,
      Results results,
      Settings settings,
      InstantSource clock) {
    this.connections = connections;
    this.inboxes = inboxes;
    this.watches = watches;
    this.results = results;
    this.settings = settings;
    this.clock = clock;
  }

  /** Tells the watcher's connections here, and the nodes that hold others. */
  void answered(@Observes Answered news) {
    tellHere(news.user(), news.watch(), news.run());
    inboxes.tell(new Hint(news.user(), news.run().id(), news.watch(), 0));
  }

  /** Takes a hint from another node; which answer is the newest now is read again. */
  void hinted(@Observes Hint hint) {
    if (settings.isAtGateway() || hint.watch() == null) {
      return;
    }
    if (connections.of(hint.owner()).isEmpty()) {
      hint.passedOn().ifPresent(inboxes::tell);
    } else {
      watches
          .news(hint.owner(), hint.watch())
          .ifPresent(run -> tellHere(hint.owner(), hint.watch(), run));
    }
  }

  private void tellHere(String user, String watch, Job run) {
    tell(watch, run, connections.of(user), PushMessage.FRAME);
  }

  /**
   * Sends one message to all connections of a watcher. If there are none, no rows are read.
   *
   * @param frame how many bytes the message may have
   */
  public void tell(String watch, Job run, Collection<? extends Connection> watchers, int frame) {
    if (!watchers.isEmpty()) {
      String message = message(watch, run, frame);
      watchers.forEach(connection -> connection.send(message, isSent -> {}));
    }
  }

  private String message(String watch, Job run, int frame) {
    if (run.state() instanceof JobState.Finished && !run.hasLostResult()) {
      try (Rows rows = results.rows(run, null)) {
        return PushMessage.answer(clock.instant(), watch, run, rows, frame);
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "First rows can''t be read: {0}", e.getClass().getName());
      }
    }
    return PushMessage.answer(clock.instant(), watch, run);
  }
}
