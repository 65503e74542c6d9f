package io.querycast.bench.crowd;

import io.querycast.bench.Figure;
import io.querycast.bench.MachineLoad;
import io.querycast.bench.crowd.Visit.Question;
import io.querycast.bench.world.BenchUser;
import io.querycast.bench.world.BenchWorld;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * A thousand people open a page with the same five questions within a minute, each for the months
 * that interest them, while the Data API has the quotas of an AWS account: with sharing and answers
 * that serve again, without, and polled.
 */
public final class CrowdPart {
  private static final String PART = "crowd";
  private static final String ALONE = "sharing off";
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  /** How many people open the page at the same moment at most. */
  private static final int AT_ONCE = 32;

  /** In nanoseconds. */
  private static final double MILLI = 1e6;

  /** In microseconds. */
  private static final double SECOND = 1e6;

  private final List<Visit> visits;
  private final List<Double> loads = new ArrayList<>();

  private CrowdPart(List<Visit> visits) {
    this.visits = visits;
  }

  /**
   * What a scene has cost.
   *
   * @param millis from each question to its first rows
   * @param cpu of the server, in milliseconds for each question
   */
  private record Cost(
      long statements, double seconds, long calls, List<Double> millis, double cpu) {}

  /**
   * Measures.
   *
   * @param arguments {@code --quick} for few people
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    boolean quick = List.of(arguments).contains("--quick");
    CrowdPart part =
        new CrowdPart(
            quick ? Visit.of(30, Duration.ofSeconds(3)) : Visit.of(1_000, Duration.ofMinutes(1)));
    Map<Question, JsonArray> shared = new HashMap<>();
    Map<Question, JsonArray> alone = new HashMap<>();
    try (BenchWorld world = BenchWorld.withQuotas(true)) {
      part.print(Figure.OURS, part.opened(world, shared));
    }
    try (BenchWorld world = BenchWorld.withQuotas(false)) {
      part.print(ALONE, part.opened(world, alone));
      if (!alone.equals(shared)) {
        throw new IllegalStateException("The rows of a shared statement differ from its own.");
      }
    }
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    // The warehouse's history keeps some thousand statements: each scene has one of its own.
    try (BenchWorld world = BenchWorld.withQuotas(false)) {
      part.print("polled as Redash does", part.polled(world, Poller.asRedash(world, timer)));
    }
    try (BenchWorld world = BenchWorld.withQuotas(false)) {
      part.print("polled as Superset does", part.polled(world, Poller.asSuperset(world, timer)));
    }
    System.exit(0);
  }

  private void print(String of, Cost cost) {
    print(of, "statements", "statements", List.of((double) cost.statements));
    print(of, "time of the warehouse", "s", List.of(cost.seconds));
    print(of, "calls of the Data API", "calls", List.of((double) cost.calls));
    Figure.at(0.5, PART, "question to first row, p50", of, cost.millis, "ms", loads).print();
    Figure.at(0.99, PART, "question to first row, p99", of, cost.millis, "ms", loads).print();
    if (cost.cpu > 0) {
      print(of, "server's CPU time per question", "ms/question", List.of(cost.cpu));
    }
  }

  private void print(String of, String what, String unit, List<Double> value) {
    Figure.median(PART, what, of, value, unit, loads)
        .noted(
            "%,d people ask %,d questions within %d s; a refused call counts too."
                .formatted(
                    visits.size(),
                    visits.stream().mapToInt(visit -> visit.questions().size()).sum(),
                    visits.get(visits.size() - 1).after().toSeconds() + 1))
        .print();
  }

  /**
   * The people open the page of a server.
   *
   * @param rows takes the first page of each question
   */
  private Cost opened(BenchWorld world, Map<Question, JsonArray> rows) throws InterruptedException {
    System.err.println("crowd: people sign up");
    List<BenchUser> people = people(world);
    System.err.println("crowd: warming up");
    warmUp(people);
    Map<Question, String> jobs = new ConcurrentHashMap<>();
    Map<Question, BenchUser> owners = new ConcurrentHashMap<>();
    System.err.println("crowd: they open the page");
    double cpu = MachineLoad.cpuSeconds(world.serverProcess());
    Cost cost =
        scene(
            world,
            world::calls,
            (number, question) -> {
              BenchUser.Asked asked =
                  people.get(number).ask(question.query(), question.arguments());
              if (jobs.putIfAbsent(question, asked.job()) == null) {
                owners.put(question, people.get(number));
              }
              return asked.rowsAt();
            });
    double spent = (MachineLoad.cpuSeconds(world.serverProcess()) - cpu) * 1000;
    for (Map.Entry<Question, String> each : jobs.entrySet()) {
      rows.put(each.getKey(), rows(owners.get(each.getKey()), each.getValue()));
    }
    people.forEach(BenchUser::close);
    return new Cost(
        cost.statements, cost.seconds, cost.calls, cost.millis, spent / cost.millis.size());
  }

