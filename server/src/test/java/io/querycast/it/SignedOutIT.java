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

/** Whoever has signed out or was disabled is out, though their token goes on for an hour. */
@ExtendWith(ArquillianExtension.class)
class SignedOutIT {
  private static final String COGNITO = "AWSCognitoIdentityProviderService.";
  private static final int CHECK_SECONDS = 3;
  private static final int SESSION_OVER = 4401;

  @Test
  void everyWayOutEndsTheTokenAndTheSocketsOfThatUserAlone() {
    Map<String, Function<Person, JsonObject>> ways = new LinkedHashMap<>();
    ways.put("GlobalSignOut", person -> input("AccessToken", person.accessToken()));
    ways.put(
        "RevokeToken",
        person -> input("ClientId", LocalCloud.CLIENT, "Token", person.refreshToken()));
    for (String way :
        new String[] {"AdminUserGlobalSignOut", "AdminDisableUser", "AdminDeleteUser"}) {
      ways.put(
          way, person -> input("UserPoolId", "us-east-1_querycast", "Username", person.email()));
    }
    Person ada = Person.signedIn();
    Socket adas = Socket.of(ada);
    Map<String, Person> people = new LinkedHashMap<>();
    Map<String, Socket> sockets = new LinkedHashMap<>();
    ways.forEach(
        (way, input) -> {
          Person person = Person.signedIn();
          people.put(way, person);
          sockets.put(way, Socket.of(person));
          assertEquals(200, person.get("/api/jobs").status(), way);
          Http.aws(COGNITO + way, input.apply(person));
        });

    sockets.forEach((way, socket) -> assertEquals(SESSION_OVER, socket.closeCode(), way));
    people.forEach(
        (way, person) -> {
          Http.Answer answer =
              Await.until(way, () -> person.get("/api/jobs"), seen -> seen.status() == 401);
          assertEquals("UNAUTHENTICATED", answer.code(), way);
          assertEquals(401, person.post("/api/sessions", "").status(), way);
        });
    assertEquals(200, ada.get("/api/jobs").status());
    assertTrue(adas.isOpen());
    adas.close();
  }

  @Test
  void whileCognitoIsSilentNobodyIsPutOut() throws InterruptedException {
    Person ada = Person.signedIn();
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
    Http.Answer answer =
        Http.send(
            HttpRequest.newBuilder(LocalCloud.address().resolve("/_faults"))
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
