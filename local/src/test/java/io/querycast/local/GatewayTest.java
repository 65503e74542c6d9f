package io.querycast.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import io.querycast.local.LocalGateway.Opened;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.ApiGatewayManagementApiException;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GetConnectionResponse;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GoneException;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.LimitExceededException;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.PayloadTooLargeException;

/** API Gateway's sockets and their management, by Java's own client and Amazon's. */
class GatewayTest {
  private LocalGateway cloud;
  private FakeServer door;

  @BeforeEach
  void open() throws Exception {
    cloud = new LocalGateway();
    door = cloud.door;
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private int refused(String... headers) {
    CompletionException failed = assertThrows(CompletionException.class, () -> cloud.tab(headers));
    WebSocketHandshakeException refused = (WebSocketHandshakeException) failed.getCause();
    return refused.getResponse().statusCode();
  }

  @Test
  void theServerIsAskedAboutANewConnectionAndItsProtocolIsEchoed() throws Exception {
    Tab tab = cloud.tab("Origin", "http://localhost:9080", "User-Agent", "a browser");

    assertEquals("querycast.v1", tab.protocol());
    Headers asked = door.connects.poll(20, TimeUnit.SECONDS);
    assertNotNull(asked);
    assertTrue(asked.getFirst("X-Querycast-Connection").matches("[A-Za-z0-9_-]{15}="));
    assertEquals("querycast.v1, ticket.abc", asked.getFirst("X-Querycast-Protocols"));
    assertEquals("http://localhost:9080", asked.getFirst("X-Querycast-Origin"));
    assertEquals(LocalGateway.SECRET, asked.getFirst("X-Querycast-Secret"));
  }

  /** So it is on AWS: a server must not take the call for a handshake of its own. */
  @Test
  void theClientsOwnHeadersGoToTheServerToo() throws Exception {
    cloud.tab("X-Colour", "blue");
    Headers asked = door.connects.poll(20, TimeUnit.SECONDS);
    assertEquals("blue", asked.getFirst("X-Colour"));
    assertEquals("13", asked.getFirst("Sec-WebSocket-Version"));
    assertEquals("127.0.0.1", asked.getFirst("X-Forwarded-For"));
    assertNull(asked.getFirst("Upgrade"));
  }

  @Test
  void aClientCannotSayWhatTheGatewaySays() throws Exception {
    cloud.tab("X-Querycast-Secret", "guessed", "x-querycast-connection", "another");
    Headers asked = door.connects.poll(20, TimeUnit.SECONDS);
    assertEquals(1, asked.get("X-Querycast-Secret").size());
    assertEquals(LocalGateway.SECRET, asked.getFirst("X-Querycast-Secret"));
    assertEquals(1, asked.get("X-Querycast-Connection").size());
  }

  @ParameterizedTest
  @CsvSource({"400,400", "401,401", "403,403", "500,500", "503,503", "204,502", "302,502"})
  void aConnectionThatTheServerDoesNotAcceptFailsWithItsStatus(int status, int seen)
      throws Exception {
    door.status = status;
    assertEquals(seen, refused());
    String id = door.connected();
    assertThrows(GoneException.class, () -> cloud.post(id, "news"));
  }

  @Test
  void aConnectionFailsWhereNoServerIs() {
    door.close();
    assertEquals(502, refused());
  }

  @Test
  void aProtocolThatTheClientDidNotOfferFailsTheConnection() throws Exception {
    door.protocol = "another";
    assertEquals(502, refused());
    assertEquals(door.connected(), door.disconnected());
  }

  @Test
  void aConnectionIsGoneUntilTheServerHasAcceptedIt() throws Exception {
    AtomicReference<Exception> early = new AtomicReference<>();
    door.before =
        id ->
            early.set(
                assertThrows(
                    ApiGatewayManagementApiException.class, () -> cloud.post(id, "too early")));
    Opened opened = cloud.opened();
    assertEquals(GoneException.class, early.get().getClass());
    cloud.post(opened.id(), "in time");
    assertEquals("in time", opened.tab().message());
  }

  @Test
  void aPostIsAMessageToThatClientAlone() throws Exception {
    Opened one = cloud.opened();
    Opened other = cloud.opened();
    cloud.post(one.id(), "for one");
    cloud.post(other.id(), "for the other: größer 🚕");
    cloud.post(one.id(), "once more");
    assertEquals("for one", one.tab().message());
    assertEquals("once more", one.tab().message());
    assertEquals("for the other: größer 🚕", other.tab().message());
  }

  @Test
  void aConnectionIsDescribed() throws Exception {
    String id = cloud.opened("User-Agent", "a browser").id();
    cloud.pass(Duration.ofSeconds(7));
    cloud.post(id, "news");
    GetConnectionResponse described = cloud.describe(id);
    assertEquals(LocalGateway.BEGIN, described.connectedAt());
    assertEquals(LocalGateway.BEGIN.plusSeconds(7), described.lastActiveAt());
    assertEquals("127.0.0.1", described.identity().sourceIp());
    assertEquals("a browser", described.identity().userAgent());
  }

  @Test
  void aDeletedConnectionIsClosedAndGone() throws Exception {
    Opened opened = cloud.opened();
    cloud.delete(opened.id());
    assertEquals("1000 Connection Closed Normally", opened.tab().ending());
    assertEquals(opened.id(), door.disconnected());
    assertThrows(GoneException.class, () -> cloud.post(opened.id(), "late"));
    assertThrows(GoneException.class, () -> cloud.describe(opened.id()));
    assertThrows(GoneException.class, () -> cloud.delete(opened.id()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"L0SM9cOFvHcCIhw=", "nobody", "a/b", "ä?&=%2f"})
  void aConnectionThatNobodyOpenedIsGone(String id) {
    assertEquals(410, assertThrows(GoneException.class, () -> cloud.post(id, "news")).statusCode());
    assertThrows(GoneException.class, () -> cloud.describe(id));
    assertThrows(GoneException.class, () -> cloud.delete(id));
  }

  @Test
  void aClosedConnectionIsGoneAndTheServerHearsOfItOnce() throws Exception {
    Opened opened = cloud.opened();
    opened.tab().close();
    assertEquals(opened.id(), door.disconnected());
    assertThrows(GoneException.class, () -> cloud.post(opened.id(), "late"));
    Headers more = door.disconnects.poll(300, TimeUnit.MILLISECONDS);
    assertNull(more);
  }

  @Test
  void theEndOfAConnectionIsToldWithTheSecret() throws Exception {
    cloud.opened().tab().close();
    Headers told = door.disconnects.poll(20, TimeUnit.SECONDS);
    assertEquals(LocalGateway.SECRET, told.getFirst("X-Querycast-Secret"));
  }

  @Test
  void aMessageHasAtMost128Kilobytes() throws Exception {
    Opened opened = cloud.opened();
    String largest = "x".repeat(128 * 1024);
    cloud.post(opened.id(), largest);
    assertEquals(largest, opened.tab().message());
    PayloadTooLargeException refused =
        assertThrows(PayloadTooLargeException.class, () -> cloud.post(opened.id(), largest + "x"));
    assertEquals(413, refused.statusCode());
    assertTrue(opened.tab().isOpen());
  }

  @Test
  void whatIsNoTextIsRefused() throws Exception {
    Opened opened = cloud.opened();
    ApiGatewayManagementApiException refused =
        assertThrows(
            ApiGatewayManagementApiException.class,
            () ->
                cloud.management.postToConnection(
                    r ->
                        r.connectionId(opened.id())
                            .data(SdkBytes.fromByteArray(new byte[] {(byte) 0xff}))));
    assertEquals(400, refused.statusCode());
  }

  @Test
  void callsBeyondTheLimitOfASecondAreRefused() throws Exception {
    Opened opened = cloud.opened();
    for (int i = 0; i < LocalGateway.CALLS_PER_SECOND; i++) {
      cloud.describe(opened.id());
    }
    LimitExceededException refused =
        assertThrows(LimitExceededException.class, () -> cloud.post(opened.id(), "one too many"));
    assertEquals(429, refused.statusCode());
    cloud.pass(Duration.ofSeconds(1));
    cloud.post(opened.id(), "a second later");
    assertEquals("a second later", opened.tab().message());
  }

  @Test
  void connectionsBeyondTheLimitOfASecondAreRefused() throws Exception {
    for (int i = 0; i < LocalGateway.CONNECTS_PER_SECOND; i++) {
      cloud.tab();
    }
    assertEquals(429, refused());
    assertEquals(LocalGateway.CONNECTS_PER_SECOND, door.connects.size());
    cloud.pass(Duration.ofSeconds(1));
    cloud.tab();
  }

  @ParameterizedTest
  @CsvSource({
    "POST,   /_gateway/@connections/a=, ''",
    "POST,   /_gateway/@connections/a=, Credential=x/20260301/us-east-1/s3/aws4_request",
    "POST,   /_gateway/@connections/,   Credential=x/20260301/us-east-1/execute-api/aws4_request",
    "GET,    /_gateway/other,           Credential=x/20260301/us-east-1/execute-api/aws4_request",
    "PUT,    /_gateway/@connections/a=, Credential=x/20260301/us-east-1/execute-api/aws4_request",
  })
  void whatIsNotSignedOrNoCallOfThisApiIsForbidden(String method, String path, String signature)
      throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(cloud.address + path))
                    .method(method, HttpRequest.BodyPublishers.ofString("news"))
                    .header("Authorization", "AWS4-HMAC-SHA256 " + signature)
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertEquals(403, answer.statusCode());
    assertEquals("ForbiddenException", answer.headers().firstValue("x-amzn-ErrorType").orElse(""));
  }

