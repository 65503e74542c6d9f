package io.querycast.faults;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Access to a server in its own process: HTTP, and Java's WebSocket client. */
final class HttpAccess implements NodeAccess {
  private static final String PING = "{\"type\":\"ping\"}";

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final String node;
  private final URI address;
  private final URI socket;
  private final Duration patience;

  /**
   * @param socket where sockets are opened
   * @param patience how long an answer may take
   */
  HttpAccess(String node, URI address, URI socket, Duration patience) {
    this.node = node;
    this.address = address;
    this.socket = socket;
    this.patience = patience;
  }

  @Override
  public String node() {
    return node;
  }

  @Override
  public Reply submit(Caller caller, JsonObject body, String key) throws NoAnswer {
    return send(
        request(caller, "/api/jobs")
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(body.toString())));
  }

  @Override
  public Reply job(Caller caller, String id) throws NoAnswer {
    return send(request(caller, "/api/jobs/" + id).GET());
  }

  @Override
  public Reply cancel(Caller caller, String id) throws NoAnswer {
    return send(request(caller, "/api/jobs/" + id).DELETE());
  }

  @Override
  public Reply rows(Caller caller, String id, String page) throws NoAnswer {
    String query = page == null ? "" : "?page=" + URLEncoder.encode(page, StandardCharsets.UTF_8);
    return send(request(caller, "/api/jobs/" + id + "/rows" + query).GET());
  }

  @Override
  public Reply snapshot(Caller caller) throws NoAnswer {
    return send(request(caller, "/api/snapshot").GET());
  }

  @Override
  public Reply watch(Caller caller, JsonObject body) throws NoAnswer {
    return send(
        request(caller, "/api/watches/" + Watcher.WATCH)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body.toString())));
  }

  @Override
  public Reply watched(Caller caller) throws NoAnswer {
    return send(request(caller, "/api/watches/" + Watcher.WATCH).GET());
  }

  @Override
  public Reply session(Caller caller) throws NoAnswer {
    return send(request(caller, "/api/sessions").POST(BodyPublishers.noBody()));
  }

  @Override
  public Wire open(String ticket, Ear ear) throws NoAnswer {
    try {
      WebSocket opened =
          client
              .newWebSocketBuilder()
              .connectTimeout(patience)
              .subprotocols("querycast.v1", "ticket." + ticket)
              .buildAsync(socket, new Listener(ear))
              .get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return new Wire() {
        @Override
        public void close() {
          opened.abort();
        }

        @Override
        public void ping() {
          var unused = opened.sendText(PING, true);
        }
      };
    } catch (ExecutionException | TimeoutException e) {
      throw new NoAnswer(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoAnswer(e);
    }
  }

  private HttpRequest.Builder request(Caller caller, String path) {
    return HttpRequest.newBuilder(address.resolve(path))
        .timeout(patience)
        .header("Authorization", "Bearer " + caller.token());
  }

  private Reply send(HttpRequest.Builder request) throws NoAnswer {
    try {
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      boolean json =
          answer.headers().firstValue("Content-Type").orElse("").contains("json")
              && answer.body().startsWith("{");
      return new Reply(
          answer.statusCode(),
          json ? CloudAccess.json(answer.body()) : JsonValue.EMPTY_JSON_OBJECT);
    } catch (IOException e) {
      throw new NoAnswer(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoAnswer(e);
    }
  }

  /** Puts frames together. */
  private static final class Listener implements WebSocket.Listener {
    private final Ear ear;
    private final StringBuilder partial = new StringBuilder();

    Listener(Ear ear) {
      this.ear = ear;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        ear.heard(partial.toString());
        partial.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      ear.closed(code);
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      ear.closed(1006);
    }
  }
}
