package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import io.querycast.CloudProcess;
import io.querycast.Figure;
import io.querycast.PackagedServer;
import io.querycast.Secret;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A second node beside the server under test, with OTLP, Prometheus and sharing switched on.
 * Compression is off there, as everywhere unless a setting says otherwise.
 */
@Tag("long")
@ExtendWith(ArquillianExtension.class)
class TelemetryIT {
  private static final Path USERS = Path.of("target/telemetry").toAbsolutePath();
  private static final Path FILES = Path.of("../telemetry");
  private static final String RULE = "querycast-completions";
  private static final String QUEUE = "telemetry-completions";
  private static final Pattern OURS = Pattern.compile("\\bquerycast_[a-z0-9_]+");
  private static final Pattern NAME = Pattern.compile("^# TYPE (\\S+) (\\S+)$", Pattern.MULTILINE);

  /** Stands in the SQL, and nowhere else. */
  private static final String IN_SQL = "needle_in_the_sql";

  /** Runs until somebody stops it. */
  private static final String LONG =
      "select count(*) from nyc_yellow_taxi a, nyc_yellow_taxi b, nyc_yellow_taxi c"
          + " where a.fare_amount + b.fare_amount > c.fare_amount";

  private static final String VALUE = "needle-in-the-value";

  private static Collector collector;
  private static Process process;
  private static URI server;
  private static URI inside;

  @BeforeAll
  static void start() throws Exception {
    CloudProcess.delete(USERS);
    collector = new Collector();
    // Both nodes get every event: this one must not miss those that the other one takes.
    TestHttp.aws("AmazonSQS.CreateQueue", object("QueueName", QUEUE));
    TestHttp.aws("AWSEvents.PutTargets", target());
    PackagedServer packaged = TestCloud.node(USERS, "telemetry");
    int port = CloudProcess.freePort();
    int insidePort = CloudProcess.freePort();
    server = URI.create("http://localhost:" + port);
    inside = URI.create("http://localhost:" + insidePort);
    Map<String, String> settings = new HashMap<>(TestCloud.environment());
    settings.putAll(
        Map.of(
            "HTTP_PORT",
            Integer.toString(port),
            "QUERYCAST_COMPLETIONS_QUEUE",
            TestCloud.address() + "/000000000000/" + QUEUE,
            "QUERYCAST_SHARING",
            "true",
            "OTLP_FEATURE",
            "mpTelemetry-2.1",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            collector.address(),
            "OTEL_BSP_SCHEDULE_DELAY",
            "200",
            "OTEL_METRIC_EXPORT_INTERVAL",
            "1000",
            "PROMETHEUS_FEATURE",
            "mpMetrics-5.1",
            "PROMETHEUS_PORT",
            Integer.toString(insidePort)));
    process = packaged.start(settings);
    packaged.awaitReady(process, port);
  }

  @AfterAll
  static void end() {
    TestHttp.aws(
        "AWSEvents.RemoveTargets",
        Json.createObjectBuilder()
            .add("Rule", RULE)
            .add("Ids", Json.createArrayBuilder().add(QUEUE))
            .build());
    process.destroyForcibly();
    collector.close();
  }

  @Test
  void theRequestTheStartTheEventAndThePushAreOneTrace() {
    TestUser ada = TestUser.analyst();
    Socket socket = Socket.open(server, ticket(ada)).begun();
    JsonObject job = ask(ada, "select 1 as one", Map.of());
    socket.learns(job);

    // So that a collector, and a person, finds it by the job's id.
    String trace = Secret.hash(job.getString("id")).substring(0, 32);
    List<Span> spans =
        Await.until(
            "every step has its span",
            () -> spans(job),
            found -> names(found).containsAll(Set.of("submit", "start", "completion", "push")));

    assertEquals(
        Set.of(trace), spans.stream().map(TelemetryIT::traceId).collect(Collectors.toSet()));
    Span submit = named(spans, "submit");
    assertEquals(submit.getSpanId(), named(spans, "start").getParentSpanId());
    assertEquals(submit.getParentSpanId(), named(spans, "completion").getParentSpanId());
    assertNotEquals(submit.getParentSpanId(), ByteString.EMPTY);
    socket.close();
  }

