package io.querycast.local.cognito;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.querycast.local.AwsError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * All users: in memory, and each in a file of its own, so that a change needs only one small write.
 */
final class PoolUsers {
  private static final String ENDING = ".json";
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(
              new SimpleModule()
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addDeserializer(Instant.class, new InstantReader()));

  /** A step from one state of a user to the next. */
  interface Change {
    PoolUser from(PoolUser user) throws AwsError;
  }

  private final Vault vault;
  private final Map<String, PoolUser> bySub = new HashMap<>();
  private final Map<String, String> subByEmail = new HashMap<>();
  private final Map<String, String> subByRefreshHash = new HashMap<>();

  /**
   * Reads all users of a folder, and makes the folder if there is none.
   *
   * @throws IOException also if a file is damaged; the message names it
   */
  PoolUsers(Path folder) throws IOException {
    vault = new Vault(folder);
    for (String name : vault.names(ENDING)) {
      remember(read(name));
    }
  }

  /** Lower case, as emails are kept and compared. */
  static String normal(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** The user with this email, in any case, or this sub. */
  synchronized Optional<PoolUser> find(String name) {
    String normal = normal(name);
    return Optional.ofNullable(bySub.get(subByEmail.getOrDefault(normal, normal)));
  }

  /** The user whose refresh token has this hash. */
  synchronized Optional<PoolUser> findByRefreshHash(String hash) {
    return Optional.ofNullable(subByRefreshHash.get(hash)).map(bySub::get);
  }

  /** All users, oldest first. */
  synchronized List<PoolUser> all() {
    return bySub.values().stream()
        .sorted(Comparator.comparing(PoolUser::createdAt).thenComparing(PoolUser::sub))
        .toList();
  }

  /**
   * @throws AwsError {@code UsernameExistsException} if a user already has this email
   */
  synchronized void add(PoolUser user) throws AwsError {
    if (find(user.email()).isPresent()) {
      throw new AwsError("UsernameExistsException", "User already exists");
    }
    save(user);
  }

  /**
   * Changes a user; no other change runs at the same time. If the step throws, nothing has changed.
   *
   * @throws AwsError the step's error, or {@code UserNotFoundException}
   */
  synchronized PoolUser change(String sub, Change change) throws AwsError {
    PoolUser before = find(sub).orElseThrow(PoolUsers::unknown);
    PoolUser after = change.from(before);
    if (!after.equals(before)) {
      save(after);
    }
    return after;
  }

  /** Stores this state of a user, on disk first. */
  synchronized void save(PoolUser user) {
    try {
      vault.write(user.sub() + ENDING, JSON.writeValueAsBytes(user));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
    remember(user);
  }

  synchronized void remove(PoolUser user) {
    vault.delete(user.sub() + ENDING);
    bySub.remove(user.sub());
    subByEmail.remove(user.email());
    subByRefreshHash.values().removeIf(user.sub()::equals);
  }

  static AwsError unknown() {
    return new AwsError("UserNotFoundException", "User does not exist.");
  }

  private void remember(PoolUser user) {
    PoolUser before = bySub.put(user.sub(), user);
    if (before != null) {
      before.signIns().forEach(signIn -> subByRefreshHash.remove(signIn.refreshHash()));
    }
    subByEmail.put(user.email(), user.sub());
    user.signIns().forEach(signIn -> subByRefreshHash.put(signIn.refreshHash(), user.sub()));
  }

  private PoolUser read(String name) throws IOException {
    try {
      return JSON.treeToValue(
          current(JSON.readTree(vault.read(name).orElseThrow())), PoolUser.class);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s is damaged: delete it; its user has to sign up again. %s"
              .formatted(vault.path(name), e.getOriginalMessage()),
          e);
    }
  }

  /**
   * Older files have a {@code confirmed} and no status: they are from a time when users could only
   * sign up themselves.
   */
  private static JsonNode current(JsonNode kept) {
    if (kept instanceof ObjectNode user && user.has("confirmed")) {
      JsonNode confirmed = user.remove("confirmed");
      user.put("status", confirmed.asBoolean() ? "CONFIRMED" : "UNCONFIRMED")
          .put("emailVerified", confirmed.asBoolean());
    }
    return kept;
  }

  private static final class InstantReader extends JsonDeserializer<Instant> {
    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return Instant.parse(parser.getText());
    }
  }
}
