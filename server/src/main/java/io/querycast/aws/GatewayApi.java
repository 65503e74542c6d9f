package io.querycast.aws;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GoneException;

/**
 * What nodes may do with the connections that API Gateway holds. Throttled and failed calls are
 * repeated with jitter, up to four times and for 10 s in all.
 */
@Singleton
public class GatewayApi {
  private static final Logger LOG = Logger.getLogger(GatewayApi.class.getName());

  /** What became of a call. */
  public enum Outcome {
    DONE,
    /** The gateway has no such connection: it has ended, or is not open yet. */
    GONE,
    /** It is not known what became of it. */
    FAILED
  }

  private final Supplier<ApiGatewayManagementApiClient> client;

  /** The client is made when it is first needed: nodes that hold their own sockets need none. */
  @Inject
  GatewayApi(Instance<ApiGatewayManagementApiClient> client) {
    this((Supplier<ApiGatewayManagementApiClient>) client::get);
  }

  GatewayApi(Supplier<ApiGatewayManagementApiClient> client) {
    this.client = client;
  }

  /** Sends a message to a connection. */
  public Outcome post(String connection, String message) {
    return call(
        "A message can''t be posted: {0}",
        () ->
            client
                .get()
                .postToConnection(
                    request ->
                        request.connectionId(connection).data(SdkBytes.fromUtf8String(message))));
  }

  /** Ends a connection. */
  public Outcome delete(String connection) {
    return call(
        "A connection can''t be ended: {0}",
        () -> client.get().deleteConnection(request -> request.connectionId(connection)));
  }

  private static Outcome call(String trouble, Runnable call) {
    try {
      call.run();
      return Outcome.DONE;
    } catch (GoneException e) {
      return Outcome.GONE;
    } catch (SdkException e) {
      // During a storm there are very many, and each is healed by the client's own question.
      Level level = AwsClients.isForbidden(e) ? Level.WARNING : Level.FINE;
      LOG.log(level, trouble, e.getClass().getName());
      return Outcome.FAILED;
    }
  }
}
