package io.querycast.local.cognito;

import static io.querycast.local.cognito.Town.ADA;
import static io.querycast.local.cognito.Town.CLIENT;
import static io.querycast.local.cognito.Town.PASSWORD;
import static io.querycast.local.cognito.Town.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.querycast.local.AwsError;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationTest {
  private static final String MISMATCH = "Invalid verification code provided, please try again.";
  private static final String EXPIRED = "Invalid code provided, please request a code again.";
  private static final String LIMIT = "Attempt limit exceeded, please try after some time.";

  private Town town;

  @BeforeEach
  void open(@TempDir Path folder) {
    town = Town.withKey(folder);
  }

  @Test
  void signingUpMailsACode() throws AwsError {
    JsonNode answer = town.signUp(ADA);
    assertFalse(answer.get("UserConfirmed").booleanValue());
    assertTrue(answer.get("UserSub").textValue().matches("[0-9a-f-]{36}"));
    assertEquals("a***@e***", answer.at("/CodeDeliveryDetails/Destination").textValue());
    String code = town.newestCode(ADA);
    assertTrue(code.matches("\\d{6}"), code);
    assertEquals("Mail to ada@example.com: your Querycast code is " + code, town.console.get(0));
  }

  @Test
  void theMailedCodeConfirms() throws AwsError {
    town.signUp(ADA);
    assertRefused(
        "UserNotConfirmedException", "User is not confirmed.", () -> town.signIn(ADA, PASSWORD));
    town.confirm(ADA, town.newestCode(ADA));
    assertFalse(town.signIn(ADA, PASSWORD).isEmpty());
  }

  @Test
  void aWrongPasswordDoesNotTellThatAUserIsUnconfirmed() throws AwsError {
    town.signUp(ADA);
    assertRefused(
        "NotAuthorizedException",
        "Incorrect username or password.",
        () -> town.signIn(ADA, "Wrong-password-1"));
  }

  @Test
  void aWrongCodeIsRefused() throws AwsError {
    town.signUp(ADA);
    assertRefused("CodeMismatchException", MISMATCH, () -> town.confirm(ADA, town.wrongCode(ADA)));
  }

  @Test
  void aCodeCannotBeGuessed() throws AwsError {
    town.signUp(ADA);
    String right = town.newestCode(ADA);
    for (int i = 0; i < 5; i++) {
      assertRefused(
          "CodeMismatchException", MISMATCH, () -> town.confirm(ADA, town.wrongCode(ADA)));
    }
    assertRefused("LimitExceededException", LIMIT, () -> town.confirm(ADA, right));
    resend(ADA);
    town.confirm(ADA, town.newestCode(ADA));
  }

  @Test
  void wrongTriesAreStillCountedAfterARestart() throws AwsError {
    town.signUp(ADA);
    for (int i = 0; i < 5; i++) {
      assertRefused(
          "CodeMismatchException", MISMATCH, () -> town.confirm(ADA, town.wrongCode(ADA)));
      town.restart();
    }
    assertRefused("LimitExceededException", LIMIT, () -> town.confirm(ADA, town.newestCode(ADA)));
  }

  @Test
  void aCodeEndsAfterADay() throws AwsError {
    town.signUp(ADA);
    String code = town.newestCode(ADA);
    town.clock.pass(Duration.ofHours(24));
    assertRefused("ExpiredCodeException", EXPIRED, () -> town.confirm(ADA, code));
  }

  @Test
  void aCodeIsValidForADay() throws AwsError {
    town.signUp(ADA);
    town.clock.pass(Duration.ofHours(24).minusSeconds(1));
    town.confirm(ADA, town.newestCode(ADA));
  }

  @Test
  void aNewCodeReplacesTheOldOne() throws AwsError {
    town.signUp(ADA);
    String old = town.newestCode(ADA);
    do {
      resend(ADA);
    } while (town.newestCode(ADA).equals(old));
    assertRefused("CodeMismatchException", MISMATCH, () -> town.confirm(ADA, old));
    town.confirm(ADA, town.newestCode(ADA));
  }

  @Test
  void codesAreSentTwentyTimesAnHourAtMost() throws AwsError {
    town.signUp(ADA);
    for (int i = 0; i < 19; i++) {
      resend(ADA);
    }
    assertRefused("LimitExceededException", LIMIT, () -> resend(ADA));
    town.clock.pass(Duration.ofHours(1));
    resend(ADA);
  }

  @Test
  void unknownUsersMayAskTwentyTimesAnHourToo() throws AwsError {
    for (int i = 0; i < 20; i++) {
      resend("nobody@example.com");
    }
    assertRefused("LimitExceededException", LIMIT, () -> resend("Nobody@example.com"));
  }

  @Test
  void aUserIsConfirmedOnce() throws AwsError {
    town.settle(ADA);
    assertRefused(
        "NotAuthorizedException",
        "User cannot be confirmed. Current status is CONFIRMED",
        () -> town.confirm(ADA, town.newestCode(ADA)));
    assertRefused("InvalidParameterException", "User is already confirmed.", () -> resend(ADA));
  }

  @Test
  void unknownUsersGetTheSameAnswerAndNoMail() throws AwsError {
    town.signUp(ADA);
    int mails = town.mailbox.mails("").size();
    assertEquals("n***@e***", resend("nobody@example.com").textValue());
    assertEquals(mails, town.mailbox.mails("").size());
    assertRefused(
        "ExpiredCodeException", EXPIRED, () -> town.confirm("nobody@example.com", "123456"));
  }

  @Test
  void anEmailIsUsedOnceWhateverItsCase() throws AwsError {
    town.signUp(ADA);
    assertRefused(
        "UsernameExistsException", "User already exists", () -> town.signUp("Ada@Example.com"));
    assertEquals(1, town.mailbox.mails("").size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ada", "ada@example", "a b@example.com", "@example.com", "a@b@c.d"})
  void onlyAnEmailIsAUsername(String name) {
    assertRefused(
        "InvalidParameterException", "Username should be an email.", () -> town.signUp(name));
  }

  @ParameterizedTest
  @CsvSource({
    "Ab-4567, Password not long enough",
    "lower-case-1, Password must have uppercase characters",
    "UPPER-CASE-1, Password must have lowercase characters",
    "No-Numbers, Password must have numeric characters",
    "NoSymbols1, Password must have symbol characters"
  })
  void aWeakPasswordIsRefusedWithTheReason(String password, String reason) {
    assertRefused(
        "InvalidPasswordException",
        "Password did not conform with policy: " + reason,
        () -> town.client("SignUp", "'Username':'%s','Password':'%s'", ADA, password));
    assertEquals(0, town.mailbox.mails("").size());
  }

  @Test
  void thePageMaySendTheEmailAsAnAttribute() throws AwsError {
    town.client(
        "SignUp",
        "'Username':'%s','Password':'%s','UserAttributes':[{'Name':'email','Value':'%s'}]",
        ADA,
        PASSWORD,
        ADA);
    assertEquals(1, town.mailbox.mails(ADA).size());
  }

  @Test
  void anAttributeThatWouldBeLostIsRefused() {
    assertRefused(
        "InvalidParameterException",
        "Attributes did not conform to the schema: Type for attribute {custom:pet} could not be"
            + " determined",
        () ->
            town.client(
                "SignUp",
                "'Username':'%s','Password':'%s','UserAttributes':[{'Name':'custom:pet','Value':'cat'}]",
                ADA,
                PASSWORD));
  }

  @Test
  void anotherClientDoesNotExist() {
    assertRefused(
        "ResourceNotFoundException",
        "User pool client xyz does not exist.",
        () -> town.call("SignUp", "{'ClientId':'xyz','Username':'a@b.c','Password':'x'}"));
  }

  @Test
  void aMissingParameterIsNamed() {
    assertRefused(
        "InvalidParameterException",
        "Missing required parameter Password",
        () -> town.call("SignUp", "{'ClientId':'%s','Username':'%s'}", CLIENT, ADA));
  }

  private JsonNode resend(String email) throws AwsError {
    return town.client("ResendConfirmationCode", "'Username':'%s'", email)
        .at("/CodeDeliveryDetails/Destination");
  }
}
