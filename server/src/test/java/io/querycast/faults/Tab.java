package io.querycast.faults;

import io.querycast.faults.History.Beat;
import io.querycast.faults.History.Lost;
import io.querycast.faults.History.Opened;
import io.querycast.faults.History.Reused;
import io.querycast.faults.History.Told;
import io.querycast.faults.History.Way;
import io.querycast.faults.History.Whole;
import io.querycast.faults.NodeAccess.Caller;
import io.querycast.faults.NodeAccess.NoAnswer;
import io.querycast.faults.NodeAccess.Reply;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * One open page. It holds a socket to any node that accepts it, opens another if that is lost, and
 * moves to a new session before the old one ends. It does what spa/src/push/connection.ts does, at
 * the world's pace.
 */
final class Tab implements AutoCloseable {
  /** How long before a session's end the next one is opened. */
  private static final Duration HEAD_START = Duration.ofMillis(800);

  private static final Duration SHORTEST_RENEWAL = Duration.ofMillis(400);

  /** One of so many tickets is tried a second time. */
  private static final int PROBES = 4;

  /** How many failures the page counts if a server says that it stops. */
  private static final int SPREAD_OUT = 3;

  private final Plan.TabPlan plan;
  private final World world;
  private final History history;
  private final ExecutorService threads;
  private final Random random;
  private final CountDownLatch over = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Backoff backoff;
  private final Map<String, JobSeen> jobs = new ConcurrentHashMap<>();
  private final Map<String, RowsSeen> rows = new ConcurrentHashMap<>();
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /** When each open job was last spoken of, in nanoseconds. */
  private final Map<String, Long> spokenOf = new ConcurrentHashMap<>();

  /** Until then it does not ask for a snapshot again. */
  private volatile long nextLook = Long.MIN_VALUE;

  private final Set<String> fetching = ConcurrentHashMap.newKeySet();
  private final Set<String> writtenDown = new HashSet<>();
  private volatile Spell current;

  /**
   * @param threads runs this tab and its requests
   */
  Tab(Plan.TabPlan plan, World world, History history, ExecutorService threads, Random random) {
    this.plan = plan;
    this.world = world;
    this.history = history;
    this.threads = threads;
    this.random = random;
    this.backoff = new Backoff(random, world.pace().longestRest(), over);
  }

  /** One socket, from its first message on. Its messages wait here. */
  private final class Spell implements NodeAccess.Ear {
    private final String node;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final Map<String, Long> versions = new HashMap<>();
    private NodeAccess.Wire wire;
    private boolean isAtGateway;
    private long renewAt = Long.MAX_VALUE;
    private long pingAt = Long.MAX_VALUE;
    private long seenAt = Long.MAX_VALUE;
    private long silentAt;
    private long openedAt;
    private boolean whole;

    Spell(String node) {
      this.node = node;
    }

    @Override
    public void heard(String text) {
      heard.add(new Heard(System.nanoTime(), history.now(), text, 0));
    }

    @Override
    public void closed(int code) {
      heard.add(new Heard(System.nanoTime(), history.now(), null, code));
    }

