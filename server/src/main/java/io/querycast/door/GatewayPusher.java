package io.querycast.door;

import io.querycast.Settings;
import io.querycast.Threads;
import io.querycast.job.Job;
import io.querycast.job.JobChanged;
import io.querycast.job.Jobs;
import io.querycast.push.Hint;
import io.querycast.push.JobTeller;
import io.querycast.watch.Watches;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Tells the owner's connections at the gateway of each step of a job. Whichever node learns a step
 * tells all of them, so nodes at the gateway need no word from each other. A node that has its own
 * door, and does not know the gateway yet, gives one of them a hint.
 */
@Singleton
public class GatewayPusher {
  private static final Logger LOG = Logger.getLogger(GatewayPusher.class.getName());

  private final Gateway gateway;
  private final JobTeller teller;
  private final Jobs jobs;
  private final Settings settings;
  private final Threads threads;

  @Inject
  GatewayPusher(Gateway gateway, JobTeller teller, Jobs jobs, Settings settings, Threads threads) {
    this.gateway = gateway;
    this.teller = teller;
    this.jobs = jobs;
    this.settings = settings;
    this.threads = threads;
  }

  void changed(@Observes JobChanged news) {
    if (settings.gateway().isEmpty() || Watches.isRun(news.job())) {
      return;
    }
    try {
      threads.executor().execute(() -> tell(news.job()));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "The server ends: the client asks another node", e);
    }
  }

  void hinted(@Observes Hint hint) {
    if (settings.isAtGateway() && hint.watch() == null) {
      jobs.find(hint.owner(), hint.job()).ifPresent(this::tell);
    }
  }

  private void tell(Job job) {
    try {
      teller.tell(job, gateway.of(job.owner()), Gateway.FRAME);
    } catch (RuntimeException e) {
      // The client asks when it has heard nothing of a job for a while.
      LOG.log(Level.FINE, "A step was not told: {0}", e.getClass().getName());
    }
  }
}
