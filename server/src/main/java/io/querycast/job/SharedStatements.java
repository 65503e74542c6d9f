package io.querycast.job;

import io.querycast.Threads;
import io.querycast.job.SharedStatementStore.Open;
import io.querycast.job.SharedStatementStore.User;
import io.querycast.warehouse.Statement;
import io.querycast.warehouse.Warehouse;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The statements that several jobs share while they run. docs/adr/0056-one-statement-for-many.md
 * names each write, and what happens if it is a node's last one.
 */
@Singleton
class SharedStatements {
  private static final Logger LOG = Logger.getLogger(SharedStatements.class.getName());

  /** This many jobs are told an ending at the same time. */
  private static final int AT_ONCE = 16;

  private final SharedStatementStore store;
  private final Answers answers;
  private final JobStore jobs;
  private final JobSteps steps;
  private final Warehouse warehouse;
  private final InstantSource clock;
  private final Threads threads;

  @Inject
  SharedStatements(
      SharedStatementStore store,
      Answers answers,
      JobStore jobs,
      JobSteps steps,
      Warehouse warehouse,
      InstantSource clock,
      Threads threads) {
    this.store = store;
    this.answers = answers;
    this.jobs = jobs;
    this.steps = steps;
    this.warehouse = warehouse;
    this.clock = clock;
    this.threads = threads;
  }

  /**
   * Lets a job that has no statement yet join the one that is open for what it asks. If none is
   * open, an answer serves the job that came a moment before; else the job's own is open from now
   * on.
   */
  Job join(Job job) {
    if (job.shared() == null || job.shared().isJoined() || job.statementId() != null) {
      return job;
    }
    String asked = job.shared().asked();
    while (true) {
      Optional<Open> open = store.open(asked);
      if (open.isPresent() && open.get().statement().equals(job.id())) {
        return job;
      }
      // An item may be left of a statement that is over. Only a job can say that it is not.
      Optional<Job> other = open.flatMap(found -> users(asked, found.statement()).findFirst());
      if (other.isPresent()) {
        Optional<Job> joined = join(job, open.get().statement(), other.get());
        if (joined.isPresent()) {
          return joined.get();
        }
      } else {
        // Whoever ends a statement keeps its answer first, and then closes the statement.
        Optional<Answer> answer = answers.find(job);
        if (answer.isPresent()) {
          return steps.change(job, before -> before.answered(answer.get(), clock.instant()));
        }
        if (store.open(asked, job.id(), open, clock.instant())) {
          return job;
        }
      }
    }
  }

  private Optional<Job> join(Job job, String statement, Job other) {
    Instant now = clock.instant();
    store.add(statement, new User(job.owner(), job.id()), now);
    if (!store.join(job.shared().asked(), statement)) {
      store.remove(statement, job.id());
      return Optional.empty();
    }
    Job joined = steps.change(job, before -> before.joined(statement, other, now));
    askAgain(joined);
    return Optional.of(joined);
  }

  /**
   * The ending may have been told while the job was joining. Then the statement is not open any
   * more, and the job asks by itself.
   */
  private void askAgain(Job joined) {
    if (joined.statementId() != null && !joined.isEnded() && !isOpen(joined)) {
      try {
        warehouse
            .describe(joined.statementId())
            .filter(statement -> statement.state() != Statement.State.RUNNING)
            .ifPresent(statement -> end(joined, statement, LearnedFrom.WAIT));
      } catch (RuntimeException e) {
        LOG.log(Level.FINE, "The sweeper will ask again: {0}", e.getClass().getName());
      }
    }
  }

  private boolean isOpen(Job job) {
    return store
        .open(job.shared().asked())
        .filter(open -> open.statement().equals(job.statementName()))
        .isPresent();
  }

  /** Redshift's id of the statement that a job has joined, if another job knows it. */
  Optional<String> statementId(Job job) {
    return job.shared() == null || !job.shared().isJoined()
        ? Optional.empty()
        : others(job).map(Job::statementId).filter(Objects::nonNull).findFirst();
  }

  /**
   * Redshift has taken a job's statement. All that waited for it run now.
   *
   * @param before the job as it was before that
   */
  void started(Job before, Job job) {
    if (job.shared() == null) {
      return;
    }
    if (job.shared().isJoined()) {
      askAgain(job);
    }
    if (before.queue() != null && job.statementId() != null) {
      changeOthers(job, each -> each.accepted(job.statementId(), clock.instant()));
    }
  }

