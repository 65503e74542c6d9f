package io.querycast.local;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of the gateway's socket, as a tab of a browser is one. */
final class Tab implements WebSocket.Listener {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<String> ending = new CompletableFuture<>();
  private final StringBuilder part = new StringBuilder();
  private WebSocket socket;

  /**
   * @param headers names and values, in turn
   */
  static Tab open(URI front, String... headers) {
    WebSocket.Builder builder =
        HTTP.newWebSocketBuilder().subprotocols("querycast.v1", "ticket.abc");
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    Tab tab = new Tab();
    URI address = URI.create("ws://localhost:" + front.getPort() + "/_gateway/push");
    tab.socket = builder.buildAsync(address, tab).join();
    return tab;
  }

  String protocol() {
    return socket.getSubprotocol();
  }

  void send(String text) {
    socket.sendText(text, true).join();
  }

  void close() {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }

  /** The next message; "none" after a while without one. */
  String message() throws InterruptedException {
    String message = messages.poll(20, TimeUnit.SECONDS);
    return message == null ? "none" : message;
  }

  /** Code and reason of the close frame, or "cut" if the connection ended without one. */
  String ending() throws Exception {
    return ending.get(20, TimeUnit.SECONDS);
  }

  boolean isOpen() {
    return !ending.isDone();
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      messages.add(part.toString());
      part.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
    // This code stands for an end without a close frame.
    ending.complete(code == 1006 ? "cut" : code + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    ending.complete("cut");
  }
}
