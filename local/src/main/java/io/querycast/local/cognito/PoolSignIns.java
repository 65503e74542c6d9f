package io.querycast.local.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** Starts sign-ins, makes tokens for them, and ends them. Refresh tokens are kept as hashes. */
final class PoolSignIns {
  /** As in Cognito by default. */
  private static final Duration REFRESH_LIFE = Duration.ofDays(30);

  /** If a user has more sign-ins than this, the oldest one ends. */
  private static final int MOST = 1000;

  private final PoolUsers users;
  private final Pool pool;
  private final Tokens tokens;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  PoolSignIns(PoolUsers users, Pool pool, Tokens tokens, InstantSource clock) {
    this.users = users;
    this.pool = pool;
    this.tokens = tokens;
    this.clock = clock;
  }

  /**
   * Signs in a user who has proved the password. It returns tokens, and a refresh token for more.
   */
  ObjectNode start(PoolUser user) throws AwsError {
    byte[] bytes = new byte[64];
    random.nextBytes(bytes);
    String refreshToken = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    SignIn signIn =
        new SignIn(
            UUID.randomUUID().toString(),
            UUID.randomUUID().toString(),
            hash(refreshToken),
            clock.instant(),
            false);
    PoolUser signedIn =
        users.change(user.sub(), current -> current.withSignIns(with(current, signIn)));
    ObjectNode result = result(signedIn, signIn);
    ((ObjectNode) result.get("AuthenticationResult")).put("RefreshToken", refreshToken);
    return result;
  }

  /**
   * New tokens for an existing sign-in.
   *
   * @throws AwsError {@code NotAuthorizedException} if it has ended
   */
  ObjectNode refresh(String refreshToken) throws AwsError {
    String hash = hash(refreshToken);
    PoolUser user = users.findByRefreshHash(hash).orElseThrow(PoolSignIns::invalidRefreshToken);
    SignIn signIn =
        user.signIns().stream()
            .filter(candidate -> candidate.refreshHash().equals(hash))
            .findFirst()
            .orElseThrow(PoolSignIns::invalidRefreshToken);
    requireEnabled(user);
    if (signIn.revoked()) {
      throw notAuthorized("Refresh Token has been revoked");
    }
    if (isOver(signIn)) {
      throw notAuthorized("Refresh Token has expired");
    }
    return result(user, signIn);
  }

  /** Ends the sign-in of a refresh token. An unknown token counts as revoked. */
  void revoke(String refreshToken) throws AwsError {
    String hash = hash(refreshToken);
    PoolUser user = users.findByRefreshHash(hash).orElse(null);
    if (user != null) {
      users.change(
          user.sub(),
          current ->
              current.eachSignIn(
                  signIn -> signIn.refreshHash().equals(hash) ? signIn.revoke() : signIn));
    }
  }

  /**
   * The user whose access token the input holds.
   *
   * @throws AwsError {@code NotAuthorizedException} if it is not one of ours, too old or revoked
   */
  PoolUser bearer(Input input) throws AwsError {
    JsonNode claims = tokens.readAccess(input.text("AccessToken"));
    PoolUser user = users.find(claims.path("sub").asText()).orElseThrow(PoolUsers::unknown);
    requireEnabled(user);
    String origin = claims.path("origin_jti").asText();
    boolean stands =
        claims.path("client_id").asText().equals(pool.clientId())
            && user.signIns().stream()
                .anyMatch(signIn -> signIn.originJti().equals(origin) && !signIn.revoked());
    if (!stands) {
      throw notAuthorized("Access Token has been revoked");
    }
    return user;
  }

  static void requireEnabled(PoolUser user) throws AwsError {
    if (!user.enabled()) {
      throw notAuthorized("User is disabled.");
    }
  }

  static AwsError notAuthorized(String message) {
    return new AwsError("NotAuthorizedException", message);
  }

  private List<SignIn> with(PoolUser user, SignIn signIn) {
    List<SignIn> all = new ArrayList<>(user.signIns().stream().filter(s -> !isOver(s)).toList());
    all.add(signIn);
    return all.subList(Math.max(0, all.size() - MOST), all.size());
  }

  private boolean isOver(SignIn signIn) {
    Instant end = signIn.at().plus(REFRESH_LIFE);
    return !clock.instant().isBefore(end);
  }

  private ObjectNode result(PoolUser user, SignIn signIn) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer
        .putObject("AuthenticationResult")
        .put("AccessToken", tokens.access(user, signIn))
        .put("ExpiresIn", tokens.lifeSeconds())
        .put("TokenType", "Bearer")
        .put("IdToken", tokens.id(user, signIn));
    return answer;
  }

  private static AwsError invalidRefreshToken() {
    return notAuthorized("Invalid Refresh Token");
  }

  private static String hash(String refreshToken) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(refreshToken.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }
}
