package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tokens that are forged or malformed, each in one way: see {@code tokens.jsonl}. */
@ExtendWith(ArquillianExtension.class)
class TokensIT {
  private static final List<JsonObject> RECIPES = recipes();

  /** Each needs more of the server: nothing, to read the store, and to write to it. */
  private static final List<String> ROUTES = List.of("/api/queries", "/api/snapshot", "/api/jobs");

  /** Shorter texts may be in a log by chance. */
  private static final int LEAST_TOLD = 16;

  private static final Queue<String> FETCHED = new ConcurrentLinkedQueue<>();

  private static TestUser ada;
  private static HttpServer stranger;
  private static Forger forger;

  @BeforeAll
  static void signUp() throws Exception {
    ada = TestUser.signedIn();
    stranger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    forger = new Forger(ada, "http://localhost:" + stranger.getAddress().getPort());
    byte[] keys = forger.strangersKeySet().getBytes(StandardCharsets.UTF_8);
    stranger.createContext(
        "/",
        exchange -> {
          FETCHED.add(exchange.getRequestURI().toString());
          exchange.sendResponseHeaders(200, keys.length);
          exchange.getResponseBody().write(keys);
          exchange.close();
        });
    stranger.start();
  }

  @AfterAll
  static void stop() {
    stranger.stop(0);
  }

  @Test
  void aTokenOfOurMakingWithNothingWrongIsAsGoodAsCognitos() throws Exception {
    String authorization = forger.authorization(JsonValue.EMPTY_JSON_OBJECT);

    assertEquals(
        200,
        send("/api/queries", authorization).status(),
        "otherwise the other tests show nothing");
  }

  @Test
  void everyOtherTokenIsRefusedAndNothingIsFetchedForIt() {
    assertTrue(RECIPES.size() > 100);
    assertAll(RECIPES.stream().map(recipe -> () -> assertRefused(recipe)));
    assertEquals(List.of(), List.copyOf(FETCHED), "addresses that a token named");
    assertEquals(List.of(), ada.get("/api/jobs").json().getJsonArray("jobs"));
  }

  @Test
  void nothingSecretReachesAnyFileOfTheServersLogs() throws Exception {
    List<String> secrets = new ArrayList<>(secretsOfAda());
    for (JsonObject recipe : RECIPES) {
      String authorization = forger.authorization(recipe);
      send("/api/queries", authorization);
      secrets.add(authorization);
    }

    try (Stream<Path> files = Files.walk(TestCloud.logs())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertFalse(text.contains("eyJ"), file + " holds a token");
        for (String secret : secrets) {
          Stream.of(secret.split("[. ,]"))
              .filter(part -> part.length() >= LEAST_TOLD)
              .forEach(part -> assertFalse(text.contains(part), file + " holds " + part));
        }
      }
    }
    String messages = Files.readString(TestCloud.logs().resolve("messages.log"));
    assertTrue(messages.contains("CWWKF0011I"), "logs are found");
    assertTrue(messages.contains("\"audit\":\"refused\""), "tokens were refused");
  }

  /** A token, an idempotency key, a ticket and a download address, each used twice. */
  private static List<String> secretsOfAda() {
    TestUser user = TestUser.signedIn();
    String key = "my-own-key-" + UUID.randomUUID();
    JsonObject asked =
        user.post(
                "/api/jobs",
                "{\"query\":\"trips-by-day\",\"arguments\":{\"month\":\"2015-03\"}}",
                "Idempotency-Key",
                key)
            .json();
    String job = user.ended(asked).getString("id");
    String ticket = user.post("/api/sessions", "").json().getString("ticket");
    Socket first = Socket.open(ticket);
    first.next("a snapshot came, so the ticket is used", each -> true);
    first.close();
    assertEquals(4401, Socket.open(ticket).closeCode());
    String url =
        user.post("/api/jobs/" + job + "/downloads", "{\"format\":\"csv\"}")
            .json()
            .getString("url");
    assertEquals(200, TestHttp.send(HttpRequest.newBuilder(URI.create(url))).status());
    assertEquals(404, TestHttp.send(HttpRequest.newBuilder(URI.create(url))).status());
    return List.of(user.accessToken(), key, ticket, url.substring(url.lastIndexOf('/') + 1));
  }

  private static void assertRefused(JsonObject recipe) throws Exception {
    String what = recipe.getString("name");
    String authorization = forger.authorization(recipe);
    for (String route : ROUTES) {
      TestHttp.Answer answer = send(route, authorization);
      String where = what + " at " + route;
      assertEquals(401, answer.status(), where);
      assertEquals("application/problem+json", answer.header("Content-Type"), where);
      assertEquals("Bearer", answer.header("WWW-Authenticate"), where);
      assertEquals("UNAUTHENTICATED", answer.code(), where);
      assertFalse(answer.response().body().contains("Exception"), where);
    }
  }

  private static TestHttp.Answer send(String route, String authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(TestCloud.server().resolve(route))
            .header("Authorization", authorization);
    if (route.equals("/api/jobs")) {
      request
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString("{\"query\":\"trips\"}"));
    }
    return TestHttp.send(request);
  }

  private static List<JsonObject> recipes() {
    try (InputStream in = TokensIT.class.getResourceAsStream("tokens.jsonl")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(TokensIT::recipe)
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonObject recipe(String line) {
    try (JsonReader reader = Json.createReader(new StringReader(line))) {
      return reader.readObject();
    }
  }
}
