package io.querycast.local.cognito;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Sends codes and checks them. A code allows five wrong tries, and a user gets at most twenty codes
 * an hour, so nobody can try a million combinations.
 */
final class Codes {
  private static final int TRIES = 5;
  private static final int CODES_AN_HOUR = 20;
  private static final int MOST = 10_000;

  private final PoolUsers users;
  private final Mailbox mailbox;
  private final InstantSource clock;
  private final BooleanSupplier expires;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Deque<Instant>> sent = new Bounded<>(MOST);

  /**
   * @param expires whether a code counts as too old, whatever its age
   */
  Codes(PoolUsers users, Mailbox mailbox, InstantSource clock, BooleanSupplier expires) {
    this.expires = expires;
    this.users = users;
    this.mailbox = mailbox;
    this.clock = clock;
  }

  /**
   * Opens a new code for a user. The user must be saved before the code is mailed.
   *
   * @throws AwsError {@code LimitExceededException} after too many in an hour
   */
  PoolUser issue(PoolUser user, Code.Purpose purpose) throws AwsError {
    count(user.sub());
    String digits = String.format(Locale.ROOT, "%06d", random.nextInt(1_000_000));
    return user.withCode(purpose, new Code(digits, clock.instant(), 0));
  }

  /** Mails a user's open code, and says in Cognito's words where it went. */
  ObjectNode mail(PoolUser user, Code.Purpose purpose) {
    Code code = user.code(purpose).orElseThrow();
    mailbox.deliver(new Mail(user.email(), purpose.subject(), code.digits(), code.sentAt()));
    return delivery(user.email());
  }

  /** Where a mail to this address goes, without the full address. */
  static ObjectNode delivery(String email) {
    int at = email.indexOf('@');
    String domain = email.substring(at + 1);
    String masked =
        email.substring(0, Math.min(1, email.length()))
            + "***@"
            + domain.substring(0, Math.min(1, domain.length()))
            + "***";
    return JsonNodeFactory.instance
        .objectNode()
        .put("Destination", masked)
        .put("DeliveryMedium", "EMAIL")
        .put("AttributeName", "email");
  }

  /**
   * Uses up a code, and returns the user without it. Must run within {@link PoolUsers#change}.
   *
   * @throws AwsError if the code is wrong, which is counted, if it is too old, or if there were too
   *     many guesses
   */
  PoolUser redeem(PoolUser user, Code.Purpose purpose, String given) throws AwsError {
    Code code = user.code(purpose).orElseThrow(Codes::expired);
    if (code.wrongTries() >= TRIES) {
      throw limitExceeded();
    }
    if (expires.getAsBoolean() || !clock.instant().isBefore(code.sentAt().plus(purpose.life()))) {
      throw expired();
    }
    if (!MessageDigest.isEqual(utf8(code.digits()), utf8(given))) {
      users.save(user.withCode(purpose, code.triedInVain()));
      throw mismatch();
    }
    return user.withoutCode(purpose);
  }

  static AwsError mismatch() {
    return new AwsError(
        "CodeMismatchException", "Invalid verification code provided, please try again.");
  }

  static AwsError expired() {
    return new AwsError(
        "ExpiredCodeException", "Invalid code provided, please request a code again.");
  }

  static AwsError limitExceeded() {
    return new AwsError(
        "LimitExceededException", "Attempt limit exceeded, please try after some time.");
  }

  private void count(String sub) throws AwsError {
    synchronized (sent) {
      Deque<Instant> times = sent.computeIfAbsent(sub, unknown -> new ArrayDeque<>());
      Instant now = clock.instant();
      Instant anHourAgo = now.minus(Duration.ofHours(1));
      times.removeIf(time -> !time.isAfter(anHourAgo));
      if (times.size() >= CODES_AN_HOUR) {
        throw limitExceeded();
      }
      times.add(now);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