    Heard next(Duration within) throws InterruptedException {
      return heard.poll(within.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** When there is something to do if nothing is heard. */
    long nextAt() {
      return LongStream.of(silentAt, renewAt, pingAt, seenAt).min().orElseThrow();
    }

    void close(String why) {
      wire.close();
      history.add(new Lost(history.now(), plan.name(), node, why));
    }
  }

  /**
   * A message, or the end of a socket.
   *
   * @param text null at the end
   */
  private record Heard(long nanos, long at, String text, int code) {}

  /** Opens the tab, now or at its time, and keeps it open until {@link #close}. */
  void open() {
    threads.execute(
        () -> {
          try {
            if (!over.await(plan.opensAt(), TimeUnit.MILLISECONDS)) {
              live();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            ended.countDown();
          }
        });
  }

  Plan.TabPlan plan() {
    return plan;
  }

  /** Whether it knows everything that it must know about a job. */
  boolean isContentWith(String job) {
    JobSeen seen = jobs.get(job);
    return seen != null
        && told.contains(job)
        && (!seen.state().equals("FINISHED") || !plan.readsRows() || rows(job).isComplete());
  }

  /** Whether it holds a socket that it believes to be alive. */
  boolean isConnected() {
    return current != null;
  }

  @Override
  public void close() throws InterruptedException {
    over.countDown();
    Spell last = current;
    if (last != null) {
      // Wakes the thread that waits for the next message.
      last.closed(0);
    }
    if (!ended.await(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException(plan.name() + " does not close");
    }
  }

  private void live() throws InterruptedException {
    int tries = 0;
    do {
      Optional<Spell> spell = connect();
      tries = spell.isEmpty() ? tries + 1 : listen(spell.get());
    } while (backoff.rest(tries));
  }

  /** A session, a socket and its first message; nothing if any of them does not come. */
  private Optional<Spell> connect() throws InterruptedException {
    Optional<NodeAccess> door = world.anyDoor(random);
    if (door.isEmpty()) {
      return Optional.empty();
    }
    Spell spell = new Spell(door.get().node());
    try {
      Reply session = door.get().session(caller());
      if (session.status() != 201) {
        return Optional.empty();
      }
      spell.wire = door.get().open(session.body().getString("ticket"), spell);
      spell.openedAt = System.nanoTime();
      spell.isAtGateway = session.body().getString("door", "node").equals("gateway");
      Heard first = spell.isAtGateway ? askFirst() : spell.next(world.pace().answer());
      if (first == null || first.text() == null) {
        spell.close(first == null ? "no first word" : "closed with " + first.code());
        return Optional.empty();
      }
      history.add(new Opened(first.at(), plan.name(), spell.node));
      JsonObject snapshot = CloudAccess.json(first.text());
      // By the server's clock: this machine's may be wrong.
      Duration left =
          Duration.between(
              Instant.parse(snapshot.getString("sentAt")),
              Instant.parse(session.body().getString("expiresAt")));
      Duration renewal = left.minus(HEAD_START);
      if (spell.isAtGateway) {
        Duration life = world.pace().life();
        renewal = (left.compareTo(life) < 0 ? left : life).minus(world.pace().headStart());
        spell.pingAt = first.nanos() + world.pace().heartbeat().toNanos();
        spell.seenAt = first.nanos() + world.pace().seen().toNanos();
      }
      spell.renewAt =
          first.nanos()
              + (renewal.compareTo(SHORTEST_RENEWAL) < 0 ? SHORTEST_RENEWAL : renewal).toNanos();
      heard(spell, first);
      if (random.nextInt(PROBES) == 0) {
        String ticket = session.body().getString("ticket");
        threads.execute(() -> useAgain(ticket));
      }
      return Optional.of(spell);
    } catch (NoAnswer e) {
      return Optional.empty();
    }
  }

  /** A gateway's socket tells only what is new, so the tab asks for what was before. */
  private Heard askFirst() throws NoAnswer {
    Optional<NodeAccess> door = world.anyDoor(random);
    if (door.isEmpty()) {
      return null;
    }
    Reply reply = door.get().snapshot(caller());
    return reply.status() == 200
        ? new Heard(System.nanoTime(), history.now(), reply.body().toString(), 0)
        : null;
  }

  /** Somebody else tries a used ticket. */
  private void useAgain(String ticket) {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    NodeAccess.Ear ear =
        new NodeAccess.Ear() {
          @Override
          public void heard(String text) {
            heard.add("a message");
          }

          @Override
          public void closed(int code) {
            heard.add("close code " + code);
          }
        };
    try {
      Optional<NodeAccess> door = world.anyDoor(random);
      if (door.isPresent()) {
        NodeAccess.Wire wire = door.get().open(ticket, ear);
        wire.ping();
        String first = heard.poll(world.pace().answer().toMillis(), TimeUnit.MILLISECONDS);
        wire.close();
        history.add(new Reused(history.now(), plan.name(), String.valueOf(first)));
      }
    } catch (NoAnswer e) {
      // Without an answer nothing was told.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Listens until the socket is over.
   *
   * @return how many failures this counts as
   */
  private int listen(Spell first) throws InterruptedException {
    Spell spell = first;
    current = spell;
    try {
      while (over.getCount() > 0) {
        long now = System.nanoTime();
        long left = Math.min(spell.nextAt(), quietAt()) - now;
        Heard heard = spell.next(Duration.ofNanos(Math.max(0, left)));
        if (heard == null && System.nanoTime() >= spell.silentAt) {
          spell.close(Lost.SILENCE);
          return 1;
        } else if (heard == null && System.nanoTime() >= spell.pingAt) {
          spell.wire.ping();
          spell.pingAt = System.nanoTime() + world.pace().heartbeat().toNanos();
        } else if (heard == null && System.nanoTime() < spell.renewAt) {
          if (isDead(spell)) {
            spell.renewAt = System.nanoTime();
          }
        } else if (heard == null) {
          Optional<Spell> next = connect();
          if (next.isPresent()) {
            spell.close("replaced");
            spell = next.get();
            current = spell;
          } else {
            spell.renewAt = System.nanoTime() + SHORTEST_RENEWAL.toNanos();
          }
        } else if (heard.text() == null) {
          spell.close("closed with " + heard.code());
          return heard.code() == 1012 ? SPREAD_OUT : heard.code() == 4401 ? 0 : 1;
        } else {
          heard(spell, heard);
        }
      }
      spell.close("the tab closes");
      return 0;
    } finally {
      current = null;
    }
  }

  private void heard(Spell spell, Heard heard) {
    spell.silentAt = heard.nanos() + world.pace().silence().toNanos();
    JsonObject message = CloudAccess.json(heard.text());
    if (message.getString("type").equals("pong")) {
      return;
    } else if (message.getString("type").equals("beat")) {
      history.add(new Beat(heard.at(), plan.name(), spell.node));
    } else if (message.getString("type").equals("snapshot")) {
      if (!spell.whole) {
        spell.whole = true;
        long waited = TimeUnit.NANOSECONDS.toMillis(heard.nanos() - spell.openedAt);
        history.add(new Whole(heard.at(), plan.name(), spell.node, waited));
      }
      Collection<JobSeen> named = jobs(message);
      Way way = spell.isAtGateway ? Way.LOOKED : Way.SNAPSHOT;
      named.forEach(job -> fold(heard.at(), way, job));
      named.forEach(job -> spell.versions.merge(job.id(), job.version(), Math::max));
      spokenOf.replaceAll((job, before) -> heard.nanos());
      askForStrays(named, Instant.parse(message.getString("sentAt")));
    } else {
      JobSeen job = JobSeen.of(message.getJsonObject("job"));
      if (message.containsKey("result")) {
        take(job.id(), null, message.getJsonObject("result"));
      }
      fold(heard.at(), Way.PUSH, job);
      spell.versions.merge(job.id(), job.version(), Math::max);
      spokenOf.replace(job.id(), heard.nanos());
    }
  }

  /** Keeps the greater version. Each version is written to the history when it is first seen. */
  private void fold(long at, Way way, JobSeen job) {
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

  /** This tab has asked for a job, and the answer has come. */
  void asked(JobSeen job) {
    fold(history.now(), Way.ASKED, job);
  }

  /** When nothing was said of an open job for too long. */
  private long quietAt() {
    long quiet = world.pace().quiet().toNanos();
    return spokenOf.values().stream()
        .mapToLong(at -> Math.max(at + quiet, nextLook))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /**
   * Asks for a snapshot by REST.
   *
   * @return whether it tells something that the socket had not told
   */
  private boolean isDead(Spell spell) {
    nextLook = System.nanoTime() + world.pace().snapshotInterval().toNanos() / 4;
    if (spell.isAtGateway) {
      spell.seenAt = System.nanoTime() + world.pace().seen().toNanos();
    }
    Optional<NodeAccess> door = world.anyDoor(random);
    try {
      if (door.isPresent()) {
        Reply reply = door.get().snapshot(caller());
        if (reply.status() == 200) {
          List<JobSeen> named = jobs(reply.body());
          named.forEach(job -> fold(history.now(), Way.LOOKED, job));
          spokenOf.replaceAll((job, before) -> System.nanoTime());
          return named.stream()
              .anyMatch(job -> job.version() > spell.versions.getOrDefault(job.id(), 0L));
        }
      }
    } catch (NoAnswer e) {
      // It asks again in a moment.
      return false;
    }
    return false;
  }

  private static List<JobSeen> jobs(JsonObject snapshot) {
    return snapshot.getJsonArray("jobs").stream()
        .map(JsonValue::asJsonObject)
        .map(JobSeen::of)
        .toList();
  }

  /** Asks for the jobs that this tab believes to be open, but that the snapshot does not name. */
  private void askForStrays(Collection<JobSeen> named, Instant sentAt) {
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

  private void take(String job, String page, JsonObject result) {
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
