package io.querycast.local.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;

/** How users set up an authenticator: while they sign in, if the pool asks for it, or later. */
final class Authenticators {
  private final Pool pool;
  private final PoolUsers users;
  private final Mfa mfa;
  private final Sessions sessions;
  private final PoolSignIns signIns;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  Authenticators(
      Pool pool,
      PoolUsers users,
      Mfa mfa,
      Sessions sessions,
      PoolSignIns signIns,
      InstantSource clock) {
    this.pool = pool;
    this.users = users;
    this.mfa = mfa;
    this.sessions = sessions;
    this.signIns = signIns;
    this.clock = clock;
  }

  Map<String, Operation> operations() {
    return Map.of(
        "AssociateSoftwareToken",
        this::associate,
        "VerifySoftwareToken",
        this::verify,
        "SetUserMFAPreference",
        input -> prefer(signIns.bearer(input), input),
        "AdminSetUserMFAPreference",
        input -> prefer(named(input), input));
  }

  private JsonNode associate(Input input) throws AwsError {
    if (input.optional("AccessToken").isPresent()) {
      return associate(signIns.bearer(input));
    }
    return sessions.spend(
        input.text("Session"),
        Sessions.Step.MFA_SETUP,
        user -> associate(user).put("Session", sessions.open(user, Sessions.Step.MFA_SETUP)));
  }

  private ObjectNode associate(PoolUser user) throws AwsError {
    mfa.requireOffered();
    String secret = Totp.secret(random);
    users.change(user.sub(), current -> current.withNewSecret(secret));
    return JsonNodeFactory.instance.objectNode().put("SecretCode", secret);
  }

  private JsonNode verify(Input input) throws AwsError {
    String code = input.text("UserCode");
    if (input.optional("AccessToken").isPresent()) {
      return verify(signIns.bearer(input), code);
    }
    return sessions.spend(
        input.text("Session"),
        Sessions.Step.MFA_SETUP,
        user ->
            verify(user, code).put("Session", sessions.open(user, Sessions.Step.MFA_IS_SET_UP)));
  }

  private ObjectNode verify(PoolUser user, String code) throws AwsError {
    mfa.requireOffered();
    users.change(
        user.sub(),
        current -> current.withAuthenticator(verified(current, code)).withNewSecret(null));
    return JsonNodeFactory.instance.objectNode().put("Status", "SUCCESS");
  }

  private Authenticator verified(PoolUser user, String code) throws AwsError {
    if (user.newSecret() == null) {
      throw new AwsError("InvalidParameterException", "User has not set up software token mfa");
    }
    long step =
        Totp.stepOf(user.newSecret(), code, clock.instant())
            .orElseThrow(
                () ->
                    new AwsError(
                        "EnableSoftwareTokenMFAException",
                        "Code mismatch and fail enable Software Token MFA"));
    Authenticator before = user.authenticator();
    return before == null || mfa.isRequired()
        ? new Authenticator(user.newSecret(), mfa.isRequired(), mfa.isRequired(), step)
        : new Authenticator(user.newSecret(), before.enabled(), before.preferred(), step);
  }

  private JsonNode prefer(PoolUser user, Input input) throws AwsError {
    for (String other : new String[] {"SMSMfaSettings", "EmailMfaSettings"}) {
      if (input.json().path(other).path("Enabled").asBoolean()) {
        throw new AwsError(
            "InvalidParameterException",
            "The local Cognito has codes from authenticators only, no " + other + ".");
      }
    }
    JsonNode settings = input.json().path("SoftwareTokenMfaSettings");
    if (settings.isObject()) {
      boolean enabled = settings.path("Enabled").asBoolean();
      boolean preferred = settings.path("PreferredMfa").asBoolean();
      users.change(user.sub(), current -> prefer(current, enabled, preferred));
    }
    return JsonNodeFactory.instance.objectNode();
  }

  private PoolUser prefer(PoolUser user, boolean enabled, boolean preferred) throws AwsError {
    if (user.authenticator() != null) {
      return user.withAuthenticator(user.authenticator().prefer(enabled, preferred));
    }
    if (enabled) {
      throw new AwsError(
          "InvalidParameterException",
          "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA");
    }
    return user;
  }

  private PoolUser named(Input input) throws AwsError {
    pool.requirePool(input);
    return users.find(input.text("Username")).orElseThrow(PoolUsers::unknown);
  }
}
