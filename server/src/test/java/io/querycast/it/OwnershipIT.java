package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.OpenApi;
import io.querycast.OpenApi.Route;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;

/**
 * Every route of the OpenAPI document, asked by every kind of user. One table says who may do what.
 * A new route needs a line there.
 */
@ExtendWith(ArquillianExtension.class)
class OwnershipIT {
  /** Who may use a route. */
  private enum For {
    /** Anybody, without a token. */
    ANYBODY,
    /** The gateway, by its secret. With the nodes' own door, as here, the route does not exist. */
    GATEWAY,
    /** Any user who is signed in. The route shows and changes the user's own things only. */
    USERS,
    /** The same for a member of the group of analysts. */
    ANALYSTS,
    /** The owner of the thing in the path. For others it does not exist. */
    OWNER,
    /** The same for an owner in the group of analysts. */
    OWNING_ANALYST,
    /** A member of the group of operators. */
    ADMINS
  }

  private static final Map<String, For> RULES =
      Map.ofEntries(
          Map.entry("GET /api/config", For.ANYBODY),
          Map.entry("GET /api/downloads/{key}", For.ANYBODY),
          Map.entry("GET /api/openapi", For.USERS),
          Map.entry("GET /api/queries", For.USERS),
          Map.entry("GET /api/queries/mine", For.ANALYSTS),
          Map.entry("GET /api/queries/mine/{name}", For.OWNING_ANALYST),
          Map.entry("PUT /api/queries/mine/{name}", For.ANALYSTS),
          Map.entry("DELETE /api/queries/mine/{name}", For.OWNING_ANALYST),
          Map.entry("GET /api/warehouse/schemas", For.ANALYSTS),
          Map.entry("GET /api/warehouse/tables", For.ANALYSTS),
          Map.entry("GET /api/warehouse/columns", For.ANALYSTS),
          Map.entry("GET /api/jobs", For.USERS),
          Map.entry("POST /api/jobs", For.USERS),
          Map.entry("GET /api/jobs/{id}", For.OWNER),
          Map.entry("DELETE /api/jobs/{id}", For.OWNER),
          Map.entry("GET /api/jobs/{id}/rows", For.OWNER),
          Map.entry("GET /api/jobs/{id}/result.csv", For.OWNER),
          Map.entry("GET /api/jobs/{id}/result.ndjson", For.OWNER),
          Map.entry("POST /api/jobs/{id}/downloads", For.OWNER),
          Map.entry("GET /api/snapshot", For.USERS),
          Map.entry("GET /api/watches", For.USERS),
          Map.entry("PUT /api/watches/{watch}", For.USERS),
          Map.entry("GET /api/watches/{watch}", For.OWNER),
          Map.entry("GET /api/watches/{watch}/rows", For.OWNER),
          Map.entry("DELETE /api/watches/{watch}", For.OWNER),
          Map.entry("POST /api/sessions", For.USERS),
          Map.entry("POST /api/admin/forget", For.ADMINS),
          Map.entry("GET /api/admin/usage", For.ADMINS),
          Map.entry("POST /api/door/connect", For.GATEWAY),
          Map.entry("POST /api/door/disconnect", For.GATEWAY));

  /** The body for a route. It must be valid. */
  private static final Map<String, String> BODIES =
      Map.of(
          "PUT /api/queries/mine/{name}", "{\"title\":\"Mine\",\"sql\":\"select 1\"}",
          "POST /api/jobs", "{\"query\":\"trips-by-day\",\"arguments\":{\"month\":\"2015-03\"}}",
          "POST /api/jobs/{id}/downloads", "{\"format\":\"csv\"}",
          "PUT /api/watches/{watch}", "{\"query\":\"trips-by-day\",\"refresh\":\"PT5M\"}",
          "POST /api/admin/forget", "{\"query\":\"trips-by-day\"}");

  /** Well-formed values that name nothing. */
  private static final Map<String, String> NOTHING =
      Map.of(
          "id", "00000000000000000000000000",
          "name", "nobody-keeps-this",
          "key", "nothing",
          "watch", "nobody-watches-this",
          "schema", "public",
          "table", "nyc_yellow_taxi");

  private static final List<Route> ROUTES = OpenApi.read().routes();

  private static TestUser ada;
  private static TestUser eve;
  private static TestUser analyst;
  private static TestUser otherAnalyst;
  private static TestUser admin;

  @BeforeAll
  static void signUp() {
    ada = TestUser.signedIn();
    eve = TestUser.signedIn();
    analyst = TestUser.analyst();
    otherAnalyst = TestUser.analyst();
    admin = TestUser.admin();
  }

