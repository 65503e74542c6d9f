package io.querycast.local.cognito;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * Stand-ins for users who do not exist, so that nobody learns who exists. A name always gets the
 * same stand-in, with a verifier that no password has.
 */
final class Decoys {
  private static final String FILE = "decoys.key";
  private static final int BLOCKS = 12;

  private final byte[] key;

  Decoys(Vault vault) throws IOException {
    Optional<byte[]> kept = vault.read(FILE);
    key = kept.orElseGet(Decoys::random);
    if (kept.isEmpty()) {
      vault.write(FILE, key);
    }
  }

  PoolUser of(String name) {
    String normal = PoolUsers.normal(name);
    BigInteger salt = new BigInteger(1, Arrays.copyOf(derive("salt", normal), 16));
    // As many bits as N has, so that it has the size of a real user's verifier.
    ByteBuffer bits = ByteBuffer.allocate(BLOCKS * 32);
    for (int block = 0; block < BLOCKS; block++) {
      bits.put(derive("verifier" + block, normal));
    }
    Verifier verifier = new Verifier(salt, new BigInteger(1, bits.array()).mod(Srp.N));
    return PoolUser.of(sub(normal), normal, Instant.EPOCH, verifier);
  }

  /**
   * A sub as the name gives that same sub, as for a real user; any other name gives one that looks
   * random.
   */
  private String sub(String normal) {
    if (normal.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
      return normal;
    }
    ByteBuffer bits = ByteBuffer.wrap(derive("sub", normal));
    long high = (bits.getLong() & ~0xF000L) | 0x4000L;
    long low = (bits.getLong() >>> 2) | Long.MIN_VALUE;
    return new UUID(high, low).toString();
  }

  private byte[] derive(String what, String normal) {
    return Srp.hmac(key, (what + ":" + normal).getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] random() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
