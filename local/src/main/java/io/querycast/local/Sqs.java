package io.querycast.local;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.apache.pekko.http.scaladsl.Http;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** ElasticMQ, in this process, on a free port behind the front. */
final class Sqs implements AutoCloseable {
  // For the same reason as in Proxy.
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(Runnable::run).build();
  private final SQSRestServer server;
  private final int port;

  /**
   * @param frontPort the port in the addresses of queues: the front's port, not ElasticMQ's own
   */
  Sqs(int frontPort) {
    server =
        SQSRestServerBuilder.withInterface("127.0.0.1")
            .withDynamicPort()
            .withServerAddress(new NodeAddress("http", "localhost", frontPort, ""))
            .withAWSRegion("us-east-1")
            .start();
    Http.ServerBinding binding = server.waitUntilStarted();
    port = binding.localAddress().getPort();
  }

  int port() {
    return port;
  }

  /**
   * Puts a message on a queue.
   *
   * @param arn the queue's ARN; only the name at its end counts here
   * @throws IOException if ElasticMQ does not take it
   */
  void send(String arn, String body) throws IOException {
    String queue = "http://localhost/000000000000/" + arn.substring(arn.lastIndexOf(':') + 1);
    String json =
        JsonNodeFactory.instance
            .objectNode()
            .put("QueueUrl", queue)
            .put("MessageBody", body)
            .toString();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
            .header("X-Amz-Target", "AmazonSQS.SendMessage")
            .header("Content-Type", "application/x-amz-json-1.0")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IOException("The queue refused a message: " + response.body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while sending to the queue.", e);
    }
  }

  /** Does not wait: ElasticMQ would wait as long as anybody polls, and it has nothing to save. */
  @Override
  public void close() {
    server.stopAndGetFuture().apply();
  }
}
