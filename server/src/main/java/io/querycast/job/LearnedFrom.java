package io.querycast.job;

import java.util.Locale;

/** The way by which an ending became known. */
public enum LearnedFrom {
  /** Redshift's event, through EventBridge and SQS. */
  EVENT,
  /** The sweeper asked, since no event came. */
  SWEEPER,
  /** The node that started the statement waited for its end. */
  WAIT;

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
