package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.CloudProcess;
import io.querycast.PackagedServer;
import io.querycast.aws.TableFixture;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Nodes whose sockets a gateway holds. They have a table and queues of their own, because nodes
 * that share those share their work too, and the node under test has its own door.
 */
@Tag("long")
@ExtendWith(ArquillianExtension.class)
class DoorIT {
  private static final Path USERS = Path.of("target/door").toAbsolutePath();
  private static final String NAME = "door-it";
  private static final List<String> QUEUES =
      List.of("completions", "inbox-000", "inbox-001", "inbox-002");
  private static final int FRAME = 32 * 1024;
  private static final String OF_THE_YEAR =
      "{\"query\":\"trips\",\"arguments\":{\"from\":\"%1$d-01-01\",\"to\":\"%1$d-12-31\"}}"
          .formatted(Trips.year());
  private static final int GOING = 1012;
  private static final int SESSION_OVER = 4401;

  private static final List<Process> NODES = new ArrayList<>();

  /** Where the node that the gateway asks is laid out. */
  private static PackagedServer first;

  /** The node that the gateway asks. */
  private static URI one;

  private static URI other;

  private final TestUser ada = TestUser.signedIn();

  @BeforeAll
  static void start() throws Exception {
    CloudProcess.delete(USERS);
    try (DynamoDbClient tables = TestCloud.client(DynamoDbClient.builder());
        SqsClient queues = TestCloud.client(SqsClient.builder());
        S3Client buckets = TestCloud.client(S3Client.builder().forcePathStyle(true))) {
      TableFixture.create(tables, NAME);
      buckets.createBucket(about -> about.bucket(NAME));
      QUEUES.forEach(queue -> queues.createQueue(about -> about.queueName(NAME + "-" + queue)));
    }
    first = TestCloud.node(USERS, "one");
    one = startNode(first, TestCloud.gatewaysPort());
    other = startNode(TestCloud.node(USERS, "other"), CloudProcess.freePort());
  }

  @AfterAll
  static void end() {
    NODES.forEach(Process::destroyForcibly);
  }

  @Test
  void aSessionTellsWhereTheSocketIsAndHowItBehaves() {
    JsonObject session = session(ada, other);

    assertEquals(gateway() + "/push", session.getString("url"));
    assertEquals("gateway", session.getString("door"));
    assertEquals(540, session.getInt("heartbeat"));
    assertEquals(600, session.getInt("silence"));
  }

  @Test
  void onlyTheGatewayMayCall() {
    for (String route : List.of("connect", "disconnect")) {
      for (String secret : List.of("", "wrong", TestCloud.GATEWAY_SECRET + "!")) {
        assertRefused(403, "NOT_THE_GATEWAY", call(route, secret, "a"));
      }
      HttpRequest.Builder signedIn =
          HttpRequest.newBuilder(one.resolve("/api/door/" + route))
              .header("Authorization", "Bearer " + ada.accessToken())
              .POST(HttpRequest.BodyPublishers.noBody());
      assertRefused(403, "NOT_THE_GATEWAY", TestHttp.send(signedIn));
    }
  }

  @Test
  void aTicketOpensOneSocketOnce() {
    JsonObject session = session(ada, other);

    Socket socket = Socket.of(session);

    assertEquals("querycast.v1", socket.protocol());
    assertEquals(403, Socket.status(() -> Socket.of(session)));
    socket.close();
  }

  @Test
  void whoHasNoPlaceHereIsRefused() {
    String ticket = "querycast.v1, ticket." + session(ada, one).getString("ticket");
    String protocols = "X-Querycast-Protocols";
    String origin = "X-Querycast-Origin";

    assertRefused(
        403,
        "ORIGIN_NOT_ALLOWED",
        connect(id(), protocols, ticket, origin, "https://evil.example"));
    assertRefused(
        403, "SOCKET_REFUSED", connect(id(), protocols, ticket.replace("querycast.v1, ", "")));
    assertRefused(403, "SOCKET_REFUSED", connect(id()));
    assertRefused(400, "HEADER_INVALID", connect("no id", protocols, ticket));
    assertRefused(
        400,
        "HEADER_INVALID",
        connect(id(), protocols, ticket, "X-Querycast-Connection", "another"));
    TestHttp.Answer answer = connect(id(), protocols, ticket, origin, "https://app.example.com");
    assertEquals(200, answer.status(), "no refusal used the ticket");
    assertEquals("querycast.v1", answer.header("Sec-WebSocket-Protocol"));
  }

