package io.querycast.local.cognito;

import static io.querycast.local.cognito.Town.ADA;
import static io.querycast.local.cognito.Town.OTHER_PASSWORD;
import static io.querycast.local.cognito.Town.PASSWORD;
import static io.querycast.local.cognito.Town.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SrpSignInTest {
  private static final String INCORRECT = "Incorrect username or password.";
  private static final String TOO_LATE = "Invalid session for the user, session is expired.";

  private Town town;
  private SrpClient browser;
  private String sub;

  @BeforeEach
  void adaHasConfirmed(@TempDir Path folder) throws AwsError {
    town = Town.withKey(folder);
    browser = new SrpClient(town, 1);
    sub = town.settle(ADA);
  }

  @Test
  void thePrimeIsTheOneOfTheStandard() {
    assertEquals(SrpClient.prime(), Srp.N);
  }

  @Test
  void whoKnowsThePasswordGetsIn() throws AwsError {
    JsonNode tokens = browser.signIn(ADA, PASSWORD);
    assertEquals(sub, Town.claims(tokens, "AccessToken").get("sub").textValue());
    assertEquals(sub, town.getUser(tokens).get("Username").textValue());
  }

  @Test
  void aRightPasswordWorksForAnyRandomNumbers() throws AwsError {
    // About every second number needs its sign byte: many rounds meet all combinations.
    for (int seed = 2; seed < 10; seed++) {
      String email = "user" + seed + "@example.com";
      town.settle(email);
      assertFalse(new SrpClient(town, seed).signIn(email, PASSWORD).isEmpty());
    }
  }

  @Test
  void aWrongPasswordIsRefused() {
    assertRefused("NotAuthorizedException", INCORRECT, () -> browser.signIn(ADA, OTHER_PASSWORD));
  }

  @Test
  void anEmailMayBeWrittenInCapitals() throws AwsError {
    assertFalse(browser.signIn("ADA@Example.COM", PASSWORD).isEmpty());
  }

  @Test
  void aChallengeIsAnsweredOnce() throws AwsError {
    JsonNode challenge = browser.challenge(ADA);
    browser.answer(challenge, PASSWORD);
    assertRefused("NotAuthorizedException", TOO_LATE, () -> browser.answer(challenge, PASSWORD));
  }

  @Test
  void aWrongAnswerUsesUpTheChallenge() throws AwsError {
    JsonNode challenge = browser.challenge(ADA);
    assertRefused(
        "NotAuthorizedException", INCORRECT, () -> browser.answer(challenge, OTHER_PASSWORD));
    assertRefused("NotAuthorizedException", TOO_LATE, () -> browser.answer(challenge, PASSWORD));
  }

  @Test
  void aChallengeEndsAfterThreeMinutes() throws AwsError {
    JsonNode inTime = browser.challenge(ADA);
    JsonNode late = browser.challenge(ADA);
    town.clock.pass(Duration.ofSeconds(179));
    browser.answer(inTime, PASSWORD);
    town.clock.pass(Duration.ofSeconds(1));
    assertRefused("NotAuthorizedException", TOO_LATE, () -> browser.answer(late, PASSWORD));
  }

  @Test
  void aChallengeIsValidForItsUserOnly() throws AwsError {
    String bea = town.settle("bea@example.com");
    ObjectNode challenge = (ObjectNode) browser.challenge(ADA);
    ((ObjectNode) challenge.get("ChallengeParameters")).put("USERNAME", bea);
    assertRefused("NotAuthorizedException", INCORRECT, () -> browser.answer(challenge, PASSWORD));
  }

  @Test
  void numbersThatRevealTheKeyAreRefused() {
    for (String unsafe :
        List.of("0", Srp.N.toString(16), Srp.N.shiftLeft(1).toString(16), "-1", "no number")) {
      assertRefused(
          "InvalidParameterException",
          "SRP_A is not a usable number.",
          () -> browser.challenge(ADA, unsafe));
    }
  }

  @Test
  void anUnknownUserIsChallengedLikeAUser() throws AwsError {
    JsonNode user = browser.challenge(ADA);
    JsonNode stranger = browser.challenge("nobody@example.com");
    assertEquals(names(user), names(stranger));
    JsonNode parameters = stranger.get("ChallengeParameters");
    assertEquals(names(user.get("ChallengeParameters")), names(parameters));
    assertEquals(
        shape(user.at("/ChallengeParameters/USER_ID_FOR_SRP").textValue()),
        shape(parameters.get("USER_ID_FOR_SRP").textValue()));
    assertRefused("NotAuthorizedException", INCORRECT, () -> browser.answer(stranger, PASSWORD));
  }

  @Test
  void anUnknownUserGetsTheSameSaltEveryTime() throws AwsError {
    JsonNode once = browser.challenge("nobody@example.com").get("ChallengeParameters");
    town.restart();
    JsonNode again = browser.challenge("Nobody@example.com").get("ChallengeParameters");
    assertEquals(once.get("SALT"), again.get("SALT"));
    assertEquals(once.get("USER_ID_FOR_SRP"), again.get("USER_ID_FOR_SRP"));
    assertNotEquals(once.get("SRP_B"), again.get("SRP_B"));
  }

  @Test
  void unknownUsersAreLockedOutLikeUsers() throws AwsError {
    for (String email : List.of(ADA, "nobody@example.com")) {
      for (int i = 0; i < 5; i++) {
        assertRefused(
            "NotAuthorizedException", INCORRECT, () -> browser.signIn(email, OTHER_PASSWORD));
      }
      assertRefused(
          "NotAuthorizedException",
          "Password attempts exceeded",
          () -> browser.signIn(email, OTHER_PASSWORD));
    }
  }

  @Test
  void aPasswordThatChangedMeanwhileIsWrong() throws AwsError {
    JsonNode tokens = browser.signIn(ADA, PASSWORD);
    JsonNode challenge = browser.challenge(ADA);
    town.call(
        "ChangePassword",
        "{'AccessToken':'%s','PreviousPassword':'%s','ProposedPassword':'%s'}",
        tokens.get("AccessToken").textValue(),
        PASSWORD,
        OTHER_PASSWORD);
    assertRefused("NotAuthorizedException", INCORRECT, () -> browser.answer(challenge, PASSWORD));
    assertFalse(browser.signIn(ADA, OTHER_PASSWORD).isEmpty());
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The digits of a UUID except the one that gives its version. */
  private static String shape(String uuid) {
    return uuid.substring(0, 14).replaceAll("[0-9a-f]", "x")
        + uuid.charAt(14)
        + uuid.substring(15).replaceAll("[0-9a-f]", "x");
  }
}
