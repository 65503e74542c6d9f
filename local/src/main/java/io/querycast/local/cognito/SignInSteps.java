package io.querycast.local.cognito;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.time.InstantSource;
import java.util.Map;

/**
 * The steps between a right password and the tokens: first a password of one's own in place of a
 * temporary one, then an authenticator's code if the pool or the user wants one.
 */
final class SignInSteps {
  private static final String RESPONSES = "ChallengeResponses";

  private final PoolUsers users;
  private final Srp srp;
  private final Attributes attributes;
  private final Mfa mfa;
  private final Sessions sessions;
  private final PoolSignIns signIns;
  private final Lockouts lockouts;
  private final InstantSource clock;

  /**
   * @param lockouts for wrong codes, which are counted apart from wrong passwords
   */
  SignInSteps(
      PoolUsers users,
      Srp srp,
      Attributes attributes,
      Mfa mfa,
      Sessions sessions,
      PoolSignIns signIns,
      Lockouts lockouts,
      InstantSource clock) {
    this.users = users;
    this.srp = srp;
    this.attributes = attributes;
    this.mfa = mfa;
    this.sessions = sessions;
    this.signIns = signIns;
    this.lockouts = lockouts;
    this.clock = clock;
  }

  /** Answers a right password: with tokens, or with the next step. */
  ObjectNode admit(PoolUser user) throws AwsError {
    PoolSignIns.requireEnabled(user);
    return switch (user.status()) {
      case UNCONFIRMED -> throw new AwsError("UserNotConfirmedException", "User is not confirmed.");
      case RESET_REQUIRED ->
          throw new AwsError(
              "PasswordResetRequiredException", "Password reset required for the user");
      case FORCE_CHANGE_PASSWORD -> askForPassword(user);
      case CONFIRMED -> afterPassword(user);
    };
  }

  /** Takes the answer to the step that {@link #admit} asked for. */
  ObjectNode respond(Input input) throws AwsError {
    String name = input.text("ChallengeName");
    String session = input.text("Session");
    return switch (name) {
      case "NEW_PASSWORD_REQUIRED" ->
          sessions.spend(
              session,
              Sessions.Step.NEW_PASSWORD_REQUIRED,
              user -> afterPassword(choosePassword(named(user, input), input)));
      case "SOFTWARE_TOKEN_MFA" ->
          sessions.spend(
              session,
              Sessions.Step.SOFTWARE_TOKEN_MFA,
              user ->
                  signIns.start(
                      useCode(named(user, input), input.text(RESPONSES, name + "_CODE"))));
      case "MFA_SETUP" ->
          sessions.spend(
              session, Sessions.Step.MFA_IS_SET_UP, user -> signIns.start(named(user, input)));
      default ->
          throw new AwsError(
              "InvalidParameterException",
              "The local Cognito has no challenge '%s'.".formatted(name));
    };
  }

  private ObjectNode askForPassword(PoolUser user) throws AwsError {
    if (!clock.instant().isBefore(user.temporaryUntil())) {
      throw PoolSignIns.notAuthorized(
          "Temporary password has expired and must be reset by an administrator.");
    }
    ArrayNode required = JsonNodeFactory.instance.arrayNode();
    attributes.missing(user.attributes()).forEach(name -> required.add(Attributes.PREFIX + name));
    ObjectNode known = JsonNodeFactory.instance.objectNode();
    known.put("email_verified", Boolean.toString(user.emailVerified()));
    user.attributes().forEach(known::put);
    known.put("email", user.email());
    ObjectNode answer = challenge(user, Sessions.Step.NEW_PASSWORD_REQUIRED);
    ((ObjectNode) answer.get("ChallengeParameters"))
        .put("requiredAttributes", required.toString())
        .put("userAttributes", known.toString());
    return answer;
  }

  private PoolUser choosePassword(PoolUser user, Input input) throws AwsError {
    String password = input.text(RESPONSES, "NEW_PASSWORD");
    PasswordPolicy.check(password);
    Map<String, String> more = attributes.inResponses(input.json().path(RESPONSES));
    attributes.requireAll(user.withAttributes(more).attributes());
    Verifier verifier = srp.verifier(user.sub(), password);
    return users.change(user.sub(), current -> current.withPassword(verifier).withAttributes(more));
  }

  private ObjectNode afterPassword(PoolUser user) throws AwsError {
    if (mfa.asksForCode(user)) {
      return challenge(user, Sessions.Step.SOFTWARE_TOKEN_MFA);
    }
    if (mfa.asksForSetUp(user)) {
      ObjectNode answer = challenge(user, Sessions.Step.MFA_SETUP);
      ((ObjectNode) answer.get("ChallengeParameters"))
          .put("MFAS_CAN_SETUP", "[\"SOFTWARE_TOKEN_MFA\"]");
      return answer;
    }
    return signIns.start(user);
  }

  private PoolUser useCode(PoolUser user, String code) throws AwsError {
    Authenticator authenticator = user.authenticator();
    boolean right =
        lockouts.attempt(
            user.sub(), () -> authenticator.made(code, clock.instant()), SignInSteps::locked);
    if (!right) {
      throw new AwsError("CodeMismatchException", "Invalid code received for user");
    }
    return users.change(
        user.sub(),
        current -> {
          if (current.authenticator() == null) {
            throw PoolSignIns.notAuthorized("Invalid session for the user.");
          }
          return current.withAuthenticator(current.authenticator().use(code, clock.instant()));
        });
  }

  private ObjectNode challenge(PoolUser user, Sessions.Step step) {
    ObjectNode answer =
        JsonNodeFactory.instance
            .objectNode()
            .put("ChallengeName", step.name())
            .put("Session", sessions.open(user, step));
    answer.putObject("ChallengeParameters").put("USER_ID_FOR_SRP", user.sub());
    return answer;
  }

  /** A session belongs to its user only, whichever of the user's names is given. */
  private PoolUser named(PoolUser user, Input input) throws AwsError {
    String name = input.text(RESPONSES, "USERNAME");
    return users
        .find(name)
        .filter(found -> found.sub().equals(user.sub()))
        .orElseThrow(() -> PoolSignIns.notAuthorized("Invalid session for the user."));
  }

  private static AwsError locked() {
    return PoolSignIns.notAuthorized(
        "Too many invalid credentials attempts. User temporarily locked. Please try again after few"
            + " seconds.");
  }
}