  @Test
  void anOtherJobIsAnOtherTrace() {
    TestUser ada = TestUser.analyst();
    JsonObject one = ada.ended(ask(ada, "select 1 as one", Map.of()));
    JsonObject two = ada.ended(ask(ada, "select 2 as two", Map.of()));

    Await.until(
        "both are traced", () -> spans(one), found -> !found.isEmpty() && !spans(two).isEmpty());

    assertNotEquals(traceId(spans(one).get(0)), traceId(spans(two).get(0)));
  }

  @Test
  void nothingThatIsSaidShowsWhoAskedOrWhat() {
    TestUser ada = TestUser.analyst();
    String ticket = ticket(ada);
    Socket socket = Socket.open(server, ticket).begun();
    JsonObject good = ask(ada, "select :v as " + IN_SQL, Map.of("v", VALUE));
    JsonObject bad = ask(ada, "select :v from " + IN_SQL, Map.of("v", VALUE));
    socket.learns(good);
    socket.learns(bad);
    String id = good.getString("id");
    String download =
        ada.post(server + "/api/jobs/" + id + "/downloads", "{\"format\":\"csv\"}")
            .json()
            .getString("url");
    assertEquals(200, ada.get(server + "/api/jobs/" + id + "/rows").status());
    assertEquals(200, TestHttp.send(HttpRequest.newBuilder(server.resolve(download))).status());
    assertEquals(401, TestHttp.send(HttpRequest.newBuilder(server.resolve("/api/jobs"))).status());
    Await.until("the jobs are traced", () -> spans(bad), found -> names(found).contains("push"));
    int before = collector.metrics().size();
    Await.until("figures follow", () -> collector.metrics().size(), now -> now > before);

    String told = collector.all() + scraped();

    assertTrue(told.contains(id), "else nothing was looked at");
    assertAll(
        Stream.of(
                IN_SQL,
                VALUE,
                ada.id(),
                ada.email(),
                ada.accessToken(),
                ada.accessToken().split("\\.", 3)[1],
                ticket,
                download.substring(download.lastIndexOf('/') + 1),
                "querycast_reader",
                "Bearer")
            .map(secret -> () -> assertFalse(told.contains(secret), secret)));
    assertEquals(Set.of("/v1/metrics", "/v1/traces"), Set.copyOf(collector.paths()), "no logs");
    assertEquals(Set.of("querycast.job"), attributes());
    socket.close();
  }

  @Test
  void prometheusAndTheCollectorGetEveryFigureAndTheSameValues() {
    TestUser ada = TestUser.analyst();
    ada.ended(ask(ada, "select 3 as three", Map.of()));

    Set<String> known =
        Stream.of(Figure.values()).map(Figure::telemetryName).collect(Collectors.toSet());
    // Nobody has a catalogue here that could have faults.
    known.remove(Figure.CATALOGUE_FAULTS.telemetryName());
    Await.until("every figure came", TelemetryIT::collected, found -> found.containsAll(known));

    Map<String, String> shown = shown();
    for (Figure figure : Figure.values()) {
      assertEquals(figure.isCount() ? "counter" : "gauge", shown.get(prometheus(figure)));
    }
    double submitted = value(prometheus(Figure.JOBS_SUBMITTED));
    assertTrue(submitted >= 1, "counted: " + submitted);
    Await.until(
        "both say the same",
        () -> lastSum(Figure.JOBS_SUBMITTED),
        sum -> sum == (long) value(prometheus(Figure.JOBS_SUBMITTED)));
  }

  @Test
  void metricsAreShownInsideAloneAndNothingElseIsThere() {
    assertEquals(404, status(server, "/metrics"));
    assertEquals(404, status(server, "/metrics/"));
    assertEquals(404, status(server, "/metrics?scope=base"));
    assertEquals(404, status(TestCloud.server(), "/metrics"), "where it is off");
    assertEquals(200, status(inside, "/metrics"));
    for (String path : List.of("/", "/api/config", "/health", "/push", "/ibm/api", "/jwt")) {
      assertEquals(404, status(inside, path), path);
    }
    HttpRequest.Builder post =
        HttpRequest.newBuilder(inside.resolve("/metrics"))
            .POST(HttpRequest.BodyPublishers.noBody());
    assertEquals(405, TestHttp.send(post).status());
  }

