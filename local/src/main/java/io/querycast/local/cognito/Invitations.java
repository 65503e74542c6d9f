package io.querycast.local.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;

/** How an administrator lets people in: with a temporary password, or with a new one. */
final class Invitations {
  /** How long a temporary password lasts, as in Cognito by default. */
  private static final Duration LIFE = Duration.ofDays(7);

  private final Pool pool;
  private final PoolUsers users;
  private final Srp srp;
  private final Attributes attributes;
  private final Codes codes;
  private final Mailbox mailbox;
  private final InstantSource clock;

  Invitations(
      Pool pool,
      PoolUsers users,
      Srp srp,
      Attributes attributes,
      Codes codes,
      Mailbox mailbox,
      InstantSource clock) {
    this.pool = pool;
    this.users = users;
    this.srp = srp;
    this.attributes = attributes;
    this.codes = codes;
    this.mailbox = mailbox;
    this.clock = clock;
  }

  Map<String, Operation> operations() {
    return Map.of(
        "AdminCreateUser", this::create,
        "AdminSetUserPassword", this::setPassword,
        "AdminResetUserPassword", this::reset);
  }

  private JsonNode create(Input input) throws AwsError {
    pool.requirePool(input);
    String password = input.optional("TemporaryPassword").orElseGet(PasswordPolicy::random);
    PasswordPolicy.check(password);
    String message = input.optional("MessageAction").orElse("");
    PoolUser user = message.equals("RESEND") ? again(input, password) : invited(input, password);
    if (!message.equals("SUPPRESS")) {
      mailbox.deliver(
          new Mail(user.email(), "Your temporary Querycast password", password, clock.instant()));
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.set("User", Administration.describe(user, "Attributes"));
    return answer;
  }

  private PoolUser invited(Input input, String password) throws AwsError {
    String email = Registration.email(input);
    JsonNode given = input.json().path("UserAttributes");
    Map<String, String> known = attributes.inList(given, email);
    String sub = UUID.randomUUID().toString();
    Instant now = clock.instant();
    PoolUser user =
        PoolUser.of(sub, email, now, srp.verifier(sub, password))
            .withAttributes(known)
            .withEmailVerified(saysVerified(given));
    PoolUser invited = user.withTemporaryPassword(user.verifier(), now.plus(LIFE));
    users.add(invited);
    return invited;
  }

  private PoolUser again(Input input, String password) throws AwsError {
    PoolUser known = named(input);
    Verifier verifier = srp.verifier(known.sub(), password);
    return users.change(
        known.sub(),
        user -> {
          if (user.status() != PoolUser.Status.FORCE_CHANGE_PASSWORD) {
            throw new AwsError(
                "UnsupportedUserStateException",
                "Resend not possible. User status is not FORCE_CHANGE_PASSWORD");
          }
          return user.withTemporaryPassword(verifier, clock.instant().plus(LIFE));
        });
  }

  private JsonNode setPassword(Input input) throws AwsError {
    PoolUser known = named(input);
    String password = input.text("Password");
    PasswordPolicy.check(password);
    Verifier verifier = srp.verifier(known.sub(), password);
    boolean permanent = input.json().path("Permanent").asBoolean();
    Instant until = clock.instant().plus(LIFE);
    users.change(
        known.sub(),
        user ->
            permanent ? user.withPassword(verifier) : user.withTemporaryPassword(verifier, until));
    return JsonNodeFactory.instance.objectNode();
  }

  private JsonNode reset(Input input) throws AwsError {
    PoolUser user =
        users.change(
            named(input).sub(),
            current ->
                codes
                    .issue(Passwords.resettable(current), Code.Purpose.RESET)
                    .withStatus(PoolUser.Status.RESET_REQUIRED));
    codes.mail(user, Code.Purpose.RESET);
    return JsonNodeFactory.instance.objectNode();
  }

  private PoolUser named(Input input) throws AwsError {
    pool.requirePool(input);
    return users.find(input.text("Username")).orElseThrow(PoolUsers::unknown);
  }

  private static boolean saysVerified(JsonNode attributes) {
    for (JsonNode attribute : attributes) {
      if (attribute.path("Name").asText().equals("email_verified")) {
        return attribute.path("Value").asText().equalsIgnoreCase("true");
      }
    }
    return false;
  }
}
