package io.querycast.rest;

import io.querycast.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the client that a request counts for, by its address. Each proxy in front has added to
 * {@code X-Forwarded-For} the address that called it. Anybody may have written what stands before
 * that. A gateway adds nothing there, so it tells the address in a field of its own, with its
 * secret. No other field is believed, because proxies pass others on unchanged.
 */
@Singleton
public class ClientAddress {
  /** The header in which the gateway says who called it. */
  static final String HEADER = "X-Querycast-Client";

  /**
   * The header in which the gateway sends its secret with that. It is not the one of {@link
   * GatewaySecret}: the gateway sends this one with every request, and that one would let everybody
   * call what only the gateway may call.
   */
  static final String SECRET = "X-Querycast-Client-Secret";

  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");

  /** This many bytes of an IPv6 address belong to one household or one company. */
  private static final int NETWORK = 8;

  private final int proxies;
  private final GatewaySecret gateway;

  @Inject
  ClientAddress(Settings settings, GatewaySecret gateway) {
    this(settings.proxies(), gateway);
  }

  /**
   * Works without the other settings.
   *
   * @param proxies {@code querycast.proxies}
   */
  ClientAddress(int proxies, GatewaySecret gateway) {
    this.proxies = proxies;
    this.gateway = gateway;
  }

  /**
   * Returns the client's address. For IPv6 it returns the network, because all addresses in it may
   * be the same client.
   */
  public String of(HttpServletRequest request) {
    // Nothing is known any more of a connection that is gone.
    String peer = Objects.requireNonNullElse(request.getRemoteAddr(), "");
    if (gateway.isRight(request.getHeader(SECRET))) {
      return plain(Objects.requireNonNullElse(request.getHeader(HEADER), ""), peer);
    }
    return proxies == 0 ? plain(peer, peer) : plain(toldByProxies(request, peer), peer);
  }

  private String toldByProxies(HttpServletRequest request, String peer) {
    List<String> way = new ArrayList<>();
    Collections.list(request.getHeaders("X-Forwarded-For")).stream()
        .flatMap(field -> Stream.of(field.split(",", -1)))
        .map(String::strip)
        .forEach(way::add);
    way.add(peer);
    return way.get(Math.max(0, way.size() - 1 - proxies));
  }

  private static String plain(String written, String otherwise) {
    String address = withoutPort(written);
    if (IPV4.matcher(address).matches()) {
      return address;
    }
    if (address.indexOf(':') < 0 || !IPV6.matcher(address).matches()) {
      return otherwise;
    }
    try {
      // A text with colons is never looked up at a name server.
      byte[] bytes = InetAddress.getByName(address).getAddress();
      StringBuilder network = new StringBuilder();
      for (int i = 0; i < Math.min(NETWORK, bytes.length); i += 2) {
        network.append("%02x%02x:".formatted(bytes[i], bytes[i + 1]));
      }
      return network.append(":/64").toString();
    } catch (UnknownHostException e) {
      return otherwise;
    }
  }

  /** Some proxies add the port, which is different each time. */
  private static String withoutPort(String address) {
    if (address.startsWith("[")) {
      int end = address.indexOf(']');
      return end < 0 ? "" : address.substring(1, end);
    }
    int colon = address.indexOf(':');
    return address.contains(".") && colon > 0 && colon == address.lastIndexOf(':')
        ? address.substring(0, colon)
        : address;
  }
}
