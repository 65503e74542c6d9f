package io.querycast.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.FakeNanoClock;
import io.querycast.TestSettings;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCheckTest {
  private static final String RS256 = "{\"kid\":\"one\",\"alg\":\"RS256\"}";
  private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
  private static final String CLAIMS =
      "{\"sub\":\"ada\",\"iss\":\"http://localhost/us-east-1_querycast\",\"client_id\":\"client\","
          + "\"token_use\":\"access\",\"iat\":999000,\"exp\":1002600}";

  private static KeyPair pools;
  private static KeyPair others;

  private final FakeNanoClock ticks = new FakeNanoClock();
  private final FakeKeys keys = new FakeKeys(ticks);
  private final TokenCheck check = new TokenCheck(keys, TestSettings.SETTINGS, () -> NOW);

  @BeforeAll
  static void generate() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    pools = generator.generateKeyPair();
    others = generator.generateKeyPair();
  }

  @Test
  void whatThePoolHasSignedIsThePoolsAndNothingElseIs() throws Exception {
    String token = token(RS256, CLAIMS, pools);

    assertTrue(check.isOurs(token));
    assertFalse(check.isOurs(token(RS256, CLAIMS, others)));
    assertFalse(check.isOurs(token.replace(encode(CLAIMS), encode(CLAIMS.replace("ada", "eve")))));
    assertFalse(check.isOurs(token.substring(0, token.length() - 4)));
    assertFalse(check.isOurs(token + ".x"));
    assertFalse(check.isOurs(token + "=".repeat(8192)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"none\"}",
        "{\"kid\":\"one\",\"alg\":\"none\"}",
        "{\"kid\":\"one\",\"alg\":\"HS256\"}",
        "{\"kid\":\"one\",\"alg\":\"RS512\"}",
        "{\"kid\":\"two\",\"alg\":\"RS256\"}",
        "{\"kid\":1,\"alg\":\"RS256\"}",
        "{\"kid\":\"one\",\"alg\":\"RS256\",\"crit\":[\"x\"]}",
        "{\"kid\":\"one\",\"alg\":\"none\",\"alg\":\"RS256\"}",
        "{\"kid\":\"one\"}",
        "[]",
        "nothing"
      })
  void onlyOneAlgorithmAndThePoolsOwnKeysCount(String header) throws Exception {
    assertFalse(check.isOurs(token(header, CLAIMS, pools)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"ada\"|7",
        "\"ada\"|\"\"",
        "\"ada\"|[\"ada\"]",
        "us-east-1_querycast|us-east-1_other",
        "\"client\"|\"other\"",
        "\"access\"|\"id\"",
        "\"token_use\"|\"use\"",
        "1002600|999940",
        "1002600|\"1002600\"",
        "1002600|1e400",
        "1002600|1002600.5",
        "1002600|1002600.0",
        "1002600|1.0026E6",
        "1002600|31556889864403200",
        "999000|1000060",
        "999000|\"now\"",
        "\"iat\"|\"nbf\":2000000,\"iat\"",
        "\"iat\"|\"sub\":\"eve\",\"iat\"",
        "\"exp\"|\"end\"",
      })
  void aTokenThatThePoolHasSignedForSomethingElseIsNoneOfOurs(String right, String wrong)
      throws Exception {
    String claims = CLAIMS.replace(right, wrong);

    assertFalse(claims.equals(CLAIMS), "else it shows nothing");
    assertFalse(check.isOurs(token(RS256, claims, pools)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "garbage", "\u00e9.\u00e9.\u00e9"})
  void whatIsNoTokenIsNone(String text) {
    assertFalse(check.isOurs(text));
  }

  @Test
  void namesThatAreMadeUpDoNotMakeThePoolBeAskedEachTime() throws Exception {
    for (int i = 0; i < 100; i++) {
      check.isOurs(token("{\"kid\":\"x%d\",\"alg\":\"RS256\"}".formatted(i), CLAIMS, pools));
    }
    assertEquals(1, keys.reads);
  }

  @Test
  void aKeyThatIsNewIsFoundAndThePoolsSilenceIsNotForEver() throws Exception {
    keys.isSilent = true;
    assertFalse(check.isOurs(token(RS256, CLAIMS, pools)));

    keys.isSilent = false;
    ticks.pass(Duration.ofSeconds(10));

    assertTrue(check.isOurs(token(RS256, CLAIMS, pools)));
  }

  private static String token(String header, String claims, KeyPair key)
      throws GeneralSecurityException {
    String signed = encode(header) + "." + encode(claims);
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(key.getPrivate());
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + encode(signature.sign());
  }

  private static String encode(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** A pool with one key, which can be silent. */
  private static final class FakeKeys extends PoolKeys {
    private int reads;
    private boolean isSilent;

    FakeKeys(FakeNanoClock ticks) {
      super(TestSettings.SETTINGS, ticks);
    }

    @Override
    String fetch() throws IOException {
      reads++;
      if (isSilent) {
        throw new IOException("no answer");
      }
      RSAPublicKey key = (RSAPublicKey) pools.getPublic();
      return "{\"keys\":[{\"kty\":\"EC\"},{\"kty\":\"RSA\",\"kid\":\"one\",\"n\":\"%s\",\"e\":\"%s\"}]}"
          .formatted(encode(bytes(key.getModulus())), encode(bytes(key.getPublicExponent())));
    }

    private static byte[] bytes(BigInteger number) {
      return number.toByteArray();
    }
  }
}
