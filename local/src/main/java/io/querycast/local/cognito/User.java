package io.querycast.local.cognito;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Who may sign in. A change is a new User.
 *
 * @param sub the id, and Cognito's user name, since people sign in by their email
 * @param email in small letters
 * @param confirmed whether the email is known to be theirs
 * @param enabled false while an administrator keeps them out
 * @param groups in the order in which they were joined
 * @param codes those that are open
 * @param signIns oldest first
 */
record User(
    String sub,
    String email,
    Instant createdAt,
    boolean confirmed,
    boolean enabled,
    Verifier verifier,
    List<String> groups,
    Map<Code.Purpose, Code> codes,
    List<SignIn> signIns) {

  User {
    groups = List.copyOf(groups);
    codes = Map.copyOf(codes);
    signIns = List.copyOf(signIns);
  }

  /** Somebody who just signed up. */
  static User of(String sub, String email, Instant now, Verifier verifier) {
    return new User(sub, email, now, false, true, verifier, List.of(), Map.of(), List.of());
  }

  Optional<Code> code(Code.Purpose purpose) {
    return Optional.ofNullable(codes.get(purpose));
  }

  /** In Cognito's words. */
  String status() {
    return confirmed ? "CONFIRMED" : "UNCONFIRMED";
  }

  User confirm() {
    return new User(sub, email, createdAt, true, enabled, verifier, groups, codes, signIns);
  }

  User enable() {
    return new User(sub, email, createdAt, confirmed, true, verifier, groups, codes, signIns);
  }

  /** Keeps them out, at once: what they hold dies too. */
  User disable() {
    return new User(sub, email, createdAt, confirmed, false, verifier, groups, codes, signIns)
        .eachSignIn(SignIn::revoke);
  }

  User withVerifier(Verifier other) {
    return new User(sub, email, createdAt, confirmed, enabled, other, groups, codes, signIns);
  }

  User withGroups(Set<String> others) {
    return new User(
        sub, email, createdAt, confirmed, enabled, verifier, List.copyOf(others), codes, signIns);
  }

  /** Opens a code; an older one for the same purpose is void. */
  User withCode(Code.Purpose purpose, Code code) {
    Map<Code.Purpose, Code> others = new EnumMap<>(Code.Purpose.class);
    others.putAll(codes);
    others.put(purpose, code);
    return withCodes(others);
  }

  User withoutCode(Code.Purpose purpose) {
    Map<Code.Purpose, Code> others = new EnumMap<>(Code.Purpose.class);
    others.putAll(codes);
    others.remove(purpose);
    return withCodes(others);
  }

  User withSignIns(List<SignIn> others) {
    return new User(sub, email, createdAt, confirmed, enabled, verifier, groups, codes, others);
  }

  User eachSignIn(UnaryOperator<SignIn> change) {
    return withSignIns(signIns.stream().map(change).toList());
  }

  /** Never the verifier, codes or sign-ins: this may end up in a log. */
  @Override
  public String toString() {
    return "User[sub=%s, status=%s]".formatted(sub, status());
  }

  private User withCodes(Map<Code.Purpose, Code> others) {
    return new User(sub, email, createdAt, confirmed, enabled, verifier, groups, others, signIns);
  }
}
