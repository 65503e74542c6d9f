package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.CloudProcess;
import io.querycast.PackagedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A second node beside the server under test. It is told to end while many connections are open,
 * and while others end.
 */
@Tag("long")
@ExtendWith(ArquillianExtension.class)
class StopIT {
  /** Without our code Liberty takes twice half a minute. */
  private static final Duration END = Duration.ofSeconds(30);

  private static final int USERS = 3;
  private static final int TABS = 20;
  private static final Path FOLDER = Path.of("target/stop").toAbsolutePath();

  private final List<Client> all = new ArrayList<>();
  private URI server;
  private PackagedServer packaged;
  private Process process;

  @BeforeEach
  void start() throws Exception {
    CloudProcess.delete(FOLDER);
    packaged = TestCloud.node(FOLDER, "stop");
    int port = CloudProcess.freePort();
    server = URI.create("http://localhost:" + port);
    Map<String, String> settings = new HashMap<>(TestCloud.environment());
    settings.put("HTTP_PORT", Integer.toString(port));
    process = packaged.start(settings);
    packaged.awaitReady(process, port);
  }

  @AfterEach
  void end() throws IOException {
    process.destroyForcibly();
    for (Client each : all) {
      each.close();
    }
  }

  @Test
  void aServerEndsWithinSecondsWhateverIsOpen() throws Exception {
    List<Socket> sockets = sockets();
    String bearer = "\nAuthorization: Bearer " + TestUser.signedIn().accessToken();
    String body = "\nContent-Type: application/json\nContent-Length: 1000";
    open(30, head("POST /api/jobs HTTP/1.1" + bearer + body) + "{");
    open(100, head("POST /api/jobs HTTP/1.1" + body) + "{");
    open(100, "GET / HTTP/1.1\r\nX-Slow: ");
    open(20, "");
    open(50, "GET /push HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSo");
    open(200, handshake());
    open(10, head("GET /api/snapshot?wait=20" + " HTTP/1.1" + bearer + known(bearer)));
    open(
        30, head("GET " + UnfinishedIT.largestScript() + " HTTP/1.1").repeat(UnfinishedIT.ANSWERS));

    Thread leaving =
        new Thread(() -> sockets.subList(0, sockets.size() / 2).forEach(Socket::close));
    leaving.start();
    process.destroy();
    leaving.join();

    packaged.awaitEnd(process, END);
    sockets
        .subList(sockets.size() / 2, sockets.size())
        .forEach(each -> assertEquals(1012, each.closeCode(), "who stays is told"));
  }

  /** Sockets of users who are signed in. */
  private List<Socket> sockets() {
    return Stream.generate(TestUser::signedIn)
        .limit(USERS)
        .flatMap(user -> Stream.generate(() -> user).limit(TABS))
        .map(user -> user.post("/api/sessions", "").json().getString("ticket"))
        .map(ticket -> Socket.open(server, ticket).begun())
        .toList();
  }

  private void open(int count, String text) throws IOException {
    for (int i = 0; i < count; i++) {
      all.add(Client.saying(server, text));
    }
  }

  /**
   * A handshake with an invalid ticket. The server closes such a socket, and these clients never
   * answer.
   */
  private String handshake() {
    return head(
        """
        GET /push HTTP/1.1
        Connection: Upgrade
        Upgrade: websocket
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==
        Sec-WebSocket-Protocol: querycast.v1, ticket.none""");
  }

  private String known(String bearer) {
    String token = bearer.substring(bearer.indexOf(':') + 2);
    TestHttp.Answer snapshot =
        TestHttp.send(
            HttpRequest.newBuilder(server.resolve("/api/snapshot")).header("Authorization", token));
    return "\nIf-None-Match: " + snapshot.header("ETag");
  }

  private String head(String lines) {
    return (lines + "\nHost: " + server.getAuthority() + "\n\n").replace("\n", "\r\n");
  }
}
