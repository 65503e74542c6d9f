package io.querycast.it;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.net.http.HttpRequest;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/** A user who has signed up and uses the API with a token. */
final class TestUser {
  private static final String COGNITO = "AWSCognitoIdentityProviderService.";
  private static final String PASSWORD = "Correct-horse-9";

  private final String email;
  private final JsonObject tokens;

  private TestUser(String email, JsonObject tokens) {
    this.email = email;
    this.tokens = tokens;
  }

  /** A new user of the pool, signed in. */
  static TestUser signedIn() {
    String email = newAccount();
    return new TestUser(email, signIn(email));
  }

  /** A new user in the group of analysts, signed in. */
  static TestUser analyst() {
    return memberOf("analyst");
  }

  /** A new user in the group of operators, signed in. */
  static TestUser admin() {
    return memberOf("admin");
  }

  private static TestUser memberOf(String group) {
    String email = newAccount();
    TestHttp.aws(
        COGNITO + "AdminAddUserToGroup",
        object(Map.of("UserPoolId", "us-east-1_querycast", "Username", email, "GroupName", group)));
    return new TestUser(email, signIn(email));
  }

  String accessToken() {
    return tokens.getString("AccessToken");
  }

  String idToken() {
    return tokens.getString("IdToken");
  }

  String refreshToken() {
    return tokens.getString("RefreshToken");
  }

  /** The subject of the user's tokens. */
  String id() {
    byte[] claims = Base64.getUrlDecoder().decode(accessToken().split("\\.", 3)[1]);
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(claims))) {
      return reader.readObject().getString("sub");
    }
  }

  String email() {
    return email;
  }

  TestHttp.Answer get(String path) {
    return TestHttp.send(request(path).GET());
  }

  TestHttp.Answer delete(String path) {
    return TestHttp.send(request(path).DELETE());
  }

  TestHttp.Answer post(String path, String body, String... headers) {
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return TestHttp.send(headers.length == 0 ? request : request.headers(headers));
  }

  /** Runs a query of the catalogue. The job must be accepted. */
  JsonObject run(String query, Map<String, String> arguments) {
    return accepted(
        Json.createObjectBuilder().add("query", query).add("arguments", object(arguments)).build());
  }

  /** Runs an analyst's own SQL. The job must be accepted. */
  JsonObject runSql(String sql) {
    return accepted(Json.createObjectBuilder().add("sql", sql).build());
  }

  /** Waits until the job has ended, and returns it. */
  JsonObject ended(JsonObject job) {
    return Await.until(
        "the job ends",
        () -> get("/api/jobs/" + job.getString("id")).json(),
        now -> !now.isNull("endedAt"));
  }

  private JsonObject accepted(JsonObject body) {
    TestHttp.Answer answer = post("/api/jobs", body.toString());
    if (answer.status() != 202) {
      throw new AssertionError(answer.response().body());
    }
    return answer.json();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(TestCloud.server().resolve(path))
        .header("Authorization", "Bearer " + accessToken());
  }

  private static String newAccount() {
    String email = "user-" + UUID.randomUUID() + "@example.com";
    TestHttp.aws(
        COGNITO + "SignUp",
        object(Map.of("ClientId", TestCloud.CLIENT, "Username", email, "Password", PASSWORD)));
    TestHttp.aws(
        COGNITO + "ConfirmSignUp",
        object(
            Map.of(
                "ClientId", TestCloud.CLIENT, "Username", email, "ConfirmationCode", code(email))));
    return email;
  }

  private static JsonObject signIn(String email) {
    return TestHttp.aws(
            COGNITO + "InitiateAuth",
            Json.createObjectBuilder()
                .add("ClientId", TestCloud.CLIENT)
                .add("AuthFlow", "USER_PASSWORD_AUTH")
                .add("AuthParameters", object(Map.of("USERNAME", email, "PASSWORD", PASSWORD)))
                .build())
        .getJsonObject("AuthenticationResult");
  }

  private static String code(String email) {
    TestHttp.Answer mails =
        TestHttp.send(
            HttpRequest.newBuilder(TestCloud.address().resolve("/_mailbox?to=" + email))
                .header("Accept", "application/json"));
    try (JsonReader reader = Json.createReader(new StringReader(mails.response().body()))) {
      JsonArray newestFirst = reader.readArray();
      return newestFirst.getJsonObject(0).getString("code");
    }
  }

  private static JsonObject object(Map<String, String> members) {
    return Json.createObjectBuilder(Map.<String, Object>copyOf(members)).build();
  }
}
