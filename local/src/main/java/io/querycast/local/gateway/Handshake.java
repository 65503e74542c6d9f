package io.querycast.local.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.querycast.local.Rate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/** One client's handshake: the socket opens if the server accepts it, else the status says why. */
final class Handshake {
  /** As many as make an id of API Gateway's length: 16 characters with the last. */
  private static final int ID_BYTES = 11;

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Integration integration;
  private final Rate rate;
  private final Function<Client, Connection> opening;
  private Client accepted;

  /**
   * @param rate of new connections
   * @param opening makes the connection of a client that the server has accepted
   */
  Handshake(Integration integration, Rate rate, Function<Client, Connection> opening) {
    this.integration = integration;
    this.rate = rate;
    this.opening = opening;
  }

  /** Answers the client: the library judges the handshake's form, then the server is asked. */
  void answer(
      ServerWebSocketContainer sockets, Request request, Response response, Callback callback)
      throws IOException {
    Callback answered = Callback.from(callback::succeeded, failure -> fail(failure, callback));
    if (!sockets.upgrade(this::connection, request, response, answered)) {
      response.getHeaders().put(HttpHeader.UPGRADE, "websocket");
      response.getHeaders().put(HttpHeader.SEC_WEBSOCKET_VERSION, "13");
      refuse(response, HttpStatus.UPGRADE_REQUIRED_426, "");
      callback.succeeded();
    }
  }

  /** The client has gone before it had its answer: no socket opens whose end could be told. */
  private void fail(Throwable failure, Callback callback) {
    if (accepted != null) {
      integration.disconnect(accepted);
    }
    callback.failed(failure);
  }

  /** The endpoint of the new socket; null if the handshake has been refused. */
  private Connection connection(
      ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback)
      throws IOException, InterruptedException {
    Client client = Client.of(id(), request);
    if (!rate.allows()) {
      return refuse(response, HttpStatus.TOO_MANY_REQUESTS_429, client.id());
    }
    Integration.Verdict verdict = integration.connect(client);
    if (verdict.status() != HttpStatus.OK_200) {
      boolean isRefusal = verdict.status() >= HttpStatus.BAD_REQUEST_400;
      return refuse(
          response, isRefusal ? verdict.status() : HttpStatus.BAD_GATEWAY_502, client.id());
    }
    if (!verdict.protocol().isEmpty()) {
      if (!request.getSubProtocols().contains(verdict.protocol())) {
        integration.disconnect(client);
        return refuse(response, HttpStatus.BAD_GATEWAY_502, client.id());
      }
      response.setAcceptedSubProtocol(verdict.protocol());
    }
    // API Gateway does not compress.
    response.setExtensions(List.of());
    accepted = client;
    return opening.apply(client);
  }

  private static Connection refuse(Response response, int status, String id) throws IOException {
    String body =
        JsonNodeFactory.instance
            .objectNode()
            .put("message", HttpStatus.getMessage(status))
            .put("connectionId", id)
            .toString();
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    Content.Sink.write(response, true, ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    return null;
  }

  private static String id() {
    byte[] bytes = new byte[ID_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().encodeToString(bytes);
  }
}
