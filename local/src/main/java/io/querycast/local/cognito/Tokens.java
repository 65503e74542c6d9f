package io.querycast.local.cognito;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.UUID;

/** Access and id tokens: JSON Web Tokens with Cognito's claims, signed with RS256. */
final class Tokens {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCOPE = "aws.cognito.signin.user.admin";

  private final Pool pool;
  private final SigningKey key;
  private final InstantSource clock;
  private final Duration life;

  /**
   * @param life the life of each token, at least a second
   */
  Tokens(Pool pool, SigningKey key, InstantSource clock, Duration life) {
    if (life.toSeconds() < 1) {
      throw new IllegalArgumentException("Tokens live for a second or longer, not " + life + ".");
    }
    this.pool = pool;
    this.key = key;
    this.clock = clock;
    this.life = life;
  }

  /** The token that lets a user in. */
  String access(PoolUser user, SignIn signIn) {
    ObjectNode claims = JSON.createObjectNode().put("sub", user.sub());
    groups(user, claims);
    claims.put("iss", pool.issuer().toString()).put("client_id", pool.clientId());
    ids(signIn, claims).put("token_use", "access").put("scope", SCOPE);
    return sign(times(signIn, claims).put("username", user.sub()));
  }

  /** The token that tells a page who signed in. */
  String id(PoolUser user, SignIn signIn) {
    ObjectNode claims = JSON.createObjectNode().put("sub", user.sub());
    groups(user, claims);
    claims
        .put("email_verified", user.emailVerified())
        .put("iss", pool.issuer().toString())
        .put("cognito:username", user.sub());
    ids(signIn, claims).put("aud", pool.clientId()).put("token_use", "id");
    return sign(times(signIn, claims).put("email", user.email()));
  }

  /** How long a token lives, in seconds. */
  long lifeSeconds() {
    return life.toSeconds();
  }

  /**
   * The claims of one of our access tokens.
   *
   * @throws AwsError {@code NotAuthorizedException} if it is not one, or its time is over
   */
  JsonNode readAccess(String token) throws AwsError {
    String[] parts = token.split("\\.", -1);
    try {
      if (parts.length == 3 && key.verifies(utf8(parts[0] + "." + parts[1]), decode(parts[2]))) {
        JsonNode claims = JSON.readTree(decode(parts[1]));
        if (claims.path("token_use").asText().equals("access")) {
          return current(claims);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // not a token at all: refused below
    }
    throw new AwsError("NotAuthorizedException", "Invalid Access Token");
  }

  private JsonNode current(JsonNode claims) throws AwsError {
    if (clock.instant().getEpochSecond() >= claims.path("exp").asLong()) {
      throw new AwsError("NotAuthorizedException", "Access Token has expired");
    }
    return claims;
  }

  private static void groups(PoolUser user, ObjectNode claims) {
    if (!user.groups().isEmpty()) {
      ArrayNode groups = claims.putArray("cognito:groups");
      user.groups().forEach(groups::add);
    }
  }

  private static ObjectNode ids(SignIn signIn, ObjectNode claims) {
    return claims.put("origin_jti", signIn.originJti()).put("event_id", signIn.eventId());
  }

  private ObjectNode times(SignIn signIn, ObjectNode claims) {
    Instant now = clock.instant();
    return claims
        .put("auth_time", signIn.at().getEpochSecond())
        .put("exp", now.plus(life).getEpochSecond())
        .put("iat", now.getEpochSecond())
        .put("jti", UUID.randomUUID().toString());
  }

  private String sign(ObjectNode claims) {
    ObjectNode header = JSON.createObjectNode().put("kid", key.id()).put("alg", "RS256");
    String signed = encode(bytes(header)) + "." + encode(bytes(claims));
    return signed + "." + encode(key.sign(utf8(signed)));
  }

  private static byte[] bytes(JsonNode json) {
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree can always be written.", e);
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] decode(String text) {
    return Base64.getUrlDecoder().decode(text);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
