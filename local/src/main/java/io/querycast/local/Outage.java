package io.querycast.local;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The answer of a service that is throttled or broken, in that service's own words and form. */
final class Outage {
  private static final String DYNAMODB = "com.amazonaws.dynamodb.v20120810#";
  private static final String SQS = "com.amazonaws.sqs#";

  private Outage() {}

  /** The answer to a call that comes too often; the call was not carried out. */
  static Answer throttled(String service) {
    return switch (service) {
      case "dynamodb" ->
          answer(
              400,
              "1.0",
              DYNAMODB + "ProvisionedThroughputExceededException",
              "The level of configured provisioned throughput for the table was exceeded. Consider"
                  + " increasing your provisioning level with the UpdateTable API.");
      case "sqs" -> answer(400, "1.0", SQS + "RequestThrottled", "Rate exceeded");
      case "cognito" -> answer(400, "1.1", "TooManyRequestsException", "Rate exceeded");
      case "gateway" -> answer(429, "1.1", "LimitExceededException", "Too Many Requests");
      default -> answer(400, "1.1", "ThrottlingException", "Rate exceeded");
    };
  }

  /** The answer to a call that failed without the caller's fault; the call was not carried out. */
  static Answer broken(String service) {
    return switch (service) {
      case "dynamodb" ->
          answer(500, "1.0", DYNAMODB + "InternalServerError", "Internal server error");
      case "sqs" -> answer(500, "1.0", SQS + "InternalFailure", "Internal failure");
      case "cognito" -> answer(500, "1.1", "InternalErrorException", "Something went wrong");
      default -> answer(500, "1.1", "InternalServerException", "Internal server error");
    };
  }

  private static Answer answer(int status, String version, String type, String message) {
    String body =
        JsonNodeFactory.instance
            .objectNode()
            .put("__type", type)
            .put("message", message)
            .put("Message", message)
            .toString();
    String code = type.substring(type.indexOf('#') + 1);
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", "application/x-amz-json-" + version);
    headers.put("x-amzn-ErrorType", code);
    if (type.startsWith(SQS)) {
      // Clients that know SQS by its older protocol look for the code in this header.
      headers.put("x-amzn-query-error", code + (status < 500 ? ";Sender" : ";Receiver"));
    }
    return new Answer(status, headers, body.getBytes(StandardCharsets.UTF_8));
  }
}