  @Test
  void aConnectionWithoutAMessageForTenMinutesGoesAway() throws Exception {
    Opened silent = cloud.opened();
    Opened heard = cloud.opened();
    Opened told = cloud.opened();
    cloud.pass(Duration.ofMinutes(9));
    heard.tab().send("{\"type\":\"ping\"}");
    assertEquals("{\"type\":\"pong\"}", heard.tab().message());
    cloud.post(told.id(), "news");
    cloud.pass(Duration.ofMinutes(1));
    cloud.gateway.watch();
    assertEquals("1001 Going away", silent.tab().ending());
    assertEquals(silent.id(), door.disconnected());
    cloud.post(heard.id(), "still here");
    assertEquals("still here", heard.tab().message());
    assertEquals("news", told.tab().message());
    assertTrue(told.tab().isOpen());
  }

  @Test
  void aConnectionGoesAwayAfterTwoHoursHoweverBusy() throws Exception {
    Opened busy = cloud.opened();
    for (int i = 0; i < 15; i++) {
      cloud.pass(Duration.ofMinutes(8));
      assertTrue(busy.tab().isOpen());
      cloud.post(busy.id(), "news");
      assertEquals("news", busy.tab().message());
      cloud.gateway.watch();
    }
    assertEquals("1001 Going away", busy.tab().ending());
    assertEquals(busy.id(), door.disconnected());
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # Host,            Origin,                 status
          localhost:4566,    http://localhost:9080,  101
          127.0.0.1:4566,    ,                       101
          localhost:4566,    http://localhost:4566,  101
          localhost:4566,    http://localhost:3000,  403
          localhost:4566,    https://localhost:9080, 403
          localhost:4566,    http://evil.example,    403
          localhost:4566,    null,                   403
          evil.example:4566, ,                       403
          evil.example:4566, http://evil.example:4566, 403
          """)
  void onlyAllowedPagesAndProgramsOfThisMachineConnect(String host, String origin, int status)
      throws Exception {
    try (RawSocket client = new RawSocket(cloud.port())) {
      String head =
          client.ask(
              """
              GET /_gateway/push HTTP/1.1
              Host: %s
              Connection: Upgrade
              Upgrade: websocket
              Sec-WebSocket-Version: 13
              Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
              Sec-WebSocket-Protocol: querycast.v1
              %s"""
                  .formatted(host, origin == null ? "" : "Origin: " + origin + "\n"));
      assertTrue(head.startsWith("HTTP/1.1 " + status), head);
    }
    assertEquals(status == 101 ? 1 : 0, door.connects.size());
  }

  @Test
  void aProgramWithoutAnOriginIsLeftToTheServer() throws Exception {
    cloud.tab();
    Headers asked = door.connects.poll(20, TimeUnit.SECONDS);
    assertEquals("", asked.getFirst("X-Querycast-Origin"));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          GET,  Accept: */*
          GET,  Connection: Upgrade; Upgrade: websocket
          GET,  Connection: Upgrade; Upgrade: websocket; Sec-WebSocket-Version: 13
          GET,  Upgrade: websocket; Sec-WebSocket-Version: 13; Sec-WebSocket-Key: dGhlIHNhbXBsZQ==
          GET,  Connection: Upgrade; Upgrade: websocket; Sec-WebSocket-Version: 8
          POST, Content-Length: 0
          """)
  void whatIsNoHandshakeCostsNoTicket(String method, String headers) throws Exception {
    try (RawSocket client = new RawSocket(cloud.port())) {
      String answer =
          client.ask(
              method
                  + " /_gateway/push HTTP/1.1\nHost: localhost\n"
                  + headers.replace("; ", "\n")
                  + "\n");
      assertTrue(answer.matches("(?s)HTTP/1.1 4(00|26) .*"), answer);
    }
    assertEquals(0, door.connects.size());
  }

