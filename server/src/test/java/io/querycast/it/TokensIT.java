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
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tokens that are forged or malformed, each in one way: see {@code tokens.jsonl}. */
@ExtendWith(ArquillianExtension.class)
class TokensIT {
  private static final List<JsonObject> RECIPES = recipes();

  /** Each asks for something else of the server: nothing, the store, and to store. */
  private static final List<String> ROUTES = List.of("/api/queries", "/api/snapshot", "/api/jobs");

  private static final Queue<String> FETCHED = new ConcurrentLinkedQueue<>();

  private static Person ada;
  private static HttpServer stranger;
  private static Forger forger;

  @BeforeAll
  static void signUp() throws Exception {
    ada = Person.signedIn();
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

    assertEquals(200, send("/api/queries", authorization).status(), "else the rest shows nothing");
  }

  @Test
  void everyOtherTokenIsRefusedAndNothingIsFetchedForIt() {
    assertTrue(RECIPES.size() > 100);
    assertAll(RECIPES.stream().map(recipe -> () -> assertRefused(recipe)));
    assertEquals(List.of(), List.copyOf(FETCHED), "addresses that a token named");
    assertEquals(List.of(), ada.get("/api/jobs").json().getJsonArray("jobs"));
  }

  @Test
  void nothingOfATokenReachesTheServersMessages() throws Exception {
    for (JsonObject recipe : RECIPES) {
      send("/api/queries", forger.authorization(recipe));
    }

    String messages = Files.readString(LocalCloud.logs().resolve("messages.log"));
    assertFalse(messages.contains("eyJ"), "messages.log holds a token");
    assertTrue(messages.contains("CWWKF0011I"), "else nothing was looked at");
  }

  private static void assertRefused(JsonObject recipe) throws Exception {
    String what = recipe.getString("name");
    String authorization = forger.authorization(recipe);
    for (String route : ROUTES) {
      Http.Answer answer = send(route, authorization);
      String where = what + " at " + route;
      assertEquals(401, answer.status(), where);
      assertEquals("application/problem+json", answer.header("Content-Type"), where);
      assertEquals("Bearer", answer.header("WWW-Authenticate"), where);
      assertEquals("UNAUTHENTICATED", answer.code(), where);
      assertFalse(answer.response().body().contains("Exception"), where);
    }
  }

  private static Http.Answer send(String route, String authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(LocalCloud.server().resolve(route))
            .header("Authorization", authorization);
    if (route.equals("/api/jobs")) {
      request
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString("{\"query\":\"trips\"}"));
    }
    return Http.send(request);
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
