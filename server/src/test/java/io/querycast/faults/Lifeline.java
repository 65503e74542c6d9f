package io.querycast.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.ApiGatewayManagementApiRequest;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.PostToConnectionRequest;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SqsRequest;

/**
 * The only connection of a near node to the world. Each call to AWS passes here before it is sent
 * and again before its answer is seen. Each message on a socket and each request passes here too.
 * To kill a node is to cut its lifeline for good.
 */
final class Lifeline implements ExecutionInterceptor {
  /** With long polls of 20 s, a dead node would hold its connections that long. */
  private static final int LONGEST_POLL_SECONDS = 2;

  /** The calls of a submission and of an ending. A kill around these shows the most. */
  private static final List<String> LINES =
      List.of(
          "ExecuteStatement",
          "PutItem",
          "UpdateItem",
          "GetItem",
          "DescribeStatement",
          "DeleteMessage",
          "SendMessage",
          "ReceiveMessage",
          "GetStatementResult");

  private final Random random;
  private final Map<String, Map<String, Double>> troubles = new ConcurrentHashMap<>();
  private Runnable onDeath = () -> {};
  private boolean paused;
  private boolean dead;
  private String deadlyCall;
  private boolean deadlyAfter;

  Lifeline(Random random) {
    this.random = random;
  }

  /** Thrown at every use after the node is dead. */
  static final class Severed extends RuntimeException {
    private static final long serialVersionUID = 1;

    Severed() {
      super("This node is dead.", null, false, false);
    }
  }

  /**
   * Adds something that ends with the node.
   *
   * @param action must not wait for the node's threads
   */
  void onDeath(Runnable action) {
    onDeath = action;
  }

  /** Waits while the node is paused; throws if it is dead. */
  synchronized void pass() {
    while (paused && !dead) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Severed();
      }
    }
    if (dead) {
      throw new Severed();
    }
  }

  synchronized boolean isDead() {
    return dead;
  }

  synchronized boolean isPaused() {
    return paused;
  }

  synchronized void pause() {
    paused = true;
  }

  synchronized void goOn() {
    paused = false;
    notifyAll();
  }

  /** Cuts it at once. */
  void cut() {
    synchronized (this) {
      if (dead) {
        return;
      }
      dead = true;
      notifyAll();
    }
    onDeath.run();
  }

  /**
   * Cuts it at the next call of a randomly chosen kind, before or after the call is carried out.
   */
  synchronized void cutAtCall(Random which) {
    deadlyCall = LINES.get(which.nextInt(LINES.size()));
    deadlyAfter = which.nextBoolean();
  }

  /** From now on calls of a service fail with that probability; 0 ends this. */
  void trouble(String service, String fault, double probability) {
    troubles.computeIfAbsent(service, name -> new ConcurrentHashMap<>()).put(fault, probability);
  }

  @Override
  public SdkRequest modifyRequest(Context.ModifyRequest call, ExecutionAttributes about) {
    if (call.request() instanceof ReceiveMessageRequest receive
        && receive.waitTimeSeconds() != null
        && receive.waitTimeSeconds() > LONGEST_POLL_SECONDS) {
      return receive.toBuilder().waitTimeSeconds(LONGEST_POLL_SECONDS).build();
    }
    return call.request();
  }

  @Override
  public void beforeTransmission(Context.BeforeTransmission call, ExecutionAttributes about) {
    pass();
    dieAt(call.request(), false);
    String service = service(call.request());
    if (strikes(service, "throttle")) {
      throw error(
          400,
          service.equals("dynamodb")
              ? "ProvisionedThroughputExceededException"
              : "ThrottlingException");
    }
    if (strikes(service, "error")) {
      throw error(500, "InternalServerError");
    }
    if (strikes(service, "unreachable")) {
      throw lost("Connection refused");
    }
  }

  @Override
  public void afterTransmission(Context.AfterTransmission call, ExecutionAttributes about) {
    try {
      pass();
      dieAt(call.request(), true);
      if (strikes(service(call.request()), "timeoutAfterCommit")) {
        throw lost("Connection reset");
      }
    } catch (RuntimeException e) {
      // Otherwise its connection would never return to the pool.
      call.responseBody()
          .ifPresent(
              body -> {
                try {
                  body.close();
                } catch (IOException broken) {
                  throw new UncheckedIOException(broken);
                }
              });
      throw e;
    }
  }

  private void dieAt(SdkRequest request, boolean after) {
    synchronized (this) {
      if (deadlyAfter != after || !name(request).equals(deadlyCall)) {
        return;
      }
    }
    cut();
    throw new Severed();
  }

  private boolean strikes(String service, String fault) {
    double probability = troubles.getOrDefault(service, Map.of()).getOrDefault(fault, 0.0);
    synchronized (random) {
      return probability > 0 && random.nextDouble() < probability;
    }
  }

  private static AwsServiceException error(int status, String code) {
    return AwsServiceException.builder()
        .statusCode(status)
        .message("A fault that was asked for.")
        .awsErrorDetails(
            AwsErrorDetails.builder()
                .errorCode(code)
                .errorMessage("A fault that was asked for.")
                .build())
        .build();
  }

  private static SdkClientException lost(String why) {
    return SdkClientException.create("A fault that was asked for.", new SocketException(why));
  }

  /** At the gateway a post takes the place of a hint to another node. */
  private static String name(SdkRequest request) {
    return request instanceof PostToConnectionRequest
        ? "SendMessage"
        : request.getClass().getSimpleName().replaceFirst("Request$", "");
  }

  private static String service(SdkRequest request) {
    if (request instanceof DynamoDbRequest) {
      return "dynamodb";
    } else if (request instanceof SqsRequest) {
      return "sqs";
    }
    return request instanceof ApiGatewayManagementApiRequest ? "gateway" : "redshift-data";
  }
}
