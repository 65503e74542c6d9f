package io.querycast.push;

import io.querycast.Settings;
import java.time.Duration;

/**
 * How sockets behave, which depends on who holds them.
 *
 * @param name {@code node} or {@code gateway}
 * @param heartbeat a node says something after this time; to the gateway it is the client that has
 *     to, because the gateway closes a socket after ten idle minutes
 * @param silence a client that has heard nothing for this long should come back
 */
record Door(String name, Duration heartbeat, Duration silence) {
  private static final Duration NODE_SILENCE = Duration.ofSeconds(60);

  private static final Door GATEWAY =
      new Door("gateway", Duration.ofMinutes(9), Duration.ofMinutes(10));

  static Door of(Settings settings) {
    return settings.isAtGateway()
        ? GATEWAY
        : new Door("node", settings.snapshotInterval(), NODE_SILENCE);
  }
}