  @Test
  void everyRouteHasARuleAndEveryRuleARoute() {
    assertEquals(
        ROUTES.stream().map(Route::toString).collect(Collectors.toCollection(TreeSet::new)),
        new TreeSet<>(RULES.keySet()));
  }

  @Test
  void theDocumentSaysWhichRoutesNeedNoToken() {
    assertAll(
        ROUTES.stream()
            .map(
                route ->
                    () ->
                        assertEquals(
                            needsNoToken(rule(route)), route.isPublic(), route.toString())));
  }

  @Test
  void whoeverIsNotSignedInGetsNowhere() {
    List<Executable> checks = new ArrayList<>();
    for (Route route : routes(rule -> !needsNoToken(rule))) {
      for (Optional<String> token :
          List.of(Optional.<String>empty(), Optional.of(ada.idToken()), Optional.of("garbage"))) {
        checks.add(
            () -> {
              TestHttp.Answer answer = send(route, token, owned(analyst));
              assertProblem(401, "UNAUTHENTICATED", answer, route);
              assertEquals("Bearer", answer.header("WWW-Authenticate"), route.toString());
            });
      }
    }
    assertAll(checks);
  }

  @Test
  void whatNeedsNoTokenAsksForNone() {
    Map<String, String> granted = new HashMap<>(NOTHING);
    JsonObject job = finishedJob(ada);
    granted.put("key", download(ada, job));

    assertAll(
        routes(rule -> rule == For.ANYBODY).stream()
            .map(
                route ->
                    () ->
                        assertEquals(
                            200,
                            send(route, Optional.empty(), granted).status(),
                            route.toString())));
  }

  @Test
  void whatIsForAnalystsIsRefusedToOthersWhateverIsThere() {
    Map<String, String> kept = owned(analyst);
    List<Executable> checks = new ArrayList<>();
    for (Route route : routes(rule -> rule == For.ANALYSTS || rule == For.OWNING_ANALYST)) {
      for (Map<String, String> names : List.of(kept, NOTHING)) {
        checks.add(
            () -> assertProblem(403, "NOT_AN_ANALYST", send(route, token(eve), names), route));
      }
    }
    assertAll(checks);
  }

  @Test
  void whatIsForOperatorsIsRefusedToOthers() {
    List<Executable> checks = new ArrayList<>();
    for (Route route : routes(rule -> rule == For.ADMINS)) {
      for (TestUser user : List.of(eve, analyst)) {
        checks.add(
            () -> assertProblem(403, "NOT_AN_ADMIN", send(route, token(user), NOTHING), route));
      }
    }
    assertAll(checks);
  }

  @Test
  void whatIsAnothersReadsTheSameAsWhatIsNotThere() {
    Map<String, String> adas = owned(ada);
    Map<String, String> analysts = owned(analyst);
    List<Executable> checks = new ArrayList<>();
    for (Route route : routes(rule -> rule == For.OWNER || rule == For.OWNING_ANALYST)) {
      boolean forAnalysts = rule(route) == For.OWNING_ANALYST;
      for (TestUser stranger : forAnalysts ? List.of(otherAnalyst) : List.of(eve, otherAnalyst)) {
        checks.add(
            () -> {
              TestHttp.Answer anothers =
                  send(route, token(stranger), forAnalysts ? analysts : adas);
              TestHttp.Answer nothing = send(route, token(stranger), NOTHING);

              assertEquals(404, anothers.status(), route.toString());
              assertEquals(nothing.status(), anothers.status(), route.toString());
              assertEquals(nothing.response().body(), anothers.response().body(), route.toString());
              assertEquals(headers(nothing), headers(anothers), route.toString());
            });
      }
    }
    assertAll(checks);

    assertAll(
        "the requests of strangers changed nothing",
        () -> assertEquals(200, ada.get("/api/jobs/" + adas.get("id") + "/rows").status()),
        () -> assertEquals(200, ada.get("/api/watches/" + adas.get("watch")).status()),
        () -> assertEquals(200, analyst.get("/api/queries/mine/" + analysts.get("name")).status()));
  }

  @Test
  void whoeverMayIsLetIn() {
    List<Executable> checks = new ArrayList<>();
    for (Route route : routes(rule -> !needsNoToken(rule))) {
      for (TestUser user : allowed(rule(route))) {
        checks.add(
            () -> {
              TestHttp.Answer answer = send(route, token(user), owned(user));
              assertTrue(
                  answer.status() / 100 == 2,
                  () -> route + ": " + answer.status() + " " + answer.response().body());
            });
      }
    }
    assertAll(checks);
  }

  private static List<TestUser> allowed(For rule) {
    return switch (rule) {
      case ANALYSTS, OWNING_ANALYST -> List.of(analyst);
      case ADMINS -> List.of(admin);
      default -> List.of(ada, analyst);
    };
  }

