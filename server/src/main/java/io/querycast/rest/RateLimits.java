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
 * How much of this node one client may take, whatever it asks for: each user who is signed in, and
 * each address from which strangers come.
 */
@Singleton
public class RateLimits {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LONGEST_TURN = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMillis(50);

  /** So many looks apart is the machine asked how busy it is. */
  private static final int LOOKS_UNTIL_LOAD = 4;

  /** With so large a share of the processors at work, others begin to wait for them. */
  private static final double BUSY = 0.5;

  /** Of a user. No person, and no notebook that means well, sends more than a thousand in a row. */
  static final RateLimiter.Bounds USER =
      new RateLimiter.Bounds(1, 8, 64, 1000, 50, 1000, 2000, PATIENCE, LONGEST_TURN);

  /** Of an address, behind which many people may sit. */
  static final RateLimiter.Bounds ADDRESS =
      new RateLimiter.Bounds(1, 8, 16, 2000, 100, 500, 1000, PATIENCE, LONGEST_TURN);

  /**
   * Sockets that one user asks to open. Each leaves a record behind until the token ends, and all
   * of them are read with each step of the user's jobs.
   */
  static final RateLimiter.Bounds SESSIONS =
      new RateLimiter.Bounds(200, 200, Integer.MAX_VALUE, 200, 0.2, 0, 0, PATIENCE, LONGEST_TURN);

  /** Who guesses tokens, tickets or download addresses has guessed enough after some hundreds. */
  static final int PRICE_OF_A_GUESS = 4;

  /** Of the container that this runs in, where it runs in one. */
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

  /** A request's turn, which it has yet to take. */
  Turn turn(HttpServletRequest request) {
    Principal user = request.getUserPrincipal();
    return user == null
        ? new Turn(strangers, address.of(request))
        : new Turn(users, user.getName());
  }

  /**
   * Whether sockets may be opened from where a request comes: nobody there has guessed too much.
   */
  boolean isTrusted(HttpServletRequest request) {
    return strangers.isTrusted(address.of(request));
  }

  /**
   * Counts a session that a user opens.
   *
   * @throws Problem when there were too many of late
   */
  public void openSession(String user) {
    RateLimiter.Waiter session = hasTurn -> {};
    if (sessions.enter(user, session) != RateLimiter.Entry.NOW) {
      throw new Problem(
          ErrorCode.TOO_MANY_REQUESTS,
          "You have opened many sockets of late: wait a moment, or ask GET /api/snapshot.");
    }
    sessions.leave(session);
  }

  /** Who came from an address to open a socket had no ticket that is one. */
  public void guessed(String client) {
    strangers.charge(client, PRICE_OF_A_GUESS);
  }
}
