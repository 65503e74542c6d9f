package io.querycast.watch;

import java.time.Duration;
import java.time.Instant;

/**
 * How far the runs of one question are.
 *
 * @param key the question's
 * @param run the job of the newest run; null before the first
 * @param before the newest run before that which has an answer; null if there is none
 * @param begunAt when the newest run was begun; null before the first
 * @param isStarting whether the newest run may not be stored yet
 * @param pause from one run to the next
 * @param dueAt when the next look is due; null while nobody watches
 * @param fault why the newest run could not be stored; null if it could
 */
record Round(
    String key,
    Question question,
    String run,
    String before,
    Instant begunAt,
    boolean isStarting,
    Duration pause,
    Instant dueAt,
    String fault) {

  /** The first one of a question. */
  static Round first(Question question, Duration pause, Instant dueAt) {
    return new Round(question.key(), question, null, null, null, false, pause, dueAt, null);
  }

  /**
   * The next run begins.
   *
   * @param answered whether the run before has an answer
   * @param lookAt when another node may look whether the run was stored
   */
  Round begin(String next, boolean answered, Duration after, Instant now, Instant lookAt) {
    String last = answered ? run : before;
    return new Round(key, question, next, last, now, true, after, lookAt, null);
  }

  /** The newest run is stored, or can't be. */
  Round begun(String why, Instant nextAt) {
    return new Round(key, question, run, before, begunAt, false, pause, nextAt, why);
  }

  /**
   * The same, due at another time.
   *
   * @param time null if nobody watches any more
   */
  Round due(Instant time) {
    return new Round(key, question, run, before, begunAt, isStarting, pause, time, fault);
  }

  /** When the next run may begin for somebody who watches with this pause. */
  Instant nextFor(Duration refresh, Instant now) {
    Instant next = begunAt == null ? now : begunAt.plus(refresh);
    return next.isBefore(now) ? now : next;
  }
}
