package io.querycast.local.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.util.Map;

/** What users who are signed in may do with themselves. */
final class Account {
  private final Users users;
  private final SignIns signIns;

  Account(Users users, SignIns signIns) {
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
  static ArrayNode attributes(User user) {
    ArrayNode attributes = JsonNodeFactory.instance.arrayNode();
    attributes.addObject().put("Name", "sub").put("Value", user.sub());
    attributes
        .addObject()
        .put("Name", "email_verified")
        .put("Value", Boolean.toString(user.confirmed()));
    attributes.addObject().put("Name", "email").put("Value", user.email());
    return attributes;
  }

  private JsonNode get(Input input) throws AwsError {
    User user = signIns.bearer(input);
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("Username", user.sub());
    answer.set("UserAttributes", attributes(user));
    return answer;
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
