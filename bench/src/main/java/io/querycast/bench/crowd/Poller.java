package io.querycast.bench.crowd;

import io.querycast.bench.world.BenchWorld;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;

/**
 * Runs each question as a statement of its own, asks at intervals whether it has ended, and fetches
 * its first page. It asks the Data API directly, with no server and no browser in between, so its
 * figures look better than in practice.
 */
final class Poller {
  /** What the SDKs wait for after a first refusal; then twice as long, and so on. */
  private static final long FIRST_PAUSE = 200;

  private static final long LONGEST_PAUSE = 5_000;

  /** In milliseconds, before look number n, from 0 on. */
  private final IntFunction<Long> pauses;

  private final BenchWorld world;
  private final ScheduledExecutorService timer;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final LongAdder calls = new LongAdder();

  private Poller(BenchWorld world, ScheduledExecutorService timer, IntFunction<Long> pauses) {
    this.world = world;
    this.timer = timer;
    this.pauses = pauses;
  }

  /** Ten looks each half a second, then each second: as Redash's page asks. */
  static Poller asRedash(BenchWorld world, ScheduledExecutorService timer) {
    return new Poller(world, timer, look -> look < 10 ? 500L : 1_000L);
  }

  /** A look each two seconds: as Superset's SQL Lab asks. */
  static Poller asSuperset(BenchWorld world, ScheduledExecutorService timer) {
    return new Poller(world, timer, look -> 2_000L);
  }

  /** How many calls it has made, refused ones too. */
  long calls() {
    return calls.sum();
  }

  /** Asks a question, and completes when its first page is there, by {@link System#nanoTime}. */
  CompletableFuture<Long> ask(String sql, Map<String, String> arguments) {
    JsonArrayBuilder parameters = Json.createArrayBuilder();
    arguments.forEach(
        (name, value) ->
            parameters.add(Json.createObjectBuilder().add("name", name).add("value", value)));
    JsonObjectBuilder start =
        Json.createObjectBuilder()
            .add("ClusterIdentifier", "querycast")
            .add("Database", "dev")
            .add("DbUser", "awsuser")
            .add("Sql", sql)
            .add("Parameters", parameters);
    return taken("ExecuteStatement", start.build(), 0)
        .thenCompose(answer -> look(answer.getString("Id"), 0));
  }

  private CompletableFuture<Long> look(String id, int number) {
    JsonObject statement = Json.createObjectBuilder().add("Id", id).build();
    return after(pauses.apply(number))
        .thenCompose(now -> call("DescribeStatement", statement))
        .thenCompose(
            answer -> {
              String status = answer == null ? "" : answer.getString("Status");
              if (status.equals("FAILED") || status.equals("ABORTED")) {
                throw new IllegalStateException(answer.toString());
              }
              return status.equals("FINISHED")
                  ? taken("GetStatementResult", statement, 0).thenApply(rows -> System.nanoTime())
                  : look(id, number + 1);
            });
  }

  /** Repeats a call until it is taken. */
  private CompletableFuture<JsonObject> taken(String operation, JsonObject input, int tries) {
    return call(operation, input)
        .thenCompose(
            answer ->
                answer == null
                    ? after(pause(tries)).thenCompose(now -> taken(operation, input, tries + 1))
                    : CompletableFuture.completedFuture(answer));
  }

  private static long pause(int tries) {
    long longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(tries, 10));
    return ThreadLocalRandom.current().nextLong(longest + 1);
  }

  private CompletableFuture<Void> after(long millis) {
    CompletableFuture<Void> later = new CompletableFuture<>();
    var unused = timer.schedule(() -> later.complete(null), millis, TimeUnit.MILLISECONDS);
    return later;
  }

  /** Null if the quota refuses it. */
  private CompletableFuture<JsonObject> call(String operation, JsonObject input) {
    calls.increment();
    HttpRequest request =
        HttpRequest.newBuilder(world.cloud())
            .timeout(Duration.ofMinutes(2))
            .header("X-Amz-Target", "RedshiftData." + operation)
            .header("Content-Type", "application/x-amz-json-1.1")
            .POST(HttpRequest.BodyPublishers.ofString(input.toString()))
            .build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(Poller::read);
  }

  private static JsonObject read(HttpResponse<String> answer) {
    if (answer.statusCode() == 400
        && (answer.body().contains("ThrottlingException")
            || answer.body().contains("ActiveStatementsExceededException"))) {
      return null;
    }
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.body());
    }
    try (JsonReader reader = Json.createReader(new StringReader(answer.body()))) {
      return reader.readObject();
    }
  }
}