  @Test
  void aTicketOfTheOneDoorOpensNothingAtTheOther() throws Exception {
    JsonObject ofNode = ada.post("/api/sessions", "").json();
    assertRefused(
        403,
        "SOCKET_REFUSED",
        connect(
            id(), "X-Querycast-Protocols", "querycast.v1, ticket." + ofNode.getString("ticket")));

    try (RawSocket socket =
        RawSocket.withTicket(one, session(ada, one).getString("ticket"), "User-Agent: raw")) {
      assertEquals(GOING, socket.closeCode());
    }
    try (RawSocket socket = RawSocket.withTicket(session(ada, one).getString("ticket"))) {
      assertEquals(SESSION_OVER, socket.closeCode());
    }
  }

  /** A stranger's limit is 2,000 requests in a row, and each guess would count as five. */
  @Test
  void guessesAtTicketsKeepNobodyElseOut() {
    for (int i = 0; i < 500; i++) {
      assertEquals(
          403, connect(id(), "X-Querycast-Protocols", "querycast.v1, ticket.guess").status());
    }
    Socket.of(session(ada, one)).close();
  }

  @Test
  void whicheverNodeLearnsAStepTellsAllSocketsOfTheOwnerAndNobodyElse() {
    TestUser eve = TestUser.signedIn();
    List<Socket> adas = List.of(Socket.of(session(ada, one)), Socket.of(session(ada, other)));
    Socket eves = Socket.of(session(eve, one));

    JsonObject job = run(ada, other);

    for (Socket socket : adas) {
      JsonObject ending = socket.ending(job);
      assertEquals("FINISHED", ending.getJsonObject("job").getString("state"));
      assertEquals(31, ending.getJsonObject("result").getJsonArray("rows").size());
      assertTrue(socket.messages().stream().allMatch(each -> each.getString("type").equals("job")));
    }
    JsonObject evesJob = run(eve, one);
    eves.ending(evesJob);
    assertTrue(
        eves.messages().stream()
            .allMatch(
                each -> each.getJsonObject("job").getString("id").equals(evesJob.getString("id"))));
    Stream.concat(adas.stream(), Stream.of(eves)).forEach(Socket::close);
  }

  @Test
  void aFrameIsNeverLongerThanTheGatewayTakes() {
    Socket socket = Socket.of(session(ada, one));

    JsonObject ending = socket.ending(submit(ada, one, OF_THE_YEAR));

    assertTrue(ending.getJsonObject("result").containsKey("next"), "there are more rows");
    int length = ending.toString().getBytes(StandardCharsets.UTF_8).length;
    assertTrue(length > FRAME / 2 && length <= FRAME, () -> length + " bytes");
    socket.close();
  }

  @Test
  void aWholeResultGoesPastTheGatewayAsAFile() {
    JsonObject job = ended(ada, one, submit(ada, one, OF_THE_YEAR));

    String address =
        answer(ada, one, path(job, "downloads"), "{\"format\":\"csv\"}").getString("url");
    TestHttp.Answer leads = TestHttp.send(HttpRequest.newBuilder(URI.create(address)));

    assertEquals(303, leads.status(), () -> leads.response().body());
    TestHttp.Answer file =
        TestHttp.send(HttpRequest.newBuilder(URI.create(leads.header("Location"))));
    assertEquals(200, file.status());
    assertTrue(file.header("Content-Disposition").startsWith("attachment; filename=\"trips-"));
    assertEquals("text/csv; charset=utf-8", file.header("Content-Type"));
    assertEquals(
        job.getInt("rowCount") + 1, file.response().body().lines().count(), "a line of names too");
    assertRefused(
        404, "DOWNLOAD_NOT_FOUND", TestHttp.send(HttpRequest.newBuilder(URI.create(address))));

    HttpRequest.Builder withToken =
        HttpRequest.newBuilder(other.resolve(path(job, "result.csv")))
            .header("Authorization", "Bearer " + ada.accessToken());
    URI again = URI.create(TestHttp.send(withToken).header("Location"));
    assertEquals(
        file.response().body(), TestHttp.send(HttpRequest.newBuilder(again)).response().body());
  }

  @Test
  void aSocketThatHasEndedLeavesNoRecord() {
    Socket socket = Socket.of(session(ada, one));
    assertEquals(1, sessions(ada).size());

    socket.close();

    Await.until("the session is put away", () -> sessions(ada), List::isEmpty);
    assertEquals(
        204,
        call("disconnect", TestCloud.GATEWAY_SECRET, id()).status(),
        "a report that is late or a repeat changes nothing");
  }

