package io.querycast.local.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.math.BigInteger;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * How users get tokens. They give a password, in plain form or proved by SRP, and take the steps
 * that the pool asks for after it; or they use a refresh token. Only a client that knows the
 * password learns anything about a user, even whether the user exists.
 */
final class Authentication {
  private static final String PARAMETERS = "AuthParameters";
  private static final String RESPONSES = "ChallengeResponses";
  private static final String PASSWORD_VERIFIER = "PASSWORD_VERIFIER";

  private final Pool pool;
  private final PoolUsers users;
  private final Decoys decoys;
  private final Srp srp;
  private final Challenges challenges;
  private final Lockouts lockouts;
  private final PoolSignIns signIns;
  private final SignInSteps steps;

  Authentication(
      Pool pool,
      PoolUsers users,
      Decoys decoys,
      Srp srp,
      Challenges challenges,
      Lockouts lockouts,
      PoolSignIns signIns,
      SignInSteps steps) {
    this.pool = pool;
    this.users = users;
    this.decoys = decoys;
    this.srp = srp;
    this.challenges = challenges;
    this.lockouts = lockouts;
    this.signIns = signIns;
    this.steps = steps;
  }

  Map<String, Operation> operations() {
    return Map.of(
        "InitiateAuth", this::initiate,
        "RespondToAuthChallenge", this::respond,
        "GetTokensFromRefreshToken", this::refresh,
        "RevokeToken", this::revoke);
  }

  private JsonNode initiate(Input input) throws AwsError {
    pool.requireClient(input);
    String flow = input.text("AuthFlow");
    return switch (flow) {
      case "USER_SRP_AUTH" -> challenge(input);
      case "USER_PASSWORD_AUTH" -> bySaying(input);
      case "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN" ->
          complete(signIns.refresh(input.text(PARAMETERS, "REFRESH_TOKEN")));
      default ->
          throw new AwsError(
              "InvalidParameterException", "The local Cognito has no flow '%s'.".formatted(flow));
    };
  }

  private JsonNode challenge(Input input) throws AwsError {
    PoolUser user = userOrDecoy(input.text(PARAMETERS, "USERNAME"));
    BigInteger clientValue = clientValue(input.text(PARAMETERS, "SRP_A"));
    Challenges.Challenge challenge = challenges.open(user, clientValue);
    ObjectNode answer =
        JsonNodeFactory.instance.objectNode().put("ChallengeName", PASSWORD_VERIFIER);
    answer
        .putObject("ChallengeParameters")
        .put("SALT", user.verifier().salt().toString(16))
        .put("SECRET_BLOCK", challenge.secretBlock())
        .put("SRP_B", challenges.publicValue(challenge).toString(16))
        .put("USERNAME", user.sub())
        .put("USER_ID_FOR_SRP", user.sub());
    return answer;
  }

  private JsonNode respond(Input input) throws AwsError {
    pool.requireClient(input);
    String name = input.text("ChallengeName");
    if (!name.equals(PASSWORD_VERIFIER)) {
      return complete(steps.respond(input));
    }
    String username = input.text(RESPONSES, "USERNAME");
    String timestamp = input.text(RESPONSES, "TIMESTAMP");
    String signature = input.text(RESPONSES, "PASSWORD_CLAIM_SIGNATURE");
    Challenges.Challenge challenge =
        challenges
            .take(input.text(RESPONSES, "PASSWORD_CLAIM_SECRET_BLOCK"))
            .orElseThrow(
                () ->
                    PoolSignIns.notAuthorized("Invalid session for the user, session is expired."));
    PoolUser challenged = challenge.user();
    return complete(
        admit(
            challenged,
            () ->
                userOrDecoy(username).sub().equals(challenged.sub())
                    && challenges.isAnsweredBy(challenge, timestamp, signature)));
  }

  private JsonNode bySaying(Input input) throws AwsError {
    PoolUser user = userOrDecoy(input.text(PARAMETERS, "USERNAME"));
    String password = input.text(PARAMETERS, "PASSWORD");
    return complete(admit(user, () -> srp.verifies(user.sub(), password, user.verifier())));
  }

  private JsonNode refresh(Input input) throws AwsError {
    pool.requireClient(input);
    return signIns.refresh(input.text("RefreshToken"));
  }

  private JsonNode revoke(Input input) throws AwsError {
    pool.requireClient(input);
    String token = input.text("Token");
    if (token.contains(".")) {
      throw new AwsError("UnsupportedTokenTypeException", "Only refresh tokens can be revoked.");
    }
    signIns.revoke(token);
    return JsonNodeFactory.instance.objectNode();
  }

  private ObjectNode admit(PoolUser claimed, BooleanSupplier proof) throws AwsError {
    boolean right = lockouts.attempt(claimed.sub(), proof, Authentication::locked);
    // If the password was changed during the proof, the proved one is wrong by now.
    PoolUser user =
        users
            .find(claimed.sub())
            .filter(current -> right && current.verifier().equals(claimed.verifier()))
            .orElseThrow(() -> PoolSignIns.notAuthorized("Incorrect username or password."));
    return steps.admit(user);
  }

  private static AwsError locked() {
    return PoolSignIns.notAuthorized("Password attempts exceeded");
  }

  private PoolUser userOrDecoy(String name) {
    return users.find(name).orElseGet(() -> decoys.of(name));
  }

  private static JsonNode complete(ObjectNode result) {
    result.withObject("/ChallengeParameters");
    return result;
  }

  private static BigInteger clientValue(String hex) throws AwsError {
    if (hex.matches("[0-9a-fA-F]{1,1024}")) {
      BigInteger value = new BigInteger(hex, 16);
      if (Srp.isSafe(value)) {
        return value;
      }
    }
    throw new AwsError("InvalidParameterException", "SRP_A is not a usable number.");
  }
}
