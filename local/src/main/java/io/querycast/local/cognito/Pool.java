package io.querycast.local.cognito;

import io.querycast.local.AwsError;
import java.net.URI;
import java.util.Set;

/**
 * The one user pool and its one client.
 *
 * @param id {@code region_name}; the name has only letters and digits
 * @param issuer the pool's address, which tokens name as {@code iss}
 */
record Pool(String id, String clientId, URI issuer) {
  static final Set<String> GROUPS = Set.of("admin", "analyst");

  static Pool at(URI base, String id, String clientId) {
    if (!id.matches("[\\w-]+_[0-9a-zA-Z]+")) {
      throw new IllegalArgumentException("'%s' is not a pool id: use region_name.".formatted(id));
    }
    return new Pool(id, clientId, URI.create(base.toString().replaceFirst("/$", "") + "/" + id));
  }

  /** The pool's id without its region: part of what SRP hashes. */
  String name() {
    return id.substring(id.indexOf('_') + 1);
  }

  /**
   * @throws AwsError {@code ResourceNotFoundException} if the input names another client
   */
  void requireClient(Input input) throws AwsError {
    String named = input.text("ClientId");
    if (!named.equals(clientId)) {
      throw new AwsError(
          "ResourceNotFoundException", "User pool client %s does not exist.".formatted(named));
    }
  }

  /**
   * @throws AwsError {@code ResourceNotFoundException} if the input names another pool
   */
  void requirePool(Input input) throws AwsError {
    String named = input.text("UserPoolId");
    if (!named.equals(id)) {
      throw new AwsError(
          "ResourceNotFoundException", "User pool %s does not exist.".formatted(named));
    }
  }

  /**
   * @throws AwsError {@code ResourceNotFoundException} if the input names no group of the pool
   */
  String group(Input input) throws AwsError {
    String named = input.text("GroupName");
    if (!GROUPS.contains(named)) {
      throw new AwsError("ResourceNotFoundException", "Group not found.");
    }
    return named;
  }
}
