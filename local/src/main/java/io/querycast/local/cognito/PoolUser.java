package io.querycast.local.cognito;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A person who may sign in. Each change makes a new PoolUser.
 *
 * @param sub the id, and also Cognito's user name, because people sign in by their email
 * @param email in lower case
 * @param emailVerified whether it is known that the email is the user's
 * @param enabled false while an administrator blocks the user
 * @param attributes what else is known of the user, by Cognito's names
 * @param temporaryUntil when a temporary password from an administrator ends; null for a password
 *     of the user's own
 * @param authenticator makes the user's second codes; null if there is none
 * @param newSecret the secret of an authenticator that is being set up; null if there is none
 * @param groups in the order in which the user joined them
 * @param codes the open codes
 * @param signIns oldest first
 */
record PoolUser(
    String sub,
    String email,
    Instant createdAt,
    Status status,
    boolean emailVerified,
    boolean enabled,
    Map<String, String> attributes,
    Verifier verifier,
    Instant temporaryUntil,
    Authenticator authenticator,
    String newSecret,
    List<String> groups,
    Map<Code.Purpose, Code> codes,
    List<SignIn> signIns) {

  /** A user's progress, in Cognito's words. */
  enum Status {
    UNCONFIRMED,
    CONFIRMED,
    FORCE_CHANGE_PASSWORD,
    RESET_REQUIRED
  }

  PoolUser {
    attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
    groups = List.copyOf(groups);
    codes = Map.copyOf(codes);
    signIns = List.copyOf(signIns);
  }

  private PoolUser(Draft draft) {
    this(
        draft.from.sub,
        draft.from.email,
        draft.from.createdAt,
        draft.status,
        draft.emailVerified,
        draft.enabled,
        draft.attributes,
        draft.verifier,
        draft.temporaryUntil,
        draft.authenticator,
        draft.newSecret,
        draft.groups,
        draft.codes,
        draft.signIns);
  }

  /** A user who just signed up. */
  static PoolUser of(String sub, String email, Instant now, Verifier verifier) {
    return new PoolUser(
        sub,
        email,
        now,
        Status.UNCONFIRMED,
        false,
        true,
        Map.of(),
        verifier,
        null,
        null,
        null,
        List.of(),
        Map.of(),
        List.of());
  }

  Optional<Code> code(Code.Purpose purpose) {
    return Optional.ofNullable(codes.get(purpose));
  }

  /** The user has proved that they read their mail. */
  PoolUser confirm() {
    return withStatus(Status.CONFIRMED).withEmailVerified(true);
  }

  PoolUser withStatus(Status other) {
    return with(draft -> draft.status = other);
  }

  PoolUser withEmailVerified(boolean verified) {
    return with(draft -> draft.emailVerified = verified);
  }

  PoolUser enable() {
    return with(draft -> draft.enabled = true);
  }

  /** Blocks the user at once: the user's sign-ins end too. */
  PoolUser disable() {
    return with(draft -> draft.enabled = false).eachSignIn(SignIn::revoke);
  }

  /** Gives the user a password of their own. */
  PoolUser withPassword(Verifier other) {
    return with(
        draft -> {
          draft.verifier = other;
          draft.temporaryUntil = null;
          draft.status = Status.CONFIRMED;
        });
  }

  /** Gives the user a password that only allows choosing their own. */
  PoolUser withTemporaryPassword(Verifier other, Instant until) {
    return with(
        draft -> {
          draft.verifier = other;
          draft.temporaryUntil = until;
          draft.status = Status.FORCE_CHANGE_PASSWORD;
        });
  }

  /** Adds to what is known of the user, or replaces it. */
  PoolUser withAttributes(Map<String, String> others) {
    Map<String, String> all = new TreeMap<>(attributes);
    all.putAll(others);
    return with(draft -> draft.attributes = all);
  }

  /**
   * Begins to set up an authenticator; null ends that. The user's present authenticator stays in
   * force meanwhile.
   */
  PoolUser withNewSecret(String secret) {
    return with(draft -> draft.newSecret = secret);
  }

  /** Puts an authenticator in force, in place of any other. */
  PoolUser withAuthenticator(Authenticator other) {
    return with(draft -> draft.authenticator = other);
  }

  PoolUser withGroups(Set<String> others) {
    return with(draft -> draft.groups = List.copyOf(others));
  }

  /** Opens a code; an older code for the same purpose becomes invalid. */
  PoolUser withCode(Code.Purpose purpose, Code code) {
    Map<Code.Purpose, Code> others = new EnumMap<>(Code.Purpose.class);
    others.putAll(codes);
    others.put(purpose, code);
    return with(draft -> draft.codes = others);
  }

  PoolUser withoutCode(Code.Purpose purpose) {
    Map<Code.Purpose, Code> others = new EnumMap<>(Code.Purpose.class);
    others.putAll(codes);
    others.remove(purpose);
    return with(draft -> draft.codes = others);
  }

  PoolUser withSignIns(List<SignIn> others) {
    return with(draft -> draft.signIns = others);
  }

  PoolUser eachSignIn(UnaryOperator<SignIn> change) {
    return withSignIns(signIns.stream().map(change).toList());
  }

  /** Leaves out the verifier, secrets, codes and sign-ins: this text may end up in a log. */
  @Override
  public String toString() {
    return "PoolUser[sub=%s, status=%s]".formatted(sub, status);
  }

  private PoolUser with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new PoolUser(draft);
  }

  /** The parts of a user's next state. */
  private static final class Draft {
    private final PoolUser from;
    private Status status;
    private boolean emailVerified;
    private boolean enabled;
    private Map<String, String> attributes;
    private Verifier verifier;
    private Instant temporaryUntil;
    private Authenticator authenticator;
    private String newSecret;
    private List<String> groups;
    private Map<Code.Purpose, Code> codes;
    private List<SignIn> signIns;

    private Draft(PoolUser from) {
      this.from = from;
      status = from.status;
      emailVerified = from.emailVerified;
      enabled = from.enabled;
      attributes = from.attributes;
      verifier = from.verifier;
      temporaryUntil = from.temporaryUntil;
      authenticator = from.authenticator;
      newSecret = from.newSecret;
      groups = from.groups;
      codes = from.codes;
      signIns = from.signIns;
    }
  }
}
