package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who is let in, and who is told why not. */
@ExtendWith(ArquillianExtension.class)
class AccessIT {
  private static final List<String> ROUTES =
      List.of("/api/queries", "/api/jobs", "/api/jobs/x/rows", "/api/snapshot", "/api/nothing");

  private static Person ada;
  private static PrivateKey poolKey;

  @BeforeAll
  static void signUp() throws Exception {
    ada = Person.signedIn();
    poolKey =
        KeyFactory.getInstance("RSA")
            .generatePrivate(new PKCS8EncodedKeySpec(LocalCloud.signingKey()));
  }

  @Test
  void whoeverSendsNoTokenIsToldToSignInAndNoBrowserAsksForAPassword() {
    for (String route : ROUTES) {
      Http.Answer answer = Http.send(HttpRequest.newBuilder(LocalCloud.server().resolve(route)));
      assertRefused(answer, route);
    }
  }

  @Test
  void ourOwnForgeryIsAsGoodAsCognitos() throws Exception {
    assertEquals(200, status(token(claims(), poolKey)), "else the refusals below show nothing");
  }

  @Test
  void everyOtherTokenIsRefused() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    PrivateKey foreignKey = generator.generateKeyPair().getPrivate();
    long now = Instant.now().getEpochSecond();
    String valid = ada.accessToken();

