package io.querycast.faults;

import io.querycast.faults.History.Told;
import io.querycast.faults.History.Way;
import io.querycast.faults.NodeAccess.Caller;
import io.querycast.faults.NodeAccess.NoAnswer;
import io.querycast.faults.NodeAccess.Reply;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;

/**
 * What a tab has learned of its user's jobs, by its sockets and by asking. It fetches the rows of
 * those that have finished.
 */
final class Learned {
  private final Plan.TabPlan plan;
  private final World world;
  private final History history;
  private final ExecutorService threads;
  private final Random random;
  private final Backoff backoff;
  private final Map<String, JobSeen> jobs = new ConcurrentHashMap<>();
  private final Map<String, RowsSeen> rows = new ConcurrentHashMap<>();
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /** When each open job was last spoken of, in nanoseconds. */
  private final Map<String, Long> spokenOf = new ConcurrentHashMap<>();

  private final Set<String> fetching = ConcurrentHashMap.newKeySet();
  private final Set<String> writtenDown = new HashSet<>();

  /**
   * @param threads runs the requests
   */
  Learned(
      Plan.TabPlan plan,
      World world,
      History history,
      ExecutorService threads,
      Random random,
      Backoff backoff) {
    this.plan = plan;
    this.world = world;
    this.history = history;
    this.threads = threads;
    this.random = random;
    this.backoff = backoff;
  }

  /** Whether it is everything that the tab must know about a job. */
  boolean isAllOf(String job) {
    JobSeen seen = jobs.get(job);
    return seen != null
        && told.contains(job)
        && (!seen.state().equals("FINISHED") || !plan.readsRows() || rows(job).isComplete());
  }

  /** Keeps the greater version. Each version is written to the history when it is first seen. */
  void fold(long at, Way way, JobSeen job) {
    String line = "%s %s %s".formatted(way == Way.ASKED, job, way == Way.ASKED ? "" : "socket");
    synchronized (writtenDown) {
      if (writtenDown.add(line)) {
        history.add(new Told(at, plan.name(), way, job));
      }
    }
    if (job.isEnded() && way != Way.ASKED) {
      told.add(job.id());
    }
    jobs.merge(job.id(), job, (old, news) -> old.version() < news.version() ? news : old);
    if (told.contains(job.id())) {
      spokenOf.remove(job.id());
    } else {
      spokenOf.putIfAbsent(job.id(), System.nanoTime());
    }
    if (job.state().equals("FINISHED")
        && plan.readsRows()
        && !rows(job.id()).isComplete()
        && fetching.add(job.id())) {
      threads.execute(() -> fetch(job.id()));
    }
  }

  /** Something was said of a job at this moment, in nanoseconds. */
  void spokeOf(String job, long at) {
    spokenOf.replace(job, at);
  }

  void spokeOfAll(long at) {
    spokenOf.replaceAll((job, before) -> at);
  }

  /**
   * When nothing was said of an open job for too long, in nanoseconds.
   *
   * @param notBefore no such moment is earlier
   */
  long quietAt(long notBefore) {
    long quiet = world.pace().quiet().toNanos();
    return spokenOf.values().stream()
        .mapToLong(at -> Math.max(at + quiet, notBefore))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Asks for the jobs that are believed to be open, but that a snapshot does not name. */
  void askForStrays(Collection<JobSeen> named, Instant sentAt) {
    Set<String> ids = new HashSet<>();
    named.forEach(job -> ids.add(job.id()));
    for (JobSeen job : jobs.values()) {
      if (!job.isEnded() && !ids.contains(job.id()) && job.knownBefore(sentAt)) {
        threads.execute(() -> ask(job.id()));
      }
    }
  }

  private void ask(String job) {
    try {
      Optional<NodeAccess> door = world.anyDoor(random);
      if (door.isPresent()) {
        Reply reply = door.get().job(caller(), job);
        if (reply.status() == 200) {
          fold(history.now(), Way.ASKED, JobSeen.of(reply.body()));
        }
      }
    } catch (NoAnswer e) {
      // The next snapshot asks again.
    }
  }

  private void fetch(String job) {
    try {
      int tries = 0;
      while (!rows(job).isComplete()) {
        String page = rows(job).next();
        Optional<NodeAccess> door = world.anyDoor(random);
        try {
          if (door.isPresent()) {
            Reply reply = door.get().rows(caller(), job, page);
            if (reply.status() == 200) {
              take(job, page, reply.body());
              tries = 0;
              continue;
            }
            if (reply.status() < 500) {
              history.add(new History.Refused(history.now(), plan.name(), job, reply.status()));
              return;
            }
          }
        } catch (NoAnswer e) {
          // tried again below
        }
        tries++;
        if (!backoff.rest(tries)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void take(String job, String page, JsonObject result) {
    if (rows(job).take(page, result) && plan.readsRows()) {
      history.add(new History.Result(history.now(), plan.name(), job, rows(job).all()));
    }
  }

  private RowsSeen rows(String job) {
    return rows.computeIfAbsent(job, id -> new RowsSeen());
  }

  private Caller caller() {
    return world.caller(plan.user(), plan.sessionLife());
  }
}
