package io.querycast.bench.sockets;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A user who is signed in. */
final class SignedInUser {
  private final HttpClient client;
  private final URI server;
  private final String token;

  SignedInUser(HttpClient client, URI server, String token) {
    this.client = client;
    this.server = server;
    this.token = token;
  }

  /** A ticket for a socket. */
  CompletableFuture<String> ticket() {
    return client
        .sendAsync(
            request("/api/sessions").POST(HttpRequest.BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.ofString())
        .thenApply(answer -> json(answer, 201).getString("ticket"));
  }

  /** Runs a statement, and returns the job's id. */
  String run(String sql) throws IOException, InterruptedException {
    String body = Json.createObjectBuilder().add("sql", sql).build().toString();
    HttpRequest request =
        request("/api/jobs")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return json(client.send(request, HttpResponse.BodyHandlers.ofString()), 202).getString("id");
  }

  /** Runs a statement, waits for its end, and returns the job. */
  JsonObject ended(String sql) throws IOException, InterruptedException {
    String id = run(sql);
    while (true) {
      HttpRequest request = request("/api/jobs/" + id).build();
      JsonObject job = json(client.send(request, HttpResponse.BodyHandlers.ofString()), 200);
      if (!job.isNull("endedAt")) {
        return job;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** The subject of the token. */
  String id() {
    String claims =
        new String(
            java.util.Base64.getUrlDecoder().decode(token.split("\\.")[1]),
            java.nio.charset.StandardCharsets.UTF_8);
    return Json.createReader(new StringReader(claims)).readObject().getString("sub");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path)).header("Authorization", "Bearer " + token);
  }

  private static JsonObject json(HttpResponse<String> answer, int status) {
    if (answer.statusCode() != status) {
      throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
    }
    return Json.createReader(new StringReader(answer.body())).readObject();
  }
}
