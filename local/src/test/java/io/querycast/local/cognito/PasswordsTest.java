package io.querycast.local.cognito;

import static io.querycast.local.cognito.Town.ADA;
import static io.querycast.local.cognito.Town.OTHER_PASSWORD;
import static io.querycast.local.cognito.Town.PASSWORD;
import static io.querycast.local.cognito.Town.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.querycast.local.AwsError;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PasswordsTest {
  private static final String INCORRECT = "Incorrect username or password.";
  private static final String MISMATCH = "Invalid verification code provided, please try again.";
  private static final String EXPIRED = "Invalid code provided, please request a code again.";
  private static final String LIMIT = "Attempt limit exceeded, please try after some time.";
  private static final String TOO_SHORT =
      "Password did not conform with policy: Password not long enough";

  private Town town;

  @BeforeEach
  void adaHasConfirmed(@TempDir Path folder) throws AwsError {
    town = Town.withKey(folder);
    town.settle(ADA);
  }

  @Test
  void aForgottenPasswordIsReplacedWithACode() throws AwsError {
    assertEquals("a***@e***", forget(ADA).textValue());
    reset(ADA, town.newestCode(ADA), OTHER_PASSWORD);
    assertRefused("NotAuthorizedException", INCORRECT, () -> town.signIn(ADA, PASSWORD));
    assertFalse(town.signIn(ADA, OTHER_PASSWORD).isEmpty());
  }

  @Test
  void aResetCodeIsGoodOnceAndForAnHour() throws AwsError {
    forget(ADA);
    String used = town.newestCode(ADA);
    reset(ADA, used, OTHER_PASSWORD);
    assertRefused("ExpiredCodeException", EXPIRED, () -> reset(ADA, used, PASSWORD));
    forget(ADA);
    String late = town.newestCode(ADA);
    town.clock.pass(Duration.ofHours(1));
    assertRefused("ExpiredCodeException", EXPIRED, () -> reset(ADA, late, PASSWORD));
  }

  @Test
  void aResetCodeCannotBeGuessed() throws AwsError {
    forget(ADA);
    for (int i = 0; i < 5; i++) {
      assertRefused(
          "CodeMismatchException", MISMATCH, () -> reset(ADA, town.wrongCode(ADA), OTHER_PASSWORD));
    }
    assertRefused(
        "LimitExceededException", LIMIT, () -> reset(ADA, town.newestCode(ADA), OTHER_PASSWORD));
    assertFalse(town.signIn(ADA, PASSWORD).isEmpty());
  }

  @Test
  void aWeakNewPasswordDoesNotUseUpTheCode() throws AwsError {
    forget(ADA);
    String code = town.newestCode(ADA);
    assertRefused("InvalidPasswordException", TOO_SHORT, () -> reset(ADA, code, "Ab-1"));
    reset(ADA, code, OTHER_PASSWORD);
  }

  @Test
  void aCodeForConfirmingResetsNothing() throws AwsError {
    town.signUp("bea@example.com");
    String code = town.newestCode("bea@example.com");
    assertRefused(
        "ExpiredCodeException", EXPIRED, () -> reset("bea@example.com", code, OTHER_PASSWORD));
  }

  @Test
  void anUnconfirmedEmailGetsNoResetCode() throws AwsError {
    town.signUp("bea@example.com");
    assertRefused(
        "InvalidParameterException",
        "Cannot reset password for the user as there is no registered/verified email or"
            + " phone_number",
        () -> forget("bea@example.com"));
  }

  @Test
  void unknownUsersGetTheSameAnswerAndNoMail() throws AwsError {
    int mails = town.mailbox.mails("").size();
    assertEquals("n***@e***", forget("nobody@example.com").textValue());
    assertEquals(mails, town.mailbox.mails("").size());
    assertRefused(
        "CodeMismatchException",
        MISMATCH,
        () -> reset("nobody@example.com", "123456", OTHER_PASSWORD));
  }

  @Test
  void aKnownPasswordIsReplacedByAnother() throws AwsError {
    change(town.signIn(ADA, PASSWORD), PASSWORD, OTHER_PASSWORD);
    assertRefused("NotAuthorizedException", INCORRECT, () -> town.signIn(ADA, PASSWORD));
    assertFalse(town.signIn(ADA, OTHER_PASSWORD).isEmpty());
  }

  @Test
  void whoDoesNotKnowTheOldPasswordChangesNothing() throws AwsError {
    JsonNode tokens = town.signIn(ADA, PASSWORD);
    for (int i = 0; i < 5; i++) {
      assertRefused(
          "NotAuthorizedException",
          INCORRECT,
          () -> change(tokens, "Wrong-password-1", OTHER_PASSWORD));
    }
    assertRefused("LimitExceededException", LIMIT, () -> change(tokens, PASSWORD, OTHER_PASSWORD));
    town.clock.pass(Duration.ofSeconds(1));
    assertFalse(town.signIn(ADA, PASSWORD).isEmpty());
  }

  @Test
  void aWeakNewPasswordIsRefused() throws AwsError {
    JsonNode tokens = town.signIn(ADA, PASSWORD);
    assertRefused("InvalidPasswordException", TOO_SHORT, () -> change(tokens, PASSWORD, "Ab-1"));
  }

  @Test
  void aTokenFromBeforeSigningOutEverywhereChangesNothing() throws AwsError {
    JsonNode tokens = town.signIn(ADA, PASSWORD);
    town.call("GlobalSignOut", "{'AccessToken':'%s'}", tokens.get("AccessToken").textValue());
    assertRefused(
        "NotAuthorizedException",
        "Access Token has been revoked",
        () -> change(tokens, PASSWORD, OTHER_PASSWORD));
  }

  private JsonNode forget(String email) throws AwsError {
    return town.client("ForgotPassword", "'Username':'%s'", email)
        .at("/CodeDeliveryDetails/Destination");
  }

  private void reset(String email, String code, String password) throws AwsError {
    town.client(
        "ConfirmForgotPassword",
        "'Username':'%s','ConfirmationCode':'%s','Password':'%s'",
        email,
        code,
        password);
  }

  private void change(JsonNode tokens, String previous, String proposed) throws AwsError {
    town.call(
        "ChangePassword",
        "{'AccessToken':'%s','PreviousPassword':'%s','ProposedPassword':'%s'}",
        tokens.get("AccessToken").textValue(),
        previous,
        proposed);
  }
}
