package io.querycast.bench.firstrow;

import io.querycast.bench.Figure;
import io.querycast.bench.MachineLoad;
import io.querycast.bench.world.BenchUser;
import io.querycast.bench.world.BenchWorld;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** How soon the first row arrives, by the socket and by pollers, for the same statements. */
public final class FirstRowPart {
  private static final String PART = "first-row";
  private static final double MILLIS = 1e6;
  private static final int WARM_PEOPLE = 4;
  private static final int RUNS = 5;

  /**
   * The limit from receiving the completion to the first row on the socket, for the 99th
   * percentile.
   */
  private static final double SHIP_MILLIS = 25;

  private static final double AIM_MILLIS = 3;

  private final BenchWorld world;
  private final BenchUser user;
  private final List<Double> cpu = new ArrayList<>();
  private final List<Double> loads = new ArrayList<>();

  private FirstRowPart(BenchWorld world, BenchUser user) {
    this.world = world;
    this.user = user;
  }

  /**
   * Measures.
   *
   * @param arguments {@code --quick} for a few statements
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    boolean quick = List.of(arguments).contains("--quick");
    try (BenchWorld world = BenchWorld.open();
        BenchUser user = BenchUser.in(world)) {
      FirstRowPart part = new FirstRowPart(world, user);
      System.err.println("first-row: warming up");
      warmUp(world, quick ? 5 : 2000);
      System.err.println("first-row: from the completion in hand");
      List<Double> millis = new ArrayList<>();
      for (int run = 0; run < RUNS; run++) {
        millis.addAll(part.inHand(quick ? 4 : 100));
      }
      part.print(millis);
      System.err.println("first-row: beside pollers");
      part.besidePollers(quick ? 2 : 30);
    }
    System.exit(0);
  }

  /**
   * Warms up. Four JVMs take part, and each compiles code until the code has run some thousand
   * times. With few statements on two processors, the slowest would only measure this.
   *
   * @param each how many statements each of a few users runs, all users at the same time
   */
  private static void warmUp(BenchWorld world, int each) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(WARM_PEOPLE);
    try {
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < WARM_PEOPLE; i++) {
        all.add(
            CompletableFuture.runAsync(
                () -> {
                  try (BenchUser user = BenchUser.in(world)) {
                    new FirstRowPart(world, user).inHand(each);
                  }
                },
                threads));
      }
      all.forEach(CompletableFuture::join);
    } finally {
      threads.shutdownNow();
      threads.awaitTermination(1, TimeUnit.MINUTES);
    }
  }

  private void print(List<Double> millis) {
    String each = "server's CPU time per statement, from asked to its first rows";
    Figure.median(PART, each, Figure.OURS, cpu, "ms/statement", loads).print();
    String from = "completion in hand to first row on the socket, ";
    Figure.at(0.99, PART, from + "p99", Figure.OURS, millis, "ms", loads)
        .within(SHIP_MILLIS)
        .noted(
            "The completion is in hand when SQS has answered the server with it. From"
                + " then on the server reads the job, asks Redshift, stores the ending,"
                + " fetches the rows and sends them. The local cloud runs on the same"
                + " machine.")
        .print();
    Figure.at(0.5, PART, from + "p50", Figure.OURS, millis, "ms", loads).within(AIM_MILLIS).print();
  }

  /**
   * Runs one statement after the other. Returns how long each took from its completion to its rows.
   */
  private List<Double> inHand(int statements) {
    List<Double> millis = new ArrayList<>();
    MachineLoad load = MachineLoad.watch(world.processes());
    double before = MachineLoad.cpuSeconds(world.serverProcess());
    for (int i = 0; i < statements; i++) {
      BenchUser.Asked asked = user.ask("trips-by-day", "month", "2015-%02d".formatted(1 + i % 12));
      long rows = asked.await();
      world
          .queues()
          .handedAt(asked.job())
          .ifPresent(handed -> millis.add((rows - handed) / MILLIS));
    }
    cpu.add((MachineLoad.cpuSeconds(world.serverProcess()) - before) * 1000 / statements);
    load.others().ifPresent(loads::add);
    return millis;
  }

  private void besidePollers(int statements) throws InterruptedException {
    List<Poller> pollers =
        List.of(
            new Poller(world, Duration.ofMillis(500)),
            new Poller(world, Duration.ofSeconds(1)),
            new Poller(world, Duration.ofSeconds(2)));
    Map<String, List<Double>> millis = new LinkedHashMap<>();
    loads.clear();
    ExecutorService threads = Executors.newFixedThreadPool(pollers.size());
    try {
      for (int i = 0; i < statements; i++) {
        MachineLoad load = MachineLoad.watch(world.processes());
        BenchUser.Asked asked =
            user.ask("trips-by-day", "month", "2015-%02d".formatted(1 + i % 12));
        List<CompletableFuture<Long>> polled =
            pollers.stream()
                .map(
                    poller ->
                        CompletableFuture.supplyAsync(() -> follow(poller, asked.job()), threads))
                .toList();
        long rows = asked.await();
        List<Long> others = polled.stream().map(CompletableFuture::join).toList();
        long end = endedAt(asked.job());
        put(millis, Figure.OURS, rows - end);
        for (int k = 0; k < pollers.size(); k++) {
          put(millis, pollers.get(k).title(), others.get(k) - end);
        }
        load.others().ifPresent(loads::add);
      }
    } finally {
      threads.shutdownNow();
      threads.awaitTermination(1, TimeUnit.MINUTES);
    }
    millis.forEach(
        (who, each) ->
            Figure.median(PART, "end of statement to first row", who, each, "ms", loads)
                .noted(
                    "On AWS, EventBridge adds time to ours, and the way through a"
                        + " server to a browser adds time to the pollers'.")
                .print());
    millis.forEach(
        (who, each) ->
            Figure.at(0.95, PART, "end of statement to first row, p95", who, each, "ms", loads)
                .print());
  }

  private static long follow(Poller poller, String job) {
    try {
      return poller.firstRow(job);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException(e);
    }
  }

  private static void put(Map<String, List<Double>> millis, String who, long nanos) {
    millis.computeIfAbsent(who, each -> new ArrayList<>()).add(nanos / MILLIS);
  }

  /** When the statement ended by the Data API, on the clock of {@link System#nanoTime}. */
  private long endedAt(String job) {
    JsonObject found =
        BenchUser.aws(
                world,
                "RedshiftData.ListStatements",
                Json.createObjectBuilder().add("StatementName", job).add("Status", "ALL").build())
            .getJsonArray("Statements")
            .getJsonObject(0);
    double seconds = found.getJsonNumber("UpdatedAt").doubleValue();
    double ago = System.currentTimeMillis() - seconds * 1000;
    return System.nanoTime() - (long) (ago * MILLIS);
  }
}
