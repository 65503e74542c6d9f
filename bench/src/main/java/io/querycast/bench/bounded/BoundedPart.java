package io.querycast.bench.bounded;

import io.querycast.bench.Figure;
import io.querycast.bench.MachineLoad;
import io.querycast.bench.world.BenchUser;
import io.querycast.bench.world.BenchWorld;
import io.querycast.bench.world.Heap;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Ten results of 499 MB are streamed at once, one of them at 1 KB a second, in turns with quiet.
 * Another user lists jobs and runs small queries all the time.
 */
public final class BoundedPart {
  private static final String PART = "bounded";
  private static final int STREAMS = 10;
  private static final int MEGABYTE = 1_000_000;

  /** The Data API keeps no result above 500 MB. */
  private static final int MEGABYTES = 499;

  /** The bytes of one row of the result, as the Data API counts them. */
  private static final int ROW = 9_608;

  /** The least bytes of it that a client gets: 300 digests of 32 characters. */
  private static final int TEXT = 9_600;

  /** For this time only the readers send requests, so the whole cost is theirs. */
  private static final Duration ALONE = Duration.ofSeconds(10);

  /** A page of the Data API takes 50 to 100 ms on AWS. */
  private static final Duration DATA_API = Duration.ofMillis(50);

  private static final double MOST_HEAP = 64;
  private static final double MOST_SLOWER = 2;
  private static final double MILLIS = 1e6;

  private final BenchWorld world;
  private final BenchUser reader;
  private final BenchUser other;
  private final Heap heap;
  private final int rows;
  private final int requests;

  private final List<Double> growth = new ArrayList<>();
  private final List<Double> cpu = new ArrayList<>();
  private final List<Double> cpuLoads = new ArrayList<>();
  private final List<Double> loads = new ArrayList<>();
  private final Latencies quiet = new Latencies();
  private final Latencies loaded = new Latencies();

  /** The times of another user's requests, in ms. */
  private record Latencies(List<Double> list, List<Double> submit, List<Double> loads) {
    Latencies() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  private BoundedPart(BenchWorld world, BenchUser reader, BenchUser other, int rows, int requests) {
    this.world = world;
    this.reader = reader;
    this.other = other;
    this.heap = new Heap(world.serverProcess());
    this.rows = rows;
    this.requests = requests;
  }

  /**
   * Measures.
   *
   * @param arguments {@code --quick} for small results and one turn
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    boolean quick = List.of(arguments).contains("--quick");
    try (BenchWorld world = BenchWorld.open();
        BenchUser reader = BenchUser.in(world);
        BenchUser other = BenchUser.in(world)) {
      int rows = (quick ? 40 : MEGABYTES) * MEGABYTE / ROW;
      BenchUser.Asked result =
          reader.ask(
              "select passenger_count, repeat(md5(trip_distance::varchar), 300) as text"
                  + " from nyc_yellow_taxi limit "
                  + rows);
      result.await();
      world.dataApiTakes(DATA_API);
      BoundedPart part = new BoundedPart(world, reader, other, rows, quick ? 20 : 100);
      System.err.println("bounded: warming up");
      part.ask(new Latencies());
      part.stream(result.job(), new Latencies(), false);
      part.growth.clear();
      part.loads.clear();
      for (int turn = 0; turn < (quick ? 1 : 5); turn++) {
        System.err.printf("bounded: turn %d%n", turn + 1);
        TimeUnit.SECONDS.sleep(2);
        part.ask(part.quiet);
        part.stream(result.job(), part.loaded, turn == 0);
        // Until the server has noticed that nobody reads those results any more.
        TimeUnit.SECONDS.sleep(2);
        part.cost(result.job());
      }
      part.print();
    }
    System.exit(0);
  }

  /**
   * One turn of streams. Only one turn goes to the end, because 5 GB on one machine take minutes.
   */
  private void stream(String job, Latencies latencies, boolean toTheEnd)
      throws IOException, InterruptedException {
    double idle = heap.liveMegabytes();
    MachineLoad load = MachineLoad.watch(world.processes());
    try (Streams streams = new Streams(reader, job, STREAMS)) {
      ask(latencies);
      long running = streams.running();
      growth.add(heap.liveMegabytes() - idle);
      System.err.printf("bounded: %d of %d still ran after that%n", running + 1, STREAMS);
      if (toTheEnd) {
        streams.awaitEnds();
        if (streams.bytes() < (STREAMS - 1L) * rows * TEXT) {
          throw new IOException("The results were not whole.");
        }
      }
    }
    load.others().ifPresent(loads::add);
  }

  /** Measures what streams cost without other requests. */
  private void cost(String job) throws IOException, InterruptedException {
    try (Streams streams = new Streams(reader, job, STREAMS)) {
      MachineLoad load = MachineLoad.watch(world.processes());
      long bytes = streams.bytes();
      double before = MachineLoad.cpuSeconds(world.serverProcess());
      TimeUnit.MILLISECONDS.sleep(ALONE.toMillis());
      double used = MachineLoad.cpuSeconds(world.serverProcess()) - before;
      cpu.add(used / ((streams.bytes() - bytes) / 1e9));
      load.others().ifPresent(cpuLoads::add);
    }
  }

  private void ask(Latencies latencies) throws InterruptedException {
    MachineLoad load = MachineLoad.watch(world.processes());
    for (int i = 0; i < requests; i++) {
      long start = System.nanoTime();
      other.jobs();
      latencies.list.add((System.nanoTime() - start) / MILLIS);
      start = System.nanoTime();
      other.ask("trips-by-day", "month", "2015-%02d".formatted(1 + i % 12));
      latencies.submit.add((System.nanoTime() - start) / MILLIS);
      TimeUnit.MILLISECONDS.sleep(50);
    }
    load.others().ifPresent(latencies.loads::add);
  }

  private void print() {
    Figure.median(
            PART, "server's CPU time per GB of ten results", Figure.OURS, cpu, "s/GB", cpuLoads)
        .print();
    Figure.at(
            1, PART, "server's live heap above idle, ten results", Figure.OURS, growth, "MB", loads)
        .within(MOST_HEAP)
        .noted(
            "Ten readers of 499 MB at once, one of them at 1 KB a second. The greatest of the turns,"
                + " each after a full collection.")
        .print();
    print("another user's list of jobs", quiet.list, loaded.list);
    print("another user's submission", quiet.submit, loaded.submit);
  }

  private void print(String what, List<Double> before, List<Double> during) {
    for (double share : new double[] {0.5, 0.95}) {
      String name = "%s, p%.0f".formatted(what, share * 100);
      Figure alone = Figure.at(share, PART, name, "nobody streams", before, "ms", quiet.loads);
      Figure.at(share, PART, name, Figure.OURS, during, "ms", loaded.loads)
          .within(alone.value() * MOST_SLOWER)
          .print();
      alone.print();
    }
  }
}
