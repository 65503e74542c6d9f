package io.querycast.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.identity.Cognito.Answer;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CognitoTest {
  @ParameterizedTest
  @CsvSource({
    "200, {}, STANDS",
    "400, {\"__type\":\"NotAuthorizedException\"}, OVER",
    "400, {\"__type\":\"com.amazonaws.x#UserNotFoundException\"}, OVER",
    "400, {\"__type\":\"UserNotConfirmedException\"}, OVER",
    "400, {\"__type\":\"PasswordResetRequiredException\"}, OVER",
    "400, {\"__type\":\"TooManyRequestsException\"}, SILENT",
    "400, {\"__type\":\"ForbiddenException\"}, SILENT",
    "400, {}, SILENT",
    "400, [], SILENT",
    "500, {\"__type\":\"InternalErrorException\"}, SILENT",
    "502, <html>, SILENT",
    "404, '', SILENT"
  })
  void aTokenEndsOnlyWhenCognitoRefusesIt(int status, String body, Answer answer) {
    assertEquals(answer, Cognito.read(status, body));
  }

  @Test
  void cognitoCanBeAskedAboutATokenOnlyWithTheScopeOfItsOwnApi() {
    assertTrue(askable("aws.cognito.signin.user.admin"));
    assertTrue(askable("openid aws.cognito.signin.user.admin email"));
    assertFalse(askable("openid email"));
    assertFalse(askable("xaws.cognito.signin.user.admin"));
    assertFalse(askable(null));
  }

  @Test
  void aTokenIsNeverShown() {
    assertFalse(new AccessToken("eyJ", Instant.EPOCH).toString().contains("eyJ"));
  }

  private static boolean askable(String scopes) {
    return AccessToken.askable("eyJ", Instant.EPOCH, scopes).isPresent();
  }
}
