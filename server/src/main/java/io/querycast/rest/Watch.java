package io.querycast.rest;

import io.querycast.NanoClock;
import io.querycast.StartEvent;
import io.querycast.StopEvent;
import io.querycast.rest.TcpConnection.Phase;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Stops clients that do not send, or do not read, from holding what others need. It looks at the
 * TCP connections again and again, and breaks off those that have waited too long. When the server
 * stops, connections without work go at once, and the others soon.
 */
@Singleton
public class Watch {
  private static final Logger LOG = Logger.getLogger(Watch.class.getName());

  private static final Duration PAUSE = Duration.ofMillis(500);

  /**
   * The pause after a look that broke connections off: others may take the threads that they held.
   */
  private static final Duration SHORT_PAUSE = Duration.ofMillis(50);

  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

  /** How much longer the present work and answers may take when the server stops. */
  static final Duration LAST_ANSWERS = Duration.ofSeconds(3);

  private final NanoClock ticks;
  private final Patience patience = new Patience();

  /** A thread of its own, because all threads of the container may be taken. */
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "querycast-watch");
            thread.setDaemon(true);
            return thread;
          });

  private TcpConnections connections;
  private long endsAt;
  private boolean isEnding;
  private int brokenOff;
  private long lineAt;

  @Inject
  Watch(NanoClock ticks) {
    this.ticks = ticks;
    this.lineAt = ticks.nanos();
  }

  Watch(TcpConnections connections, NanoClock ticks) {
    this(ticks);
    this.connections = connections;
  }

  void start(@Observes StartEvent starting) {
    try {
      connections = new LibertyConnections(starting.context());
      timer.execute(this::goOn);
    } catch (ReflectiveOperationException | RuntimeException e) {
      blind(e);
    }
  }

  private void goOn() {
    try {
      Duration pause = look() ? SHORT_PAUSE : PAUSE;
      ScheduledFuture<?> unused =
          timer.schedule(this::goOn, pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      blind(e);
    }
  }

  /**
   * Breaks off what has waited for too long.
   *
   * @return whether there was anything
   */
  boolean look() {
    if (connections.isEnding()) {
      return letGo();
    }
    List<TcpConnection> waiting =
        connections.all(Watch::mayWait).stream().filter(TcpConnection::isWaiting).toList();
    List<TcpConnection> over = patience.over(waiting, ticks.nanos());
    over.forEach(each -> each.cut().run());
    say(over.size());
    return !over.isEmpty();
  }

  private static boolean mayWait(Phase phase) {
    return phase != Phase.IDLE && phase != Phase.SOCKET;
  }

  /** Lets no client delay the stop. This runs last before the node gives its inbox back. */
  void stop(@Observes @Priority(StopEvent.LAST - 1) StopEvent stopping)
      throws InterruptedException {
    if (connections != null) {
      while (letGo()) {
        TimeUnit.MILLISECONDS.sleep(SHORT_PAUSE.toMillis());
      }
    }
  }

  /**
   * Breaks off every connection without work, and after a while all of them.
   *
   * @return whether there is anything left
   */
  private synchronized boolean letGo() {
    long now = ticks.nanos();
    if (!isEnding) {
      isEnding = true;
      endsAt = now + LAST_ANSWERS.toNanos();
    }
    List<TcpConnection> all = connections.all(phase -> true);
    boolean isOver = now - endsAt >= 0;
    all.stream()
        .filter(each -> isOver || each.phase() != Phase.ANSWER)
        .forEach(each -> each.cut().run());
    return !isOver && all.stream().anyMatch(each -> each.phase() == Phase.ANSWER);
  }

  @PreDestroy
  void end() {
    timer.shutdownNow();
  }

  /** Logs this once a minute at most: such clients do it often. */
  private void say(int more) {
    brokenOff += more;
    if (brokenOff > 0 && ticks.nanos() - lineAt >= 0) {
      LOG.log(
          Level.WARNING,
          "{0} connections were broken off: a head or a body did not come within {1} s, or too many"
              + " answers were not read.",
          new Object[] {brokenOff, Patience.WHOLE.toSeconds()});
      brokenOff = 0;
      lineAt = ticks.nanos() + BETWEEN_LINES.toNanos();
    }
  }

  private static void blind(Exception e) {
    LOG.log(
        Level.SEVERE,
        "Slow connections are not broken off, because this version of Liberty is unknown: {0}",
        e.toString());
  }
}