    assertRefusedToken("an id token", ada.idToken());
    assertRefusedToken(
        "an expired one", token(claims().add("iat", now - 7200).add("exp", now - 120), poolKey));
    assertRefusedToken("another key's", token(claims(), foreignKey));
    assertRefusedToken(
        "another pool's", token(claims().add("iss", "https://example.com/us-east-1_x"), poolKey));
    assertRefusedToken("another client's", token(claims().add("client_id", "other"), poolKey));
    assertRefusedToken("one for another use", token(claims().add("token_use", "id"), poolKey));
    assertRefusedToken("one without use", token(claims().remove("token_use"), poolKey));
    assertRefusedToken("one cut short", valid.substring(0, valid.length() - 4));
    assertRefusedToken("no token at all", "garbage");
    assertRefusedToken("an unsigned one", unsigned(claims()));
  }

  @Test
  void nothingOfATokenReachesTheServersMessages() throws Exception {
    everyOtherTokenIsRefused();

    String messages = Files.readString(LocalCloud.logs().resolve("messages.log"));
    assertFalse(messages.contains("eyJ"), "messages.log holds a token");
    assertTrue(messages.contains("CWWKF0011I"), "else nothing was looked at");
  }

  @Test
  void aRefusedSubmissionStoresNothing() {
    Http.Answer answer =
        Http.send(
            HttpRequest.newBuilder(LocalCloud.server().resolve("/api/jobs"))
                .header("Authorization", "Bearer " + ada.idToken())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"query\":\"trips-by-day\"}")));

    assertRefused(answer, "an id token");
    assertEquals(List.of(), ada.get("/api/jobs").json().getJsonArray("jobs"));
  }

  @Test
  void theConfigurationIsPublicAndHoldsNoMoreThanAPageNeeds() {
    Http.Answer answer =
        Http.send(HttpRequest.newBuilder(LocalCloud.server().resolve("/api/config")));

    assertEquals(200, answer.status());
    JsonObject config = answer.json();
    assertEquals("us-east-1", config.getString("region"));
    assertEquals("us-east-1_querycast", config.getString("userPoolId"));
    assertEquals(LocalCloud.CLIENT, config.getString("clientId"));
    assertEquals(LocalCloud.address().toString(), config.getString("userPoolEndpoint"));
    assertEquals(
        LocalCloud.server().toString().replace("http:", "ws:") + "/push",
        config.getString("socketUrl"));
    assertEquals(5, config.size());
  }

  @Test
  void aPageOnAnAllowedOriginMayCallAndNoOther() {
    Http.Answer allowed = preflight("https://app.example.com");
    assertEquals("https://app.example.com", allowed.header("Access-Control-Allow-Origin"));
    for (String header :
        List.of("Authorization", "Content-Type", "Idempotency-Key", "If-None-Match")) {
      assertTrue(allowed.header("Access-Control-Allow-Headers").contains(header), header);
    }

    Http.Answer refusal =
        Http.send(
            HttpRequest.newBuilder(LocalCloud.server().resolve("/api/jobs"))
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
    Http.Answer page = Http.send(HttpRequest.newBuilder(LocalCloud.server()));

    assertEquals(200, page.status());
    String policy = page.header("Content-Security-Policy");
    assertTrue(
        policy.startsWith("default-src 'self'; connect-src 'self' http://localhost:"), policy);
    assertEquals("no-cache", page.header("Cache-Control"));
    assertEquals("nosniff", page.header("X-Content-Type-Options"));
    assertEquals("", page.header("Set-Cookie"));
    Matcher script = Pattern.compile("/assets/[^\"]+\\.js").matcher(page.response().body());
    assertTrue(script.find(), page.response().body());
    Http.Answer code =
        Http.send(
            HttpRequest.newBuilder(LocalCloud.server().resolve(script.group()))
                .header("Accept-Encoding", "gzip"));
    assertEquals("gzip", code.header("Content-Encoding"));
    assertTrue(code.header("Cache-Control").contains("immutable"));
  }

  @Test
  void noCookieEverStandsInForAToken() {
    assertEquals("", ada.get("/api/queries").header("Set-Cookie"));
  }

  @Test
  void healthAndTheApisDescriptionAreThere() {
    for (String check : List.of("started", "live", "ready")) {
      Http.Answer answer =
          Await.until(
              check,
              () ->
                  Http.send(
                      HttpRequest.newBuilder(LocalCloud.server().resolve("/health/" + check))),
              seen -> seen.status() == 200);
      assertEquals("UP", answer.json().getString("status"));
    }
    Http.Answer openApi =
        Http.send(HttpRequest.newBuilder(LocalCloud.server().resolve("/openapi?format=json")));
    for (String route :
        List.of(
            "/api/config",
            "/api/queries",
            "/api/jobs",
            "/api/jobs/{id}",
            "/api/jobs/{id}/rows",
            "/api/snapshot",
            "/api/sessions")) {
      assertTrue(openApi.json().getJsonObject("paths").containsKey(route), route);
    }
  }

  private static Http.Answer preflight(String origin) {
    return Http.send(
        HttpRequest.newBuilder(LocalCloud.server().resolve("/api/jobs"))
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header(
                "Access-Control-Request-Headers",
                "authorization,content-type,idempotency-key,if-none-match")
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
  }

  private static void assertRefusedToken(String what, String token) {
    assertRefused(send(token), what);
  }

  private static void assertRefused(Http.Answer answer, String what) {
    assertEquals(401, answer.status(), what);
    assertEquals("application/problem+json", answer.header("Content-Type"), what);
    assertEquals("Bearer", answer.header("WWW-Authenticate"), what);
    assertEquals("UNAUTHENTICATED", answer.json().getString("code"), what);
    assertFalse(answer.response().body().contains("Exception"), what);
  }

  private static int status(String token) {
    return send(token).status();
  }

  private static Http.Answer send(String token) {
    return Http.send(
        HttpRequest.newBuilder(LocalCloud.server().resolve("/api/queries"))
            .header("Authorization", "Bearer " + token));
  }

  /** The claims of Ada's access token, to be changed. */
  private static JsonObjectBuilder claims() {
    return Json.createObjectBuilder(part(ada.accessToken(), 1));
  }

  private static JsonObject part(String token, int index) {
    byte[] json = Base64.getUrlDecoder().decode(List.of(token.split("\\.")).get(index));
    try (var reader = Json.createReader(new ByteArrayInputStream(json))) {
      return reader.readObject();
    }
  }

  private static String token(JsonObjectBuilder claims, PrivateKey key)
      throws GeneralSecurityException {
    String signed =
        encode(part(ada.accessToken(), 0).toString()) + "." + encode(claims.build().toString());
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(key);
    signature.update(signed.getBytes(StandardCharsets.UTF_8));
    return signed + "." + encode(signature.sign());
  }

  private static String unsigned(JsonObjectBuilder claims) {
    return encode("{\"alg\":\"none\"}") + "." + encode(claims.build().toString()) + ".";
  }

  private static String encode(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
