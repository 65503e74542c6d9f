package io.querycast.job;

import java.util.Locale;

/** How the server learned of an ending. */
public enum LearnedFrom {
  /** Redshift's event, through EventBridge and SQS. */
  EVENT,
  /** The sweeper asked, because no event came. */
  SWEEPER,
  /** The node that started the statement waited for its end. */
  WAIT;

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
