package io.querycast.local.gateway;

import java.net.URI;
import java.time.Duration;

/**
 * What a deployment of API Gateway would say, and the quotas of an account.
 *
 * @param server the server that is asked about connections, such as {@code http://localhost:9080}
 * @param secret what the server knows the gateway by
 * @param idle how long a connection may be without a message; 10 minutes on AWS
 * @param life how long a connection lasts; 2 hours on AWS
 * @param connectsPerSecond how many new connections are taken in a second; 500 on AWS; 0 for no
 *     limit
 * @param callsPerSecond how many calls of {@code @connections} are taken in a second; 10,000 on
 *     AWS; 0 for no limit
 */
public record GatewaySettings(
    URI server,
    String secret,
    Duration idle,
    Duration life,
    int connectsPerSecond,
    int callsPerSecond) {

  /** Without the secret, which belongs in no log. */
  @Override
  public String toString() {
    return "the gateway of " + server;
  }
}
