package io.querycast.it;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** HTTP requests of the tests. */
final class TestHttp {
  static final HttpClient CLIENT = HttpClient.newHttpClient();

  private TestHttp() {}

  /** An answer. Its body can be read as JSON. */
  record Answer(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** The code of a refusal. */
    String code() {
      return json().getString("code");
    }

    JsonObject json() {
      try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
        return reader.readObject();
      }
    }
  }

  static Answer send(HttpRequest.Builder request) {
    try {
      return new Answer(
          CLIENT.send(
              request.timeout(Duration.ofSeconds(40)).build(),
              HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new AssertionError("No answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }

  /** One operation of an AWS service of the local cloud. It must succeed. */
  static JsonObject aws(String target, JsonObject input) {
    Answer answer =
        send(
            HttpRequest.newBuilder(TestCloud.address())
                .header("X-Amz-Target", target)
                .header("Content-Type", "application/x-amz-json-1.1")
                .POST(HttpRequest.BodyPublishers.ofString(input.toString())));
    if (answer.status() != 200) {
      throw new AssertionError(target + ": " + answer.response().body());
    }
    return answer.json();
  }

  /** Whether an address answers with 200. */
  static boolean answers(URI address) throws InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build();
      return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }
}
