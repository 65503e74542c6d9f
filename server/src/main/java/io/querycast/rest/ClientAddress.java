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
 * From where a request comes: which client it counts for. Each proxy in front has added to {@code
 * X-Forwarded-For} whom it was asked by; what stands before that anybody may have written. No other
 * field is believed, for proxies let others through as they came.
 */
@Singleton
public class ClientAddress {
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");

  /** So many bytes of an IPv6 address are one household's or one company's. */
  private static final int NETWORK = 8;

  private final int proxies;

  @Inject
  ClientAddress(Settings settings) {
    this(settings.proxies());
  }

  /**
   * The same without the other settings.
   *
   * @param proxies {@code querycast.proxies}
   */
  ClientAddress(int proxies) {
    this.proxies = proxies;
  }

  /** The client's address; of one of IPv6 its network, for all in it may be the same client. */
  public String of(HttpServletRequest request) {
    List<String> way = new ArrayList<>();
    Collections.list(request.getHeaders("X-Forwarded-For")).stream()
        .flatMap(field -> Stream.of(field.split(",", -1)))
        .map(String::strip)
        .forEach(way::add);
    // Of a connection that is gone nothing is known any more.
    String peer = Objects.requireNonNullElse(request.getRemoteAddr(), "");
    way.add(peer);
    String client = way.get(Math.max(0, way.size() - 1 - proxies));
    return plain(proxies == 0 ? peer : client, peer);
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
      // Of what has colons in it no name server is asked.
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

  /** Some proxies write the port too, which is another one each time. */
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
