package io.querycast.aws;

import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;

/** The gateway's API without a container, for the tests of other packages. */
public final class GatewayApiFixture {
  private GatewayApiFixture() {}

  public static GatewayApi of(ApiGatewayManagementApiClient client) {
    return new GatewayApi(() -> client);
  }

  /** The SDK's limits of these calls. */
  public static int tries() {
    return AwsClients.TRIES;
  }
}
