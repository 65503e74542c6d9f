package io.querycast.watch;

import io.querycast.Secret;
import jakarta.json.JsonObject;
import java.util.TreeMap;

/**
 * A query of the catalogue with all its arguments. Everybody who watches the same question is
 * served by the same runs.
 *
 * @param arguments complete and checked
 */
record Question(String query, JsonObject arguments) {
  private static final String OWNER = "watched#";

  /** A hash of it. */
  String key() {
    return Secret.hash(query + "\n" + new TreeMap<>(arguments));
  }

  /** Under whom its runs are kept, whose key is given. No user has such an id. */
  static String owner(String key) {
    return OWNER + key;
  }

  /** Whether a job is a run of a question: it is no user's. */
  static boolean isOwner(String owner) {
    return owner.startsWith(OWNER);
  }

  static String keyOf(String owner) {
    return owner.substring(OWNER.length());
  }
}
