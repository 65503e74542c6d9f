package io.querycast.identity;

import io.querycast.NanoClock;
import io.querycast.Settings;
import io.querycast.StartEvent;
import io.querycast.StopEvent;
import io.querycast.Threads;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Whether the sign-ins behind tokens are still good. Cognito is asked when a token is first seen,
 * and again before the last answer is as old as {@code querycast.token-check}. So tokens and
 * sockets stay good at most that long after a user has signed out or was disabled. While Cognito
 * does not answer, the last answer counts. A token without an answer is then good too, until its
 * own end.
 */
@Singleton
public class SignIns {
  private static final Logger LOG = Logger.getLogger(SignIns.class.getName());

  /**
   * How many tokens are remembered, besides those of open sockets. Cognito is asked again about a
   * forgotten one.
   */
  static final int MOST = 20_000;

  /** How many questions about the tokens of sockets may be open at once. */
  private static final int MOST_ASKED_AT_ONCE = 8;

  /**
   * How many looks at the tokens of sockets there are in the time after which an answer is too old.
   */
  private static final int LOOKS = 10;

  /**
   * Once an answer has reached this share of that age, Cognito is asked again. The old one still
   * counts.
   */
  private static final double OLD = 0.8;

  private static final CompletableFuture<?> DONE = CompletableFuture.completedFuture(null);

  /** What is known about a token. */
  private static final class Known {
    /** The token, while there are sockets that depend on it. */
    private AccessToken token;

    private final Set<Watch> watches = new HashSet<>(1);
    private long answered;
    private long asked;
    private boolean wasAsked;
    private boolean hasAnswer;
    private boolean isOver;
    private CompletableFuture<?> question;
  }

  /** A socket that depends on a token. */
  public final class Watch {
    private final String fingerprint;
    private final Runnable over;

    private Watch(String fingerprint, Runnable over) {
      this.fingerprint = fingerprint;
      this.over = over;
    }

    /** The socket is gone. */
    public void end() {
      synchronized (SignIns.this) {
        Known known = tokens.get(fingerprint);
        if (known != null && known.watches.remove(this) && known.watches.isEmpty()) {
          known.token = null;
        }
      }
    }
  }

  private final Cognito cognito;
  private final NanoClock ticks;
  private final Threads threads;
  private final long longest;

  /** By fingerprint. The token that was used longest ago is the first. */
  private final Map<String, Known> tokens = new LinkedHashMap<>(16, 0.75f, true);

  private ScheduledFuture<?> looks;
  private boolean isSilent;

  @Inject
  SignIns(Cognito cognito, Settings settings, NanoClock ticks, Threads threads) {
    this.cognito = cognito;
    this.ticks = ticks;
    this.threads = threads;
    this.longest = settings.tokenCheck().toNanos();
  }

  void start(@Observes StartEvent starting) {
    long pause = longest / LOOKS;
    looks =
        threads.scheduler().scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.NANOSECONDS);
  }

  void stop(@Observes StopEvent stopping) {
    looks.cancel(false);
  }

  /** Whether a token's sign-in is still good. It waits for Cognito if there is no recent answer. */
  boolean stands(AccessToken token) {
    Known known;
    CompletableFuture<?> question = DONE;
    synchronized (this) {
      known = known(token.fingerprint());
      if (!known.isOver && isOlderThan(OLD, known)) {
        boolean isToWait = isOlderThan(1, known) && !isSilent;
        CompletableFuture<?> asked = ask(known, token);
        question = isToWait ? asked : DONE;
      }
    }
    question.join();
    synchronized (this) {
      return !known.isOver;
    }
  }

  /**
   * Reports when a token's sign-in has ended.
   *
   * @param token the token that admitted the user, perhaps at another node, whose answer may have
   *     the full age: nothing is known about it here, so the next look asks
   * @param over what to do then, once, on a thread that it must not hold up
   */
  public synchronized Watch watch(AccessToken token, Runnable over) {
    String fingerprint = token.fingerprint();
    Known known = known(fingerprint);
    Watch watch = new Watch(fingerprint, over);
    known.watches.add(watch);
    if (known.token == null) {
      known.token = token;
    }
    if (known.isOver) {
      threads.executor().execute(over);
    }
    return watch;
  }

  /** Asks about the tokens of sockets whose answers are getting old. */
  void look() {
    List<Known> old = new ArrayList<>();
    synchronized (this) {
      for (Known each : tokens.values()) {
        if (each.token != null && !each.isOver && isOlderThan(OLD, each)) {
          old.add(each);
        }
      }
    }
    List<CompletableFuture<?>> asked = new ArrayList<>();
    for (Known each : old) {
      synchronized (this) {
        if (each.token != null) {
          asked.add(ask(each, each.token));
        }
      }
      if (asked.size() == MOST_ASKED_AT_ONCE) {
        asked.forEach(CompletableFuture::join);
        asked.clear();
        if (isSilent()) {
          return;
        }
      }
    }
  }

  /**
   * Asks one question at a time about a token. If there is no answer, it does not repeat it at
   * once.
   */
  private CompletableFuture<?> ask(Known known, AccessToken token) {
    if (known.question != null) {
      return known.question;
    }
    long now = ticks.nanos();
    if (known.wasAsked && now - known.asked < longest / LOOKS) {
      return DONE;
    }
    known.wasAsked = true;
    known.asked = now;
    CompletableFuture<?> question = cognito.ask(token).thenAccept(said -> learn(known, said));
    if (!question.isDone()) {
      known.question = question;
    }
    return question;
  }

  private void learn(Known known, Cognito.Answer answer) {
    List<Watch> ended = List.of();
    synchronized (this) {
      known.question = null;
      if (isSilent != (answer == Cognito.Answer.SILENT)) {
        isSilent = !isSilent;
        LOG.log(
            isSilent ? Level.WARNING : Level.INFO,
            isSilent
                ? "Cognito does not say whether tokens are valid: its last answers count."
                : "Cognito says again whether tokens are valid.");
      }
      if (answer != Cognito.Answer.SILENT) {
        known.hasAnswer = true;
        known.answered = ticks.nanos();
      }
      if (answer == Cognito.Answer.OVER) {
        known.isOver = true;
        ended = List.copyOf(known.watches);
        known.token = null;
      }
    }
    ended.forEach(watch -> threads.executor().execute(watch.over));
  }

  private synchronized boolean isSilent() {
    return isSilent;
  }

  private boolean isOlderThan(double share, Known known) {
    return !known.hasAnswer || ticks.nanos() - known.answered >= share * longest;
  }

  private Known known(String fingerprint) {
    Known known = tokens.get(fingerprint);
    if (known != null) {
      return known;
    }
    Known fresh = new Known();
    tokens.put(fingerprint, fresh);
    Iterator<Known> eldestFirst = tokens.values().iterator();
    while (tokens.size() > MOST && eldestFirst.hasNext()) {
      Known eldest = eldestFirst.next();
      if (eldest.watches.isEmpty() && eldest != fresh) {
        eldestFirst.remove();
        break;
      }
    }
    return fresh;
  }
}