  @Test
  void aLostDisconnectReachesNobody() throws Exception {
    Opened lost = cloud.opened();
    Opened heard = cloud.opened();
    cloud.faults("{'gateway':{'lose':1.0}}");
    cloud.delete(lost.id());
    assertThrows(GoneException.class, () -> cloud.post(lost.id(), "late"));
    cloud.faults("{}");
    heard.tab().close();
    assertEquals(heard.id(), door.disconnected());
    assertTrue(door.disconnects.isEmpty());
  }

  @Test
  void aConnectionThatLingersTakesPostsForAWhile() throws Exception {
    cloud.faults("{'gateway':{'linger':'PT5S'}}");
    Opened opened = cloud.opened();
    opened.tab().close();
    assertEquals(opened.id(), door.disconnected());
    cloud.post(opened.id(), "into the void");
    assertThrows(GoneException.class, () -> cloud.describe(opened.id()));
    cloud.pass(Duration.ofSeconds(4));
    cloud.gateway.watch();
    cloud.post(opened.id(), "into the void");
    cloud.pass(Duration.ofSeconds(2));
    cloud.gateway.watch();
    assertThrows(GoneException.class, () -> cloud.post(opened.id(), "late"));
  }

  @Test
  void aCutConnectionEndsWithoutAWord() throws Exception {
    Opened opened = cloud.opened();
    cloud.gateway.watch();
    assertTrue(opened.tab().isOpen());
    cloud.faults("{'gateway':{'cut':1.0}}");
    cloud.gateway.watch();
    assertEquals("cut", opened.tab().ending());
    assertEquals(opened.id(), door.disconnected());
    assertThrows(GoneException.class, () -> cloud.post(opened.id(), "late"));
  }

