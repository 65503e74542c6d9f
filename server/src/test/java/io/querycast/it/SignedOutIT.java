package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A user who has signed out or was disabled gets nothing more, although the token is valid for an
 * hour.
 */
@ExtendWith(ArquillianExtension.class)
class SignedOutIT {
  private static final String COGNITO = "AWSCognitoIdentityProviderService.";
  private static final int CHECK_SECONDS = 3;
  private static final int SESSION_OVER = 4401;

  @Test
  void everyWayOutEndsTheTokenAndTheSocketsOfThatUserAlone() {
    Map<String, Function<TestUser, JsonObject>> ways = new LinkedHashMap<>();
    ways.put("GlobalSignOut", user -> input("AccessToken", user.accessToken()));
    ways.put(
        "RevokeToken", user -> input("ClientId", TestCloud.CLIENT, "Token", user.refreshToken()));
    for (String way :
        new String[] {"AdminUserGlobalSignOut", "AdminDisableUser", "AdminDeleteUser"}) {
      ways.put(way, user -> input("UserPoolId", "us-east-1_querycast", "Username", user.email()));
    }
    TestUser ada = TestUser.signedIn();
    Socket adas = Socket.of(ada);
    Map<String, TestUser> users = new LinkedHashMap<>();
    Map<String, Socket> sockets = new LinkedHashMap<>();
    ways.forEach(
        (way, input) -> {
          TestUser user = TestUser.signedIn();
          users.put(way, user);
          sockets.put(way, Socket.of(user));
          assertEquals(200, user.get("/api/jobs").status(), way);
          TestHttp.aws(COGNITO + way, input.apply(user));
        });

    sockets.forEach((way, socket) -> assertEquals(SESSION_OVER, socket.closeCode(), way));
    users.forEach(
        (way, user) -> {
          TestHttp.Answer answer =
              Await.until(way, () -> user.get("/api/jobs"), seen -> seen.status() == 401);
          assertEquals("UNAUTHENTICATED", answer.code(), way);
          assertEquals(401, user.post("/api/sessions", "").status(), way);
        });
    assertEquals(200, ada.get("/api/jobs").status());
    assertTrue(adas.isOpen());
    adas.close();
  }

  @Test
  void whileCognitoIsSilentNobodyIsPutOut() throws InterruptedException {
    TestUser ada = TestUser.signedIn();
    Socket socket = Socket.of(ada);
    faults("{\"cognito\":{\"error\":1.0}}");
    try {
      TimeUnit.SECONDS.sleep(2 * CHECK_SECONDS);

      assertEquals(200, ada.get("/api/jobs").status());
      assertTrue(socket.isOpen());
    } finally {
      faults("{}");
    }
    socket.close();
  }

  private static void faults(String document) {
    TestHttp.Answer answer =
        TestHttp.send(
            HttpRequest.newBuilder(TestCloud.address().resolve("/_faults"))
                .PUT(HttpRequest.BodyPublishers.ofString(document)));
    assertTrue(answer.status() < 300, answer.response().body());
  }

  private static JsonObject input(String... members) {
    var json = Json.createObjectBuilder();
    for (int i = 0; i < members.length; i += 2) {
      json.add(members[i], members[i + 1]);
    }
    return json.build();
  }
}
