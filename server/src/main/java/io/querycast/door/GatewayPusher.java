package io.querycast.door;

import io.querycast.Settings;
import io.querycast.Threads;
import io.querycast.job.Job;
import io.querycast.job.JobChanged;
import io.querycast.push.JobTeller;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Tells the owner's connections at the gateway of each step of a job. Whichever node learns a step
 * tells all of them, so there is no word from node to node.
 */
@Singleton
public class GatewayPusher {
  private static final Logger LOG = Logger.getLogger(GatewayPusher.class.getName());

  private final Gateway gateway;
  private final JobTeller teller;
  private final Settings settings;
  private final Threads threads;

  @Inject
  GatewayPusher(Gateway gateway, JobTeller teller, Settings settings, Threads threads) {
    this.gateway = gateway;
    this.teller = teller;
    this.settings = settings;
    this.threads = threads;
  }

  void changed(@Observes JobChanged news) {
    if (settings.gateway().isEmpty()) {
      return;
    }
    try {
      threads.executor().execute(() -> tell(news.job()));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "The server ends: the client asks another node", e);
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
