package io.querycast.rest;

import io.querycast.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The address at which browsers reach this server. No link is ever built from the host that a
 * request names.
 */
@Singleton
public class PublicAddress {
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "(?:localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1\\])(?::[0-9]{1,5})?",
          Pattern.CASE_INSENSITIVE);

  private final Optional<URI> socketUrl;
  private final Optional<URI> gateway;

  @Inject
  PublicAddress(Settings settings) {
    this(
        settings.socketUrl(),
        settings.gateway().filter(gateway -> settings.isAtGateway()).map(Settings.Gateway::socket));
  }

  /**
   * Works without the other settings.
   *
   * @param socketUrl {@code querycast.socket-url}; empty on the server's own machine
   * @param gateway the gateway's sockets; empty if nodes hold their own
   */
  PublicAddress(Optional<URI> socketUrl, Optional<URI> gateway) {
    this.socketUrl = socketUrl;
    this.gateway = gateway;
  }

  /**
   * Returns the address at which browsers open their sockets.
   *
   * @param host what a request has in {@code Host}; it counts only on the server's own machine
   * @throws Problem if nothing else says how this server is reached
   */
  public URI socket(String host) {
    return gateway
        .or(() -> socketUrl)
        .orElseGet(() -> URI.create("ws://" + ownMachine(host) + "/push"));
  }

  /**
   * Returns an address of this server for browsers: it has the host of the sockets.
   *
   * @param path from the first slash on
   * @param host as with {@link #socket(String)}
   * @throws Problem if nothing else says how this server is reached
   */
  public URI of(String path, String host) {
    String origin =
        socketUrl
            .map(url -> url.getScheme().replace("ws", "http") + "://" + url.getAuthority())
            .orElseGet(() -> "http://" + ownMachine(host));
    return URI.create(origin + path);
  }

  /** A client may name any host. A loopback address is safe: it leads nobody to another machine. */
  private static String ownMachine(String host) {
    if (host == null || !LOOPBACK.matcher(host).matches()) {
      throw new Problem(
          ErrorCode.HOST_UNKNOWN,
          "The server does not know its own address: the operator has to set"
              + " querycast.socket-url.");
    }
    return host;
  }
}
