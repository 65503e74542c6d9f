package io.querycast.rest;

import io.querycast.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** Knows the calls of the gateway by the secret that it shares with the server. */
@Singleton
public class GatewaySecret {
  /** The header in which the gateway sends the secret. */
  public static final String HEADER = "X-Querycast-Secret";

  private static final String CALLS = "/api/door/";

  private final List<String> accepted;

  @Inject
  GatewaySecret(Settings settings) {
    accepted =
        settings
            .gateway()
            .filter(gateway -> settings.isAtGateway())
            .map(Settings.Gateway::secrets)
            .orElse(List.of());
  }

  /**
   * Checks who calls.
   *
   * @param secret what the call has in {@link #HEADER}; null if it has none
   * @throws Problem if the gateway does not hold the sockets, or if this is not the gateway
   */
  public void check(String secret) {
    if (accepted.isEmpty()) {
      throw new Problem(ErrorCode.NOT_FOUND, "There is no such route.");
    }
    if (!isRight(secret)) {
      throw new Problem(
          ErrorCode.NOT_THE_GATEWAY,
          "Only the gateway may call this: its integration has to send a secret of"
              + " querycast.gateway.secret.");
    }
  }

  /**
   * Whether a request is a call of the gateway. It comes from one address for all browsers, and the
   * gateway has limits of its own.
   */
  boolean isIn(HttpServletRequest request) {
    return isCall(request) && isRight(request.getHeader(HEADER));
  }

  /** Whether a request is for the gateway's routes, whoever it comes from. */
  boolean isCall(HttpServletRequest request) {
    return request.getRequestURI().startsWith(CALLS);
  }

  /**
   * Whether this is a secret of the gateway. Every accepted one is compared, each in constant time.
   *
   * @param secret null if there is none
   */
  boolean isRight(String secret) {
    if (secret == null) {
      return false;
    }
    byte[] sent = secret.getBytes(StandardCharsets.UTF_8);
    boolean isRight = false;
    for (String each : accepted) {
      isRight |= MessageDigest.isEqual(each.getBytes(StandardCharsets.UTF_8), sent);
    }
    return isRight;
  }
}
