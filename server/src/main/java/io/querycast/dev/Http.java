package io.querycast.dev;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Checks whether something answers on this machine. */
final class Http {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private Http() {}

  /** Returns the body of an answer with status 200; nothing for any other answer, or for none. */
  static Optional<String> get(URI address) throws InterruptedException {
    try {
      HttpResponse<String> response =
          CLIENT.send(
              HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(5)).build(),
              HttpResponse.BodyHandlers.ofString());
      return Optional.of(response.body()).filter(body -> response.statusCode() == 200);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
