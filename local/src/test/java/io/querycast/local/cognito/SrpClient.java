package io.querycast.local.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import io.querycast.local.AwsError;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The browser's half of SRP, written from the protocol. It shares no code with the server's half:
 * it works on hex texts and computes the group's prime by RFC 3526's formula.
 */
final class SrpClient {
  private static final BigInteger N = prime();
  private static final BigInteger G = BigInteger.valueOf(2);
  private static final String TIMESTAMP = "Sun Mar 1 12:00:00 UTC 2026";

  private final Town town;
  private final BigInteger a;

  SrpClient(Town town, long seed) {
    this.town = town;
    a = new BigInteger(1024, new Random(seed));
  }

  JsonNode challenge(String email) throws AwsError {
    return challenge(email, G.modPow(a, N).toString(16));
  }

  JsonNode challenge(String email, String clientValue) throws AwsError {
    return town.client(
        "InitiateAuth",
        "'AuthFlow':'USER_SRP_AUTH','AuthParameters':{'USERNAME':'%s','SRP_A':'%s'}",
        email,
        clientValue);
  }

  JsonNode signIn(String email, String password) throws AwsError {
    return answer(challenge(email), password);
  }

  JsonNode answer(JsonNode challenge, String password) throws AwsError {
    return prove(challenge, password).get("AuthenticationResult");
  }

  /** Proves that it knows the password, and returns the pool's answer. */
  JsonNode prove(JsonNode challenge, String password) throws AwsError {
    JsonNode parameters = challenge.get("ChallengeParameters");
    return town.client(
        "RespondToAuthChallenge",
        "'ChallengeName':'PASSWORD_VERIFIER','ChallengeResponses':{'USERNAME':'%s',"
            + "'PASSWORD_CLAIM_SECRET_BLOCK':'%s','PASSWORD_CLAIM_SIGNATURE':'%s',"
            + "'TIMESTAMP':'%s'}",
        parameters.get("USERNAME").textValue(),
        parameters.get("SECRET_BLOCK").textValue(),
        signature(parameters, password),
        TIMESTAMP);
  }

  static BigInteger prime() {
    // 2^3072 - 2^3008 - 1 + 2^64 * { [2^2942 pi] + 1690314 }
    BigInteger pi = floorOfPi(2942).add(BigInteger.valueOf(1690314));
    return BigInteger.ONE
        .shiftLeft(3072)
        .subtract(BigInteger.ONE.shiftLeft(3008))
        .subtract(BigInteger.ONE)
        .add(pi.shiftLeft(64));
  }

  private String signature(JsonNode parameters, String password) {
    String user = parameters.get("USER_ID_FOR_SRP").textValue();
    BigInteger b = new BigInteger(parameters.get("SRP_B").textValue(), 16);
    String salt = padded(new BigInteger(parameters.get("SALT").textValue(), 16));
    BigInteger k = sha(padded(N) + padded(G));
    BigInteger u = sha(padded(G.modPow(a, N)) + padded(b));
    String identity = hex("querycast" + user + ":" + password);
    BigInteger x = sha(salt + sha256(identity));
    BigInteger s = b.subtract(k.multiply(G.modPow(x, N))).modPow(a.add(u.multiply(x)), N);
    String key = hmac(hmac(padded(u), padded(s)), hex("Caldera Derived Key") + "01");
    byte[] block = Base64.getDecoder().decode(parameters.get("SECRET_BLOCK").textValue());
    String message =
        hex("querycast") + hex(user) + HexFormat.of().formatHex(block) + hex(TIMESTAMP);
    byte[] signature = HexFormat.of().parseHex(hmac(key.substring(0, 32), message));
    return Base64.getEncoder().encodeToString(signature);
  }

  /** Pi by Machin's formula in fixed point, with 64 extra bits. */
  private static BigInteger floorOfPi(int bits) {
    BigInteger one = BigInteger.ONE.shiftLeft(bits + 64);
    BigInteger quarter =
        arctangentOfInverse(5, one)
            .multiply(BigInteger.valueOf(4))
            .subtract(arctangentOfInverse(239, one));
    return quarter.shiftLeft(2).shiftRight(64);
  }

  private static BigInteger arctangentOfInverse(int n, BigInteger one) {
    BigInteger power = one.divide(BigInteger.valueOf(n));
    BigInteger sum = BigInteger.ZERO;
    for (int i = 1; power.signum() != 0; i += 2) {
      BigInteger term = power.divide(BigInteger.valueOf(i));
      sum = i % 4 == 1 ? sum.add(term) : sum.subtract(term);
      power = power.divide(BigInteger.valueOf((long) n * n));
    }
    return sum;
  }

  /**
   * Pads to whole bytes, with a zero byte before a number whose first bit is 1, because it would be
   * read as negative.
   */
  private static String padded(BigInteger number) {
    String hex = number.toString(16);
    String even = hex.length() % 2 == 0 ? hex : "0" + hex;
    return "89abcdef".indexOf(even.charAt(0)) >= 0 ? "00" + even : even;
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }

  private static BigInteger sha(String hex) {
    return new BigInteger(sha256(hex), 16);
  }

  private static String sha256(String hex) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(HexFormat.of().parseHex(hex)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hmac(String key, String message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(HexFormat.of().parseHex(key), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(HexFormat.of().parseHex(message)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