  @Test
  void twoUsersWhoAskForTheSameShareOneStatementUntilBothHaveLetGo() {
    TestUser ada = TestUser.analyst();
    TestUser eve = TestUser.analyst();
    JsonObject first = ask(ada, LONG, Map.of());
    JsonObject second = ask(eve, LONG, Map.of());

    JsonObject served = second.getJsonObject("served");
    assertEquals("statement", first.getJsonObject("served").getString("by"));
    assertEquals("shared", served.getString("by"));
    assertEquals(first.getString("id"), served.getString("statement"));
    assertEquals(List.of("STARTED"), TestCloud.statements(first));
    assertEquals(List.of(), TestCloud.statements(second));
    assertEquals(404, eve.get("/api/jobs/" + first.getString("id")).status());

    JsonObject letGo = ada.delete(server + "/api/jobs/" + first.getString("id")).json();
    assertEquals("CANCELLED", letGo.getString("state"));
    assertEquals(List.of("STARTED"), TestCloud.statements(first));
    JsonObject last = eve.delete(server + "/api/jobs/" + second.getString("id")).json();
    assertTrue(last.getBoolean("cancelRequested"));
    assertEquals("CANCELLED", eve.ended(second).getString("state"));
    assertEquals(List.of("ABORTED"), TestCloud.statements(first));
  }

  @Test
  void anAnswerServesWhoAsksForTheSameLaterUntilAnOperatorForgetsIt() {
    TestUser ada = TestUser.analyst();
    TestUser eve = TestUser.analyst();
    String sql = "select 7 as seven, '%s' as mark".formatted(UUID.randomUUID());
    JsonObject first = ada.ended(take(ada, sql, "PT10M"));
    assertEquals("statement", first.getJsonObject("served").getString("by"));

    JsonObject second = take(eve, sql, "PT10M");

    assertEquals("FINISHED", second.getString("state"));
    assertEquals("answer", second.getJsonObject("served").getString("by"));
    assertEquals(first.getString("id"), second.getJsonObject("served").getString("statement"));
    assertEquals(first.get("expiresAt"), second.get("expiresAt"));
    assertEquals(List.of(), TestCloud.statements(second));
    String rows = "/api/jobs/" + second.getString("id") + "/rows";
    assertEquals(200, eve.get(server + rows).status());
    assertEquals(
        eve.get(server + rows).json(),
        eve.get(rows).json(),
        "a node without the setting serves them too");
    assertEquals(404, ada.get(server + rows).status());

    // By the other node: it holds at this one.
    assertEquals(403, ada.post("/api/admin/forget", "{}").status());
    assertEquals(422, TestUser.admin().post("/api/admin/forget", "{\"query\":\"no\"}").status());
    assertEquals("FINISHED", take(ada, sql, "PT10M").getString("state"));
    assertEquals(204, TestUser.admin().post("/api/admin/forget", "{}").status());

    JsonObject third = eve.ended(take(eve, sql, "PT10M"));
    assertEquals("statement", third.getJsonObject("served").getString("by"));
    assertEquals(List.of("FINISHED"), TestCloud.statements(third));
  }

  /** Runs own SQL, or takes an answer of the given age. */
  private static JsonObject take(TestUser user, String sql, String maxAge) {
    JsonObject body = Json.createObjectBuilder().add("sql", sql).add("maxAge", maxAge).build();
    TestHttp.Answer answer = user.post(server + "/api/jobs", body.toString());
    assertEquals(202, answer.status(), answer.response().body());
    return answer.json();
  }

  @Test
  void theDashboardAndTheAlertsAskOnlyForNamesThatThereAre() throws IOException {
    Set<String> there = shown().keySet();
    Set<String> ours = new TreeSet<>();
    for (String file : List.of("dashboard.json", "alerts.yaml")) {
      Set<String> asked =
          OURS.matcher(Files.readString(FILES.resolve(file)))
              .results()
              .map(MatchResult::group)
              .collect(Collectors.toSet());
      assertEquals(Set.of(), minus(asked, there), file);
      ours.addAll(asked);
    }
    Set<String> figures =
        Stream.of(Figure.values()).map(TelemetryIT::prometheus).collect(Collectors.toSet());
    assertEquals(figures, ours, "every figure is shown or watched");
    // Those of the Java machine are Liberty's, and have no name in common.
    for (String asked : machine(FILES.resolve("dashboard.json"))) {
      assertTrue(there.contains(asked), asked);
    }
  }

  @Test
  void noExtensionOfSocketsIsAgreedOnUnlessTheOperatorWantsIt() throws IOException {
    try (RawSocket socket =
        RawSocket.withTicket(server, ticket(TestUser.signedIn()), CompressedIT.OFFER)) {
      assertFalse(socket.handshake().contains("Sec-WebSocket-Extensions"), socket.handshake());
      socket.awaitMessage();
    }
  }