  /**
   * Redshift ended a statement: its job ends, and all jobs that share it. If another node tells
   * them already, this one does so only for an event, which may have come again because that node
   * died. Otherwise each of a thousand jobs that are due would look at all others.
   */
  void end(Job job, Statement statement, LearnedFrom from) {
    answers.keep(job, statement);
    boolean isEvent = from == LearnedFrom.EVENT;
    changeAll(job, isEvent, before -> before.ended(statement, from, clock.instant()));
  }

  /** A statement can't go on: its job fails, and all jobs that share it. */
  Job fail(Job job, JobError why) {
    return changeAll(job, false, before -> before.failed(why, null, clock.instant()));
  }

  /**
   * @param isAgain whether the others are changed too if somebody has closed the statement before
   */
  private Job changeAll(Job job, boolean isAgain, UnaryOperator<Job> step) {
    boolean tellsOthers =
        job.shared() != null
            && switch (store.close(job.shared().asked(), job.statementName())) {
              case ALONE -> false;
              case SHARED -> true;
              case BEFORE -> isAgain;
            };
    Job changed = steps.change(job, step);
    if (tellsOthers) {
      changeOthers(job, step);
    }
    return changed;
  }

  private void changeOthers(Job job, UnaryOperator<Job> step) {
    List<User> all =
        Stream.concat(first(job.statementName()), store.users(job.statementName()))
            .filter(user -> !user.job().equals(job.id()))
            .toList();
    threads.forEach(all, AT_ONCE, user -> change(job.statementName(), user, step));
  }

  private void change(String statement, User user, UnaryOperator<Job> step) {
    try {
      jobs.find(user.owner(), user.job())
          .filter(job -> job.statementName().equals(statement))
          .ifPresent(job -> steps.change(job, step));
    } catch (RuntimeException e) {
      // An error of one job must not keep the others from being told. The sweeper tells this one.
      LOG.log(Level.FINE, "A job is told later: {0}", e.getClass().getName());
    }
  }

  /** A job that has not ended, of the statement of this one, which has. */
  Optional<Job> heir(Job ended) {
    return ended.shared() == null
        ? Optional.empty()
        : listed(ended.statementName())
            .filter(job -> !job.isEnded())
            .filter(job -> job.statementName().equals(ended.statementName()))
            .findFirst();
  }

  /**
   * The user of a running job no longer wants it. If others use its statement, the job ends at
   * once; else it ends when Redshift says so.
   */
  Job letGo(Job job) {
    return stopIfLast(job, job.statementId())
        ? job
        : steps.change(job, before -> before.letGo(clock.instant()));
  }

  /** Stops a job's statement in Redshift, unless other jobs use it. */
  boolean stopIfLast(Job job, String statementId) {
    boolean isLast = isLast(job, job.statementName());
    if (isLast) {
      warehouse.cancel(statementId);
    }
    return isLast;
  }

  /**
   * Stops what may run of an ended job although nobody wants it: a statement of its own, or the one
   * that it was about to join.
   */
  void stopStrays(Job job) {
    Stream<String> open =
        Stream.ofNullable(job.shared())
            .flatMap(shared -> store.open(shared.asked()).stream())
            .map(Open::statement);
    Stream.concat(Stream.of(job.statementName()), open)
        .distinct()
        .filter(statement -> isLast(job, statement))
        .flatMap(statement -> warehouse.find(statement).stream())
        .forEach(warehouse::cancel);
  }

  /** Whether no other job uses a statement. Then nobody can join it from now on. */
  private boolean isLast(Job job, String statement) {
    if (job.shared() == null) {
      return true;
    }
    String asked = job.shared().asked();
    while (true) {
      Optional<Open> open = store.open(asked).filter(it -> it.statement().equals(statement));
      if (users(asked, statement).anyMatch(user -> !user.id().equals(job.id()))) {
        return false;
      }
      if (open.isEmpty() || store.closeUnchanged(asked, open.get())) {
        return true;
      }
    }
  }

  private Stream<Job> others(Job job) {
    return users(job.shared().asked(), job.statementName())
        .filter(other -> !other.id().equals(job.id()));
  }

  /** The jobs that use a statement, or are about to join it. */
  private Stream<Job> users(String asked, String statement) {
    return listed(statement).filter(job -> job.uses(asked, statement));
  }

  private Stream<Job> listed(String statement) {
    return Stream.concat(first(statement), store.users(statement))
        .flatMap(user -> jobs.find(user.owner(), user.job()).stream());
  }

  private Stream<User> first(String statement) {
    return jobs.find(statement).stream().map(job -> new User(job.owner(), job.id()));
  }
}
