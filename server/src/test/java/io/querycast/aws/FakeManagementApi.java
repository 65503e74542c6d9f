package io.querycast.aws;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.DeleteConnectionRequest;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.DeleteConnectionResponse;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GoneException;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.LimitExceededException;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.PostToConnectionRequest;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.PostToConnectionResponse;

/** A gateway with the connections that a test opens, which remembers what each was sent. */
public final class FakeManagementApi implements ApiGatewayManagementApiClient {
  private final Set<String> open = new HashSet<>();

  /** What each connection was sent, by its id. */
  public final Map<String, List<String>> sent = new HashMap<>();

  /** The connections that were ended through this. */
  public final List<String> deleted = new ArrayList<>();

  /** How many calls there were, of both kinds. */
  public int calls;

  /** Whether every call is refused because there are too many. */
  public boolean isThrottled;

  /** A connection that a browser has opened. */
  public void open(String connection) {
    open.add(connection);
  }

  /** The API over this. */
  public GatewayApi api() {
    return new GatewayApi(() -> this);
  }

  @Override
  public PostToConnectionResponse postToConnection(PostToConnectionRequest request) {
    check(request.connectionId());
    sent.computeIfAbsent(request.connectionId(), id -> new ArrayList<>())
        .add(request.data().asUtf8String());
    return PostToConnectionResponse.builder().build();
  }

  @Override
  public DeleteConnectionResponse deleteConnection(DeleteConnectionRequest request) {
    check(request.connectionId());
    open.remove(request.connectionId());
    deleted.add(request.connectionId());
    return DeleteConnectionResponse.builder().build();
  }

  private void check(String connection) {
    calls++;
    if (isThrottled) {
      throw LimitExceededException.builder().statusCode(429).build();
    }
    if (!open.contains(connection)) {
      throw GoneException.builder().statusCode(410).build();
    }
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
