package io.querycast.faults;

import io.querycast.faults.History.Lost;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * One socket of a tab, from its first message on. Its messages wait here. It knows when the tab has
 * something to do if nothing is heard, which depends on the door.
 */
final class Spell implements NodeAccess.Ear {
  /** How long before a session's end the next one is opened. */
  private static final Duration HEAD_START = Duration.ofMillis(800);

  private static final Duration SHORTEST_RENEWAL = Duration.ofMillis(400);

  /**
   * A message, or the end of a socket.
   *
   * @param text null at the end
   */
  record Heard(long nanos, long at, String text, int code) {}

  private final String tab;
  private final String node;
  private final Pace pace;
  private final History history;
  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  private final Map<String, Long> versions = new HashMap<>();
  private NodeAccess.Wire wire;
  private boolean isAtGateway;
  private long openedAt;
  private long renewAt = Long.MAX_VALUE;
  private long pingAt = Long.MAX_VALUE;
  private long seenAt = Long.MAX_VALUE;
  private long silentAt;
  private boolean isWhole;

  /**
   * @param node gave the session
   */
  Spell(String tab, String node, Pace pace, History history) {
    this.tab = tab;
    this.node = node;
    this.pace = pace;
    this.history = history;
  }

  String node() {
    return node;
  }

  boolean isAtGateway() {
    return isAtGateway;
  }

  /** The handshake has succeeded. */
  void opened(NodeAccess.Wire socket, boolean isGateways) {
    wire = socket;
    isAtGateway = isGateways;
    openedAt = System.nanoTime();
  }

  @Override
  public void heard(String text) {
    heard.add(new Heard(System.nanoTime(), history.now(), text, 0));
  }

  @Override
  public void closed(int code) {
    heard.add(new Heard(System.nanoTime(), history.now(), null, code));
  }

  Heard next(Duration within) throws InterruptedException {
    return heard.poll(within.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * The first message has come.
   *
   * @param expiresAt the session's end
   */
  void begun(Heard first, JsonObject snapshot, Instant expiresAt) {
    // By the server's clock: this machine's may be wrong.
    Duration left = Duration.between(Instant.parse(snapshot.getString("sentAt")), expiresAt);
    Duration renewal = left.minus(HEAD_START);
    if (isAtGateway) {
      Duration life = pace.life();
      renewal = (left.compareTo(life) < 0 ? left : life).minus(pace.headStart());
      pingAt = first.nanos() + pace.heartbeat().toNanos();
      seenAt = first.nanos() + pace.seen().toNanos();
    }
    renewAt =
        first.nanos()
            + (renewal.compareTo(SHORTEST_RENEWAL) < 0 ? SHORTEST_RENEWAL : renewal).toNanos();
  }

  /** When there is something to do if nothing is heard. */
  long nextAt() {
    return LongStream.of(silentAt, renewAt, pingAt, seenAt).min().orElseThrow();
  }

  boolean isSilent() {
    return System.nanoTime() >= silentAt;
  }

  boolean mustPing() {
    return System.nanoTime() >= pingAt;
  }

  boolean mustRenew() {
    return System.nanoTime() >= renewAt;
  }

  void ping() {
    wire.ping();
    pingAt = System.nanoTime() + pace.heartbeat().toNanos();
  }

  /** It is dead, so the next one has to be opened. */
  void renewNow() {
    renewAt = System.nanoTime();
  }

  /** The next one could not be opened. */
  void renewLater() {
    renewAt = System.nanoTime() + SHORTEST_RENEWAL.toNanos();
  }

  /** The tab has looked what there is: a gateway's socket says nothing at intervals. */
  void looked() {
    if (isAtGateway) {
      seenAt = System.nanoTime() + pace.seen().toNanos();
    }
  }

  /** Something has come at this moment, in nanoseconds. */
  void spoke(long at) {
    silentAt = at + pace.silence().toNanos();
  }

  /** It has told these jobs, and has told all when the first snapshot came. */
  void told(Collection<JobSeen> jobs) {
    jobs.forEach(job -> versions.merge(job.id(), job.version(), Math::max));
  }

  /** A snapshot has come. */
  void isWhole(Heard snapshot) {
    if (!isWhole) {
      isWhole = true;
      long waited = TimeUnit.NANOSECONDS.toMillis(snapshot.nanos() - openedAt);
      history.add(new History.Whole(snapshot.at(), tab, node, waited));
    }
  }

  /** Whether there is something among these jobs that it has not told. */
  boolean lacks(Collection<JobSeen> jobs) {
    return jobs.stream().anyMatch(job -> job.version() > versions.getOrDefault(job.id(), 0L));
  }

  void close(String why) {
    wire.close();
    history.add(new Lost(history.now(), tab, node, why));
  }
}
