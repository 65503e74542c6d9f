package io.querycast.faults;

import io.querycast.faults.History.Answered;
import io.querycast.faults.History.Asked;
import io.querycast.faults.History.Probed;
import io.querycast.faults.NodeAccess.NoAnswer;
import io.querycast.faults.NodeAccess.Reply;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * All users: asks for the jobs of the plan, repeats an ask without an answer with the same key,
 * cancels, and now and then tries another user's job.
 */
final class Asker {
  private static final int ACCEPTED = 202;
  private static final long LIFE = 3_600_000;

  private final Plan plan;
  private final World world;
  private final History history;
  private final Random random;
  private final Backoff backoff;
  private final BiConsumer<String, JobSeen> toTab;
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();

  /**
   * @param over ends all tries
   * @param toTab gives the user and the job of an answer to the tab in which it was asked for
   */
  Asker(
      Plan plan,
      World world,
      History history,
      Random random,
      CountDownLatch over,
      BiConsumer<String, JobSeen> toTab) {
    this.toTab = toTab;
    this.plan = plan;
    this.world = world;
    this.history = history;
    this.random = random;
    this.backoff = new Backoff(random, world.pace().longestRest(), over);
  }

  /** The ids of jobs that were accepted, with their users' names before them: {@code u3 01K...}. */
  Set<String> accepted() {
    return Set.copyOf(accepted);
  }

  /** Asks until there is an answer, and does what else the plan says about this ask. */
  void ask(Ask ask) throws InterruptedException {
    Optional<JobSeen> job = submit(ask);
    if (job.isEmpty()) {
      return;
    }
    String user = Ask.userOf(ask.mark());
    accepted.add(user + " " + job.get().id());
    toTab.accept(user, job.get());
    if (ask.twice()) {
      submit(ask);
    }
    if (draw(10) == 0) {
      probe(ask, job.get().id());
    }
    if (ask.isCancelled()) {
      TimeUnit.MILLISECONDS.sleep(ask.cancelAfter());
      cancel(ask, job.get().id());
    }
  }

  private Optional<JobSeen> submit(Ask ask) throws InterruptedException {
    String user = Ask.userOf(ask.mark());
    String key = "%d-%s".formatted(plan.seed(), ask.mark());
    int tries = 0;
    do {
      Optional<NodeAccess> door = world.anyDoor(random);
      if (door.isPresent()) {
        String node = door.get().node();
        history.add(new Asked(history.now(), user, ask.mark(), node));
        try {
          Reply reply = door.get().submit(world.caller(ask.user(), LIFE), ask.body(), key);
          Optional<JobSeen> job =
              Optional.of(reply)
                  .filter(given -> given.status() == ACCEPTED)
                  .map(given -> JobSeen.of(given.body()));
          answered(ask, node, "submit", reply.status(), job);
          if (job.isPresent() || reply.status() < 500) {
            return job;
          }
        } catch (NoAnswer e) {
          answered(ask, node, "submit", 0, Optional.empty());
        }
      }
      tries++;
    } while (backoff.rest(tries));
    return Optional.empty();
  }

  private void cancel(Ask ask, String id) throws InterruptedException {
    int tries = 0;
    do {
      Optional<NodeAccess> door = world.anyDoor(random);
      if (door.isPresent()) {
        String node = door.get().node();
        try {
          Reply reply = door.get().cancel(world.caller(ask.user(), LIFE), id);
          Optional<JobSeen> job =
              Optional.of(reply)
                  .filter(given -> given.status() == ACCEPTED)
                  .map(given -> JobSeen.of(given.body()));
          answered(ask, node, "cancel", reply.status(), job);
          if (reply.status() < 500) {
            return;
          }
        } catch (NoAnswer e) {
          answered(ask, node, "cancel", 0, Optional.empty());
        }
      }
      tries++;
    } while (backoff.rest(tries));
  }

  private void answered(Ask ask, String node, String verb, int status, Optional<JobSeen> job) {
    history.add(
        new Answered(
            history.now(),
            Ask.userOf(ask.mark()),
            ask.mark(),
            node,
            verb,
            status,
            job.orElse(null)));
  }

  /** Somebody else tries to see, read and cancel it. */
  private void probe(Ask ask, String id) {
    NodeAccess.Caller other = world.caller((ask.user() + 1) % plan.users(), LIFE);
    for (String verb : List.of("job", "rows", "cancel")) {
      Optional<NodeAccess> door = world.anyDoor(random);
      if (door.isEmpty()) {
        return;
      }
      try {
        Reply reply =
            switch (verb) {
              case "job" -> door.get().job(other, id);
              case "rows" -> door.get().rows(other, id, null);
              default -> door.get().cancel(other, id);
            };
        if (reply.status() < 500) {
          history.add(new Probed(history.now(), other.name(), id, verb, reply.status()));
        }
      } catch (NoAnswer e) {
        // Without an answer nothing was told.
        return;
      }
    }
  }

  private int draw(int bound) {
    synchronized (random) {
      return random.nextInt(bound);
    }
  }
}
