package io.querycast.it;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A client of the socket that keeps every message. */
final class Socket implements WebSocket.Listener {
  /** What browsers tell of a connection that ended without a close. */
  static final int BROKEN = 1006;

  private final List<JsonObject> messages = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
  private volatile String closeReason = "";
  private final StringBuilder partial = new StringBuilder();
  private WebSocket webSocket;

  /** Opens a socket with a new session of that user. */
  static Socket of(TestUser user) {
    return open(user.post("/api/sessions", "").json().getString("ticket"));
  }

  static Socket open(String ticket, String... headers) {
    return open(TestCloud.server(), ticket, headers);
  }

  /** Opens a socket at another address than that of the server under test. */
  static Socket open(URI server, String ticket, String... headers) {
    return at(URI.create("ws" + server.toString().substring(4) + "/push"), ticket, headers);
  }

  /** Opens the socket that a session names. */
  static Socket of(JsonObject session, String... headers) {
    return at(URI.create(session.getString("url")), session.getString("ticket"), headers);
  }

  private static Socket at(URI address, String ticket, String... headers) {
    Socket socket = new Socket();
    WebSocket.Builder builder =
        TestHttp.CLIENT.newWebSocketBuilder().subprotocols("querycast.v1", "ticket." + ticket);
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    socket.webSocket = builder.buildAsync(address, socket).join();
    return socket;
  }

  /** The status of a refused handshake; 101 if it is accepted. */
  static int handshakeStatus(String ticket, String origin) {
    return status(() -> open(ticket, "Origin", origin));
  }

  /** The same for any way to open a socket. */
  static int status(Supplier<Socket> opening) {
    try {
      opening.get().close();
      return 101;
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
      throw e;
    }
  }

  String protocol() {
    return webSocket.getSubprotocol();
  }

  List<JsonObject> messages() {
    return messages;
  }

  /** The first message that meets the condition. */
  JsonObject next(String what, Predicate<JsonObject> asItShouldBe) {
    return Await.until(
            what,
            () -> messages.stream().filter(asItShouldBe).findFirst(),
            found -> found.isPresent())
        .orElseThrow();
  }

  /** Returns when the server has begun: what happens from now on is told here. */
  Socket begun() {
    next("a snapshot comes first", message -> message.getString("type").equals("snapshot"));
    return this;
  }

  /**
   * Returns when a job's ending is told, as news or in a snapshot: a node that has just begun is
   * not known to the others at once.
   */
  void learns(JsonObject job) {
    next("the job's ending is told", message -> tells(message, job));
  }

  private static boolean tells(JsonObject message, JsonObject job) {
    return Stream.concat(
            Stream.ofNullable(message.getJsonObject("job")),
            Stream.ofNullable(message.getJsonArray("jobs"))
                .flatMap(all -> all.getValuesAs(JsonObject.class).stream()))
        .anyMatch(
            each -> each.getString("id").equals(job.getString("id")) && !each.isNull("endedAt"));
  }

  /** The news that a job has ended. */
  JsonObject ending(JsonObject job) {
    return next(
        "the socket tells of the ending",
        message ->
            message.getString("type").equals("job")
                && message.getJsonObject("job").getString("id").equals(job.getString("id"))
                && !message.getJsonObject("job").isNull("endedAt"));
  }

  int closeCode() {
    return closeCode.orTimeout(60, TimeUnit.SECONDS).join();
  }

  /** Why the server has closed it, if it said so. */
  String closeReason() {
    return closeReason;
  }

  boolean isOpen() {
    return !closeCode.isDone();
  }

  void say(String text) {
    webSocket.sendText(text, true).join();
  }

  void close() {
    webSocket.abort();
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      try (JsonReader reader = Json.createReader(new StringReader(partial.toString()))) {
        messages.add(reader.readObject());
      }
      partial.setLength(0);
    }
    socket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    closeReason = reason;
    closeCode.complete(code);
    return null;
  }

  /** The connection broke: nobody said that it ends. */
  @Override
  public void onError(WebSocket socket, Throwable thrown) {
    closeCode.complete(BROKEN);
  }
}
