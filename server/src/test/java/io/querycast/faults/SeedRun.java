package io.querycast.faults;

import io.querycast.faults.History.Relented;
import io.querycast.faults.History.Struck;
import io.querycast.faults.Ledger.StoredJob;
import io.querycast.faults.Nemesis.Strike;
import io.querycast.faults.Violation.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** One seed in one world, from its first request to the verdict. */
final class SeedRun {
  /** If asks and faults are not over within this time, something hangs. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** The pause between two looks at what clients know. */
  private static final Duration LOOK = Duration.ofMillis(20);

  /** An ending may never change. A node that wrongly goes on would change it within this time. */
  private static final Duration AFTERMATH = Duration.ofMillis(300);

  /** The pause between two looks at the table. */
  private static final Duration LOOK_AT_TABLE = Duration.ofMillis(200);

  /**
   * Within this time nodes notice closed sockets and remove their records: two pauses of
   * GoneSessions, a call that hangs for its 10 s, and the pause before the next try.
   */
  private static final Duration FAREWELL = Duration.ofSeconds(20);

  private final Plan plan;
  private final World world;
  private final History history = new History(Instant.now());
  private final Random random;
  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads;
  private final List<Violation> violations = Collections.synchronizedList(new ArrayList<>());

  private SeedRun(Plan plan, World world) {
    this.plan = plan;
    this.world = world;
    this.random = new Random(plan.seed());
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "client");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Runs a plan. The outcome says what went wrong. */
  static Outcome run(Plan plan, World world) throws InterruptedException {
    world.begin(plan);
    SeedRun run = new SeedRun(plan, world);
    try {
      return run.run();
    } catch (RuntimeException e) {
      run.violations.add(new Violation(Kind.BROKEN, "", "the run broke: " + e));
      e.printStackTrace();
      return new Outcome(
          plan,
          run.history,
          new Ledger(List.of(), List.of(), Map.of(), Set.of(), List.of()),
          run.violations);
    } finally {
      run.over.countDown();
      run.threads.shutdownNow();
      world.end();
    }
  }

  private Outcome run() throws InterruptedException {
    List<Tab> tabs =
        plan.tabs().stream()
            .map(tab -> new Tab(tab, world, history, threads, new Random(random.nextLong())))
            .toList();
    tabs.forEach(Tab::open);
    threads.execute(this::audit);
    threads.execute(new Canary(world, history, over)::sing);
    Asker asker =
        new Asker(
            plan,
            world,
            history,
            random,
            over,
            (user, job) ->
                tabs.stream()
                    .filter(tab -> tab.plan().asks())
                    .filter(tab -> tab.plan().userName().equals(user))
                    .forEach(tab -> tab.asked(job)));
    Watcher watcher =
        new Watcher(world, history, random, new Backoff(random, world.pace().longestRest(), over));
    CountDownLatch busy =
        new CountDownLatch(plan.asks().size() + plan.strikes().size() + plan.watchers().size());
    plan.watchers().forEach(user -> later(0, busy, () -> watcher.watch(user)));
    plan.asks().forEach(ask -> later(ask.at(), busy, () -> asker.ask(ask)));
    plan.strikes().forEach(strike -> later(strike.at(), busy, () -> strike(strike)));
    boolean quiet = busy.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    if (!quiet) {
      throw new IllegalStateException("asks or faults do not come to an end");
    }
    long calm = history.now();
    awaitContent(tabs, asker);
    awaitAnswers(tabs, calm);
    weigh(tabs.stream().filter(Tab::isConnected).count());
    LedgerReader reader = new LedgerReader(world, plan, history);
    awaitRecords(reader);
    for (Tab tab : tabs) {
      tab.close();
    }
    awaitFarewell(reader);
    awaitNoMoreRuns(reader);
    Ledger ledger = reader.read();
    TimeUnit.MILLISECONDS.sleep(AFTERMATH.toMillis());
    compare(ledger.jobs(), reader.jobs());
    violations.addAll(Checker.check(plan, world.pace(), history, ledger));
    return new Outcome(plan, history, ledger, violations);
  }

