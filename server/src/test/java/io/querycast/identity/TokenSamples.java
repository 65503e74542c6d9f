package io.querycast.identity;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;

/** Tokens for the tests of other packages. */
public final class TokenSamples {
  private static final int SIGNATURE_BYTES = 256;

  private TokenSamples() {}

  /** An access token with the claims and the lengths of Cognito's. */
  public static String likeCognitos() {
    byte[] signature = new byte[SIGNATURE_BYTES];
    new Random(7).nextBytes(signature);
    return base64("{\"kid\":\"Xo1mFzWqkN0b3y7aPfVJt4u9dGhLrS2cE8xTqIwZ5Kc=\",\"alg\":\"RS256\"}")
        + "."
        + base64(
            "{\"sub\":\"3f2b8c1e-7a64-4d0f-9b5a-2c6e81d97f43\",\"cognito:groups\":[\"analyst\"],"
                + "\"iss\":\"https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Ab3dEf6Hi\","
                + "\"client_id\":\"5k3j9d8s7a6f4g2h1l0p9o8i7u\","
                + "\"origin_jti\":\"b7d1e0c4-52f8-4a39-8e6d-0f9c7a3b1d25\","
                + "\"event_id\":\"0c9e4f7a-1b3d-4865-a2c7-e6d85f90b314\",\"token_use\":\"access\","
                + "\"scope\":\"aws.cognito.signin.user.admin\",\"auth_time\":1795449600,"
                + "\"exp\":1795453200,\"iat\":1795449600,"
                + "\"jti\":\"9a5c2d7e-6f10-4b83-b4e9-d1f07c8a3e62\","
                + "\"username\":\"3f2b8c1e-7a64-4d0f-9b5a-2c6e81d97f43\"}")
        + "."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private static String base64(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
