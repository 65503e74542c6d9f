package io.querycast;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** What can't be guessed, and what is stored of it. */
public final class Secret {
  private static final int ID_BYTES = 16;

  /** How many characters an id has: each is six of its bits. */
  public static final int ID_LENGTH = (ID_BYTES * 8 + 5) / 6;

  private static final int SECRET_BYTES = 32;

  /** How many characters a secret has. */
  public static final int LENGTH = (SECRET_BYTES * 8 + 5) / 6;

  private static final SecureRandom RANDOM = new SecureRandom();

  private Secret() {}

  /** A new id: 128 random bits, safe in a URL. */
  public static String id() {
    return random(ID_BYTES);
  }

  /** A new secret: 256 random bits, safe in a URL. */
  public static String next() {
    return random(SECRET_BYTES);
  }

  /** What a store holds of a secret: SHA-256, in hexadecimal. So many random bits need no salt. */
  public static String hash(String secret) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }

  private static String random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
