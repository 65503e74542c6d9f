package io.querycast.local.cognito;

import static io.querycast.local.cognito.Town.ADA;
import static io.querycast.local.cognito.Town.CLIENT;
import static io.querycast.local.cognito.Town.PASSWORD;
import static io.querycast.local.cognito.Town.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.querycast.local.AwsError;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
  private static final String ISSUER = "http://localhost:4566/us-east-1_querycast";

  private Town town;
  private String sub;
  private JsonNode tokens;

  @BeforeEach
  void adaSignedIn(@TempDir Path folder) throws AwsError {
    town = Town.withKey(folder);
    sub = town.settle(ADA);
    tokens = town.signIn(ADA, PASSWORD);
  }

  @Test
  void anAccessTokenHasCognitosClaims() {
    JsonNode claims = Town.claims(tokens, "AccessToken");
    long now = town.clock.instant().getEpochSecond();
    assertEquals(
        List.of(
            "sub",
            "iss",
            "client_id",
            "origin_jti",
            "event_id",
            "token_use",
            "scope",
            "auth_time",
            "exp",
            "iat",
            "jti",
            "username"),
        names(claims));
    assertEquals(sub, claims.get("sub").textValue());
    assertEquals(sub, claims.get("username").textValue());
    assertEquals(ISSUER, claims.get("iss").textValue());
    assertEquals(CLIENT, claims.get("client_id").textValue());
    assertEquals("access", claims.get("token_use").textValue());
    assertEquals("aws.cognito.signin.user.admin", claims.get("scope").textValue());
    assertEquals(now, claims.get("iat").longValue());
    assertEquals(now, claims.get("auth_time").longValue());
    assertEquals(now + Town.TOKEN_LIFE.toSeconds(), claims.get("exp").longValue());
  }

  @Test
  void anIdTokenHasCognitosClaims() {
    JsonNode claims = Town.claims(tokens, "IdToken");
    assertEquals(
        List.of(
            "sub",
            "email_verified",
            "iss",
            "cognito:username",
            "origin_jti",
            "event_id",
            "aud",
            "token_use",
            "auth_time",
            "exp",
            "iat",
            "jti",
            "email"),
        names(claims));
    assertEquals(ADA, claims.get("email").textValue());
    assertTrue(claims.get("email_verified").booleanValue());
    assertEquals(sub, claims.get("cognito:username").textValue());
    assertEquals(CLIENT, claims.get("aud").textValue());
    assertEquals("id", claims.get("token_use").textValue());
  }

  @Test
  void thePublishedKeyVerifiesTheTokens() throws GeneralSecurityException {
    for (String kind : List.of("AccessToken", "IdToken")) {
      String token = tokens.get(kind).textValue();
      JsonNode header = Town.part(token, 0);
      JsonNode key = town.cognito().jwks().at("/keys/0");
      assertEquals("RS256", header.get("alg").textValue());
      assertEquals(key.get("kid"), header.get("kid"));
      assertTrue(verifies(key, token), kind);
    }
  }

  @Test
  void thePrivateKeyIsNotPublished() {
    JsonNode key = town.cognito().jwks().at("/keys/0");
    assertEquals(List.of("alg", "e", "kid", "kty", "n", "use"), names(key));
  }

  @Test
  void theConfigurationLeadsToTheKey() {
    JsonNode configuration = town.cognito().openIdConfiguration();
    assertEquals(ISSUER, configuration.get("issuer").textValue());
    assertEquals(ISSUER + "/.well-known/jwks.json", configuration.get("jwks_uri").textValue());
  }

  @Test
  void aChangedTokenIsRefused() {
    String[] parts = tokens.get("AccessToken").textValue().split("\\.", -1);
    String claims =
        new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8).replace(sub, "somebody-else");
    String forged = Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8));
    assertInvalid(parts[0] + "." + forged + "." + parts[2]);
  }

  @Test
  void anythingButAnAccessTokenIsRefused() {
    String access = tokens.get("AccessToken").textValue();
    assertInvalid(tokens.get("IdToken").textValue());
    assertInvalid(access.substring(0, access.lastIndexOf('.') + 1));
    assertInvalid(access.substring(0, access.lastIndexOf('.')));
    assertInvalid("a.b.c");
    assertInvalid("no token");
  }

  private void assertInvalid(String token) {
    assertRefused(
        "NotAuthorizedException",
        "Invalid Access Token",
        () -> town.call("GetUser", "{'AccessToken':'%s'}", token));
  }

  private static boolean verifies(JsonNode jwk, String token) throws GeneralSecurityException {
    PublicKey key =
        KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e")));
    int end = token.lastIndexOf('.');
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(key);
    signature.update(token.substring(0, end).getBytes(UTF_8));
    return signature.verify(Base64.getUrlDecoder().decode(token.substring(end + 1)));
  }

  private static BigInteger number(JsonNode jwk, String name) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.get(name).textValue()));
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
