package io.querycast.local.cognito;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server's half of SRP-6a as Cognito speaks it: RFC 5054's group of 3072 bits, SHA-256, and a
 * key of 16 bytes derived by HKDF. The letters are those of RFC 5054.
 *
 * <p>Numbers are hashed as {@link BigInteger#toByteArray()} writes them, with the sign byte.
 */
final class Srp {
  static final BigInteger N =
      new BigInteger(
          "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
              + "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
              + "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
              + "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05"
              + "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB"
              + "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
              + "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718"
              + "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33"
              + "A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
              + "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864"
              + "D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2"
              + "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
          16);
  private static final BigInteger G = BigInteger.TWO;
  private static final BigInteger K = hash(N.toByteArray(), G.toByteArray());

  /** Twice the strength of the resulting key. */
  private static final int SECRET_BITS = 256;

  private static final int SALT_BITS = 128;
  private static final int KEY_BYTES = 16;
  private static final byte[] INFO = utf8("Caldera Derived Key\u0001");

  private final String poolName;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param poolName the pool's id without its region
   */
  Srp(String poolName) {
    this.poolName = poolName;
  }

  /** What is kept of a newly chosen password. */
  Verifier verifier(String sub, String password) {
    return verifier(sub, password, new BigInteger(SALT_BITS, random));
  }

  /** Whether this is the password that a verifier was made from. */
  boolean verifies(String sub, String password, Verifier verifier) {
    BigInteger other = verifier(sub, password, verifier.salt()).value();
    return MessageDigest.isEqual(other.toByteArray(), verifier.value().toByteArray());
  }

  /** The server's secret {@code b}; for one sign-in only. */
  BigInteger secret() {
    return new BigInteger(SECRET_BITS, random).setBit(SECRET_BITS - 1);
  }

  /** The server's public {@code B}. */
  BigInteger publicValue(BigInteger b, Verifier verifier) {
    return K.multiply(verifier.value()).add(G.modPow(b, N)).mod(N);
  }

  /** Whether {@code A} does not give the key away: zero, modulo N, would. */
  static boolean isSafe(BigInteger a) {
    return a.signum() > 0 && a.bitLength() <= N.bitLength() && a.mod(N).signum() != 0;
  }

  /**
   * The signature that a client makes over its claim if it knows the password.
   *
   * @param secretBlock the bytes that the challenge named
   * @param timestamp the client's time, as the client wrote it
   */
  byte[] signature(
      BigInteger clientValue,
      BigInteger b,
      String sub,
      Verifier verifier,
      byte[] secretBlock,
      String timestamp) {
    BigInteger u = hash(clientValue.toByteArray(), publicValue(b, verifier).toByteArray());
    BigInteger s = clientValue.multiply(verifier.value().modPow(u, N)).modPow(b, N);
    byte[] key = Arrays.copyOf(hmac(hmac(u.toByteArray(), s.toByteArray()), INFO), KEY_BYTES);
    return hmac(key, utf8(poolName), utf8(sub), secretBlock, utf8(timestamp));
  }

  private Verifier verifier(String sub, String password, BigInteger salt) {
    byte[] identity = digest(utf8(poolName + sub + ":" + password));
    return new Verifier(salt, G.modPow(hash(salt.toByteArray(), identity), N));
  }

  private static BigInteger hash(byte[]... parts) {
    return new BigInteger(1, digest(parts));
  }

  private static byte[] digest(byte[]... parts) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        sha.update(part);
      }
      return sha.digest();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }

  static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HmacSHA256.", e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
