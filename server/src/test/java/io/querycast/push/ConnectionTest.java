package io.querycast.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionTest {
  private final List<String> sent = new ArrayList<>();
  private final List<SendHandler> onTheirWay = new ArrayList<>();
  private final List<Integer> closeCodes = new ArrayList<>();
  private final Connection connection =
      new Connection(new Session("s", "ada", Instant.MAX), socket());

  @Test
  void messagesGoOneAfterTheOther() {
    connection.send("1");
    connection.send("2");
    connection.send("3");
    assertEquals(List.of("1"), sent, "the first is still on its way");

    arrive();
    arrive();
    arrive();

    assertEquals(List.of("1", "2", "3"), sent);
    connection.send("4");
    assertEquals(List.of("1", "2", "3", "4"), sent);
  }

  @Test
  void aBrowserThatReadsTooSlowlyIsCutOffAndHeldNothing() {
    connection.send("first");
    for (int i = 0; i < 17; i++) {
      connection.send("x".repeat(64 * 1024));
    }

    assertEquals(List.of(4408), closeCodes);
    arrive();
    assertEquals(List.of("first"), sent, "what waited is dropped");
  }

  @Test
  void nothingIsSentAfterTheEnd() {
    boolean[] done = {false};
    connection.onClose(() -> done[0] = true);
    connection.closed();

    connection.send("late");

    assertTrue(sent.isEmpty());
    assertTrue(done[0]);
  }

  @Test
  void whatIsToBeDoneAtTheEndIsDoneAtOnceWhereTheEndHasCome() {
    connection.closed();
    boolean[] done = {false};

    connection.onClose(() -> done[0] = true);

    assertTrue(done[0]);
  }

  private void arrive() {
    if (!onTheirWay.isEmpty()) {
      onTheirWay.remove(0).onResult(new SendResult((jakarta.websocket.Session) null));
    }
  }

  /** A socket on which messages stay on their way until {@link #arrive}. */
  private jakarta.websocket.Session socket() {
    RemoteEndpoint.Async remote =
        fake(
            RemoteEndpoint.Async.class,
            (name, arguments) -> {
              sent.add((String) arguments[0]);
              onTheirWay.add((SendHandler) arguments[1]);
              return null;
            });
    return fake(
        jakarta.websocket.Session.class,
        (name, arguments) -> {
          if (name.equals("getAsyncRemote")) {
            return remote;
          }
          closeCodes.add(((CloseReason) arguments[0]).getCloseCode().getCode());
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
