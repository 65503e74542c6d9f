package io.querycast.door;

import io.querycast.Settings;
import io.querycast.StartEvent;
import io.querycast.StopEvent;
import io.querycast.Threads;
import io.querycast.door.ConnectionStore.Held;
import io.querycast.identity.SignIns;
import io.querycast.node.Node;
import io.querycast.push.CloseCode;
import io.querycast.push.SessionStore;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Ends the gateway's connections whose sessions are over: at their end, and when their users have
 * signed out or were disabled. No node holds those connections, so the living nodes share them. A
 * node knows the tokens of its share, and another node that gets the share reads them again.
 */
@Singleton
public class SessionSweeper {
  private static final Logger LOG = Logger.getLogger(SessionSweeper.class.getName());

  /**
   * How many looks there are in {@code querycast.token-check}: one to find a connection, and one
   * until {@link SignIns} asks about its token. For the rest of that time the answer is young.
   */
  private static final int LOOKS = 10;

  private static final int AT_ONCE = 16;

  private final Node node;
  private final Gateway gateway;
  private final ConnectionStore connections;
  private final SessionStore sessions;
  private final SignIns signIns;
  private final InstantSource clock;
  private final Settings settings;
  private final Threads threads;

  /** The connections of this node's share, by their ids. */
  private final Map<String, Watched> share = new HashMap<>();

  private ScheduledFuture<?> looks;
  private boolean isSilent;

  @Inject
  SessionSweeper(
      Node node,
      Gateway gateway,
      ConnectionStore connections,
      SessionStore sessions,
      SignIns signIns,
      InstantSource clock,
      Settings settings,
      Threads threads) {
    this.node = node;
    this.gateway = gateway;
    this.connections = connections;
    this.sessions = sessions;
    this.signIns = signIns;
    this.clock = clock;
    this.settings = settings;
    this.threads = threads;
  }

  void start(@Observes StartEvent starting) {
    if (settings.gateway().isPresent()) {
      long pause = settings.tokenCheck().toMillis() / LOOKS;
      looks =
          threads
              .scheduler()
              .scheduleWithFixedDelay(this::sweep, pause, pause, TimeUnit.MILLISECONDS);
    }
  }

  void stop(@Observes StopEvent stopping) {
    if (looks != null) {
      looks.cancel(false);
    }
  }

  private void sweep() {
    try {
      look();
      isSilent = false;
    } catch (RuntimeException e) {
      // An outage is logged once, and must not end the looks.
      LOG.log(
          isSilent ? Level.FINE : Level.WARNING,
          "The gateway''s connections can''t be read and are tried again: {0}",
          e.getClass().getName());
      isSilent = true;
    }
  }

  /** Looks at the connections of this node's share. */
  void look() {
    Set<String> seen = new HashSet<>();
    List<Watched> found = new ArrayList<>();
    for (int part = 0; part < ConnectionStore.PARTS; part++) {
      if (node.isMine(part)) {
        connections
            .all(part)
            .forEach(
                held -> {
                  seen.add(held.connection());
                  Watched known = share.computeIfAbsent(held.connection(), id -> new Watched(held));
                  if (known.isWatched) {
                    known.endIfOver();
                  } else {
                    found.add(known);
                  }
                });
      }
    }
    share
        .values()
        .removeIf(
            each -> {
              boolean isGone = !seen.contains(each.connection.id());
              if (isGone) {
                each.letGo();
              }
              return isGone;
            });
    watch(found);
  }

  /** Several at a time: a node that gets another's share may find very many. */
  private void watch(List<Watched> found) {
    for (int from = 0; from < found.size(); from += AT_ONCE) {
      CompletableFuture.allOf(
              found.subList(from, Math.min(found.size(), from + AT_ONCE)).stream()
                  .map(each -> CompletableFuture.runAsync(each::watch, threads.executor()))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    }
  }

  /** A connection of this node's share. */
  private final class Watched {
    private final GatewayConnection connection;
    private Optional<SignIns.Watch> watch = Optional.empty();
    private volatile boolean isWatched;
    private volatile boolean isOver;

    /** It counts as opened now: it may be a moment old. */
    Watched(Held held) {
      connection =
          new GatewayConnection(held.session(), held.connection(), clock.instant(), gateway);
    }

    /** Sees to it that this ends with the sign-in of its user. If that fails, it is tried again. */
    void watch() {
      try {
        SessionStore.Standing standing = sessions.standing(connection.session());
        if (!standing.isGood()) {
          isOver = true;
        }
        watch = standing.token().map(token -> signIns.watch(token, this::over));
        isWatched = true;
        endIfOver();
      } catch (RuntimeException e) {
        LOG.log(Level.FINE, "A session can''t be read now: {0}", e.getClass().getName());
      }
    }

    private void over() {
      isOver = true;
      connection.close(CloseCode.SESSION_OVER);
    }

    /** Ends the connection; once more if that has failed before. */
    void endIfOver() {
      if (isOver || !clock.instant().isBefore(connection.session().until())) {
        connection.close(CloseCode.SESSION_OVER);
      }
    }

    void letGo() {
      watch.ifPresent(SignIns.Watch::end);
    }
  }
}
