package io.querycast.local.cognito;

import io.querycast.local.AwsError;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Sign-ins that have given the right password and wait for one more step. A step that succeeds uses
 * the session up. A wrong code leaves it open until its time is over.
 */
final class Sessions {
  /** How long the next step may take, as in Cognito by default. */
  private static final Duration LIFE = Duration.ofMinutes(3);

  private static final int MOST = 10_000;

  /** The step that a session waits for. */
  enum Step {
    NEW_PASSWORD_REQUIRED,
    SOFTWARE_TOKEN_MFA,
    MFA_SETUP,
    /** The authenticator is set up: only the tokens are still to be fetched. */
    MFA_IS_SET_UP
  }

  /** An action that a session allows. */
  interface Deed<T> {
    T with(PoolUser user) throws AwsError;
  }

  private static final class Session {
    private final PoolUser user;
    private final Step step;
    private final Instant openedAt;
    private boolean spent;

    private Session(PoolUser user, Step step, Instant openedAt) {
      this.user = user;
      this.step = step;
      this.openedAt = openedAt;
    }
  }

  private final PoolUsers users;
  private final InstantSource clock;
  private final BooleanSupplier expires;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> sessions = new Bounded<>(MOST);

  /**
   * @param expires whether a session counts as too old, whatever its age
   */
  Sessions(PoolUsers users, InstantSource clock, BooleanSupplier expires) {
    this.users = users;
    this.clock = clock;
    this.expires = expires;
  }

  /** Opens a session for a user who has proved the password. */
  String open(PoolUser user, Step step) {
    byte[] bytes = new byte[96];
    random.nextBytes(bytes);
    String name = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    synchronized (sessions) {
      sessions.put(name, new Session(user, step, clock.instant()));
    }
    return name;
  }

  /**
   * Does something that a session allows, and uses the session up. If the deed throws, the session
   * stays open.
   *
   * @throws AwsError the deed's error, or {@code NotAuthorizedException} if the session allows
   *     nothing: it is used up, too old or for another step, or its user has changed the password
   *     since
   */
  <T> T spend(String name, Step step, Deed<T> deed) throws AwsError {
    Session session;
    synchronized (sessions) {
      session = sessions.get(name);
    }
    if (session == null || isOver(session)) {
      throw PoolSignIns.notAuthorized("Invalid session for the user, session is expired.");
    }
    // One after another: if two come at once, only the first may succeed.
    synchronized (session) {
      if (session.spent) {
        throw PoolSignIns.notAuthorized(
            "Invalid session for the user, session can only be used once.");
      }
      T done = deed.with(current(session, step));
      session.spent = true;
      return done;
    }
  }

  private PoolUser current(Session session, Step step) throws AwsError {
    PoolUser user =
        users
            .find(session.user.sub())
            .filter(found -> session.step == step)
            .filter(found -> found.verifier().equals(session.user.verifier()))
            .orElseThrow(() -> PoolSignIns.notAuthorized("Invalid session for the user."));
    PoolSignIns.requireEnabled(user);
    return user;
  }

  private boolean isOver(Session session) {
    return expires.getAsBoolean() || !clock.instant().isBefore(session.openedAt.plus(LIFE));
  }
}
