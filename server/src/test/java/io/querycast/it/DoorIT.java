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
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Two more nodes, whose sockets a gateway holds. They have a table and queues of their own, because
 * nodes that share those share their work too, and the node under test has its own door.
 */
@ExtendWith(ArquillianExtension.class)
class DoorIT {
  private static final Path USERS = Path.of("target/door").toAbsolutePath();
  private static final String NAME = "door-it";
  private static final String SOCKET = "wss://gateway.example.com/push";
  private static final int FRAME = 32 * 1024;
  private static final int GOING = 1012;
  private static final int SESSION_OVER = 4401;

  private static final List<Process> NODES = new ArrayList<>();
  private static FakeGateway gateway;
  private static URI one;
  private static URI other;

  private final TestUser ada = TestUser.signedIn();

  @BeforeAll
  static void start() throws Exception {
    CloudProcess.delete(USERS);
    gateway = new FakeGateway();
    makeTableAndQueues();
    one = startNode("one");
    other = startNode("other");
  }

  @AfterAll
  static void end() {
    NODES.forEach(Process::destroyForcibly);
    gateway.close();
  }

  @Test
  void aSessionTellsWhereTheSocketIsAndHowItBehaves() {
    JsonObject session = session(ada, one);

    assertEquals(SOCKET, session.getString("url"));
    assertEquals("gateway", session.getString("door"));
    assertEquals(540, session.getInt("heartbeat"));
    assertEquals(600, session.getInt("silence"));
  }

  @Test
  void onlyTheGatewayMayCall() {
    for (String route : List.of("connect", "disconnect")) {
      for (String secret : List.of("", "wrong", FakeGateway.SECRET + "!")) {
        assertRefused(
            403, "NOT_THE_GATEWAY", TestHttp.send(FakeGateway.call(one, route, secret, "a")));
      }
      assertRefused(
          403,
          "NOT_THE_GATEWAY",
          TestHttp.send(
              HttpRequest.newBuilder(one.resolve("/api/door/" + route))
                  .header("Authorization", "Bearer " + ada.accessToken())
                  .POST(HttpRequest.BodyPublishers.noBody())));
    }
  }

  @Test
  void aTicketOpensOneSocketOnceAtAnyNode() {
    String ticket = session(ada, one).getString("ticket");

    TestHttp.Answer opened = gateway.connect(other, id(), ticket);

    assertEquals(200, opened.status());
    assertEquals("querycast.v1", opened.header("Sec-WebSocket-Protocol"));
    assertRefused(403, "SOCKET_REFUSED", gateway.connect(other, id(), ticket));
    assertRefused(403, "SOCKET_REFUSED", gateway.connect(one, id(), ticket));
  }

  @Test
  void whoHasNoPlaceHereIsRefused() {
    String ticket = session(ada, one).getString("ticket");
    HttpRequest.Builder connect =
        FakeGateway.call(one, "connect", FakeGateway.SECRET, id())
            .header("X-Querycast-Protocols", "querycast.v1, ticket." + ticket);

    assertRefused(
        403,
        "ORIGIN_NOT_ALLOWED",
        TestHttp.send(connect.copy().header("X-Querycast-Origin", "https://evil.example")));
    assertRefused(
        403,
        "SOCKET_REFUSED",
        TestHttp.send(
            FakeGateway.call(one, "connect", FakeGateway.SECRET, id())
                .header("X-Querycast-Protocols", "ticket." + ticket)));
    assertRefused(
        400,
        "HEADER_INVALID",
        TestHttp.send(FakeGateway.call(one, "connect", FakeGateway.SECRET, "no id")));
    assertRefused(
        400,
        "HEADER_INVALID",
        TestHttp.send(connect.copy().header("X-Querycast-Connection", "another")));
    assertEquals(
        200,
        TestHttp.send(connect.header("X-Querycast-Origin", "https://app.example.com")).status(),
        "no refusal used the ticket");
  }

