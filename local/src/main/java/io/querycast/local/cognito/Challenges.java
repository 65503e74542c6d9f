package io.querycast.local.cognito;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** SRP sign-ins that are half done. Each may be answered once, within a short time. */
final class Challenges {
  /** How long an answer may take, as in Cognito. */
  private static final Duration LIFE = Duration.ofMinutes(3);

  private static final int MOST = 10_000;

  /**
   * A challenge that waits for its answer.
   *
   * @param user the user when it was opened, or a decoy
   * @param secretBlock names the challenge, and is part of what the client signs; base64
   */
  record Challenge(
      PoolUser user,
      BigInteger clientValue,
      BigInteger secret,
      String secretBlock,
      Instant openedAt) {}

  private final Srp srp;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Challenge> open = new Bounded<>(MOST);

  Challenges(Srp srp, InstantSource clock) {
    this.srp = srp;
    this.clock = clock;
  }

  /**
   * @param clientValue SRP's {@code A}, known to be safe
   */
  synchronized Challenge open(PoolUser user, BigInteger clientValue) {
    byte[] block = new byte[64];
    random.nextBytes(block);
    String name = Base64.getEncoder().encodeToString(block);
    Challenge challenge = new Challenge(user, clientValue, srp.secret(), name, clock.instant());
    open.put(name, challenge);
    return challenge;
  }

  /** Removes a challenge, so that nobody can answer it again; empty if it is too late. */
  synchronized Optional<Challenge> take(String secretBlock) {
    return Optional.ofNullable(open.remove(secretBlock))
        .filter(challenge -> clock.instant().isBefore(challenge.openedAt().plus(LIFE)));
  }

  /** SRP's {@code B}. */
  BigInteger publicValue(Challenge challenge) {
    return srp.publicValue(challenge.secret(), challenge.user().verifier());
  }

  /** Whether somebody who knows the password signed the claim. */
  boolean isAnsweredBy(Challenge challenge, String timestamp, String signature) {
    byte[] expected =
        srp.signature(
            challenge.clientValue(),
            challenge.secret(),
            challenge.user().sub(),
            challenge.user().verifier(),
            Base64.getDecoder().decode(challenge.secretBlock()),
            timestamp);
    try {
      return MessageDigest.isEqual(expected, Base64.getDecoder().decode(signature));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
