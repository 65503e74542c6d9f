package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.OpenApi;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who is let in, and how the others are refused. */
@ExtendWith(ArquillianExtension.class)
class AccessIT {
  private static TestUser ada;

  @BeforeAll
  static void signUp() {
    ada = TestUser.signedIn();
  }

  @Test
  void aRequestWithoutATokenIsToldToSignInAndNoBrowserAsksForAPassword() {
    for (OpenApi.Route route : OpenApi.read().routes()) {
      if (!route.isPublic()) {
        assertRefused(withoutToken(route.method(), route.path()), route.toString());
      }
    }
    assertRefused(withoutToken("GET", "/api/nothing"), "an address without a route");
  }

  @Test
  void aRefusedSubmissionStoresNothing() {
    TestHttp.Answer answer =
        TestHttp.send(
            HttpRequest.newBuilder(TestCloud.server().resolve("/api/jobs"))
                .header("Authorization", "Bearer " + ada.idToken())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"query\":\"trips-by-day\"}")));

    assertRefused(answer, "an id token");
    assertEquals(List.of(), ada.get("/api/jobs").json().getJsonArray("jobs"));
  }

  @Test
  void theConfigurationIsPublicAndHoldsNoMoreThanAPageNeeds() {
    TestHttp.Answer answer =
        TestHttp.send(HttpRequest.newBuilder(TestCloud.server().resolve("/api/config")));

    assertEquals(200, answer.status());
    JsonObject config = answer.json();
    assertEquals("us-east-1", config.getString("region"));
    assertEquals("us-east-1_querycast", config.getString("userPoolId"));
    assertEquals(TestCloud.CLIENT, config.getString("clientId"));
    assertEquals(TestCloud.address().toString(), config.getString("userPoolEndpoint"));
    assertEquals(
        TestCloud.server().toString().replace("http:", "ws:") + "/push",
        config.getString("socketUrl"));
    assertEquals(5, config.size());
  }

  @Test
  void aPageOnAnAllowedOriginMayCallAndNoOther() {
    TestHttp.Answer allowed = preflight("https://app.example.com");
    assertEquals("https://app.example.com", allowed.header("Access-Control-Allow-Origin"));
    for (String header :
        List.of("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match")) {
      assertTrue(allowed.header("Access-Control-Allow-Headers").contains(header), header);
    }

    TestHttp.Answer refusal =
        TestHttp.send(
            HttpRequest.newBuilder(TestCloud.server().resolve("/api/jobs"))
                .header("Origin", "https://app.example.com"));
    assertEquals(401, refusal.status());
    assertEquals("https://app.example.com", refusal.header("Access-Control-Allow-Origin"));
    for (String header : List.of("ETag", "Retry-After", "Location", "Content-Disposition")) {
      assertTrue(refusal.header("Access-Control-Expose-Headers").contains(header), header);
    }

    assertEquals("", preflight("https://evil.example").header("Access-Control-Allow-Origin"));
  }

  @Test
  void thePageMayLoadOnlyItselfAndComesCompressed() {
    TestHttp.Answer page = TestHttp.send(HttpRequest.newBuilder(TestCloud.server()));

    assertEquals(200, page.status());
    String policy = page.header("Content-Security-Policy");
    assertTrue(
        policy.startsWith("default-src 'self'; connect-src 'self' http://localhost:"), policy);
    assertEquals("no-cache", page.header("Cache-Control"));
    assertEquals("nosniff", page.header("X-Content-Type-Options"));
    assertEquals("", page.header("Set-Cookie"));
    Matcher script = Pattern.compile("/assets/[^\"]+\\.js").matcher(page.response().body());
    assertTrue(script.find(), page.response().body());
    TestHttp.Answer code =
        TestHttp.send(
            HttpRequest.newBuilder(TestCloud.server().resolve(script.group()))
                .header("Accept-Encoding", "gzip"));
    assertEquals("gzip", code.header("Content-Encoding"));
    assertTrue(code.header("Cache-Control").contains("immutable"));
  }

  @Test
  void noCookieEverStandsInForAToken() {
    assertEquals("", ada.get("/api/queries").header("Set-Cookie"));
  }

  /** Sends a request without a token to a path of the document. */
  private static TestHttp.Answer withoutToken(String method, String path) {
    return TestHttp.send(
        HttpRequest.newBuilder(TestCloud.server().resolve(path.replaceAll("[{}]", "")))
            .method(method, HttpRequest.BodyPublishers.noBody()));
  }

  private static TestHttp.Answer preflight(String origin) {
    return TestHttp.send(
        HttpRequest.newBuilder(TestCloud.server().resolve("/api/jobs"))
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header(
                "Access-Control-Request-Headers",
                "authorization,content-type,idempotency-key,if-none-match")
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
  }

  private static void assertRefused(TestHttp.Answer answer, String what) {
    assertEquals(401, answer.status(), what);
    assertEquals("application/problem+json", answer.header("Content-Type"), what);
    assertEquals("Bearer", answer.header("WWW-Authenticate"), what);
    assertEquals("UNAUTHENTICATED", answer.json().getString("code"), what);
    assertFalse(answer.response().body().contains("Exception"), what);
  }
}
