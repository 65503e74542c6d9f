package io.querycast.identity;

import io.querycast.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A token as the table keeps it for all nodes: encrypted with a key made of a secret that only the
 * nodes and the gateway have. So the table alone does not reveal a token, and the token of one user
 * can't be passed off as another's.
 */
public final class SealedToken {
  private SealedToken() {}

  /**
   * Seals a token.
   *
   * @param secrets the accepted ones; the first is used
   */
  public static byte[] of(AccessToken token, String user, List<String> secrets) {
    return Secret.seal(key(secrets.get(0), user), PackedToken.of(token.text()));
  }

  /**
   * Reads a sealed token.
   *
   * @param until when the token ends
   * @param secrets any of which may have sealed it
   * @return nothing if none of them has
   */
  public static Optional<AccessToken> open(
      byte[] sealed, String user, Instant until, List<String> secrets) {
    return secrets.stream()
        .map(secret -> Secret.unseal(key(secret, user), sealed))
        .flatMap(Optional::stream)
        .findFirst()
        .map(packed -> new AccessToken(PackedToken.text(packed), until));
  }

  private static String key(String secret, String user) {
    return secret + " " + user;
  }
}
