package io.querycast.local.cognito;

import static io.querycast.local.cognito.Town.ADA;
import static io.querycast.local.cognito.Town.PASSWORD;
import static io.querycast.local.cognito.Town.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.querycast.local.AwsError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthenticatorsTest {
  private static final Duration STEP = Duration.ofSeconds(30);
  private static final String LOCKED =
      "Too many invalid credentials attempts. User temporarily locked. Please try again after few"
          + " seconds.";

  private Town town;

  @BeforeEach
  void adaHasConfirmed(@TempDir Path folder) throws AwsError {
    town = Town.withKey(folder);
    town.settle(ADA);
  }

  @Test
  void aUserWithAnAuthenticatorIsAskedForACode() throws AwsError {
    String secret = setUp();
    JsonNode challenge = challenge();
    assertEquals("SOFTWARE_TOKEN_MFA", challenge.get("ChallengeName").textValue());
    assertFalse(challenge.has("AuthenticationResult"));
    JsonNode tokens = answer(challenge, code(secret)).get("AuthenticationResult");
    JsonNode user = town.getUser(tokens);
    assertEquals("[\"SOFTWARE_TOKEN_MFA\"]", user.get("UserMFASettingList").toString());
    assertEquals("SOFTWARE_TOKEN_MFA", user.get("PreferredMfaSetting").textValue());
  }

  @Test
  void aWrongCodeLeavesTheSessionOpenForTheRightOne() throws AwsError {
    String secret = setUp();
    JsonNode challenge = challenge();
    assertRefused(
        "CodeMismatchException",
        "Invalid code received for user",
        () -> answer(challenge, wrong(secret)));
    assertFalse(answer(challenge, code(secret)).get("AuthenticationResult").isEmpty());
    assertRefused(
        "NotAuthorizedException",
        "Invalid session for the user, session can only be used once.",
        () -> answer(challenge, code(secret)));
  }

  @Test
  void aCodeIsGoodOnce() throws AwsError {
    String secret = setUp();
    String code = code(secret);
    answer(challenge(), code);
    JsonNode again = challenge();
    String used = "Your software token has already been used once.";
    assertRefused("ExpiredCodeException", used, () -> answer(again, code));
    town.clock.pass(STEP);
    assertRefused("ExpiredCodeException", used, () -> answer(again, code));
    answer(again, code(secret));
  }

  @Test
  void theCodeOfTheSetUpIsUsedToo() throws AwsError {
    String secret = associate(town.signIn(ADA, PASSWORD));
    String code = code(secret);
    JsonNode tokens = town.signIn(ADA, PASSWORD);
    verify(tokens, code);
    prefer(tokens, "'Enabled':true,'PreferredMfa':true");
    assertRefused(
        "ExpiredCodeException",
        "Your software token has already been used once.",
        () -> answer(challenge(), code));
  }

  @Test
  void aSessionForACodeEndsAfterThreeMinutes() throws AwsError {
    String secret = setUp();
    JsonNode challenge = challenge();
    town.clock.pass(Duration.ofMinutes(3));
    assertRefused(
        "NotAuthorizedException",
        "Invalid session for the user, session is expired.",
        () -> answer(challenge, code(secret)));
  }

  @Test
  void wrongCodesLockLikeWrongPasswords() throws AwsError {
    String secret = setUp();
    JsonNode challenge = challenge();
    for (int i = 0; i < 5; i++) {
      assertRefused(
          "CodeMismatchException",
          "Invalid code received for user",
          () -> answer(challenge, wrong(secret)));
    }
    assertRefused("NotAuthorizedException", LOCKED, () -> answer(challenge, code(secret)));
    town.clock.pass(Duration.ofSeconds(1));
    assertFalse(answer(challenge, code(secret)).get("AuthenticationResult").isEmpty());
  }

  @Test
  void aPoolThatRequiresItHasEverybodySetItUp() throws AwsError {
    town.restart(CognitoSettings.Mode.ON, Set.of());
    JsonNode challenge = challenge();
    assertEquals("MFA_SETUP", challenge.get("ChallengeName").textValue());
    assertEquals(
        "[\"SOFTWARE_TOKEN_MFA\"]",
        challenge.at("/ChallengeParameters/MFAS_CAN_SETUP").textValue());
    assertRefused(
        "NotAuthorizedException", "Invalid session for the user.", () -> setUpIsDone(challenge));

    JsonNode associated =
        town.call("AssociateSoftwareToken", "{'Session':'%s'}", session(challenge));
    String secret = associated.get("SecretCode").textValue();
    assertRefused(
        "EnableSoftwareTokenMFAException",
        "Code mismatch and fail enable Software Token MFA",
        () -> verifyBySession(associated, wrong(secret)));
    JsonNode verified = verifyBySession(associated, code(secret));
    assertEquals("SUCCESS", verified.get("Status").textValue());
    assertFalse(setUpIsDone(verified).get("AuthenticationResult").isEmpty());

    town.clock.pass(STEP);
    town.restart();
    JsonNode next = challenge();
    assertEquals("SOFTWARE_TOKEN_MFA", next.get("ChallengeName").textValue());
    answer(next, code(secret));
  }

  @Test
  void aTemporaryPasswordComesBeforeTheSetUp() throws AwsError {
    town.restart(CognitoSettings.Mode.ON, Set.of());
    town.admin(
        "AdminSetUserPassword", "'Username':'%s','Password':'Temporary-1','Permanent':false", ADA);
    JsonNode first =
        town.client(
            "InitiateAuth",
            "'AuthFlow':'USER_PASSWORD_AUTH',"
                + "'AuthParameters':{'USERNAME':'%s','PASSWORD':'Temporary-1'}",
            ADA);
    JsonNode second =
        town.client(
            "RespondToAuthChallenge",
            "'ChallengeName':'NEW_PASSWORD_REQUIRED','Session':'%s',"
                + "'ChallengeResponses':{'USERNAME':'%s','NEW_PASSWORD':'%s'}",
            session(first),
            ADA,
            PASSWORD);
    assertEquals("MFA_SETUP", second.get("ChallengeName").textValue());
    assertFalse(second.has("AuthenticationResult"));
  }

  @Test
  void theOldAuthenticatorIsValidUntilTheNewOneIsVerified() throws AwsError {
    String old = setUp();
    JsonNode tokens = answer(challenge(), code(old)).get("AuthenticationResult");
    String fresh = associate(tokens);
    town.clock.pass(STEP);
    answer(challenge(), code(old));
    verify(tokens, code(fresh));
    town.clock.pass(STEP);
    JsonNode challenge = challenge();
    assertRefused(
        "CodeMismatchException",
        "Invalid code received for user",
        () -> answer(challenge, code(old)));
    answer(challenge, code(fresh));
  }

  @Test
  void itIsSwitchedOffByItsUserOrAnAdministrator() throws AwsError {
    String secret = setUp();
    JsonNode tokens = answer(challenge(), code(secret)).get("AuthenticationResult");
    prefer(tokens, "'Enabled':false");
    assertTrue(challenge().has("AuthenticationResult"));
    assertFalse(town.getUser(tokens).has("UserMFASettingList"));
    prefer(tokens, "'Enabled':true");
    town.admin(
        "AdminSetUserMFAPreference",
        "'Username':'%s','SoftwareTokenMfaSettings':{'Enabled':false}",
        ADA);
    assertTrue(challenge().has("AuthenticationResult"));
  }

  @Test
  void itIsNotSwitchedOnBeforeItIsSetUp() throws AwsError {
    JsonNode tokens = town.signIn(ADA, PASSWORD);
    associate(tokens);
    assertRefused(
        "InvalidParameterException",
        "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA",
        () -> prefer(tokens, "'Enabled':true"));
    assertTrue(challenge().has("AuthenticationResult"));
  }

  @Test
  void thePoolIsSwitchedByACall() throws AwsError {
    String secret = setUp();
    assertEquals(
        "{\"SoftwareTokenMfaConfiguration\":{\"Enabled\":true},\"MfaConfiguration\":\"OPTIONAL\"}",
        town.call("GetUserPoolMfaConfig", "{'UserPoolId':'%s'}", Town.POOL).toString());
    town.admin("SetUserPoolMfaConfig", "'MfaConfiguration':'OFF'");
    JsonNode tokens = challenge().get("AuthenticationResult");
    assertRefused(
        "SoftwareTokenMFANotFoundException",
        "Software Token MFA has not been enabled by the userPool",
        () -> associate(tokens));
    town.admin(
        "SetUserPoolMfaConfig",
        "'MfaConfiguration':'ON','SoftwareTokenMfaConfiguration':{'Enabled':true}");
    answer(challenge(), code(secret));
    assertRefused(
        "InvalidParameterException",
        "Invalid MFA configuration given, can't turn on MFA without an enabled factor.",
        () -> town.admin("SetUserPoolMfaConfig", "'MfaConfiguration':'ON'"));
  }

  @Test
  void theSwitchForTestsMakesCodesAndSessionsTooOld() throws AwsError {
    String secret = setUp();
    JsonNode challenge = challenge();
    town.signUp("bea@example.com");
    town.expires = true;
    assertRefused(
        "NotAuthorizedException",
        "Invalid session for the user, session is expired.",
        () -> answer(challenge, code(secret)));
    assertRefused(
        "ExpiredCodeException",
        "Invalid code provided, please request a code again.",
        () -> town.confirm("bea@example.com", town.newestCode("bea@example.com")));
    town.expires = false;
    answer(challenge, code(secret));
    town.confirm("bea@example.com", town.newestCode("bea@example.com"));
  }

  /** Sets an authenticator up for a user who is signed in, and returns its secret. */
  private String setUp() throws AwsError {
    JsonNode tokens = town.signIn(ADA, PASSWORD);
    String secret = associate(tokens);
    verify(tokens, code(secret));
    prefer(tokens, "'Enabled':true,'PreferredMfa':true");
    town.clock.pass(STEP);
    return secret;
  }

  private String associate(JsonNode tokens) throws AwsError {
    return town.call("AssociateSoftwareToken", "{'AccessToken':'%s'}", access(tokens))
        .get("SecretCode")
        .textValue();
  }

  private void verify(JsonNode tokens, String code) throws AwsError {
    town.call("VerifySoftwareToken", "{'AccessToken':'%s','UserCode':'%s'}", access(tokens), code);
  }

  private JsonNode verifyBySession(JsonNode answer, String code) throws AwsError {
    return town.call(
        "VerifySoftwareToken", "{'Session':'%s','UserCode':'%s'}", session(answer), code);
  }

  private void prefer(JsonNode tokens, String settings) throws AwsError {
    town.call(
        "SetUserMFAPreference",
        "{'AccessToken':'%s','SoftwareTokenMfaSettings':{" + settings + "}}",
        access(tokens));
  }

  private JsonNode challenge() throws AwsError {
    return town.client(
        "InitiateAuth",
        "'AuthFlow':'USER_PASSWORD_AUTH','AuthParameters':{'USERNAME':'%s','PASSWORD':'%s'}",
        ADA,
        PASSWORD);
  }

  private JsonNode answer(JsonNode challenge, String code) throws AwsError {
    return town.client(
        "RespondToAuthChallenge",
        "'ChallengeName':'SOFTWARE_TOKEN_MFA','Session':'%s',"
            + "'ChallengeResponses':{'USERNAME':'%s','SOFTWARE_TOKEN_MFA_CODE':'%s'}",
        session(challenge),
        ADA,
        code);
  }

  private JsonNode setUpIsDone(JsonNode answer) throws AwsError {
    return town.client(
        "RespondToAuthChallenge",
        "'ChallengeName':'MFA_SETUP','Session':'%s','ChallengeResponses':{'USERNAME':'%s'}",
        session(answer),
        ADA);
  }

  private String code(String secret) {
    return Totp.code(secret, Totp.step(town.clock.instant()));
  }

  /** Six digits that are not a valid code now. */
  private String wrong(String secret) {
    String wrong = "000000";
    while (Totp.stepOf(secret, wrong, town.clock.instant()).isPresent()) {
      wrong = "%06d".formatted(Integer.parseInt(wrong) + 1);
    }
    return wrong;
  }

  private static String access(JsonNode tokens) {
    return tokens.get("AccessToken").textValue();
  }

  private static String session(JsonNode answer) {
    return answer.get("Session").textValue();
  }
}
