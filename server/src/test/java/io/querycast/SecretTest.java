package io.querycast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretTest {
  private static final byte[] TEXT = "a token, of some length".getBytes(StandardCharsets.UTF_8);

  @Test
  void aSealedTextIsReadOnlyWithItsSecret() {
    String secret = Secret.next();

    byte[] sealed = Secret.seal(secret, TEXT);

    assertArrayEquals(TEXT, Secret.unseal(secret, sealed).orElseThrow());
    assertEquals(Optional.empty(), Secret.unseal(Secret.next(), sealed));
    assertFalse(new String(sealed, StandardCharsets.ISO_8859_1).contains("token"));
  }

  @Test
  void whatWasChangedOrCutIsNotRead() {
    String secret = Secret.next();
    byte[] sealed = Secret.seal(secret, TEXT);
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertEquals(Optional.empty(), Secret.unseal(secret, changed));
      assertEquals(Optional.empty(), Secret.unseal(secret, Arrays.copyOf(sealed, i)));
    }
  }

  @Test
  void theSameTextIsSealedDifferentlyEachTime() {
    String secret = Secret.next();
    assertFalse(Arrays.equals(Secret.seal(secret, TEXT), Secret.seal(secret, TEXT)));
    assertArrayEquals(
        new byte[0], Secret.unseal(secret, Secret.seal(secret, new byte[0])).orElseThrow());
  }
}