  @Test
  void whatIsListedIsTheCallersOwn() {
    String adas = owned(ada).get("id");
    String name = owned(analyst).get("name");

    for (String path : List.of("/api/jobs", "/api/snapshot")) {
      assertTrue(ada.get(path).response().body().contains(adas), path);
      for (TestUser stranger : List.of(eve, otherAnalyst)) {
        assertEquals(-1, stranger.get(path).response().body().indexOf(adas), path);
      }
    }
    assertTrue(ada.get("/api/watches").response().body().contains("watch-"));
    assertEquals(-1, eve.get("/api/watches").response().body().indexOf("watch-"));
    assertTrue(analyst.get("/api/queries/mine").response().body().contains(name));
    assertEquals(-1, otherAnalyst.get("/api/queries/mine").response().body().indexOf(name));
  }

  @Test
  void whatIsForTheGatewayIsNotThereWhileTheNodesHoldTheSockets() {
    List<Executable> checks = new ArrayList<>();
    for (Route route : routes(rule -> rule == For.GATEWAY)) {
      for (Optional<String> token : List.of(Optional.<String>empty(), token(ada))) {
        checks.add(() -> assertProblem(404, "NOT_FOUND", send(route, token, NOTHING), route));
      }
    }
    assertAll(checks);
  }

  private static boolean needsNoToken(For rule) {
    return rule == For.ANYBODY || rule == For.GATEWAY;
  }

  private static For rule(Route route) {
    return RULES.get(route.toString());
  }

  private static List<Route> routes(Predicate<For> rule) {
    return ROUTES.stream().filter(route -> rule.test(rule(route))).toList();
  }

  private static Optional<String> token(TestUser user) {
    return Optional.of(user.accessToken());
  }

  /** Makes things of a user, and returns their ids by the names of path parameters. */
  private static Map<String, String> owned(TestUser user) {
    Map<String, String> names = new HashMap<>(NOTHING);
    names.put("id", finishedJob(user).getString("id"));
    names.put("name", "kept-" + UUID.randomUUID());
    names.put("watch", "watch-of-a-user");
    watch(user, names);
    if (user == analyst) {
      send(route("PUT /api/queries/mine/{name}"), token(user), names);
    }
    return names;
  }

  private static void watch(TestUser user, Map<String, String> names) {
    // Only what somebody watches who is connected is run.
    user.post("/api/sessions", "");
    send(route("PUT /api/watches/{watch}"), token(user), names);
    Await.until(
        "the watch has an answer",
        () -> send(route("GET /api/watches/{watch}/rows"), token(user), names).status(),
        status -> status == 200);
  }

  private static JsonObject finishedJob(TestUser user) {
    JsonObject job = user.ended(user.run("trips-by-day", Map.of("month", "2015-03")));
    assertEquals("FINISHED", job.getString("state"));
    return job;
  }

  private static String download(TestUser user, JsonObject job) {
    String url =
        user.post("/api/jobs/" + job.getString("id") + "/downloads", "{\"format\":\"csv\"}")
            .json()
            .getString("url");
    return url.substring(url.lastIndexOf('/') + 1);
  }

  private static Route route(String name) {
    return ROUTES.stream().filter(route -> route.toString().equals(name)).findFirst().orElseThrow();
  }

  private static TestHttp.Answer send(
      Route route, Optional<String> token, Map<String, String> names) {
    String path = route.path();
    List<String> query = new ArrayList<>();
    for (OpenApi.Parameter parameter : route.parameters()) {
      String value = names.get(parameter.name());
      if (parameter.in().equals("path")) {
        path = path.replace("{" + parameter.name() + "}", value);
      } else if (parameter.in().equals("query") && value != null) {
        query.add(parameter.name() + "=" + value);
      }
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            TestCloud.server()
                .resolve(path + (query.isEmpty() ? "" : "?" + String.join("&", query))));
    token.ifPresent(it -> request.header("Authorization", "Bearer " + it));
    String body = BODIES.get(route.toString());
    if (body == null) {
      assertTrue(route.bodyTypes().isEmpty(), () -> route + " needs a body here");
    } else {
      request.header("Content-Type", "application/json");
    }
    return TestHttp.send(
        request.method(
            route.method(),
            body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body)));
  }

  private static void assertProblem(int status, String code, TestHttp.Answer answer, Route route) {
    assertEquals(status, answer.status(), route.toString());
    assertEquals("application/problem+json", answer.header("Content-Type"), route.toString());
    assertEquals(code, answer.code(), route.toString());
  }

  /** The headers without the date. */
  private static Map<String, List<String>> headers(TestHttp.Answer answer) {
    Map<String, List<String>> headers = new TreeMap<>(answer.response().headers().map());
    headers.remove("date");
    return headers;
  }
}
