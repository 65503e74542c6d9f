package io.querycast;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Makes secrets that nobody can guess, and what is stored of them. */
public final class Secret {
  private static final int ID_BYTES = 16;

  /** How many characters an id has. Each character holds six bits. */
  public static final int ID_LENGTH = (ID_BYTES * 8 + 5) / 6;

  private static final int SECRET_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  /** How many characters a secret has. */
  public static final int LENGTH = (SECRET_BYTES * 8 + 5) / 6;

  private static final SecureRandom RANDOM = new SecureRandom();

  private Secret() {}

  /** Returns a new id: 128 random bits, safe in a URL. */
  public static String id() {
    return random(ID_BYTES);
  }

  /** Returns a new secret: 256 random bits, safe in a URL. */
  public static String next() {
    return random(SECRET_BYTES);
  }

  /**
   * Returns what a store holds of a secret: SHA-256, in hexadecimal. So many random bits need no
   * salt.
   */
  public static String hash(String secret) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(utf8(secret));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }

  /**
   * Seals bytes under a secret, so that only the holder of the secret can read them. It uses
   * AES-256 in GCM, with a key made from the secret.
   *
   * @param secret one of {@link #next}
   */
  public static byte[] seal(String secret, byte[] plain) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    byte[] sealed = cipher(Cipher.ENCRYPT_MODE, secret, nonce, plain, 0).orElseThrow();
    byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
    System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
    return all;
  }

  /**
   * Reads what {@link #seal} made. It returns nothing if the secret is wrong or the bytes have
   * changed.
   */
  public static Optional<byte[]> unseal(String secret, byte[] sealed) {
    if (sealed.length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
      return Optional.empty();
    }
    byte[] nonce = Arrays.copyOf(sealed, NONCE_BYTES);
    return cipher(Cipher.DECRYPT_MODE, secret, nonce, sealed, NONCE_BYTES);
  }

  private static Optional<byte[]> cipher(
      int mode, String secret, byte[] nonce, byte[] data, int from) {
    try {
      byte[] key = MessageDigest.getInstance("SHA-256").digest(utf8("seal " + secret));
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
      return Optional.of(cipher.doFinal(data, from, data.length - from));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has AES in GCM.", e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