  @Test
  void whatIsOffIsNotEvenLoaded() throws IOException {
    String classes = ServerProcess.classes();

    assertTrue(classes.contains("io.querycast.Traces/"), "else nothing was looked at");
    for (String part :
        List.of("io.opentelemetry.", "io.micrometer.", "org.eclipse.microprofile.metrics.")) {
      assertFalse(classes.contains(part), part);
    }
  }

  private static JsonObject ask(TestUser user, String sql, Map<String, String> arguments) {
    JsonObject body =
        Json.createObjectBuilder()
            .add("sql", sql)
            .add("arguments", Json.createObjectBuilder(Map.<String, Object>copyOf(arguments)))
            .build();
    TestHttp.Answer answer = user.post(server + "/api/jobs", body.toString());
    assertEquals(202, answer.status(), answer.response().body());
    return answer.json();
  }

  private static String ticket(TestUser user) {
    return user.post(server + "/api/sessions", "").json().getString("ticket");
  }

  private static List<Span> spans(JsonObject job) {
    return collector.spans().stream()
        .filter(
            span ->
                span.getAttributesList().stream()
                    .anyMatch(each -> each.getValue().getStringValue().equals(job.getString("id"))))
        .toList();
  }

  private static Set<String> names(List<Span> spans) {
    return spans.stream().map(Span::getName).collect(Collectors.toSet());
  }

  private static Span named(List<Span> spans, String name) {
    return spans.stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
  }

  private static String traceId(Span span) {
    StringBuilder hex = new StringBuilder();
    for (byte each : span.getTraceId().toByteArray()) {
      hex.append("%02x".formatted(each));
    }
    return hex.toString();
  }

  /** The names of all attributes of all spans. */
  private static Set<String> attributes() {
    return collector.spans().stream()
        .flatMap(span -> span.getAttributesList().stream())
        .map(each -> each.getKey())
        .collect(Collectors.toSet());
  }

  private static Set<String> collected() {
    return collector.metrics().stream().map(Metric::getName).collect(Collectors.toSet());
  }

  private static long lastSum(Figure figure) {
    return collector.metrics().stream()
        .filter(metric -> metric.getName().equals(figure.telemetryName()))
        .reduce((earlier, later) -> later)
        .map(metric -> metric.getSum().getDataPoints(0).getAsInt())
        .orElse(-1L);
  }

  /** What Prometheus would read: names with their types. */
  private static Map<String, String> shown() {
    return NAME.matcher(scraped())
        .results()
        .collect(Collectors.toMap(each -> each.group(1), each -> each.group(2)));
  }

  private static double value(String name) {
    return scraped()
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static String scraped() {
    return TestHttp.send(HttpRequest.newBuilder(inside.resolve("/metrics"))).response().body();
  }

  private static String prometheus(Figure figure) {
    return figure.telemetryName().replace('.', '_') + (figure.isCount() ? "_total" : "");
  }

  private static int status(URI whose, String path) {
    return TestHttp.send(HttpRequest.newBuilder(whose.resolve(path))).status();
  }

  private static Set<String> minus(Set<String> all, Set<String> some) {
    Set<String> left = new TreeSet<>(all);
    left.removeAll(some);
    return left;
  }

  /** The names that the dashboard's expressions ask for, without ours. */
  private static Set<String> machine(Path dashboard) throws IOException {
    Set<String> names = new TreeSet<>();
    try (JsonReader reader = Json.createReader(Files.newBufferedReader(dashboard))) {
      for (JsonValue panel : reader.readObject().getJsonArray("panels")) {
        for (JsonValue target : panel.asJsonObject().getJsonArray("targets")) {
          String asked = ((JsonString) target.asJsonObject().get("expr")).getString();
          Pattern.compile("\\b(?:memory|gc|cpu|thread|threadpool)_\\w+")
              .matcher(asked)
              .results()
              .forEach(each -> names.add(each.group()));
        }
      }
    }
    return names;
  }

  private static JsonObject target() {
    JsonArrayBuilder targets =
        Json.createArrayBuilder()
            .add(
                Json.createObjectBuilder()
                    .add("Id", QUEUE)
                    .add("Arn", "arn:aws:sqs:us-east-1:000000000000:" + QUEUE));
    return Json.createObjectBuilder().add("Rule", RULE).add("Targets", targets).build();
  }

  private static JsonObject object(String name, String value) {
    return Json.createObjectBuilder().add(name, value).build();
  }
}
