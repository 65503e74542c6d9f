package io.querycast.bench.sockets;

import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.lang.management.ManagementFactory;

/**
 * Liberty without an application: to "COUNT SIZE" it answers with so many texts of so many bytes.
 */
@ServerEndpoint("/push")
public class BareEndpoint {
  static {
    // Made here, because only this class loader finds its class. A first request from outside would
    // fail.
    ManagementFactory.getPlatformMBeanServer();
  }

  @OnOpen
  public void open(Session session) {
    session.setMaxIdleTimeout(0);
  }

  @OnMessage
  public void order(String order, Session session) {
    String[] words = order.split(" ");
    send(session, "x".repeat(Integer.parseInt(words[1])), Integer.parseInt(words[0]));
  }

  private static void send(Session session, String text, int left) {
    if (left > 0) {
      session
          .getAsyncRemote()
          .sendText(
              text,
              result -> {
                if (result.isOK()) {
                  send(session, text, left - 1);
                }
              });
    }
  }
}
