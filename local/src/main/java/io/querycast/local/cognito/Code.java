package io.querycast.local.cognito;

import java.time.Duration;
import java.time.Instant;

/**
 * Six digits that prove that a person reads a mailbox.
 *
 * @param wrongTries how often a wrong code was given for it
 */
record Code(String digits, Instant sentAt, int wrongTries) {

  /** What a code is for, how long it works, and the mail that brings it. */
  enum Purpose {
    CONFIRM(Duration.ofHours(24), "Confirm your Querycast account"),
    RESET(Duration.ofHours(1), "Reset your Querycast password");

    private final Duration life;
    private final String subject;

    Purpose(Duration life, String subject) {
      this.life = life;
      this.subject = subject;
    }

    Duration life() {
      return life;
    }

    String subject() {
      return subject;
    }
  }

  Code triedInVain() {
    return new Code(digits, sentAt, wrongTries + 1);
  }

  /** Leaves the digits out: this text may end up in a log. */
  @Override
  public String toString() {
    return "Code[sentAt=%s, wrongTries=%d]".formatted(sentAt, wrongTries);
  }
}
