package io.querycast.bench.growth;

import io.querycast.bench.Figure;
import io.querycast.bench.MachineLoad;
import io.querycast.bench.world.BenchUser;
import io.querycast.bench.world.BenchWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** More and more users who run a query, read the answer, think, and run one again. */
final class UsersGrowth implements AutoCloseable {
  private static final String AXIS = "users";
  private static final double MILLIS = 1e6;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The mean time of thinking; single times are random, as often shorter as longer. */
  private static final Duration THINKING = Duration.ofSeconds(10);

  private final BenchWorld world;
  private final List<BenchUser> people = new ArrayList<>();

  /** How many requests have failed since the last look. */
  private final AtomicInteger failures = new AtomicInteger();

  /** The failed requests for each number of users. */
  private final List<Double> failed = new ArrayList<>();

  /** What other processes used of the machine during the runs, in cores. */
  private final List<Double> allLoads = new ArrayList<>();

  /** A request blocks a thread; thinking does not. */
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(32);

  /** Fewer waits have no 99th percentile. */
  private static final int ENOUGH_WAITS = 100;

  /** Users put here how long they have waited, in ms. A user with an older queue stops. */
  private volatile Queue<Double> waited = new ConcurrentLinkedQueue<>();

  UsersGrowth(BenchWorld world) {
    this.world = world;
  }

  /**
   * Measures with so many people.
   *
   * @param during the length of each run. The runs follow each other without a pause. Each is long
   *     enough for a request.
   */
  void measure(int users, int runs, Duration during) throws InterruptedException {
    while (people.size() < users) {
      people.add(BenchUser.in(world));
    }
    Queue<Double> waited = new ConcurrentLinkedQueue<>();
    this.waited = waited;
    people.stream().limit(users).forEach(user -> think(user, waited));
    // Waits until all users have started.
    TimeUnit.MILLISECONDS.sleep(2 * THINKING.toMillis());
    List<Double> waits = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    List<Double> loads = new ArrayList<>();
    waited.clear();
    for (int run = 0; run < runs; run++) {
      MachineLoad load = MachineLoad.watch(world.processes());
      double before = MachineLoad.cpuSeconds(world.serverProcess());
      long start = System.nanoTime();
      TimeUnit.MILLISECONDS.sleep(during.toMillis());
      double seconds = (System.nanoTime() - start) / 1e9;
      double used = MachineLoad.cpuSeconds(world.serverProcess()) - before;
      load.others().ifPresent(loads::add);
      int jobs = 0;
      for (Double wait = waited.poll(); wait != null; wait = waited.poll()) {
        waits.add(wait);
        jobs++;
      }
      if (jobs == 0) {
        throw new IllegalStateException("None of %d users had an answer".formatted(users));
      }
      cpu.add(used * 1000 / jobs);
      rates.add(jobs / seconds);
    }
    this.waited = new ConcurrentLinkedQueue<>();
    failed.add((double) failures.getAndSet(0));
    allLoads.addAll(loads);
    print("server's CPU time per job", 0.5, cpu, "ms/job", loads, users);
    print("asked to first row, p50", 0.5, waits, "ms", loads, users);
    if (waits.size() >= ENOUGH_WAITS) {
      print("asked to first row, p99", 0.99, waits, "ms", loads, users);
    }
    String rate = "jobs per second, with 10 s of thinking";
    Figure.median(GrowthPart.PART, rate, Figure.OURS, rates, "jobs/s", loads)
        .moreIsBetter()
        .at(users, AXIS)
        .print();
  }

  private static void print(
      String what, double share, List<Double> values, String unit, List<Double> loads, int users) {
    Figure.at(share, GrowthPart.PART, what, Figure.OURS, values, unit, loads)
        .at(users, AXIS)
        .print();
  }

  private void think(BenchUser user, Queue<Double> waited) {
    long pause = ThreadLocalRandom.current().nextLong(2 * THINKING.toMillis());
    ScheduledFuture<?> unused =
        threads.schedule(() -> ask(user, waited), pause, TimeUnit.MILLISECONDS);
  }

  private void ask(BenchUser user, Queue<Double> waited) {
    if (waited != this.waited) {
      return;
    }
    long start = System.nanoTime();
    String month = "2015-%02d".formatted(1 + ThreadLocalRandom.current().nextInt(12));
    try {
      CompletableFuture<Long> unused =
          user.ask("trips-by-day", "month", month)
              .rowsAt()
              .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
              .whenComplete(
                  (rows, thrown) -> {
                    if (thrown == null) {
                      waited.add((rows - start) / MILLIS);
                    } else {
                      failures.incrementAndGet();
                    }
                    think(user, waited);
                  });
    } catch (RuntimeException e) {
      failures.incrementAndGet();
      think(user, waited);
    }
  }

  /** Prints how many requests failed, for the number of users with the most failures. */
  void printFailures() {
    Figure.at(1, GrowthPart.PART, "failed requests for jobs", Figure.OURS, failed, "jobs", allLoads)
        .within(0)
        .print();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    people.forEach(BenchUser::close);
  }
}
