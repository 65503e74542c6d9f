package io.querycast.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * Makes what the backend's template makes on AWS: the table, the queues and the rule between
 * Redshift and them. What is there already stays as it is.
 */
final class Provision {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DYNAMODB = "DynamoDB_20120810.";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI address;

  Provision(URI address) {
    this.address = address;
  }

  void everything() throws IOException, InterruptedException {
    table();
    queues();
    rule();
  }

  private void table() throws IOException, InterruptedException {
    HttpResponse<String> created = call(DYNAMODB + "CreateTable", TABLE);
    if (created.statusCode() == 400 && created.body().contains("ResourceInUseException")) {
      return;
    }
    must(created);
    must(
        call(
            DYNAMODB + "UpdateTimeToLive",
            """
            {"TableName": "querycast",
             "TimeToLiveSpecification": {"AttributeName": "expiresAt", "Enabled": true}}
            """));
  }

  private void queues() throws IOException, InterruptedException {
    must(call("AmazonSQS.CreateQueue", "{\"QueueName\": \"querycast-completions-dead\"}"));
    must(call("AmazonSQS.CreateQueue", QUEUE));
  }

  private void rule() throws IOException, InterruptedException {
    JsonNode known =
        JSON.readTree(must(call("AWSEvents.ListRules", "{\"NamePrefix\": \"querycast\"}")));
    if (known.path("Rules").isEmpty()) {
      must(call("AWSEvents.PutRule", RULE));
    }
    must(call("AWSEvents.PutTargets", TARGETS));
  }

  private HttpResponse<String> call(String target, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
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
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static String must(HttpResponse<String> response) throws IOException {
    if (response.statusCode() != 200) {
      throw new IOException("The local cloud could not be set up: " + response.body());
    }
    return response.body();
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

  private static final String QUEUE =
      """
      {"QueueName": "querycast-completions",
       "Attributes": {
         "VisibilityTimeout": "30",
         "RedrivePolicy":
           "{\\"deadLetterTargetArn\\":\\"%s-dead\\",\\"maxReceiveCount\\":\\"5\\"}"}}
      """
          .formatted(Arns.COMPLETIONS);

  private static final String RULE =
      """
      {"Name": "querycast-completions",
       "State": "ENABLED",
       "EventPattern":
         "{\\"source\\":[\\"aws.redshift-data\\"],\
      \\"detail-type\\":[\\"Redshift Data Statement Status Change\\"],\
      \\"detail\\":{\\"principal\\":[{\\"prefix\\":\\"%s\\"}]}}"}
      """
          .formatted(Arns.ROLE);

  private static final String TARGETS =
      """
      {"Rule": "querycast-completions",
       "Targets": [{"Id": "completions", "Arn": "%s"}]}
      """
          .formatted(Arns.COMPLETIONS);

  /** The names that things have on AWS, in an account that does not exist. */
  private static final class Arns {
    static final String COMPLETIONS = "arn:aws:sqs:us-east-1:000000000000:querycast-completions";
    static final String ROLE = "arn:aws:sts::123456789012:assumed-role/querycast-task/";
  }
}
