package io.querycast.faults;

import io.querycast.faults.History.AnswerTold;
import io.querycast.faults.History.Beat;
import io.querycast.faults.History.Lost;
import io.querycast.faults.History.Opened;
import io.querycast.faults.History.Reused;
import io.querycast.faults.History.Way;
import io.querycast.faults.NodeAccess.Caller;
import io.querycast.faults.NodeAccess.NoAnswer;
import io.querycast.faults.NodeAccess.Reply;
import io.querycast.faults.Spell.Heard;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One open page. It holds a socket to any node that accepts it, opens another if that is lost, and
 * moves to a new session before the old one ends. It does what spa/src/push/connection.ts does, at
 * the world's pace.
 */
final class Tab implements AutoCloseable {
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

  /** Until then it does not ask for a snapshot again. */
  private volatile long nextLook = Long.MIN_VALUE;

  private final Learned learned;
  private final Watcher watcher;
  private volatile Spell current;

  /** When it was told an answer of what its user watches; -1 for never. */
  private volatile long lastAnswer = -1;

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
    this.watcher = new Watcher(world, history, random, backoff);
    this.learned = new Learned(plan, world, history, threads, random, backoff);
  }

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
    return learned.isAllOf(job);
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
    Spell spell = new Spell(plan.name(), door.get().node(), world.pace(), history);
    try {
      Reply session = door.get().session(caller());
      if (session.status() != 201) {
        return Optional.empty();
      }
      NodeAccess.Wire wire = door.get().open(session.body().getString("ticket"), spell);
      spell.opened(wire, session.body().getString("door", "node").equals("gateway"));
      Heard first = spell.isAtGateway() ? askFirst() : spell.next(world.pace().answer());
      if (first == null || first.text() == null) {
        spell.close(first == null ? "no first word" : "closed with " + first.code());
        return Optional.empty();
      }
      history.add(new Opened(first.at(), plan.name(), spell.node()));
      JsonObject snapshot = CloudAccess.json(first.text());
      spell.begun(first, snapshot, Instant.parse(session.body().getString("expiresAt")));
      heard(spell, first);
      if (plan.watches()) {
        threads.execute(this::watchAgain);
      }
      if (random.nextInt(PROBES) == 0) {
        String ticket = session.body().getString("ticket");
        threads.execute(() -> useAgain(ticket));
      }
      return Optional.of(spell);
    } catch (NoAnswer e) {
      return Optional.empty();
    }
  }

  private void watchAgain() {
    try {
      watcher.comesBack(caller());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
        long left = Math.min(spell.nextAt(), learned.quietAt(nextLook)) - now;
        Heard heard = spell.next(Duration.ofNanos(Math.max(0, left)));
        if (heard == null && spell.isSilent()) {
          spell.close(Lost.SILENCE);
          return 1;
        } else if (heard == null && spell.mustPing()) {
          spell.ping();
        } else if (heard == null && !spell.mustRenew()) {
          if (isDead(spell)) {
            spell.renewNow();
          }
        } else if (heard == null) {
          Optional<Spell> next = connect();
          if (next.isPresent()) {
            spell.close("replaced");
            spell = next.get();
            current = spell;
          } else {
            spell.renewLater();
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
    spell.spoke(heard.nanos());
    JsonObject message = CloudAccess.json(heard.text());
    if (message.getString("type").equals("pong")) {
      return;
    } else if (message.getString("type").equals("beat")) {
      history.add(new Beat(heard.at(), plan.name(), spell.node()));
    } else if (message.getString("type").equals("snapshot")) {
      spell.isWhole(heard);
      Collection<JobSeen> named = jobs(message);
      Way way = spell.isAtGateway() ? Way.LOOKED : Way.SNAPSHOT;
      named.forEach(job -> learned.fold(heard.at(), way, job));
      spell.told(named);
      learned.spokeOfAll(heard.nanos());
      learned.askForStrays(named, Instant.parse(message.getString("sentAt")));
    } else if (message.getString("type").equals("answer")) {
      answered(heard.at(), message);
    } else {
      JobSeen job = JobSeen.of(message.getJsonObject("job"));
      if (message.containsKey("result")) {
        learned.take(job.id(), null, message.getJsonObject("result"));
      }
      learned.fold(heard.at(), Way.PUSH, job);
      spell.told(List.of(job));
      learned.spokeOf(job.id(), heard.nanos());
    }
  }

  private void answered(long at, JsonObject message) {
    JsonObject served = message.isNull("served") ? null : message.getJsonObject("served");
    JsonObject result = message.containsKey("result") ? message.getJsonObject("result") : null;
    history.add(
        new AnswerTold(
            at,
            plan.name(),
            message.getString("watch"),
            served == null ? "" : served.getString("statement"),
            result == null ? null : result.getJsonArray("rows").toString()));
    lastAnswer = at;
  }

  /** Whether it was told an answer after that time, if it must be. */
  boolean wasAnsweredAfter(long at) {
    return !plan.watches() || !isConnected() || lastAnswer > at;
  }

  /** This tab has asked for a job, and the answer has come. */
  void asked(JobSeen job) {
    learned.fold(history.now(), Way.ASKED, job);
  }

  /**
   * Asks for a snapshot by REST.
   *
   * @return whether it tells something that the socket had not told
   */
  private boolean isDead(Spell spell) {
    nextLook = System.nanoTime() + world.pace().snapshotInterval().toNanos() / 4;
    spell.looked();
    Optional<NodeAccess> door = world.anyDoor(random);
    try {
      if (door.isPresent()) {
        Reply reply = door.get().snapshot(caller());
        if (reply.status() == 200) {
          List<JobSeen> named = jobs(reply.body());
          named.forEach(job -> learned.fold(history.now(), Way.LOOKED, job));
          learned.spokeOfAll(System.nanoTime());
          return spell.lacks(named);
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

  private Caller caller() {
    return world.caller(plan.user(), plan.sessionLife());
  }
}
