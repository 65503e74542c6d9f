package io.querycast.local.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.util.Map;
import java.util.Optional;

/**
 * How users get a new password: by a code if they forgot the old one, or by the old one if they
 * know it.
 */
final class Passwords {
  private final Pool pool;
  private final PoolUsers users;
  private final Decoys decoys;
  private final Srp srp;
  private final Codes codes;
  private final Lockouts lockouts;
  private final PoolSignIns signIns;

  Passwords(
      Pool pool,
      PoolUsers users,
      Decoys decoys,
      Srp srp,
      Codes codes,
      Lockouts lockouts,
      PoolSignIns signIns) {
    this.pool = pool;
    this.users = users;
    this.decoys = decoys;
    this.srp = srp;
    this.codes = codes;
    this.lockouts = lockouts;
    this.signIns = signIns;
  }

  Map<String, Operation> operations() {
    return Map.of(
        "ForgotPassword", this::forgot,
        "ConfirmForgotPassword", this::confirmForgot,
        "ChangePassword", this::change);
  }

  private JsonNode forgot(Input input) throws AwsError {
    pool.requireClient(input);
    String name = input.text("Username");
    Optional<PoolUser> known = users.find(name).filter(PoolUser::enabled);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    if (known.isEmpty()) {
      // A decoy is counted like a user, and gets the same answer.
      codes.issue(decoys.of(name), Code.Purpose.RESET);
      answer.set("CodeDeliveryDetails", Codes.delivery(PoolUsers.normal(name)));
      return answer;
    }
    PoolUser issued = users.change(known.get().sub(), this::issue);
    answer.set("CodeDeliveryDetails", codes.mail(issued, Code.Purpose.RESET));
    return answer;
  }

  private PoolUser issue(PoolUser user) throws AwsError {
    return codes.issue(resettable(user), Code.Purpose.RESET);
  }

  /** The same user, if a code for a new password can be sent to them. */
  static PoolUser resettable(PoolUser user) throws AwsError {
    if (user.status() == PoolUser.Status.FORCE_CHANGE_PASSWORD) {
      throw PoolSignIns.notAuthorized("User password cannot be reset in the current state.");
    }
    if (!user.emailVerified()) {
      throw new AwsError(
          "InvalidParameterException",
          "Cannot reset password for the user as there is no registered/verified email or"
              + " phone_number");
    }
    return user;
  }

  private JsonNode confirmForgot(Input input) throws AwsError {
    pool.requireClient(input);
    String name = input.text("Username");
    String code = input.text("ConfirmationCode");
    String password = input.text("Password");
    PasswordPolicy.check(password);
    String sub = users.find(name).filter(PoolUser::enabled).orElseThrow(Codes::mismatch).sub();
    Verifier verifier = srp.verifier(sub, password);
    users.change(sub, user -> codes.redeem(user, Code.Purpose.RESET, code).withPassword(verifier));
    return JsonNodeFactory.instance.objectNode();
  }

  private JsonNode change(Input input) throws AwsError {
    PoolUser user = signIns.bearer(input);
    String previous = input.text("PreviousPassword");
    String proposed = input.text("ProposedPassword");
    PasswordPolicy.check(proposed);
    boolean right =
        lockouts.attempt(
            user.sub(),
            () -> srp.verifies(user.sub(), previous, user.verifier()),
            Codes::limitExceeded);
    if (!right) {
      throw PoolSignIns.notAuthorized("Incorrect username or password.");
    }
    Verifier verifier = srp.verifier(user.sub(), proposed);
    users.change(user.sub(), current -> current.withPassword(verifier));
    return JsonNodeFactory.instance.objectNode();
  }
}
