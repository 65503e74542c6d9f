package io.querycast.bench.sockets;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A local cloud that stores nothing on disk. */
final class InMemoryCloud implements AutoCloseable {
  private static final Path FOLDER = Path.of("bench/sockets/target/cloud").toAbsolutePath();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Child child;
  private final URI address;

  InMemoryCloud() throws IOException, InterruptedException {
    Liberty.delete(FOLDER);
    int port = Child.freePort();
    address = URI.create("http://localhost:" + port);
    child =
        Child.start(
                List.of(
                    Child.java(),
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-cp",
                    "local/target/classes" + File.pathSeparator + "local/target/lib/*",
                    "io.querycast.local.LocalCloud"),
                Map.of(
                    "QUERYCAST_LOCAL_PORT",
                    Integer.toString(port),
                    "QUERYCAST_LOCAL_FOLDER",
                    FOLDER.toString(),
                    "QUERYCAST_LOCAL_IN_MEMORY",
                    "true",
                    "QUERYCAST_LOCAL_TAXI_ROWS",
                    "5000",
                    "QUERYCAST_LOCAL_TAXI_FILES",
                    "",
                    "QUERYCAST_LOCAL_PARENT",
                    Long.toString(ProcessHandle.current().pid())),
                Path.of("bench/sockets/target/cloud.log"),
                false)
            .awaitOk(address.resolve("/_about"));
  }

  URI address() {
    return address;
  }

  /** The address of its DynamoDB behind the front, which would slow a storm down. */
  URI dynamoDb() throws IOException {
    long pid = Long.parseLong(Files.readString(FOLDER.resolve("dynamodb.pid")).strip());
    List<String> words =
        List.of(ProcessHandle.of(pid).orElseThrow().info().arguments().orElseThrow());
    return URI.create("http://localhost:" + words.get(words.indexOf("-port") + 1));
  }

  List<Measured> processes() {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(child.pid()),
            child.descendants().stream().map(ProcessHandle::pid))
        .map(Measured::new)
        .toList();
  }

  /** The address of an SQS queue. */
  String queue(String name) {
    return address + "/000000000000/querycast-" + name;
  }

  /** Sends one message to a queue several times, at most ten. */
  void send(String queue, String message, int times) throws IOException, InterruptedException {
    var entries = jakarta.json.Json.createArrayBuilder();
    for (int i = 0; i < times; i++) {
      entries.add(
          jakarta.json.Json.createObjectBuilder().add("Id", "m" + i).add("MessageBody", message));
    }
    String body =
        jakarta.json.Json.createObjectBuilder()
            .add("QueueUrl", queue)
            .add("Entries", entries)
            .build()
            .toString();
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(address)
                .header("X-Amz-Target", "AmazonSQS.SendMessageBatch")
                .header("Content-Type", "application/x-amz-json-1.0")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("SQS: " + answer.body());
    }
  }

  @Override
  public void close() {
    child.close();
  }
}
