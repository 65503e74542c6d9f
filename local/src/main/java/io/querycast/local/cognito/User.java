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
 * Who may sign in. A change is a new User.
 *
 * @param sub the id, and Cognito's user name, since people sign in by their email
 * @param email in small letters
 * @param emailVerified whether the email is known to be theirs
 * @param enabled false while an administrator keeps them out
 * @param attributes what else is known of them, by Cognito's names
 * @param temporaryUntil when a password that an administrator gave ends; null for one of their own
 * @param authenticator what makes their second codes; null without one
 * @param newSecret of an authenticator that is being set up; null when none is
 * @param groups in the order in which they were joined
 * @param codes those that are open
 * @param signIns oldest first
 */
record User(
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

  /** How far somebody has come, in Cognito's words. */
  enum Status {
    UNCONFIRMED,
    CONFIRMED,
    FORCE_CHANGE_PASSWORD,
    RESET_REQUIRED
  }

  User {
    attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
    groups = List.copyOf(groups);
    codes = Map.copyOf(codes);
    signIns = List.copyOf(signIns);
  }

  private User(Draft draft) {
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

  /** Somebody who just signed up. */
  static User of(String sub, String email, Instant now, Verifier verifier) {
    return new User(
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

  /** They have shown that they read their mail. */
  User confirm() {
    return withStatus(Status.CONFIRMED).withEmailVerified(true);
  }

  User withStatus(Status other) {
    return with(draft -> draft.status = other);
  }

  User withEmailVerified(boolean verified) {
    return with(draft -> draft.emailVerified = verified);
  }

  User enable() {
    return with(draft -> draft.enabled = true);
  }

  /** Keeps them out, at once: what they hold dies too. */
  User disable() {
    return with(draft -> draft.enabled = false).eachSignIn(SignIn::revoke);
  }

  /** Gives them a password of their own. */
  User withPassword(Verifier other) {
    return with(
        draft -> {
          draft.verifier = other;
          draft.temporaryUntil = null;
          draft.status = Status.CONFIRMED;
        });
  }

  /** Gives them a password that only lets them choose their own. */
  User withTemporaryPassword(Verifier other, Instant until) {
    return with(
        draft -> {
          draft.verifier = other;
          draft.temporaryUntil = until;
          draft.status = Status.FORCE_CHANGE_PASSWORD;
        });
  }

  /** Adds to what is known of them, or replaces it. */
  User withAttributes(Map<String, String> others) {
    Map<String, String> all = new TreeMap<>(attributes);
    all.putAll(others);
    return with(draft -> draft.attributes = all);
  }

  /**
   * Begins to set up an authenticator, or ends that with null; the one they have stays in force
   * meanwhile.
   */
  User withNewSecret(String secret) {
    return with(draft -> draft.newSecret = secret);
  }

  /** Puts an authenticator in force, in place of any other. */
  User withAuthenticator(Authenticator other) {
    return with(draft -> draft.authenticator = other);
  }

  User withGroups(Set<String> others) {
    return with(draft -> draft.groups = List.copyOf(others));
  }

  /** Opens a code; an older one for the same purpose is void. */
  User withCode(Code.Purpose purpose, Code code) {
    Map<Code.Purpose, Code> others = new EnumMap<>(Code.Purpose.class);
    others.putAll(codes);
    others.put(purpose, code);
    return with(draft -> draft.codes = others);
  }

  User withoutCode(Code.Purpose purpose) {
    Map<Code.Purpose, Code> others = new EnumMap<>(Code.Purpose.class);
    others.putAll(codes);
    others.remove(purpose);
    return with(draft -> draft.codes = others);
  }

  User withSignIns(List<SignIn> others) {
    return with(draft -> draft.signIns = others);
  }

  User eachSignIn(UnaryOperator<SignIn> change) {
    return withSignIns(signIns.stream().map(change).toList());
  }

  /** Never the verifier, secrets, codes or sign-ins: this may end up in a log. */
  @Override
  public String toString() {
    return "User[sub=%s, status=%s]".formatted(sub, status);
  }

  private User with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new User(draft);
  }

  /** What the next state of a user is made of. */
  private static final class Draft {
    private final User from;
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

    private Draft(User from) {
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
