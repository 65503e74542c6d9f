package io.querycast.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The answer to a client. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares answers
record Answer(int status, Map<String, String> headers, byte[] body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Answer json(JsonNode json) {
    return of(200, "application/json", json.toString());
  }

  static Answer html(String page) {
    return of(200, "text/html; charset=utf-8", page);
  }

  /** A plain sentence for people: what was wrong, and what to do about it. */
  static Answer text(int status, String sentence) {
    return of(status, "text/plain; charset=utf-8", sentence + "\n");
  }

  /** The output of an AWS operation. */
  static Answer aws(JsonNode output) throws IOException {
    return new Answer(
        200, Map.of("Content-Type", "application/x-amz-json-1.1"), JSON.writeValueAsBytes(output));
  }

  /**
   * A refusal in the form that AWS's clients expect: the error's name in the header and in the
   * body.
   */
  static Answer aws(AwsError error) {
    return new Answer(
        error.status(),
        Map.of("Content-Type", "application/x-amz-json-1.1", "x-amzn-ErrorType", error.code()),
        error.body().toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Answer of(int status, String type, String body) {
    return new Answer(status, Map.of("Content-Type", type), body.getBytes(StandardCharsets.UTF_8));
  }
}
