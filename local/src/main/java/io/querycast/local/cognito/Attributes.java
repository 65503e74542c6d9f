package io.querycast.local.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import io.querycast.local.AwsError;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a pool knows about its users besides their email: Cognito's standard attributes. */
final class Attributes {
  /** In answers to a challenge, attribute names begin with this. */
  static final String PREFIX = "userAttributes.";

  static final Set<String> NAMES =
      Set.of(
          "address",
          "birthdate",
          "family_name",
          "gender",
          "given_name",
          "locale",
          "middle_name",
          "name",
          "nickname",
          "phone_number",
          "picture",
          "preferred_username",
          "profile",
          "website",
          "zoneinfo");

  private final List<String> required;

  /**
   * @param required the attributes of {@link #NAMES} that everybody must have
   */
  Attributes(Set<String> required) {
    this.required = required.stream().sorted().toList();
  }

  /** The required attributes that are not among these. */
  List<String> missing(Map<String, String> known) {
    return required.stream().filter(name -> known.getOrDefault(name, "").isBlank()).toList();
  }

  /**
   * @throws AwsError {@code InvalidParameterException} that names a missing attribute
   */
  void requireAll(Map<String, String> known) throws AwsError {
    List<String> missing = missing(known);
    if (!missing.isEmpty()) {
      throw new AwsError(
          "InvalidParameterException",
          "Attributes did not conform to the schema: %s: The attribute is required\n"
              .formatted(missing.get(0)));
    }
  }

  /**
   * Reads {@code [{"Name","Value"}]}, except the email, which is kept elsewhere.
   *
   * @param email the value that {@code email} must have, if it is there
   */
  Map<String, String> inList(JsonNode list, String email) throws AwsError {
    Map<String, String> read = new TreeMap<>();
    for (JsonNode attribute : list) {
      String name = attribute.path("Name").asText();
      String value = attribute.path("Value").asText();
      if (name.equals("email")) {
        if (!PoolUsers.normal(value).equals(email)) {
          throw invalid("The email is the Username in this pool: it can't be '" + value + "'.");
        }
      } else if (!name.equals("email_verified")) {
        read.put(known(name), value);
      }
    }
    return read;
  }

  /** Reads {@code {"userAttributes.name":"Ada"}} from the answers to a challenge. */
  Map<String, String> inResponses(JsonNode responses) throws AwsError {
    Map<String, String> read = new TreeMap<>();
    for (Map.Entry<String, JsonNode> each : responses.properties()) {
      if (each.getKey().startsWith(PREFIX)) {
        read.put(known(each.getKey().substring(PREFIX.length())), each.getValue().asText());
      }
    }
    return read;
  }

  private static String known(String name) throws AwsError {
    if (!NAMES.contains(name)) {
      throw invalid(
          "Attributes did not conform to the schema: Type for attribute {%s} could not be determined"
              .formatted(name));
    }
    return name;
  }

  private static AwsError invalid(String message) {
    return new AwsError("InvalidParameterException", message);
  }
}
