package io.querycast.local.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** How strangers become users: they sign up with an email and prove that they read it. */
final class Registration {
  // It allows no control characters, because an address is printed on the console.
  private static final Pattern EMAIL =
      Pattern.compile("[^@\\s\\p{Cntrl}]+@[^@\\s\\p{Cntrl}]+\\.[^@\\s\\p{Cntrl}]+");
  private static final int LONGEST_EMAIL = 128;

  private final Pool pool;
  private final PoolUsers users;
  private final Decoys decoys;
  private final Srp srp;
  private final Attributes attributes;
  private final Codes codes;
  private final InstantSource clock;

  Registration(
      Pool pool,
      PoolUsers users,
      Decoys decoys,
      Srp srp,
      Attributes attributes,
      Codes codes,
      InstantSource clock) {
    this.pool = pool;
    this.users = users;
    this.decoys = decoys;
    this.srp = srp;
    this.attributes = attributes;
    this.codes = codes;
    this.clock = clock;
  }

  Map<String, Operation> operations() {
    return Map.of(
        "SignUp", this::signUp,
        "ConfirmSignUp", this::confirm,
        "ResendConfirmationCode", this::resend);
  }

  private JsonNode signUp(Input input) throws AwsError {
    pool.requireClient(input);
    String email = email(input);
    String password = input.text("Password");
    PasswordPolicy.check(password);
    Map<String, String> known = attributes.inList(input.json().path("UserAttributes"), email);
    attributes.requireAll(known);
    String sub = UUID.randomUUID().toString();
    PoolUser user =
        PoolUser.of(sub, email, clock.instant(), srp.verifier(sub, password)).withAttributes(known);
    PoolUser added = codes.issue(user, Code.Purpose.CONFIRM);
    users.add(added);
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("UserConfirmed", false);
    answer.set("CodeDeliveryDetails", codes.mail(added, Code.Purpose.CONFIRM));
    return answer.put("UserSub", sub);
  }

  private JsonNode confirm(Input input) throws AwsError {
    pool.requireClient(input);
    String name = input.text("Username");
    String code = input.text("ConfirmationCode");
    PoolUser known = users.find(name).orElseThrow(Codes::expired);
    users.change(
        known.sub(),
        user -> {
          if (user.status() != PoolUser.Status.UNCONFIRMED) {
            throw PoolSignIns.notAuthorized(
                "User cannot be confirmed. Current status is " + user.status());
          }
          return codes.redeem(user, Code.Purpose.CONFIRM, code).confirm();
        });
    return JsonNodeFactory.instance.objectNode();
  }

  private JsonNode resend(Input input) throws AwsError {
    pool.requireClient(input);
    String name = input.text("Username");
    Optional<PoolUser> known = users.find(name);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    if (known.isEmpty()) {
      // A decoy is counted like a user, and gets the same answer.
      codes.issue(decoys.of(name), Code.Purpose.CONFIRM);
      answer.set("CodeDeliveryDetails", Codes.delivery(PoolUsers.normal(name)));
      return answer;
    }
    PoolUser reissued = users.change(known.get().sub(), this::reissue);
    answer.set("CodeDeliveryDetails", codes.mail(reissued, Code.Purpose.CONFIRM));
    return answer;
  }

  private PoolUser reissue(PoolUser user) throws AwsError {
    if (user.status() != PoolUser.Status.UNCONFIRMED) {
      throw new AwsError("InvalidParameterException", "User is already confirmed.");
    }
    return codes.issue(user, Code.Purpose.CONFIRM);
  }

  /** The Username, in lower case; it has to be an email. */
  static String email(Input input) throws AwsError {
    String name = PoolUsers.normal(input.text("Username"));
    if (name.length() > LONGEST_EMAIL || !EMAIL.matcher(name).matches()) {
      throw new AwsError("InvalidParameterException", "Username should be an email.");
    }
    return name;
  }
}