  @Test
  void aTicketOfTheOneDoorOpensNothingAtTheOther() throws Exception {
    String ofNode = ada.post("/api/sessions", "").json().getString("ticket");
    assertRefused(403, "SOCKET_REFUSED", gateway.connect(one, id(), ofNode));

    try (RawSocket socket =
        RawSocket.withTicket(one, session(ada, one).getString("ticket"), "User-Agent: raw")) {
      assertEquals(GOING, socket.closeCode());
    }
    try (RawSocket socket = RawSocket.withTicket(session(ada, one).getString("ticket"))) {
      assertEquals(SESSION_OVER, socket.closeCode());
    }
  }

  @Test
  void guessesAtTicketsKeepNobodyElseOut() {
    for (int i = 0; i < 600; i++) {
      assertEquals(403, gateway.connect(one, id(), "guess").status());
    }
    assertEquals(200, gateway.connect(one, id(), session(ada, one).getString("ticket")).status());
  }

  @Test
  void whicheverNodeLearnsAStepTellsAllSocketsOfTheOwnerAndNobodyElse() {
    TestUser eve = TestUser.signedIn();
    List<String> adas = List.of(open(ada, one), open(ada, other));
    String eves = open(eve, one);

    JsonObject job = run(ada, other);
    String id = job.getString("id");

    for (String connection : adas) {
      JsonObject last =
          Await.until(
                  "the ending is told",
                  () -> gateway.told(connection),
                  told -> told.stream().anyMatch(each -> each.containsKey("result")))
              .stream()
              .filter(each -> each.containsKey("result"))
              .findFirst()
              .orElseThrow();
      assertEquals("job", last.getString("type"));
      assertEquals(id, last.getJsonObject("job").getString("id"));
      assertEquals("FINISHED", last.getJsonObject("job").getString("state"));
      assertEquals(31, last.getJsonObject("result").getJsonArray("rows").size());
      assertEquals(
          Set.of("job"),
          gateway.told(connection).stream()
              .map(each -> each.getString("type"))
              .collect(Collectors.toSet()));
    }
    assertEquals(List.of(), gateway.told(eves));
  }

  @Test
  void aFrameIsNeverLongerThanTheGatewayTakes() {
    String connection = open(ada, one);
    post(
        ada,
        one,
        "{\"query\":\"trips\",\"arguments\":{\"from\":\"%1$d-01-01\",\"to\":\"%1$d-12-31\"}}"
            .formatted(Trips.year()));

    JsonObject told =
        Await.until(
                "rows are told",
                () -> gateway.told(connection),
                all -> all.stream().anyMatch(each -> each.containsKey("result")))
            .stream()
            .filter(each -> each.containsKey("result"))
            .findFirst()
            .orElseThrow();

    int length = told.toString().getBytes(StandardCharsets.UTF_8).length;
    assertTrue(length <= FRAME, () -> length + " bytes");
  }

  @Test
  void aSocketThatHasEndedIsToldNoMore() {
    String gone = open(ada, one);
    String stays = open(ada, one);

    for (int i = 0; i < 2; i++) {
      assertEquals(
          204,
          TestHttp.send(FakeGateway.call(other, "disconnect", FakeGateway.SECRET, gone)).status());
    }
    run(ada, one);

    Await.until("a step is told", () -> gateway.told(stays), told -> !told.isEmpty());
    assertEquals(List.of(), gateway.told(gone));
  }

  @Test
  void whoSignsOutLosesEverySocketAndTheOthersKeepTheirs() {
    TestUser eve = TestUser.signedIn();
    String eves = open(eve, one);
    List<String> adas = List.of(open(ada, one), open(ada, other), open(ada, other));

    TestHttp.aws(
        "AWSCognitoIdentityProviderService.GlobalSignOut",
        Json.createObjectBuilder().add("AccessToken", ada.accessToken()).build());

    Await.until(
        "the sockets are ended",
        () -> adas.stream().filter(gateway::isOpen).toList(),
        List::isEmpty);
    assertTrue(gateway.isOpen(eves));
    assertEquals(
        List.of(),
        records(ada).stream().filter(each -> each.startsWith("session#")).toList(),
        "no record of a session stays");
  }

