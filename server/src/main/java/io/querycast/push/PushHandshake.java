package io.querycast.push;

import io.querycast.Settings;
import io.querycast.rest.ClientAddress;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Map;

/** Decides on a handshake: whether its origin is allowed, and which ticket it has. */
public class PushHandshake extends ServerEndpointConfig.Configurator {
  static final String PROTOCOL = Protocols.OURS;
  static final String TICKET = "ticket";
  static final String ADDRESS = "address";

  /** Whether messages may be compressed: an attribute of the request, and of the socket. */
  static final String COMPRESSES = "io.querycast.compresses";

  @Override
  public boolean checkOrigin(String origin) {
    return CDI.current().select(Settings.class).get().admits(origin);
  }

  /** Compares the names exactly, case included. The container does not. */
  @Override
  public String getNegotiatedSubprotocol(List<String> supported, List<String> offered) {
    return offered.contains(PROTOCOL) ? PROTOCOL : "";
  }

  @Override
  public void modifyHandshake(
      ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
    List<String> offered =
        request.getHeaders().entrySet().stream()
            .filter(header -> "Sec-WebSocket-Protocol".equalsIgnoreCase(header.getKey()))
            .map(Map.Entry::getValue)
            .flatMap(List::stream)
            .toList();
    config.getUserProperties().put(TICKET, new Protocols(offered).ticket());
    HttpServletRequest asked = CDI.current().select(HttpServletRequest.class).get();
    config
        .getUserProperties()
        .put(ADDRESS, CDI.current().select(ClientAddress.class).get().of(asked));
    boolean compresses = Boolean.TRUE.equals(asked.getAttribute(COMPRESSES));
    config.getUserProperties().put(COMPRESSES, compresses);
    if (compresses) {
      response.getHeaders().put(Handshake.EXTENSIONS, List.of(Deflate.AGREED));
    }
  }

  @Override
  public <T> T getEndpointInstance(Class<T> type) {
    return CDI.current().select(type).get();
  }
}
