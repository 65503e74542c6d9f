package io.querycast.door;

import io.querycast.Settings;
import io.querycast.job.Job;
import io.querycast.push.Hint;
import io.querycast.push.WatchTeller;
import io.querycast.watch.Answered;
import io.querycast.watch.Watches;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Tells a watcher's connections at the gateway that there is a new answer. */
@Singleton
public class GatewayWatchTeller {
  private static final Logger LOG = Logger.getLogger(GatewayWatchTeller.class.getName());

  private final Gateway gateway;
  private final WatchTeller teller;
  private final Watches watches;
  private final Settings settings;

  @Inject
  GatewayWatchTeller(Gateway gateway, WatchTeller teller, Watches watches, Settings settings) {
    this.gateway = gateway;
    this.teller = teller;
    this.watches = watches;
    this.settings = settings;
  }

  void answered(@Observes Answered news) {
    if (settings.gateway().isPresent()) {
      tell(news.user(), news.watch(), news.run());
    }
  }

  void hinted(@Observes Hint hint) {
    if (settings.isAtGateway() && hint.watch() != null) {
      watches
          .news(hint.owner(), hint.watch())
          .ifPresent(run -> tell(hint.owner(), hint.watch(), run));
    }
  }

  private void tell(String user, String watch, Job run) {
    try {
      teller.tell(watch, run, gateway.of(user), Gateway.FRAME);
    } catch (RuntimeException e) {
      // The client asks when it has heard nothing for longer than the watch's pause.
      LOG.log(Level.FINE, "An answer was not told: {0}", e.getClass().getName());
    }
  }
}