  /** The sort keys of a user's items. */
  private static List<String> records(TestUser user) {
    try (DynamoDbClient client = TestCloud.client(DynamoDbClient.builder())) {
      return client
          .query(
              query ->
                  query
                      .tableName(NAME)
                      .consistentRead(true)
                      .keyConditionExpression("pk = :user")
                      .expressionAttributeValues(
                          Map.of(":user", AttributeValue.fromS("user#" + user.id()))))
          .items()
          .stream()
          .map(item -> item.get("sk").s())
          .toList();
    }
  }

  private static void makeTableAndQueues() {
    try (DynamoDbClient tables = TestCloud.client(DynamoDbClient.builder());
        SqsClient queues = TestCloud.client(SqsClient.builder())) {
      TableFixture.create(tables, NAME);
      for (String queue : List.of("completions", "inbox-000", "inbox-001")) {
        queues.createQueue(request -> request.queueName(NAME + "-" + queue));
      }
    }
  }

  private static String id() {
    return UUID.randomUUID().toString().substring(0, 15) + "=";
  }

  /** Opens a socket with a new session of that user. */
  private static String open(TestUser user, URI node) {
    String connection = id();
    TestHttp.Answer answer =
        gateway.connect(node, connection, session(user, node).getString("ticket"));
    assertEquals(200, answer.status(), () -> answer.response().body());
    return connection;
  }

  private static JsonObject session(TestUser user, URI node) {
    return post(user, node, "/api/sessions", Optional.empty());
  }

  private static JsonObject run(TestUser user, URI node) {
    return post(
        user,
        node,
        "{\"query\":\"trips-by-day\",\"arguments\":{\"month\":\"%s-03\"}}".formatted(Trips.year()));
  }

  private static JsonObject post(TestUser user, URI node, String submission) {
    return post(user, node, "/api/jobs", Optional.of(submission));
  }

  private static JsonObject post(TestUser user, URI node, String path, Optional<String> body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(node.resolve(path))
            .header("Authorization", "Bearer " + user.accessToken())
            .POST(HttpRequest.BodyPublishers.ofString(body.orElse("")));
    body.ifPresent(json -> request.header("Content-Type", "application/json"));
    TestHttp.Answer answer = TestHttp.send(request);
    assertEquals(2, answer.status() / 100, () -> answer.response().body());
    return answer.json();
  }

  private static void assertRefused(int status, String code, TestHttp.Answer answer) {
    assertEquals(status, answer.status(), () -> answer.response().body());
    assertEquals(code, answer.code());
    assertFalse(answer.response().headers().firstValue("Sec-WebSocket-Protocol").isPresent());
  }

  private static URI startNode(String name) throws Exception {
    PackagedServer packaged = new PackagedServer(USERS, name);
    int port = CloudProcess.freePort();
    Map<String, String> settings = new HashMap<>(TestCloud.environment());
    settings.put("HTTP_PORT", Integer.toString(port));
    settings.put("QUERYCAST_TABLE", NAME);
    String queues = TestCloud.address() + "/000000000000/" + NAME;
    settings.put("QUERYCAST_COMPLETIONS_QUEUE", queues + "-completions");
    settings.put("QUERYCAST_INBOX_QUEUES", queues + "-inbox-");
    settings.put("QUERYCAST_INBOXES", "2");
    settings.put("QUERYCAST_DOOR", "gateway");
    settings.put("QUERYCAST_GATEWAY_SOCKET", SOCKET);
    settings.put("QUERYCAST_GATEWAY_SECRET", FakeGateway.SECRET);
    settings.put("AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI", gateway.address().toString());
    Process node = packaged.start(settings);
    NODES.add(node);
    packaged.awaitReady(node, port);
    return URI.create("http://localhost:" + port);
  }
}