  /** Watches the world all the time, to see what is wrong only for a moment. */
  private void audit() {
    try {
      Set<String> known = new HashSet<>();
      while (!over.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        world.audit().stream()
            .filter(known::add)
            .forEach(what -> violations.add(new Violation(Kind.LEASE, "", what)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A task that may be interrupted. */
  private interface Task {
    void run() throws InterruptedException;
  }

  private void later(long millis, CountDownLatch busy, Task task) {
    threads.execute(
        () -> {
          try {
            if (!over.await(millis, TimeUnit.MILLISECONDS)) {
              task.run();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException e) {
            violations.add(new Violation(Kind.BROKEN, "", "a client or a fault broke: " + e));
            e.printStackTrace();
          } finally {
            busy.countDown();
          }
        });
  }

  private void strike(Strike strike) throws InterruptedException {
    Nemesis nemesis = strike.nemesis();
    history.add(new Struck(history.now(), nemesis.toString(), nemesis.delays()));
    nemesis.strike(world);
    boolean unused = over.await(strike.lasts(), TimeUnit.MILLISECONDS);
    nemesis.relent(world);
    history.add(new Relented(history.now(), nemesis.toString()));
  }

  /** Waits until every tab knows the ending of each accepted job, or until it must. */
  private void awaitContent(List<Tab> tabs, Asker asker) throws InterruptedException {
    long end =
        System.nanoTime()
            + world.pace().boundElsewhere().plus(world.pace().recovery()).plusSeconds(1).toNanos();
    while (System.nanoTime() < end) {
      boolean content =
          asker.accepted().stream()
              .allMatch(
                  job ->
                      tabs.stream()
                          .filter(tab -> job.startsWith(tab.plan().userName() + " "))
                          .allMatch(tab -> tab.isContentWith(job.substring(job.indexOf(' ') + 1))));
      if (content) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
  }

  /** Waits until every tab that watches and is connected was told an answer, or until it must. */
  private void awaitAnswers(List<Tab> tabs, long after) throws InterruptedException {
    long end = System.nanoTime() + world.pace().boundOfAnswers().toNanos();
    while (!tabs.stream().allMatch(tab -> tab.wasAnsweredAfter(after))) {
      if (System.nanoTime() > end) {
        tabs.stream()
            .filter(tab -> !tab.wasAnsweredAfter(after))
            .forEach(
                tab ->
                    violations.add(
                        new Violation(
                            Kind.NOT_TOLD,
                            tab.plan().name(),
                            "it was told no answer of what it watches after " + after)));
        return;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
  }

  /** What is watched is run no more once nobody who watches it has a session. */
  private void awaitNoMoreRuns(LedgerReader reader) throws InterruptedException {
    if (plan.watchers().isEmpty() || plan.watchers().stream().anyMatch(reader::hasSession)) {
      return;
    }
    // A run may have been begun just before.
    TimeUnit.MILLISECONDS.sleep(world.pace().refresh().toMillis());
    Set<String> last = reader.runs();
    TimeUnit.MILLISECONDS.sleep(world.pace().refresh().toMillis() * 2);
    Set<String> more = new HashSet<>(reader.runs());
    more.removeAll(last);
    more.forEach(
        run ->
            violations.add(
                new Violation(Kind.WATCHED, run, "it was run when nobody watched any more")));
  }

  /** A socket that opens at this moment is soon on record. */
  private void awaitRecords(LedgerReader reader) throws InterruptedException {
    long end = System.nanoTime() + FAREWELL.toNanos();
    Set<String> unrecorded = new HashSet<>(reader.unrecorded());
    while (!unrecorded.isEmpty() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(LOOK_AT_TABLE.toMillis());
      unrecorded.retainAll(reader.unrecorded());
    }
    unrecorded.forEach(what -> violations.add(new Violation(Kind.UNRECORDED, "", what)));
  }

  /** Waits until nothing is left of the sockets and of the work, or until nothing may be left. */
  private void awaitFarewell(LedgerReader reader) throws InterruptedException {
    long end = System.nanoTime() + FAREWELL.toNanos();
    while (System.nanoTime() < end) {
      if (world.nodes().stream()
              .filter(WorldNode::isUp)
              .allMatch(node -> tooMuch(node, 0).isEmpty())
          && reader.leftovers(reader.jobs()).isEmpty()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AT_TABLE.toMillis());
    }
    weigh(0);
  }

  private void weigh(long sockets) {
    for (WorldNode node : world.nodes()) {
      if (node.isUp()) {
        tooMuch(node, sockets)
            .forEach(what -> violations.add(new Violation(Kind.MEMORY, node.name(), what)));
      }
    }
  }

  private List<String> tooMuch(WorldNode node, long sockets) {
    Map<String, Long> most = world.mostLoad(sockets);
    return node.load().entrySet().stream()
        .filter(each -> each.getValue() > most.getOrDefault(each.getKey(), Long.MAX_VALUE))
        .map(
            each ->
                "it holds %d %s, with %d sockets open; at most %d are allowed"
                    .formatted(each.getValue(), each.getKey(), sockets, most.get(each.getKey())))
        .toList();
  }

  private void compare(List<StoredJob> before, List<StoredJob> after) {
    for (StoredJob job : before) {
      if (job.isEnded() && after.stream().noneMatch(job::endedLike)) {
        violations.add(
            new Violation(
                Kind.TWO_ENDINGS, job.id(), "'%s' changed afterwards".formatted(job.ending())));
      }
    }
  }
}
