package io.querycast.push;

import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A browser's end of a socket, on which messages stay on their way until they {@link #arrive}. */
final class FakeSocket {
  /** Whether every use of it fails, as with a closed socket of the container. */
  boolean gone;

  /** Runs when the socket is closed, as the container's own notice does. */
  Runnable whenClosed = () -> {};

  final List<String> sent = new ArrayList<>();
  final List<String> pongs = new ArrayList<>();
  final List<CloseReason> closed = new ArrayList<>();
  private final List<SendHandler> onTheirWay = new ArrayList<>();

  /** Lets the next message reach the browser. */
  void arrive() {
    if (!onTheirWay.isEmpty()) {
      onTheirWay.remove(0).onResult(new SendResult((jakarta.websocket.Session) null));
    }
  }

  /** Lets all messages reach the browser. */
  void arriveAll() {
    while (!onTheirWay.isEmpty()) {
      arrive();
    }
  }

  /** Lets the next message fail. */
  void fail() {
    onTheirWay.remove(0).onResult(new SendResult(null, new IOException("The browser has gone.")));
  }

  List<Integer> closeCodes() {
    return closed.stream().map(reason -> reason.getCloseCode().getCode()).toList();
  }

  jakarta.websocket.Session session() {
    RemoteEndpoint.Async remote =
        fake(
            RemoteEndpoint.Async.class,
            (name, arguments) -> {
              if (name.equals("sendPong")) {
                pongs.add(StandardCharsets.US_ASCII.decode((ByteBuffer) arguments[0]).toString());
                return null;
              }
              sent.add((String) arguments[0]);
              onTheirWay.add((SendHandler) arguments[1]);
              return null;
            });
    return fake(
        jakarta.websocket.Session.class,
        (name, arguments) -> {
          if (gone) {
            throw new IllegalStateException("The socket is closed.");
          }
          if (name.equals("getAsyncRemote")) {
            return remote;
          }
          closed.add((CloseReason) arguments[0]);
          whenClosed.run();
          return null;
        });
  }

  private interface Answer {
    Object to(String method, Object[] arguments);
  }

  private static <T> T fake(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
  }
}
