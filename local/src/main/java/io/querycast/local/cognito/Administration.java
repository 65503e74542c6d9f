package io.querycast.local.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the pool's administrator may do with users. On a laptop anybody is the administrator. */
final class Administration {
  private static final int MOST_AT_ONCE = 60;
  private static final Pattern FILTER = Pattern.compile("\\s*(email|sub)\\s*=\\s*\"([^\"]*)\"\\s*");

  private final Pool pool;
  private final PoolUsers users;

  Administration(Pool pool, PoolUsers users) {
    this.pool = pool;
    this.users = users;
  }

  Map<String, Operation> operations() {
    return Map.of(
        "AdminAddUserToGroup", this::addToGroup,
        "AdminRemoveUserFromGroup", this::removeFromGroup,
        "AdminListGroupsForUser", this::listGroups,
        "AdminGetUser", this::get,
        "AdminDisableUser", input -> change(input, PoolUser::disable),
        "AdminDeleteUser", this::delete,
        "AdminEnableUser", input -> change(input, PoolUser::enable),
        "AdminUserGlobalSignOut", input -> change(input, user -> user.eachSignIn(SignIn::revoke)),
        "ListUsers", this::list);
  }

  private JsonNode addToGroup(Input input) throws AwsError {
    pool.requirePool(input);
    String group = pool.group(input);
    return change(
        input,
        user -> {
          Set<String> groups = new LinkedHashSet<>(user.groups());
          groups.add(group);
          return user.withGroups(groups);
        });
  }

  private JsonNode removeFromGroup(Input input) throws AwsError {
    pool.requirePool(input);
    String group = pool.group(input);
    return change(
        input,
        user -> {
          Set<String> groups = new LinkedHashSet<>(user.groups());
          groups.remove(group);
          return user.withGroups(groups);
        });
  }

  private JsonNode listGroups(Input input) throws AwsError {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode groups = answer.putArray("Groups");
    for (String group : named(input).groups()) {
      groups.addObject().put("GroupName", group).put("UserPoolId", pool.id());
    }
    return answer;
  }

  private JsonNode get(Input input) throws AwsError {
    PoolUser user = named(input);
    return Account.factors(user, describe(user, "UserAttributes"));
  }

  private JsonNode list(Input input) throws AwsError {
    pool.requirePool(input);
    List<PoolUser> found = filtered(input);
    int from = Math.min(start(input), found.size());
    int limit = Math.max(1, Math.min(input.json().path("Limit").asInt(MOST_AT_ONCE), MOST_AT_ONCE));
    int to = Math.min(from + limit, found.size());
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode page = answer.putArray("Users");
    found.subList(from, to).forEach(user -> page.add(describe(user, "Attributes")));
    return to < found.size() ? answer.put("PaginationToken", Integer.toString(to)) : answer;
  }

  private List<PoolUser> filtered(Input input) throws AwsError {
    String filter = input.optional("Filter").orElse("");
    if (filter.isEmpty()) {
      return users.all();
    }
    Matcher matcher = FILTER.matcher(filter);
    if (!matcher.matches()) {
      throw new AwsError(
          "InvalidParameterException",
          "The local Cognito filters by email = \"...\" or sub = \"...\" only.");
    }
    return users.find(matcher.group(2)).map(List::of).orElse(List.of());
  }

  private static int start(Input input) throws AwsError {
    String token = input.optional("PaginationToken").orElse("0");
    if (!token.matches("\\d{1,9}")) {
      throw new AwsError("InvalidParameterException", "Invalid pagination token given.");
    }
    return Integer.parseInt(token);
  }

  private JsonNode change(Input input, PoolUsers.Change change) throws AwsError {
    users.change(named(input).sub(), change);
    return JsonNodeFactory.instance.objectNode();
  }

  private JsonNode delete(Input input) throws AwsError {
    users.remove(named(input));
    return JsonNodeFactory.instance.objectNode();
  }

  private PoolUser named(Input input) throws AwsError {
    pool.requirePool(input);
    return users.find(input.text("Username")).orElseThrow(PoolUsers::unknown);
  }

  static ObjectNode describe(PoolUser user, String attributes) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode().put("Username", user.sub());
    answer.set(attributes, Account.attributes(user));
    return answer
        .put("UserCreateDate", user.createdAt().toEpochMilli() / 1000.0)
        .put("Enabled", user.enabled())
        .put("UserStatus", user.status().name());
  }
}
