package io.querycast.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.querycast.local.events.EventBridge;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The local cloud with its queues and events, as Amazon's clients see them. */
final class LocalFront implements AutoCloseable {
  private static final StaticCredentialsProvider ANY =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any"));

  final ObjectMapper json = new ObjectMapper();
  final Faults faults = new Faults();
  final URI address;
  final SqsClient sqs;
  final EventBridgeClient bridge;
  final EventBridge events;
  private final Front front;
  private final Sqs queues;
  private S3 s3;

  LocalFront(Path folder) throws IOException {
    int port = freePort();
    address = URI.create("http://localhost:" + port);
    // At once, before another program takes the port.
    front = new Front(port, Set.of("http://localhost:9080"), faults);
    queues = new Sqs(port);
    events =
        new EventBridge(folder, faults, queues::send, InstantSource.system(), System.out::println);
    front
        .service("AmazonSQS", Backend.of("sqs", new Proxy(queues.port())))
        .service("AWSEvents", Backend.of("events-api", events));
    sqs = client(SqsClient.builder());
    bridge = client(EventBridgeClient.builder());
  }

  /** Adds a service. */
  LocalFront with(String prefix, Backend backend) {
    front.service(prefix, backend);
    return this;
  }

  /** Adds a service that the page at port 9080 may ask too. */
  LocalFront withForPages(String prefix, Backend backend) {
    front.serviceForPages(prefix, backend);
    return this;
  }

  /** Adds S3 over a folder. */
  LocalFront withS3(Path folder) {
    s3 = new S3(folder);
    front.s3(s3);
    return this;
  }

  LocalFront open() {
    front.open();
    return this;
  }

  /** A client that does not try again, so that the test sees every answer. */
  <B extends AwsClientBuilder<B, C>, C> C client(B builder) {
    return builder
        .endpointOverride(address)
        .region(Region.US_EAST_1)
        .credentialsProvider(ANY)
        .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()))
        .build();
  }

  void faults(String document) throws IOException {
    faults.set(json.readTree(document.replace('\'', '"')));
  }

  String url(String queue) {
    return address + "/000000000000/" + queue;
  }

  @Override
  public void close() {
    front.close();
    if (s3 != null) {
      s3.close();
    }
    sqs.close();
    bridge.close();
    events.close();
    queues.close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
