package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.rest.PathCorpus;
import io.querycast.rest.PathCorpus.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;

/** Paths without a route, and the headers of every answer; over raw connections. */
@ExtendWith(ArquillianExtension.class)
class PathsIT {
  private static final List<String> METHODS =
      List.of("POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "QUERY");

  private static final Path OPEN_API = Path.of("src/main/resources/META-INF/openapi.yaml");

  private static final Pattern SCRIPT = Pattern.compile("/assets/[^\"]+\\.js");

  @BeforeEach
  void awaitReadiness() {
    Await.until("the node is ready", () -> get("/health/ready").status(), status -> status == 200);
  }

  @Test
  void everyPathIsAnsweredAsTheTableSaysAndNoneChangesWhatAnotherGets() {
    Map<String, Object> before = whatEverybodyGets();

    assertAll(PathCorpus.lines().stream().map(PathsIT::isAnsweredAsItSays));

    assertEquals(before, whatEverybodyGets());
  }

  @Test
  void whatIsNotPlainIsRefusedByEveryMethodAndInHandshakes() {
    Map<String, Object> before = whatEverybodyGets();
    List<Executable> checks = new ArrayList<>();
    for (Line line : PathCorpus.lines()) {
      if (!line.isPlain()) {
        String method = METHODS.get(checks.size() / 2 % METHODS.size());
        checks.add(
            () -> assertRefused(400, RawHttp.send(method, line.target()), method + " " + line));
        checks.add(() -> assertRefused(400, RawHttp.handshake(line.target()), "open " + line));
      }
    }

    assertAll(checks);

    assertEquals(before, whatEverybodyGets());
  }

  @Test
  void ofWhatNobodyAnswersEveryMethodIsToldSo() {
    List<Executable> checks = new ArrayList<>();
    for (Line line : PathCorpus.lines()) {
      if (line.status() == 404 && !line.path().startsWith("/api/downloads/")) {
        String method = METHODS.get(checks.size() / 2 % METHODS.size());
        checks.add(
            () -> assertRefused(404, RawHttp.send(method, line.target()), method + " " + line));
        checks.add(() -> assertRefused(404, RawHttp.handshake(line.target()), "open " + line));
      }
    }

    assertAll(checks);
    assertEquals(0, HttpSessions.alive());
  }

  @Test
  void aMissingMethodOfARouteIs405WithTheMethodsThatExist() throws IOException {
    String token = "Authorization: Bearer " + TestUser.analyst().accessToken();
    List<Executable> checks = new ArrayList<>();
    Map<String, Set<String>> routes = routes();
    routes.put("/", Set.of("GET"));
    routes.put("/icon.svg", Set.of("GET"));
    routes.put("/push", Set.of("GET"));
    routes.put("/health", Set.of("GET"));
    routes.put("/health/live", Set.of("GET"));
    routes.put("/health/ready", Set.of("GET"));
    routes.put("/health/serving", Set.of("GET"));
    routes.put("/health/started", Set.of("GET"));
    routes.forEach(
        (route, methods) -> {
          for (String method :
              List.of("GET", "POST", "PUT", "DELETE", "PATCH", "TRACE", "QUERY", "COPY")) {
            if (!methods.contains(method)) {
              checks.add(() -> assertHasNot(method, route, methods, token));
            }
          }
        });

    assertTrue(checks.size() > 100);
    assertAll(checks);
  }

  private static void assertHasNot(String method, String route, Set<String> methods, String token) {
    String what = method + " " + route;
    String target = route.replaceAll("\\{\\w+\\}", "x");
    RawHttp.Answer answer = RawHttp.send(method, target, token, "Content-Length: 0");
    assertRefused(405, answer, what);
    Set<String> allowed = new TreeSet<>(List.of(answer.header("Allow").orElse("").split(" *, *")));
    allowed.removeAll(Set.of("HEAD", "OPTIONS"));
    assertEquals(new TreeSet<>(methods), allowed, what);
  }

  @Test
  void noErrorMayBeKeptByAnybody() {
    assertRefused(404, get("/assets/x.js"), "a script that is not there");
    assertRefused(405, RawHttp.send("POST", script()), "a script that is there");
    assertRefused(426, get("/push"), "a request that is not a handshake");
    assertRefused(401, get("/api/jobs"), "a list without a token");
    assertEquals("no-store", get("/api/config").header("Cache-Control").orElse(""));
    assertEquals("no-store", get("/health/ready").header("Cache-Control").orElse(""));
    assertEquals("no-cache", get("/").header("Cache-Control").orElse(""));
    assertTrue(get(script()).header("Cache-Control").orElse("").contains("immutable"));
  }

  @Test
  void overHttpsEveryAnswerSaysSoForTheFuture() {
    List<Executable> checks = new ArrayList<>();
    for (String target :
        List.of(
            "/", "/api/config", "/api/jobs", "/health", "/push", "/nothing", "/%2e", script())) {
      checks.add(
          () ->
              assertEquals(
                  "max-age=31536000; includeSubDomains",
                  RawHttp.send("GET", target, "X-Forwarded-Proto: https")
                      .header("Strict-Transport-Security")
                      .orElse(""),
                  target));
      checks.add(
          () ->
              assertEquals(
                  Optional.empty(), get(target).header("Strict-Transport-Security"), target));
    }
    assertAll(checks);
  }

  @Test
  void healthSaysNoMoreThanALoadBalancerNeeds() {
    for (String check : List.of("", "/live", "/ready", "/started")) {
      RawHttp.Answer answer = get("/health" + check);
      assertEquals("{\"status\":\"UP\"}", answer.body());
      assertEquals("application/json", answer.header("Content-Type").orElse(""));
      assertHarmless(answer, check);
    }
  }

  @Test
  void theApisDescriptionIsForWhoeverHasSignedIn() throws IOException {
    assertRefused(401, get("/api/openapi"), "without a token");

    TestHttp.Answer answer = TestUser.signedIn().get("/api/openapi");

    assertEquals(200, answer.status());
    assertEquals("application/yaml", answer.header("Content-Type").split(";")[0]);
    assertEquals(Files.readString(OPEN_API), answer.response().body());
  }

  private static Executable isAnsweredAsItSays(Line line) {
    return () -> {
      RawHttp.Answer answer = get(line.target());
      if (line.status() == 200) {
        assertEquals(200, answer.status(), line.toString());
        assertHarmless(answer, line.toString());
      } else {
        assertRefused(line.status(), answer, line.toString());
      }
    };
  }

  private static void assertRefused(int status, RawHttp.Answer answer, String what) {
    assertEquals(status, answer.status(), what);
    assertEquals("application/problem+json", answer.header("Content-Type").orElse(""), what);
    assertEquals("no-store", answer.header("Cache-Control").orElse(""), what);
    assertTrue(what.startsWith("HEAD ") || answer.body().contains("\"status\":" + status), what);
    for (String leak : List.of("<", "Exception", "SRVE", "io.querycast", "com.ibm")) {
      assertFalse(answer.body().contains(leak), what + ": " + answer.body());
    }
    assertHarmless(answer, what);
  }

  /** The headers that every answer has, and those that none may have. */
  private static void assertHarmless(RawHttp.Answer answer, String what) {
    assertEquals("nosniff", answer.header("X-Content-Type-Options").orElse(""), what);
    assertEquals("no-referrer", answer.header("Referrer-Policy").orElse(""), what);
    String policy = answer.header("Content-Security-Policy").orElse("");
    assertTrue(policy.contains("frame-ancestors 'none'"), what + ": " + policy);
    for (String header : List.of("Server", "X-Powered-By", "Set-Cookie", "$WSEP")) {
      assertEquals(Optional.empty(), answer.header(header), what);
    }
  }

  /** What everybody can read. It must stay the same. */
  private static Map<String, Object> whatEverybodyGets() {
    Map<String, Object> gets = new LinkedHashMap<>();
    for (String path : List.of("/", "/index.html", script(), "/api/config", "/health/ready")) {
      RawHttp.Answer answer = get(path);
      assertEquals(200, answer.status(), path);
      gets.put(path, answer.body());
    }
    gets.put("/api/jobs", get("/api/jobs").body());
    gets.put("/push", RawHttp.handshake("/push").status());
    assertEquals(101, gets.get("/push"));
    return gets;
  }

  private static String script() {
    Matcher script = SCRIPT.matcher(get("/").body());
    assertTrue(script.find());
    return script.group();
  }

  private static RawHttp.Answer get(String target) {
    return RawHttp.send("GET", target);
  }

  /** The routes and methods of the API's description, found by its indentation. */
  private static Map<String, Set<String>> routes() throws IOException {
    Map<String, Set<String>> routes = new LinkedHashMap<>();
    String route = null;
    for (String line : Files.readAllLines(OPEN_API)) {
      if (line.matches(" {2}/api/.*:")) {
        route = line.strip().replaceAll(":$", "");
        routes.put(route, new TreeSet<>());
      } else if (line.matches("\\S.*")) {
        route = null;
      } else if (route != null && line.matches(" {4}(get|post|put|delete|patch):")) {
        routes.get(route).add(line.strip().replace(":", "").toUpperCase(Locale.ROOT));
      }
    }
    return routes;
  }
}