  @Test
  void whoSignsOutLosesEverySocketAndTheOthersKeepTheirs() {
    TestUser eve = TestUser.signedIn();
    Socket eves = Socket.of(session(eve, one));
    List<Socket> adas =
        Stream.of(one, other, other).map(node -> Socket.of(session(ada, node))).toList();

    TestHttp.aws(
        "AWSCognitoIdentityProviderService.GlobalSignOut",
        Json.createObjectBuilder().add("AccessToken", ada.accessToken()).build());

    adas.forEach(Socket::closeCode);
    Await.until("the sessions are put away", () -> sessions(ada), List::isEmpty);
    assertTrue(eves.isOpen());
    eves.close();
  }

  @Test
  void socketsOutliveTheNodes() throws Exception {
    Socket socket = Socket.of(session(ada, other));

    for (Process node : NODES) {
      node.destroyForcibly().waitFor();
    }
    one = startNode(first, TestCloud.gatewaysPort());
    other = one;

    socket.ending(run(ada, one));
    assertTrue(socket.isOpen());
    socket.close();
  }

  /** The sort keys of a user's sessions on record. */
  private static List<String> sessions(TestUser user) {
    try (DynamoDbClient client = TestCloud.client(DynamoDbClient.builder())) {
      return client
          .query(
              query ->
                  query
                      .tableName(NAME)
                      .consistentRead(true)
                      .keyConditionExpression("pk = :user AND begins_with(sk, :session)")
                      .expressionAttributeValues(
                          Map.of(
                              ":user", AttributeValue.fromS("user#" + user.id()),
                              ":session", AttributeValue.fromS("session#"))))
          .items()
          .stream()
          .map(item -> item.get("sk").s())
          .toList();
    }
  }

  private static String gateway() {
    return TestCloud.address().toString().replace("http:", "ws:") + "/_gateway";
  }

  private static String id() {
    return UUID.randomUUID().toString().substring(0, 15) + "=";
  }

  /** A call of the gateway's routes. */
  private static TestHttp.Answer call(
      String route, String secret, String connection, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(one.resolve("/api/door/" + route))
            .header("X-Querycast-Secret", secret)
            .header("X-Querycast-Connection", connection)
            .POST(HttpRequest.BodyPublishers.noBody());
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return TestHttp.send(request);
  }

  private static TestHttp.Answer connect(String connection, String... headers) {
    return call("connect", TestCloud.GATEWAY_SECRET, connection, headers);
  }

  private static JsonObject session(TestUser user, URI node) {
    return answer(user, node, "/api/sessions", "");
  }

  private static JsonObject run(TestUser user, URI node) {
    return submit(
        user,
        node,
        "{\"query\":\"trips-by-day\",\"arguments\":{\"month\":\"%d-03\"}}".formatted(Trips.year()));
  }

  private static JsonObject submit(TestUser user, URI node, String submission) {
    return answer(user, node, "/api/jobs", submission);
  }

  private static JsonObject ended(TestUser user, URI node, JsonObject job) {
    return Await.until(
        "the job ends",
        () ->
            TestHttp.send(
                    HttpRequest.newBuilder(node.resolve("/api/jobs/" + job.getString("id")))
                        .header("Authorization", "Bearer " + user.accessToken()))
                .json(),
        each -> each.getString("state").equals("FINISHED"));
  }

  private static String path(JsonObject job, String what) {
    return "/api/jobs/" + job.getString("id") + "/" + what;
  }

  private static JsonObject answer(TestUser user, URI node, String path, String body) {
    TestHttp.Answer answer =
        TestHttp.send(
            HttpRequest.newBuilder(node.resolve(path))
                .header("Authorization", "Bearer " + user.accessToken())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    assertEquals(2, answer.status() / 100, () -> answer.response().body());
    return answer.json();
  }

  private static void assertRefused(int status, String code, TestHttp.Answer answer) {
    assertEquals(status, answer.status(), () -> answer.response().body());
    assertEquals(code, answer.code());
    assertFalse(answer.response().headers().firstValue("Sec-WebSocket-Protocol").isPresent());
  }

  private static URI startNode(PackagedServer packaged, int port) throws Exception {
    Map<String, String> settings = new HashMap<>(TestCloud.environment());
    settings.put("HTTP_PORT", Integer.toString(port));
    settings.put("QUERYCAST_TABLE", NAME);
    String queues = TestCloud.address() + "/000000000000/" + NAME;
    settings.put("QUERYCAST_COMPLETIONS_QUEUE", queues + "-completions");
    settings.put("QUERYCAST_INBOX_QUEUES", queues + "-inbox-");
    settings.put("QUERYCAST_INBOXES", "3");
    settings.putAll(TestCloud.gateway());
    settings.put("QUERYCAST_GATEWAY_BUCKET", NAME);
    settings.put("AWS_ENDPOINT_URL_S3", TestCloud.address().toString());
    Process node = packaged.start(settings);
    NODES.add(node);
    packaged.awaitReady(node, port);
    return URI.create("http://localhost:" + port);
  }
}
