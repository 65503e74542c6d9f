package io.querycast.push;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.Settings;
import io.querycast.TestSettings;
import io.querycast.job.Samples;
import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The answers are those of docs/protocol.md. */
class SessionsResourceTest {
  private static final SessionStore.Opened OPENED =
      new SessionStore.Opened(
          new Session("Yk3vQ0p1nS4", "ada", Instant.parse("2026-11-23T17:00:00Z")),
          "YWRh.Yk3vQ0p1nS4.c2VjcmV0");

  @Test
  void aSessionTellsHowItsDoorBehaves() {
    assertEquals(
        Samples.example("session.json"), answer(TestSettings.SETTINGS, "ws://localhost:9080/push"));
    assertEquals(
        Samples.example("session-at-gateway.json"),
        answer(
            TestSettings.atTheGateway(), "wss://abc123.execute-api.us-east-1.amazonaws.com/push"));
  }

  private static JsonObject answer(Settings settings, String url) {
    return SessionsResource.json(OPENED, URI.create(url), Door.of(settings));
  }
}
