package io.querycast.bench.world;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** A user who has signed up, is an analyst, and holds a socket open. */
public final class BenchUser implements AutoCloseable {
  static final String CLIENT = "querycastlocal";
  private static final String COGNITO = "AWSCognitoIdentityProviderService.";
  private static final String PASSWORD = "Correct-horse-9";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** For rows that do not come with the news; its threads end with the program. */
  private static final Executor FETCHING =
      Executors.newFixedThreadPool(
          64,
          task -> {
            Thread thread = new Thread(task, "fetching");
            thread.setDaemon(true);
            return thread;
          });

  private final BenchWorld world;
  private final String token;
  private final LongAdder heard = new LongAdder();
  private final Ear ear = new Ear();
  private final WebSocket socket;
  private final List<WebSocket> others = new ArrayList<>();

  private BenchUser(BenchWorld world, String token) {
    this.world = world;
    this.token = token;
    this.socket = socket(ear);
  }

  private WebSocket socket(Ear listener) {
    JsonObject session = send(request("/api/sessions").POST(HttpRequest.BodyPublishers.noBody()));
    return HTTP.newWebSocketBuilder()
        .subprotocols("querycast.v1", "ticket." + session.getString("ticket"))
        .buildAsync(URI.create(session.getString("url")), listener)
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  /** Opens so many more sockets, as many tabs do. */
  public void open(int sockets) {
    for (int i = 0; i < sockets; i++) {
      others.add(socket(new Ear()));
    }
  }

  /** A new user of the pool, with a socket. */
  public static BenchUser in(BenchWorld world) {
    String email = "user-" + UUID.randomUUID() + "@example.com";
    JsonObject who =
        Json.createObjectBuilder()
            .add("ClientId", CLIENT)
            .add("UserPoolId", "us-east-1_querycast")
            .add("Username", email)
            .add("Password", PASSWORD)
            .add("GroupName", "analyst")
            .build();
    aws(world, COGNITO + "SignUp", who);
    JsonObject confirmed =
        Json.createObjectBuilder(who).add("ConfirmationCode", code(world, email)).build();
    aws(world, COGNITO + "ConfirmSignUp", confirmed);
    aws(world, COGNITO + "AdminAddUserToGroup", who);
    JsonObject tokens =
        aws(
                world,
                COGNITO + "InitiateAuth",
                Json.createObjectBuilder(who)
                    .add("AuthFlow", "USER_PASSWORD_AUTH")
                    .add(
                        "AuthParameters",
                        Json.createObjectBuilder().add("USERNAME", email).add("PASSWORD", PASSWORD))
                    .build())
            .getJsonObject("AuthenticationResult");
    return new BenchUser(world, tokens.getString("AccessToken"));
  }

  /** A statement that was asked for, and the future time of its first rows. */
  public record Asked(String job, CompletableFuture<Long> rowsAt) {
    /** When the first rows came, by {@link System#nanoTime}. */
    public long await() {
      return rowsAt.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
  }

  /** Runs a query of the catalogue. */
  public Asked ask(String query, String argument, String value) {
    return ask(query, Map.of(argument, value));
  }

  /** Runs a query of the catalogue. */
  public Asked ask(String query, Map<String, String> arguments) {
    return submit(
        Json.createObjectBuilder()
            .add("query", query)
            .add("arguments", Json.createObjectBuilder(Map.<String, Object>copyOf(arguments)))
            .build());
  }

  /** The first page of a job's rows. */
  public JsonArray rows(String job) {
    return send(request("/api/jobs/" + job + "/rows").GET()).getJsonArray("rows");
  }

  /** Runs SQL. */
  public Asked ask(String sql) {
    return submit(Json.createObjectBuilder().add("sql", sql).build());
  }

  private Asked submit(JsonObject body) {
    JsonObject job =
        send(
            request("/api/jobs")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    String id = job.getString("id");
    return new Asked(id, ear.of(id));
  }

  /** How many steps of jobs its sockets have been told, each on each socket. */
  public long heard() {
    return heard.sum();
  }

  /** The access token. */
  public String token() {
    return token;
  }

  /** Reads the list of jobs. */
  public void jobs() {
    send(request("/api/jobs?limit=20").GET());
  }

  /** The stream of a whole result. */
  public InputStream result(String job, String form) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        HTTP.send(
            request("/api/jobs/" + job + "/result." + form).GET().build(),
            HttpResponse.BodyHandlers.ofInputStream());
    if (answer.statusCode() != 200) {
      throw new IOException("result." + form + ": " + answer.statusCode());
    }
    return answer.body();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(world.server().resolve(path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token);
  }

  /** One operation of an AWS service of the local cloud. It must succeed. */
  public static JsonObject aws(BenchWorld world, String target, JsonObject input) {
    return send(
        HttpRequest.newBuilder(world.cloud())
            .timeout(PATIENCE)
            .header("X-Amz-Target", target)
            .header("Content-Type", "application/x-amz-json-1.1")
            .POST(HttpRequest.BodyPublishers.ofString(input.toString())));
  }

  private static String code(BenchWorld world, String email) {
    String mails =
        text(
            HttpRequest.newBuilder(world.cloud().resolve("/_mailbox?to=" + email))
                .header("Accept", "application/json"));
    try (JsonReader reader = Json.createReader(new StringReader(mails))) {
      return reader.readArray().getJsonObject(0).getString("code");
    }
  }

  private static JsonObject send(HttpRequest.Builder request) {
    String body = text(request);
    try (JsonReader reader = Json.createReader(new StringReader(body.isEmpty() ? "{}" : body))) {
      return reader.readObject();
    }
  }

  private static String text(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() >= 300) {
        throw new IllegalStateException(answer.uri() + ": " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new IllegalStateException("No answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  @Override
  public void close() {
    socket.abort();
    others.forEach(WebSocket::abort);
  }

  /** The rows did not come with the news, so they are asked for, as the page does. */
  private void fetch(String job) {
    CompletableFuture.runAsync(
            () -> {
              rows(job);
              ear.of(job).complete(System.nanoTime());
            },
            CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, FETCHING))
        .exceptionally(
            failure -> {
              fetch(job);
              return null;
            });
  }

  /** Hears endings. An ending may come before the answer that names its job. */
  private final class Ear implements WebSocket.Listener {
    private static final String ID = "\"id\":\"";
    private static final String JOB = "{\"type\":\"job\"";

    private final ConcurrentHashMap<String, CompletableFuture<Long>> endings =
        new ConcurrentHashMap<>();
    private final StringBuilder partial = new StringBuilder();

    CompletableFuture<Long> of(String job) {
      return endings.computeIfAbsent(job, id -> new CompletableFuture<>());
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        heard(partial.toString(), System.nanoTime());
        partial.setLength(0);
      }
      from.request(1);
      return null;
    }

    /** Searched without parsing, so that the client's own work is not measured. */
    private void heard(String message, long now) {
      if (!message.startsWith(JOB)) {
        return;
      }
      heard.increment();
      int from = message.indexOf(ID) + ID.length();
      String job = message.substring(from, message.indexOf('"', from));
      if (message.contains("\"rows\":[")) {
        of(job).complete(now);
      } else if (message.contains("\"state\":\"FINISHED\"")) {
        fetch(job);
      } else if (message.contains("\"state\":\"FAILED\"")) {
        of(job).completeExceptionally(new IllegalStateException(message));
      }
    }
  }
}