  @Test
  void aThrottledOrFailingGatewaySaysSoAndSendsNothing() throws Exception {
    Opened opened = cloud.opened();
    cloud.faults("{'gateway':{'throttle':1.0}}");
    LimitExceededException throttled =
        assertThrows(LimitExceededException.class, () -> cloud.post(opened.id(), "throttled"));
    assertTrue(throttled.isThrottlingException());
    cloud.faults("{'gateway':{'error':1.0}}");
    AwsServiceException failed =
        assertThrows(AwsServiceException.class, () -> cloud.post(opened.id(), "failed"));
    assertEquals(500, failed.statusCode());
    cloud.faults("{'gateway':{'timeoutAfterCommit':1.0}}");
    assertThrows(SdkClientException.class, () -> cloud.post(opened.id(), "sent, and not answered"));
    cloud.faults("{}");
    assertEquals("sent, and not answered", opened.tab().message());
  }

  @Test
  void aClientThatDoesNotReadGetsNoMoreAndHoldsUpNobody() throws Exception {
    try (RawSocket lazy = RawSocket.open(cloud.port())) {
      String id = door.connected();
      lazy.send(RawSocket.FINAL | RawSocket.TEXT, new byte[0]);
      assertEquals("{\"type\":\"pong\"}", lazy.read().text());
      String message = "x".repeat(128 * 1024);
      LimitExceededException refused =
          assertThrows(
              LimitExceededException.class,
              () -> {
                while (true) {
                  cloud.post(id, message);
                  cloud.pass(Duration.ofSeconds(1));
                }
              });
      assertEquals(429, refused.statusCode());
      Opened other = cloud.opened();
      cloud.post(other.id(), "news");
      assertEquals("news", other.tab().message());
      assertFalse(lazy.read().isFinal());
    }
  }
}
