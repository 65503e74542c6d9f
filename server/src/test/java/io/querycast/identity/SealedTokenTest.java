package io.querycast.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SealedTokenTest {
  private static final Instant END = Instant.parse("2026-11-23T17:00:00Z");
  private static final AccessToken TOKEN = new AccessToken(TokenSamples.likeCognitos(), END);
  private static final String OLD = "o".repeat(32);
  private static final String NEW = "n".repeat(32);

  @Test
  void anyNodeThatAcceptsTheSecretReadsTheToken() {
    byte[] sealed = SealedToken.of(TOKEN, "ada", List.of(OLD));

    assertEquals(Optional.of(TOKEN), SealedToken.open(sealed, "ada", END, List.of(OLD)));
    assertEquals(Optional.of(TOKEN), SealedToken.open(sealed, "ada", END, List.of(NEW, OLD)));
  }

  @Test
  void nobodyReadsItWithoutTheSecretOrAsAnothersToken() {
    byte[] sealed = SealedToken.of(TOKEN, "ada", List.of(NEW, OLD));

    assertEquals(Optional.empty(), SealedToken.open(sealed, "ada", END, List.of(OLD)));
    assertEquals(Optional.empty(), SealedToken.open(sealed, "eve", END, List.of(NEW)));
    assertEquals(Optional.empty(), SealedToken.open(new byte[3], "ada", END, List.of(NEW)));
  }
}
