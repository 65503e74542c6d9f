package io.querycast.local.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.util.Map;

/** What signed-in users may do with their own account. */
final class Account {
  private final PoolUsers users;
  private final PoolSignIns signIns;

  Account(PoolUsers users, PoolSignIns signIns) {
    this.users = users;
    this.signIns = signIns;
  }

  Map<String, Operation> operations() {
    return Map.of(
        "GetUser", this::get,
        "GlobalSignOut", this::signOut,
        "DeleteUser", this::delete);
  }

  /** A user's attributes in Cognito's words. */
  static ArrayNode attributes(PoolUser user) {
    ArrayNode attributes = JsonNodeFactory.instance.arrayNode();
    attributes.addObject().put("Name", "sub").put("Value", user.sub());
    attributes
        .addObject()
        .put("Name", "email_verified")
        .put("Value", Boolean.toString(user.emailVerified()));
    user.attributes()
        .forEach((name, value) -> attributes.addObject().put("Name", name).put("Value", value));
    attributes.addObject().put("Name", "email").put("Value", user.email());
    return attributes;
  }

  /**
   * The second codes that a user is asked for, in Cognito's words; it adds nothing if there are
   * none.
   */
  static ObjectNode factors(PoolUser user, ObjectNode answer) {
    Authenticator authenticator = user.authenticator();
    if (authenticator != null && authenticator.enabled()) {
      answer.putArray("UserMFASettingList").add("SOFTWARE_TOKEN_MFA");
      if (authenticator.preferred()) {
        answer.put("PreferredMfaSetting", "SOFTWARE_TOKEN_MFA");
      }
    }
    return answer;
  }

  private JsonNode get(Input input) throws AwsError {
    PoolUser user = signIns.bearer(input);
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("Username", user.sub());
    answer.set("UserAttributes", attributes(user));
    return factors(user, answer);
  }

  private JsonNode signOut(Input input) throws AwsError {
    users.change(signIns.bearer(input).sub(), user -> user.eachSignIn(SignIn::revoke));
    return JsonNodeFactory.instance.objectNode();
  }

  private JsonNode delete(Input input) throws AwsError {
    users.remove(signIns.bearer(input));
    return JsonNodeFactory.instance.objectNode();
  }
}
