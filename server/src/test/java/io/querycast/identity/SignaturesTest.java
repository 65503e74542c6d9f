package io.querycast.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.FakeTicks;
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
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignaturesTest {
  private static final String RS256 = "{\"kid\":\"one\",\"alg\":\"RS256\"}";
  private static final String CLAIMS = "{\"sub\":\"ada\"}";

  private static KeyPair pools;
  private static KeyPair others;

  private final FakeTicks ticks = new FakeTicks();
  private final FakeKeys keys = new FakeKeys(ticks);
  private final Signatures signatures = new Signatures(keys);

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

    assertTrue(signatures.isPools(token));
    assertFalse(signatures.isPools(token(RS256, CLAIMS, others)));
    assertFalse(signatures.isPools(token.replace(encode(CLAIMS), encode("{\"sub\":\"eve\"}"))));
    assertFalse(signatures.isPools(token.substring(0, token.length() - 4)));
    assertFalse(signatures.isPools(token + ".x"));
    assertFalse(signatures.isPools(token + "=".repeat(8192)));
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
        "{\"kid\":\"one\"}",
        "[]",
        "nothing"
      })
  void onlyOneAlgorithmAndThePoolsOwnKeysCount(String header) throws Exception {
    assertFalse(signatures.isPools(token(header, CLAIMS, pools)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "garbage", "\u00e9.\u00e9.\u00e9"})
  void whatIsNoTokenIsNone(String text) {
    assertFalse(signatures.isPools(text));
  }

  @Test
  void namesThatAreMadeUpDoNotMakeThePoolBeAskedEachTime() throws Exception {
    for (int i = 0; i < 100; i++) {
      signatures.isPools(token("{\"kid\":\"x%d\",\"alg\":\"RS256\"}".formatted(i), CLAIMS, pools));
    }
    assertEquals(1, keys.reads);
  }

  @Test
  void aKeyThatIsNewIsFoundAndThePoolsSilenceIsNotForEver() throws Exception {
    keys.isSilent = true;
    assertFalse(signatures.isPools(token(RS256, CLAIMS, pools)));

    keys.isSilent = false;
    ticks.pass(Duration.ofSeconds(10));

    assertTrue(signatures.isPools(token(RS256, CLAIMS, pools)));
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

    FakeKeys(FakeTicks ticks) {
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
