package io.querycast.watch;

import io.querycast.Threads;
import io.querycast.job.ConnectedUsers;
import io.querycast.job.Job;
import io.querycast.job.JobChanged;
import io.querycast.job.JobState;
import io.querycast.job.Jobs;
import io.querycast.job.Submissions;
import io.querycast.rest.Problem;
import io.querycast.watch.WatchStore.Watcher;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs each watched question once per pause, however many watch it and on however many nodes, for
 * as long as somebody does. docs/adr/0060-watching.md names each write, and what happens if it is a
 * node's last one.
 */
@Singleton
class Rounds {
  private static final Logger LOG = Logger.getLogger(Rounds.class.getName());

  /** After this time another node stores a run that the first one may not have stored. */
  static final Duration RETRY = Duration.ofSeconds(10);

  /** This many watchers are told at the same time. */
  private static final int AT_ONCE = 16;

  private final WatchStore store;
  private final Submissions submissions;
  private final Jobs jobs;
  private final ConnectedUsers users;
  private final Event<Answered> answered;
  private final InstantSource clock;
  private final Threads threads;

  @Inject
  Rounds(
      WatchStore store,
      Submissions submissions,
      Jobs jobs,
      ConnectedUsers users,
      Event<Answered> answered,
      InstantSource clock,
      Threads threads) {
    this.store = store;
    this.submissions = submissions;
    this.jobs = jobs;
    this.users = users;
    this.answered = answered;
    this.clock = clock;
    this.threads = threads;
  }

  /** Sees to it that a watch is served: at once, if the newest run is older than its pause. */
  void serve(Watch watch) {
    String key = watch.question().key();
    Instant now = now();
    while (true) {
      Optional<Round> round = store.round(key);
      Instant next = round.map(it -> it.nextFor(watch.refresh(), now)).orElse(now);
      boolean isKnown = round.filter(it -> !isLate(it, next)).isPresent();
      if (isKnown || store(round, watch, next)) {
        if (!next.isAfter(now)) {
          lookSoon(key);
        }
        return;
      }
    }
  }

  private boolean store(Optional<Round> round, Watch watch, Instant next) {
    return round
        .map(before -> store.change(before, before.due(next)))
        .orElseGet(() -> store.begin(Round.first(watch.question(), watch.refresh(), next)));
  }

  /** Whether the next look would be too late for a watch that is due at a time. */
  private static boolean isLate(Round round, Instant next) {
    return round.dueAt() == null || (!round.isStarting() && round.dueAt().isAfter(next));
  }

  private void lookSoon(String key) {
    try {
      threads.executor().execute(() -> lookQuietly(key));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "The server ends: another node looks", e);
    }
  }

  /** The same as {@link #look}, where an error of one question must not keep others waiting. */
  void lookQuietly(String key) {
    try {
      look(key);
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "A watched question is looked at later: {0}", e.getClass().getName());
    }
  }

  /** Begins a question's next run, if it is due and somebody watches. */
  void look(String key) {
    Round round = store.round(key).orElse(null);
    Instant now = now();
    if (round == null || round.dueAt() == null || round.dueAt().isAfter(now)) {
      return;
    }
    if (round.isStarting()) {
      start(round);
      return;
    }
    Optional<Job> newest = run(round, round.run());
    if (newest.filter(job -> !job.isEnded()).isPresent()) {
      // It takes longer than the pause. Two runs at once would only be slower.
      store.change(round, round.due(now.plus(round.pause())));
      return;
    }
    Optional<Duration> pause = shortestPause(key);
    if (pause.isEmpty()) {
      store.change(round, round.due(null));
      return;
    }
    boolean hasAnswer = newest.filter(Rounds::hasAnswer).isPresent();
    Round next = round.begin(submissions.nextId(), hasAnswer, pause.get(), now, now.plus(RETRY));
    if (store.change(round, next)) {
      start(next);
    }
  }

  private void start(Round round) {
    String fault = null;
    try {
      Question question = round.question();
      submissions.run(
          Question.owner(round.key()), round.run(), question.query(), question.arguments());
    } catch (Problem e) {
      // The catalogue has changed.
      fault = e.getMessage();
    }
    store.change(round, round.begun(fault, round.nextFor(round.pause(), now())));
  }

  /** The shortest pause of those who watch and are connected; empty if nobody is. */
  private Optional<Duration> shortestPause(String key) {
    Map<String, Boolean> connected = new HashMap<>();
    return store
        .watchers(key)
        .sorted(Comparator.comparing(Watcher::refresh))
        .filter(watcher -> connected.computeIfAbsent(watcher.user(), users::isConnected))
        .filter(watcher -> stillWatches(watcher, key))
        .map(Watcher::refresh)
        .findFirst();
  }

  /** A node may have died between the writes of a watch. */
  private boolean stillWatches(Watcher watcher, String key) {
    boolean does =
        store
            .find(watcher.user(), watcher.watch())
            .filter(watch -> watch.question().key().equals(key))
            .isPresent();
    if (!does) {
      store.unwatch(key, watcher.user(), watcher.watch());
    }
    return does;
  }

  /** The newest run of a question that has an answer; empty if none has. */
  Optional<Job> answer(Round round) {
    return run(round, round.run())
        .filter(Rounds::hasAnswer)
        .or(() -> run(round, round.before()).filter(Rounds::hasAnswer));
  }

  /** Whether the newest run is young enough for somebody who watches with this pause. */
  boolean isYoung(Round round, Duration refresh) {
    return round.begunAt() != null && round.nextFor(refresh, now()).isAfter(now());
  }

  /** The newest run, ended or not. */
  Optional<Job> newest(Round round) {
    return run(round, round.run());
  }

  private Optional<Job> run(Round round, String id) {
    return id == null ? Optional.empty() : jobs.find(Question.owner(round.key()), id);
  }

  private static boolean hasAnswer(Job run) {
    return run.state() instanceof JobState.Finished && !run.hasLostResult();
  }

  /** A run has ended: all who watch its question are told. */
  void changed(@Observes JobChanged news) {
    Job run = news.job();
    if (!Watches.isRun(run) || !run.isEnded()) {
      return;
    }
    try {
      threads.executor().execute(() -> tellAll(run));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "The server ends: the watchers ask", e);
    }
  }

  private void tellAll(Job run) {
    try {
      List<Watcher> all = store.watchers(Question.keyOf(run.owner())).toList();
      threads.forEach(
          all,
          AT_ONCE,
          watcher -> answered.fire(new Answered(watcher.user(), watcher.watch(), run)));
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "Watchers were not told: {0}", e.getClass().getName());
    }
  }

  /** Tells one watcher what the newest answer is. */
  void tell(Watch watch, Job run) {
    answered.fire(new Answered(watch.user(), watch.id(), run));
  }

  /** As the store keeps times. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
