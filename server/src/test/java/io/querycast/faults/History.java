package io.querycast.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What was done and seen in one seed, in order. Safe to use from any thread. */
final class History {
  private final Instant began;
  private final long beganNanos;
  private final List<Line> lines = new ArrayList<>();

  /**
   * @param began when the seed began, by the wall clock
   */
  History(Instant began) {
    this.began = began;
    this.beganNanos = System.nanoTime();
  }

  /** One observation; its time is in milliseconds after the seed began. */
  sealed interface Line {
    long at();
  }

  /** A request for a job went out. */
  record Asked(long at, String user, String mark, String node) implements Line {}

  /**
   * An answer to a request for a job, or to its cancellation.
   *
   * @param status of HTTP; 0 if there was no answer
   * @param job null if the answer has none
   */
  record Answered(
      long at, String user, String mark, String node, String verb, int status, JobSeen job)
      implements Line {}

  /** A tab has received the first message of a socket. */
  record Opened(long at, String tab, String node) implements Line {}

  /**
   * A tab has received the first snapshot of a socket.
   *
   * @param waited from the opening of the socket to the snapshot, in milliseconds
   */
  record Whole(long at, String tab, String node, long waited) implements Line {}

  /** A socket has sent a beat. */
  record Beat(long at, String tab, String node) implements Line {}

  /** A tab's socket is gone. */
  record Lost(long at, String tab, String node, String why) implements Line {
    static final String SILENCE = "silence";
  }

  /**
   * A ticket was tried again after its one use.
   *
   * @param heard what the second socket received first
   */
  record Reused(long at, String tab, String heard) implements Line {}

  /** How a tab learned of something. */
  enum Way {
    PUSH,
    SNAPSHOT,
    /** By asking for a snapshot, because the socket said nothing of an open job. */
    LOOKED,
    /** By a request, not by its socket. */
    ASKED
  }

  /** A tab learned of a version of a job in this way for the first time. */
  record Told(long at, String tab, Way way, JobSeen job) implements Line {}

  /** A tab has all rows of a job. */
  record Result(long at, String tab, String job, List<String> rows) implements Line {
    @Override
    public String toString() {
      return "Result[at=%d, tab=%s, job=%s, %d rows]".formatted(at, tab, job, rows.size());
    }
  }

  /** A user began to watch. */
  record Watched(long at, String user) implements Line {}

  /**
   * A tab was told an answer of what its user watches.
   *
   * @param run the name of the statement that answered
   * @param rows as they came; null if none came
   */
  record AnswerTold(long at, String tab, String watch, String run, String rows) implements Line {}

  /** Rows were refused for good, which must not happen. */
  record Refused(long at, String tab, String job, int status) implements Line {}

  /** Somebody asked for another user's job. */
  record Probed(long at, String user, String job, String verb, int status) implements Line {}

  /** A fault began. */
  record Struck(long at, String fault, boolean delays) implements Line {}

  /** A fault ended. */
  record Relented(long at, String fault) implements Line {}

  /** Milliseconds since the beginning. */
  long now() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
  }

  /** A wall-clock time of this machine, in milliseconds since the beginning. */
  long at(Instant time) {
    return Duration.between(began, time).toMillis();
  }

  Instant began() {
    return began;
  }

  synchronized void add(Line line) {
    lines.add(line);
  }

  synchronized List<Line> lines() {
    return List.copyOf(lines);
  }

  <T extends Line> Stream<T> all(Class<T> type) {
    return lines().stream().filter(type::isInstance).map(type::cast);
  }

  /** The last lines, for people to read. */
  String tail(int count) {
    List<Line> all = lines();
    StringBuilder text = new StringBuilder();
    for (Line line : all.subList(Math.max(0, all.size() - count), all.size())) {
      text.append("  ").append(line).append('\n');
    }
    return text.toString();
  }

  /** All lines about a job, for people to read. */
  String about(String text) {
    StringBuilder found = new StringBuilder();
    for (Line line : lines()) {
      if (line.toString().contains(text)) {
        found.append("  ").append(line).append('\n');
      }
    }
    return found.toString();
  }
}
