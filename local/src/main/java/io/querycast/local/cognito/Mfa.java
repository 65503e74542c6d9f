package io.querycast.local.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import io.querycast.local.cognito.CognitoSettings.Mode;
import java.util.Map;

/** Whether the pool asks for a second code. A change by a call lasts until the process ends. */
final class Mfa {

  private final Pool pool;
  private volatile Mode mode;

  Mfa(Pool pool, Mode mode) {
    this.pool = pool;
    this.mode = mode;
  }

  Map<String, Operation> operations() {
    return Map.of("SetUserPoolMfaConfig", this::set, "GetUserPoolMfaConfig", this::get);
  }

  /** Whether this user has to give a code from an authenticator. */
  boolean asksForCode(PoolUser user) {
    return mode != Mode.OFF && user.authenticator() != null && user.authenticator().enabled();
  }

  /** Whether this user has to set up an authenticator first. */
  boolean asksForSetUp(PoolUser user) {
    return mode == Mode.ON && !asksForCode(user);
  }

  /**
   * Whether an authenticator is asked for once it is set up, even if its user has not turned it on.
   */
  boolean isRequired() {
    return mode == Mode.ON;
  }

  /**
   * @throws AwsError {@code SoftwareTokenMFANotFoundException} if the pool has no second codes
   */
  void requireOffered() throws AwsError {
    if (mode == Mode.OFF) {
      throw new AwsError(
          "SoftwareTokenMFANotFoundException",
          "Software Token MFA has not been enabled by the userPool");
    }
  }

  private JsonNode set(Input input) throws AwsError {
    pool.requirePool(input);
    Mode wanted = mode(input.optional("MfaConfiguration").orElse("OFF"));
    for (String other : new String[] {"SmsMfaConfiguration", "EmailMfaConfiguration"}) {
      if (input.json().hasNonNull(other)) {
        throw invalid("The local Cognito has codes from authenticators only, no " + other + ".");
      }
    }
    boolean tokens = input.json().at("/SoftwareTokenMfaConfiguration/Enabled").asBoolean();
    if (wanted != Mode.OFF && !tokens) {
      throw invalid(
          "Invalid MFA configuration given, can't turn on MFA without an enabled factor.");
    }
    mode = wanted;
    return describe();
  }

  private JsonNode get(Input input) throws AwsError {
    pool.requirePool(input);
    return describe();
  }

  private JsonNode describe() {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.putObject("SoftwareTokenMfaConfiguration").put("Enabled", mode != Mode.OFF);
    return answer.put("MfaConfiguration", mode.name());
  }

  private static Mode mode(String name) throws AwsError {
    for (Mode each : Mode.values()) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    throw invalid("MfaConfiguration must be OFF, OPTIONAL or ON.");
  }

  private static AwsError invalid(String message) {
    return new AwsError("InvalidParameterException", message);
  }
}
