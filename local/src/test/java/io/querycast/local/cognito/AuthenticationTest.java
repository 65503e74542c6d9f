package io.querycast.local.cognito;

import static io.querycast.local.cognito.Town.ADA;
import static io.querycast.local.cognito.Town.OTHER_PASSWORD;
import static io.querycast.local.cognito.Town.PASSWORD;
import static io.querycast.local.cognito.Town.TOKEN_LIFE;
import static io.querycast.local.cognito.Town.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.querycast.local.AwsError;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthenticationTest {
  private static final String INCORRECT = "Incorrect username or password.";

  private Town town;

  @BeforeEach
  void adaHasConfirmed(@TempDir Path folder) throws AwsError {
    town = Town.withKey(folder);
    town.settle(ADA);
  }

  @Test
  void aPlainPasswordSignsIn() throws AwsError {
    JsonNode tokens = town.signIn(ADA, PASSWORD);
    assertEquals("Bearer", tokens.get("TokenType").textValue());
    assertEquals(TOKEN_LIFE.toSeconds(), tokens.get("ExpiresIn").longValue());
  }

  @Test
  void wrongPasswordsAndUnknownUsersGetTheSameAnswer() {
    assertRefused("NotAuthorizedException", INCORRECT, () -> town.signIn(ADA, OTHER_PASSWORD));
    assertRefused(
        "NotAuthorizedException", INCORRECT, () -> town.signIn("nobody@example.com", PASSWORD));
  }

  @Test
  void theLockDoublesWithEachFailure() throws AwsError {
    fail(5);
    assertLocked();
    town.clock.pass(Duration.ofSeconds(1));
    fail(1);
    town.clock.pass(Duration.ofSeconds(1));
    assertLocked();
    town.clock.pass(Duration.ofSeconds(1));
    fail(1);
    town.clock.pass(Duration.ofSeconds(3));
    assertLocked();
    town.clock.pass(Duration.ofSeconds(1));
    assertFalse(town.signIn(ADA, PASSWORD).isEmpty());
  }

  @Test
  void theLockIsNeverLongerThanAQuarterOfAnHour() throws AwsError {
    fail(5);
    for (int i = 0; i < 70; i++) {
      town.clock.pass(Duration.ofMinutes(15).minusSeconds(1));
      try {
        town.signIn(ADA, OTHER_PASSWORD);
      } catch (AwsError e) {
        // a failure, or a try while locked, which does not count
      }
    }
    town.clock.pass(Duration.ofMinutes(15));
    assertFalse(town.signIn(ADA, PASSWORD).isEmpty());
  }

  @Test
  void aRightPasswordForgetsTheFailures() throws AwsError {
    for (int i = 0; i < 3; i++) {
      fail(4);
      town.signIn(ADA, PASSWORD);
    }
  }

  @Test
  void aQuietQuarterOfAnHourForgetsTheFailures() throws AwsError {
    fail(5);
    town.clock.pass(Duration.ofSeconds(1).plusMinutes(15));
    fail(4);
    assertFalse(town.signIn(ADA, PASSWORD).isEmpty());
  }

  @Test
  void aLockOfOneUserLeavesTheOthersAlone() throws AwsError {
    town.settle("bea@example.com");
    fail(5);
    assertLocked();
    assertFalse(town.signIn("bea@example.com", PASSWORD).isEmpty());
  }

  @Test
  void aRefreshTokenGivesNewTokensOfTheSameSignIn() throws AwsError {
    JsonNode first = town.signIn(ADA, PASSWORD);
    town.clock.pass(Duration.ofDays(29));
    JsonNode second = town.refresh(first);
    JsonNode before = Town.claims(first, "AccessToken");
    JsonNode after = Town.claims(second, "AccessToken");
    assertEquals(before.get("origin_jti"), after.get("origin_jti"));
    assertEquals(before.get("auth_time"), after.get("auth_time"));
    assertNotEquals(before.get("jti"), after.get("jti"));
    assertEquals(town.clock.instant().getEpochSecond(), after.get("iat").longValue());
    assertEquals(town.getUser(second).get("Username"), before.get("username"));
  }

  @Test
  void theOlderWaysToRefreshWorkToo() throws AwsError {
    String token = town.signIn(ADA, PASSWORD).get("RefreshToken").textValue();
    for (String flow : new String[] {"REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"}) {
      JsonNode tokens =
          town.client(
                  "InitiateAuth",
                  "'AuthFlow':'%s','AuthParameters':{'REFRESH_TOKEN':'%s'}",
                  flow,
                  token)
              .get("AuthenticationResult");
      assertEquals(ADA, Town.claims(tokens, "IdToken").get("email").textValue());
      assertFalse(tokens.has("RefreshToken"));
    }
  }

  @Test
  void aRefreshTokenEndsAfterThirtyDays() throws AwsError {
    JsonNode tokens = town.signIn(ADA, PASSWORD);
    town.clock.pass(Duration.ofDays(30));
    assertRefused(
        "NotAuthorizedException", "Refresh Token has expired", () -> town.refresh(tokens));
  }

  @Test
  void anInventedRefreshTokenIsRefused() {
    assertRefused(
        "NotAuthorizedException",
        "Invalid Refresh Token",
        () -> town.client("GetTokensFromRefreshToken", "'RefreshToken':'made-up'"));
  }

  @Test
  void revokingEndsOneSignInAndItsAccessTokens() throws AwsError {
    JsonNode here = town.signIn(ADA, PASSWORD);
    JsonNode there = town.signIn(ADA, PASSWORD);
    town.client("RevokeToken", "'Token':'%s'", here.get("RefreshToken").textValue());
    assertRefused(
        "NotAuthorizedException", "Refresh Token has been revoked", () -> town.refresh(here));
    assertRefused(
        "NotAuthorizedException", "Access Token has been revoked", () -> town.getUser(here));
    assertFalse(town.refresh(there).isEmpty());
    assertFalse(town.getUser(there).isEmpty());
  }

  @Test
  void signingOutEverywhereEndsEverySignIn() throws AwsError {
    JsonNode here = town.signIn(ADA, PASSWORD);
    JsonNode there = town.signIn(ADA, PASSWORD);
    town.call("GlobalSignOut", "{'AccessToken':'%s'}", here.get("AccessToken").textValue());
    for (JsonNode tokens : new JsonNode[] {here, there}) {
      assertRefused(
          "NotAuthorizedException", "Refresh Token has been revoked", () -> town.refresh(tokens));
      assertRefused(
          "NotAuthorizedException", "Access Token has been revoked", () -> town.getUser(tokens));
    }
    assertFalse(town.getUser(town.signIn(ADA, PASSWORD)).isEmpty());
  }

  @Test
  void anAccessTokenEnds() throws AwsError {
    JsonNode tokens = town.signIn(ADA, PASSWORD);
    town.clock.pass(TOKEN_LIFE);
    assertRefused("NotAuthorizedException", "Access Token has expired", () -> town.getUser(tokens));
  }

  @Test
  void unknownFlowsAreNamed() {
    assertRefused(
        "InvalidParameterException",
        "The local Cognito has no flow 'CUSTOM_AUTH'.",
        () -> town.client("InitiateAuth", "'AuthFlow':'CUSTOM_AUTH'"));
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      assertRefused("NotAuthorizedException", INCORRECT, () -> town.signIn(ADA, OTHER_PASSWORD));
    }
  }

  /** Expects that even the right password is refused. */
  private void assertLocked() {
    assertRefused(
        "NotAuthorizedException", "Password attempts exceeded", () -> town.signIn(ADA, PASSWORD));
  }
}
