package io.querycast.local.cognito;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;

/** Codes that change with time: RFC 6238 with SHA-1, steps of 30 s and six digits. */
final class Totp {
  private static final int STEP_SECONDS = 30;

  /** How many steps a code may be early or late: clocks differ, and people need time to type. */
  private static final int TOLERANCE = 1;

  private static final int SECRET_BYTES = 32;

  private Totp() {}

  /** A new secret in base 32, as long as Cognito's: 52 letters and digits. */
  static String secret(SecureRandom random) {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return new Base32().encodeToString(bytes).replace("=", "");
  }

  /** The step of 30 s since 1970 that this moment belongs to. */
  static long step(Instant now) {
    return Math.floorDiv(now.getEpochSecond(), STEP_SECONDS);
  }

  /** The code of one step. */
  static String code(String secret, long step) {
    byte[] hash = hmac(new Base32().decode(secret), ByteBuffer.allocate(8).putLong(step).array());
    int offset = hash[hash.length - 1] & 0xF;
    int number = ByteBuffer.wrap(hash).getInt(offset) & Integer.MAX_VALUE;
    return String.format(Locale.ROOT, "%06d", number % 1_000_000);
  }

  /** The step that a code belongs to; empty if it is not a code of these minutes. */
  static OptionalLong stepOf(String secret, String code, Instant now) {
    long current = step(now);
    // Newest first: if two steps share a code, its earlier use does not make the new code invalid.
    return LongStream.rangeClosed(-TOLERANCE, TOLERANCE)
        .map(distance -> current - distance)
        .filter(step -> MessageDigest.isEqual(bytes(code(secret, step)), bytes(code)))
        .findFirst();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key, "HmacSHA1"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HmacSHA1.", e);
    }
  }
}
