package io.querycast.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Makes what the backend's template makes on AWS: the table, the queues and the rule between
 * Redshift and them. It leaves alone what is there already. It speaks only the AWS protocol, so any
 * client can make a second set, with other names, in the same way.
 */
final class Provision {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DYNAMODB = "DynamoDB_20120810.";

  /**
   * The name of the rule and of the queue of completions, and the beginning of the dead-letter
   * queue's name.
   */
  private static final String COMPLETIONS = "querycast-completions";

  /** How many nodes can run at once: each leases one inbox, querycast-inbox-000 and so on. */
  static final int INBOXES = 16;

  /** In seconds. An older hint is useless: snapshots have told its user long ago. */
  private static final int INBOX_RETENTION = 300;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI address;

  Provision(URI address) {
    this.address = address;
  }

  void everything() throws IOException, InterruptedException {
    // DynamoDB is a process of its own, so the rest is made meanwhile.
    CompletableFuture<HttpResponse<String>> table = begin(DYNAMODB + "CreateTable", TABLE);
    queues();
    rule();
    finish(table.join());
  }

  private void finish(HttpResponse<String> table) throws IOException, InterruptedException {
    if (table.statusCode() == 400 && table.body().contains("ResourceInUseException")) {
      return;
    }
    must(table);
    must(
        call(
            DYNAMODB + "UpdateTimeToLive",
            """
            {"TableName": "querycast",
             "TimeToLiveSpecification": {"AttributeName": "expiresAt", "Enabled": true}}
            """));
  }

  void queues() throws IOException, InterruptedException {
    String lost = queue(COMPLETIONS + "-dead", Map.of());
    queue(COMPLETIONS, Map.of("VisibilityTimeout", "30", "RedrivePolicy", redrive(lost)));
    String lostHints = queue("querycast-inboxes-dead", Map.of());
    for (int i = 0; i < INBOXES; i++) {
      queue(
          "querycast-inbox-%03d".formatted(i),
          Map.of(
              "VisibilityTimeout",
              "30",
              "MessageRetentionPeriod",
              Integer.toString(INBOX_RETENTION),
              "RedrivePolicy",
              redrive(lostHints)));
    }
  }

  void rule() throws IOException, InterruptedException {
    ObjectNode name = JSON.createObjectNode().put("Name", COMPLETIONS);
    if (call("AWSEvents.DescribeRule", name.toString()).statusCode() != 200) {
      must(call("AWSEvents.PutRule", name.put("EventPattern", PATTERN).toString()));
    }
    ObjectNode targets = JSON.createObjectNode().put("Rule", COMPLETIONS);
    targets.putArray("Targets").addObject().put("Id", "completions").put("Arn", arn(COMPLETIONS));
    must(call("AWSEvents.PutTargets", targets.toString()));
  }

  /** Makes the queue if it is not there, and returns its ARN. */
  private String queue(String name, Map<String, String> attributes)
      throws IOException, InterruptedException {
    ObjectNode input = JSON.createObjectNode().put("QueueName", name);
    attributes.forEach(input.putObject("Attributes")::put);
    HttpResponse<String> created = call("AmazonSQS.CreateQueue", input.toString());
    if (!created.body().contains("QueueNameExists")) {
      must(created);
    }
    return arn(name);
  }

  private static String redrive(String deadLetters) {
    return JSON.createObjectNode()
        .put("deadLetterTargetArn", deadLetters)
        .put("maxReceiveCount", "5")
        .toString();
  }

  private static String arn(String queue) {
    return "arn:aws:sqs:us-east-1:000000000000:" + queue;
  }

  private HttpResponse<String> call(String target, String body)
      throws IOException, InterruptedException {
    return client.send(request(target, body), HttpResponse.BodyHandlers.ofString());
  }

  private CompletableFuture<HttpResponse<String>> begin(String target, String body) {
    return client.sendAsync(request(target, body), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String target, String body) {
    return HttpRequest.newBuilder(address)
        .header("X-Amz-Target", target)
        .header(
            "Content-Type",
            target.startsWith("AWSEvents")
                ? "application/x-amz-json-1.1"
                : "application/x-amz-json-1.0")
        .header(
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/local/aws4_request,"
                + " SignedHeaders=host, Signature=0")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static void must(HttpResponse<String> response) throws IOException {
    if (response.statusCode() != 200) {
      throw new IOException("The local cloud could not be set up: " + response.body());
    }
  }

  private static final String TABLE =
      """
      {"TableName": "querycast",
       "BillingMode": "PAY_PER_REQUEST",
       "AttributeDefinitions": [
         {"AttributeName": "pk", "AttributeType": "S"},
         {"AttributeName": "sk", "AttributeType": "S"},
         {"AttributeName": "recent", "AttributeType": "S"},
         {"AttributeName": "dueShard", "AttributeType": "S"},
         {"AttributeName": "dueAt", "AttributeType": "N"}],
       "KeySchema": [
         {"AttributeName": "pk", "KeyType": "HASH"},
         {"AttributeName": "sk", "KeyType": "RANGE"}],
       "LocalSecondaryIndexes": [
         {"IndexName": "recent",
          "KeySchema": [
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "recent", "KeyType": "RANGE"}],
          "Projection": {"ProjectionType": "ALL"}}],
       "GlobalSecondaryIndexes": [
         {"IndexName": "due",
          "KeySchema": [
            {"AttributeName": "dueShard", "KeyType": "HASH"},
            {"AttributeName": "dueAt", "KeyType": "RANGE"}],
          "Projection": {"ProjectionType": "KEYS_ONLY"}}]}
      """;

  /** The role is that of the server's task, in an account that does not exist. */
  private static final String PATTERN =
      """
      {"source": ["aws.redshift-data"],
       "detail-type": ["Redshift Data Statement Status Change"],
       "detail": {"principal": [{"prefix":
         "arn:aws:sts::123456789012:assumed-role/querycast-task/"}]}}
      """;
}
