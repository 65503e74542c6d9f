package io.querycast.local;

import org.apache.pekko.http.scaladsl.Http;
import org.elasticmq.NodeAddress;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** ElasticMQ, in this process, on a free port behind the front. */
final class Sqs implements AutoCloseable {
  private final SQSRestServer server;
  private final int port;

  /**
   * @param frontPort the port that queue addresses name: the front's, not ElasticMQ's own
   */
  Sqs(int frontPort) {
    server =
        SQSRestServerBuilder.withInterface("127.0.0.1")
            .withDynamicPort()
            .withServerAddress(new NodeAddress("http", "localhost", frontPort, ""))
            .start();
    Http.ServerBinding binding = server.waitUntilStarted();
    port = binding.localAddress().getPort();
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    server.stopAndWait();
  }
}
