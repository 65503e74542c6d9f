package io.querycast.local.cognito;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.OptionalLong;
import org.apache.commons.codec.binary.Base32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
  private static final String SECRET =
      new Base32().encodeToString("12345678901234567890".getBytes(US_ASCII));

  /** RFC 6238, appendix B. Its codes have eight digits; ours are the last six. */
  @ParameterizedTest
  @CsvSource({
    "59, 94287082",
    "1111111109, 07081804",
    "1111111111, 14050471",
    "1234567890, 89005924",
    "2000000000, 69279037",
    "20000000000, 65353130"
  })
  void codesAreThoseOfTheStandard(long second, String code) {
    long step = Totp.step(Instant.ofEpochSecond(second));
    assertEquals(code.substring(2), Totp.code(SECRET, step));
  }

  @ParameterizedTest
  @CsvSource({"-2, false", "-1, true", "0, true", "1, true", "2, false"})
  void aCodeMayBeOneStepEarlyOrLate(int steps, boolean good) {
    Instant now = Instant.parse("2026-03-01T12:00:29Z");
    long step = Totp.step(now) + steps;
    assertEquals(
        good ? OptionalLong.of(step) : OptionalLong.empty(),
        Totp.stepOf(SECRET, Totp.code(SECRET, step), now));
  }

  @Test
  void aSecretHasTheLengthOfCognitos() {
    String secret = Totp.secret(new SecureRandom());
    assertTrue(secret.matches("[A-Z2-7]{52}"), secret);
  }
}