  /** The quota may be used up for a while. */
  private static JsonArray rows(BenchUser owner, String job) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return owner.rows(job);
      } catch (IllegalStateException e) {
        if (System.nanoTime() > end || !e.getMessage().contains("\"status\":503")) {
          throw e;
        }
        TimeUnit.SECONDS.sleep(1);
      }
    }
  }

  private List<BenchUser> people(BenchWorld world) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      return visits.stream()
          .map(visit -> CompletableFuture.supplyAsync(() -> BenchUser.in(world), threads))
          .toList()
          .stream()
          .map(CompletableFuture::join)
          .toList();
    } finally {
      threads.shutdownNow();
      threads.awaitTermination(1, TimeUnit.MINUTES);
    }
  }

  /** Four JVMs take part, and each compiles code until the code has run for a while. */
  private void warmUp(List<BenchUser> people) {
    for (int day = 1; day <= 28; day++) {
      String date = "2015-01-%02d".formatted(day);
      List<CompletableFuture<Long>> some =
          IntStream.range(0, Math.min(20, people.size()))
              .mapToObj(
                  number ->
                      people.get(number).ask("trips", Map.of("from", date, "to", date)).rowsAt())
              .toList();
      some.forEach(rows -> rows.orTimeout(PATIENCE.toMinutes(), TimeUnit.MINUTES).join());
    }
  }

  private Cost polled(BenchWorld world, Poller poller) throws InterruptedException {
    System.err.println("crowd: pages that poll");
    Map<String, String> texts = new ConcurrentHashMap<>();
    return scene(
        world,
        poller::calls,
        (number, question) ->
            poller.ask(
                texts.computeIfAbsent(question.query(), CrowdPart::text), question.arguments()));
  }

  private static String text(String query) {
    try {
      return Files.readString(Path.of("sql/queries", query + ".sql"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Cost scene(
      BenchWorld world,
      LongSupplier calls,
      BiFunction<Integer, Question, CompletableFuture<Long>> ask)
      throws InterruptedException {
    JsonArray before = ran(world);
    long callsBefore = calls.getAsLong();
    MachineLoad load = MachineLoad.watch(world.processes());
    ScheduledExecutorService clock = Executors.newScheduledThreadPool(AT_ONCE);
    List<CompletableFuture<List<Double>>> all = new ArrayList<>();
    try {
      for (int i = 0; i < visits.size(); i++) {
        int number = i;
        CompletableFuture<List<Double>> visit = new CompletableFuture<>();
        all.add(visit);
        var unused =
            clock.schedule(
                () -> open(number, ask, visit),
                visits.get(i).after().toMillis(),
                TimeUnit.MILLISECONDS);
      }
      List<Double> millis = new ArrayList<>();
      for (CompletableFuture<List<Double>> visit : all) {
        millis.addAll(visit.orTimeout(PATIENCE.toMinutes(), TimeUnit.MINUTES).join());
      }
      load.others().ifPresent(loads::add);
      long made = calls.getAsLong() - callsBefore;
      JsonArray after = ran(world);
      return new Cost(
          number(after, 0) - number(before, 0) - 1,
          (number(after, 1) - number(before, 1)) / SECOND,
          made,
          millis,
          0);
    } finally {
      clock.shutdownNow();
    }
  }

  /** One person's five questions, one right after the other, and when each had its first rows. */
  private void open(
      int number,
      BiFunction<Integer, Question, CompletableFuture<Long>> ask,
      CompletableFuture<List<Double>> visit) {
    try {
      List<CompletableFuture<Double>> five = new ArrayList<>();
      for (Question question : visits.get(number).questions()) {
        long start = System.nanoTime();
        five.add(ask.apply(number, question).thenApply(rows -> (rows - start) / MILLI));
      }
      CompletableFuture<Void> unused =
          CompletableFuture.allOf(five.toArray(CompletableFuture<?>[]::new))
              .whenComplete(
                  (done, failure) -> {
                    if (failure == null) {
                      visit.complete(five.stream().map(CompletableFuture::join).toList());
                    } else {
                      visit.completeExceptionally(failure);
                    }
                  });
    } catch (RuntimeException e) {
      visit.completeExceptionally(e);
    }
  }

  /** How many statements the warehouse has run, and for how many microseconds. */
  private static JsonArray ran(BenchWorld world) throws InterruptedException {
    // After that the quotas are whole again.
    TimeUnit.SECONDS.sleep(2);
    JsonObject started =
        BenchUser.aws(
            world,
            "RedshiftData.ExecuteStatement",
            Json.createObjectBuilder()
                .add("ClusterIdentifier", "querycast")
                .add("Database", "dev")
                .add("DbUser", "awsuser")
                .add(
                    "Sql",
                    "select count(*), coalesce(sum(execution_time), 0) from sys_query_history"
                        + " where query_type = 'SELECT' and status = 'success'")
                .add("WaitTimeSeconds", 30)
                .build());
    return BenchUser.aws(
            world,
            "RedshiftData.GetStatementResult",
            Json.createObjectBuilder().add("Id", started.getString("Id")).build())
        .getJsonArray("Records")
        .getJsonArray(0);
  }

  private static long number(JsonArray row, int column) {
    JsonObject cell = row.getJsonObject(column);
    return cell.containsKey("longValue")
        ? cell.getJsonNumber("longValue").longValue()
        : Long.parseLong(cell.getString("stringValue"));
  }
}
