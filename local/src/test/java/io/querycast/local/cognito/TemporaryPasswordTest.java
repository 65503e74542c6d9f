package io.querycast.local.cognito;

import static io.querycast.local.cognito.Town.ADA;
import static io.querycast.local.cognito.Town.OTHER_PASSWORD;
import static io.querycast.local.cognito.Town.PASSWORD;
import static io.querycast.local.cognito.Town.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.querycast.local.AwsError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryPasswordTest {
  private static final String TEMPORARY = "Temporary-1";
  private static final String INCORRECT = "Incorrect username or password.";

  private Town town;

  @BeforeEach
  void open(@TempDir Path folder) {
    town = Town.withKey(folder);
  }

  @Test
  void anInvitedUserIsMailedAPasswordThatMeetsThePolicy() throws AwsError {
    JsonNode user = town.admin("AdminCreateUser", "'Username':'%s'", "Ada@Example.com").get("User");
    assertEquals("FORCE_CHANGE_PASSWORD", user.get("UserStatus").textValue());
    String password = town.newestCode(ADA);
    PasswordPolicy.check(password);
    town.admin("AdminCreateUser", "'Username':'bea@example.com'");
    assertNotEquals(password, town.newestCode("bea@example.com"));
    assertEquals("NEW_PASSWORD_REQUIRED", challenge(password).get("ChallengeName").textValue());
  }

  @Test
  void theTemporaryPasswordLetsOnlyChooseOnesOwn() throws AwsError {
    invite();
    JsonNode challenge = challenge(TEMPORARY);
    assertFalse(challenge.has("AuthenticationResult"));
    JsonNode parameters = challenge.get("ChallengeParameters");
    assertEquals("[]", parameters.get("requiredAttributes").textValue());
    assertEquals(
        "{\"email_verified\":\"true\",\"email\":\"ada@example.com\"}",
        parameters.get("userAttributes").textValue());
    JsonNode tokens = choose(challenge, PASSWORD, "").get("AuthenticationResult");
    assertEquals(ADA, Town.claims(tokens, "IdToken").get("email").textValue());
    assertTrue(tokens.hasNonNull("RefreshToken"));
    assertRefused("NotAuthorizedException", INCORRECT, () -> town.signIn(ADA, TEMPORARY));
    assertFalse(town.signIn(ADA, PASSWORD).isEmpty());
    assertEquals("CONFIRMED", status());
  }

  @Test
  void itWorksBySrpToo() throws AwsError {
    invite();
    SrpClient browser = new SrpClient(town, 1);
    JsonNode challenge = browser.prove(browser.challenge(ADA), TEMPORARY);
    assertFalse(choose(challenge, PASSWORD, "").get("AuthenticationResult").isEmpty());
  }

  @Test
  void aRefusedPasswordLeavesTheSessionOpen() throws AwsError {
    invite();
    JsonNode challenge = challenge(TEMPORARY);
    assertRefused(
        "InvalidPasswordException",
        "Password did not conform with policy: Password not long enough",
        () -> choose(challenge, "Short-1", ""));
    assertFalse(choose(challenge, PASSWORD, "").get("AuthenticationResult").isEmpty());
  }

  @Test
  void aSessionIsValidOnceAndForThreeMinutes() throws AwsError {
    invite();
    JsonNode late = challenge(TEMPORARY);
    town.clock.pass(Duration.ofMinutes(3));
    assertRefused(
        "NotAuthorizedException",
        "Invalid session for the user, session is expired.",
        () -> choose(late, PASSWORD, ""));
    JsonNode inTime = challenge(TEMPORARY);
    town.clock.pass(Duration.ofSeconds(179));
    choose(inTime, PASSWORD, "");
    assertRefused(
        "NotAuthorizedException",
        "Invalid session for the user, session can only be used once.",
        () -> choose(inTime, OTHER_PASSWORD, ""));
  }

  @Test
  void aSessionIsValidForItsUserItsStepAndItsPassword() throws AwsError {
    invite();
    town.settle("bea@example.com");
    JsonNode challenge = challenge(TEMPORARY);
    String invalid = "Invalid session for the user.";
    assertRefused(
        "NotAuthorizedException",
        invalid,
        () -> respond(challenge, "NEW_PASSWORD_REQUIRED", "bea@example.com", PASSWORD, ""));
    assertRefused(
        "NotAuthorizedException",
        invalid,
        () -> respond(challenge, "SOFTWARE_TOKEN_MFA", ADA, PASSWORD, ""));
    town.admin("AdminCreateUser", "'Username':'%s','MessageAction':'RESEND'", ADA);
    assertRefused("NotAuthorizedException", invalid, () -> choose(challenge, PASSWORD, ""));
  }

  @Test
  void requiredAttributesAreAskedForAndKept(@TempDir Path folder) throws AwsError {
    town = Town.withKey(folder);
    town.restart(CognitoSettings.Mode.OPTIONAL, Set.of("name", "given_name"));
    town.admin(
        "AdminCreateUser",
        "'Username':'%s','TemporaryPassword':'%s',"
            + "'UserAttributes':[{'Name':'given_name','Value':'Ada'}]",
        ADA,
        TEMPORARY);
    JsonNode challenge = challenge(TEMPORARY);
    assertEquals(
        "[\"userAttributes.name\"]",
        challenge.at("/ChallengeParameters/requiredAttributes").textValue());
    assertRefused(
        "InvalidParameterException",
        "Attributes did not conform to the schema: name: The attribute is required\n",
        () -> choose(challenge, PASSWORD, ""));
    choose(challenge, PASSWORD, ",'userAttributes.name':'Ada Lovelace'");
    town.restart();
    assertTrue(
        town.admin("AdminGetUser", "'Username':'%s'", ADA)
            .get("UserAttributes")
            .toString()
            .contains("{\"Name\":\"name\",\"Value\":\"Ada Lovelace\"}"));
    assertRefused(
        "InvalidParameterException",
        "Attributes did not conform to the schema: given_name: The attribute is required\n",
        () -> town.signUp("bea@example.com"));
  }

  @Test
  void aTemporaryPasswordLastsAWeekAndCanBeSentAgain() throws AwsError {
    invite();
    town.clock.pass(Duration.ofDays(7));
    assertRefused(
        "NotAuthorizedException",
        "Temporary password has expired and must be reset by an administrator.",
        () -> challenge(TEMPORARY));
    town.admin("AdminCreateUser", "'Username':'%s','MessageAction':'RESEND'", ADA);
    choose(challenge(town.newestCode(ADA)), PASSWORD, "");
    assertRefused(
        "UnsupportedUserStateException",
        "Resend not possible. User status is not FORCE_CHANGE_PASSWORD",
        () -> town.admin("AdminCreateUser", "'Username':'%s','MessageAction':'RESEND'", ADA));
  }

  @Test
  void anExistingUserIsNotInvitedAgain() throws AwsError {
    invite();
    assertRefused("UsernameExistsException", "User already exists", this::invite);
  }

  @Test
  void aTemporaryPasswordCannotBeReset() throws AwsError {
    invite();
    assertRefused(
        "NotAuthorizedException",
        "User password cannot be reset in the current state.",
        () -> town.client("ForgotPassword", "'Username':'%s'", ADA));
  }

  @Test
  void anAdministratorSetsPasswordsForGoodOrForOnce() throws AwsError {
    invite();
    String set = "'Username':'%s','Password':'%s','Permanent':";
    town.admin("AdminSetUserPassword", set + "true", ADA, PASSWORD);
    assertFalse(town.signIn(ADA, PASSWORD).isEmpty());
    town.admin("AdminSetUserPassword", set + "false", ADA, OTHER_PASSWORD);
    assertEquals(
        "NEW_PASSWORD_REQUIRED", challenge(OTHER_PASSWORD).get("ChallengeName").textValue());
  }

  @Test
  void aPasswordThatAnAdministratorResetIsReplacedWithACode() throws AwsError {
    town.settle(ADA);
    town.admin("AdminResetUserPassword", "'Username':'%s'", ADA);
    assertRefused(
        "PasswordResetRequiredException",
        "Password reset required for the user",
        () -> town.signIn(ADA, PASSWORD));
    town.client(
        "ConfirmForgotPassword",
        "'Username':'%s','ConfirmationCode':'%s','Password':'%s'",
        ADA,
        town.newestCode(ADA),
        OTHER_PASSWORD);
    assertFalse(town.signIn(ADA, OTHER_PASSWORD).isEmpty());
  }

  private void invite() throws AwsError {
    town.admin(
        "AdminCreateUser",
        "'Username':'%s','TemporaryPassword':'%s','MessageAction':'SUPPRESS',"
            + "'UserAttributes':[{'Name':'email','Value':'%s'},"
            + "{'Name':'email_verified','Value':'true'}]",
        ADA,
        TEMPORARY,
        ADA);
  }

  private JsonNode challenge(String password) throws AwsError {
    return town.client(
        "InitiateAuth",
        "'AuthFlow':'USER_PASSWORD_AUTH','AuthParameters':{'USERNAME':'%s','PASSWORD':'%s'}",
        ADA,
        password);
  }

  private JsonNode choose(JsonNode challenge, String password, String more) throws AwsError {
    return respond(challenge, "NEW_PASSWORD_REQUIRED", ADA, password, more);
  }

  private JsonNode respond(
      JsonNode challenge, String name, String user, String password, String more) throws AwsError {
    return town.client(
        "RespondToAuthChallenge",
        "'ChallengeName':'%s','Session':'%s',"
            + "'ChallengeResponses':{'USERNAME':'%s','NEW_PASSWORD':'%s'"
            + more
            + "}",
        name,
        challenge.get("Session").textValue(),
        user,
        password);
  }

  private String status() throws AwsError {
    return town.admin("AdminGetUser", "'Username':'%s'", ADA).get("UserStatus").textValue();
  }
}
