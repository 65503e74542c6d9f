package io.querycast.rest;

import com.sun.management.OperatingSystemMXBean;
import io.querycast.NanoClock;
import io.querycast.StartEvent;
import io.querycast.StopEvent;
import io.querycast.Threads;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.management.ManagementFactory;
import java.security.Principal;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * How much of this node one client may use, on all routes together. A client is a signed-in user,
 * or an address from which strangers come.
 */
@Singleton
public class RateLimits {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LONGEST_TURN = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMillis(50);

  /** The machine is asked how busy it is once in this many looks. */
  private static final int LOOKS_UNTIL_LOAD = 4;

  /** If this share of the processors is at work, others begin to wait for them. */
  private static final double BUSY = 0.5;

  /** For a user. No person, and no honest notebook, sends more than a thousand in a row. */
  static final RateLimiter.Bounds USER =
      new RateLimiter.Bounds(1, 8, 64, 1000, 50, 1000, 2000, PATIENCE, LONGEST_TURN);

  /** For an address, which many people may share. */
  static final RateLimiter.Bounds ADDRESS =
      new RateLimiter.Bounds(1, 8, 16, 2000, 100, 500, 1000, PATIENCE, LONGEST_TURN);

  /**
   * For sockets that one user asks to open. Each leaves a record until the token ends, and all
   * these records are read at each step of the user's jobs.
   */
  static final RateLimiter.Bounds SESSIONS =
      new RateLimiter.Bounds(200, 200, Integer.MAX_VALUE, 200, 0.2, 0, 0, PATIENCE, LONGEST_TURN);

  /** A client that guesses tokens, tickets or download addresses is stopped after some hundreds. */
  static final int PRICE_OF_A_GUESS = 4;

  /** The load of the machine, or of the container if the server runs in one. */
  private static final OperatingSystemMXBean MACHINE =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final RateLimiter users;
  private final RateLimiter strangers;
  private final RateLimiter sessions;
  private final Threads threads;
  private final ClientAddress address;
  private ScheduledFuture<?> looking;
  private int looks;

  @Inject
  RateLimits(ClientAddress address, NanoClock ticks, Threads threads) {
    this.address = address;
    users = new RateLimiter(USER, ticks);
    strangers = new RateLimiter(ADDRESS, ticks);
    sessions = new RateLimiter(SESSIONS, ticks);
    this.threads = threads;
  }

  void start(@Observes StartEvent starting) {
    looking =
        threads
            .scheduler()
            .scheduleWithFixedDelay(
                this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
  }

  void stop(@Observes StopEvent stopping) {
    looking.cancel(false);
  }

  private void look() {
    if (looks++ % LOOKS_UNTIL_LOAD == 0) {
      boolean isBusy = MACHINE.getCpuLoad() > BUSY;
      users.busy(isBusy);
      strangers.busy(isBusy);
    }
    users.look();
    strangers.look();
  }

  /** Returns a request's turn, which it has not taken yet. */
  Turn turn(HttpServletRequest request) {
    Principal user = request.getUserPrincipal();
    return user == null
        ? new Turn(strangers, address.of(request))
        : new Turn(users, user.getName());
  }

  /** Whether a request's address may open sockets: nobody there has guessed too much. */
  boolean isTrusted(HttpServletRequest request) {
    return strangers.isTrusted(address.of(request));
  }

  /**
   * Counts a session that a user opens.
   *
   * @throws Problem if the user has opened too many lately
   */
  public void openSession(String user) {
    RateLimiter.Waiter session = hasTurn -> {};
    if (sessions.enter(user, session) != RateLimiter.Entry.NOW) {
      throw new Problem(
          ErrorCode.TOO_MANY_REQUESTS,
          "You have opened too many sockets recently: wait a moment, or use GET /api/snapshot.");
    }
    sessions.leave(session);
  }

  /** Charges an address from which somebody tried to open a socket without a real ticket. */
  public void guessed(String client) {
    strangers.charge(client, PRICE_OF_A_GUESS);
  }
}
