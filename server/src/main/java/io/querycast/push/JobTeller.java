package io.querycast.push;

import io.querycast.Audit;
import io.querycast.Traces;
import io.querycast.job.Job;
import io.querycast.job.JobState;
import io.querycast.result.Results;
import io.querycast.warehouse.Rows;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Tells connections that a job has taken a step, with the first rows if there are any. */
@Singleton
public class JobTeller {
  private static final Logger LOG = Logger.getLogger(JobTeller.class.getName());

  private final Results results;
  private final InstantSource clock;
  private final Audit audit;

  @Inject
  JobTeller(Results results, InstantSource clock, Audit audit) {
    this.results = results;
    this.clock = clock;
    this.audit = audit;
  }

  /**
   * Sends one message to all connections. If there are none, no rows are read.
   *
   * @param owners the connections of the job's owner
   * @param frame how many bytes the message may have, if the job without its rows is not longer
   */
  public void tell(Job job, Collection<? extends Connection> owners, int frame) {
    if (owners.isEmpty()) {
      return;
    }
    Traces.during(Traces.Step.PUSH, job.id(), () -> send(job, owners, frame));
  }

  private String send(Job job, Collection<? extends Connection> owners, int frame) {
    String message = message(job, frame);
    Count count = new Count(job, owners.size());
    owners.forEach(connection -> connection.send(message, count::ended));
    return message;
  }

  /** How many connections a message is on its way to. When all are known, that is written down. */
  private final class Count {
    private final Job job;
    private final AtomicInteger left;
    private final AtomicInteger sent = new AtomicInteger();

    Count(Job job, int connections) {
      this.job = job;
      left = new AtomicInteger(connections);
    }

    void ended(boolean isSent) {
      if (isSent) {
        sent.incrementAndGet();
      }
      if (left.decrementAndGet() == 0 && sent.get() > 0) {
        audit.write(
            Audit.What.PUSHED,
            job.owner(),
            job.id(),
            Map.of("state", job.state().name(), "sockets", sent.toString()));
      }
    }
  }

  private String message(Job job, int frame) {
    if (job.state() instanceof JobState.Finished && !job.hasLostResult()) {
      try (Rows rows = results.rows(job, null)) {
        return PushMessage.job(clock.instant(), job, rows, frame);
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "First rows can''t be read: {0}", e.getClass().getName());
      }
    }
    return PushMessage.job(clock.instant(), job);
  }
}
