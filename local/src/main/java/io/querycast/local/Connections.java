package io.querycast.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.querycast.local.gateway.Gateway;
import java.util.Map;

/**
 * API Gateway's management of connections, in the form of its clients: the path names the
 * connection, the method says what is asked for.
 */
record Connections(Gateway gateway) implements Backend {
  private static final String PATH = Gateway.PATHS + "@connections/";

  /** Part of every signature for API Gateway; nobody checks the rest of it. */
  private static final String SIGNED = "/execute-api/aws4_request";

  private static final byte[] NOTHING = new byte[0];

  @Override
  public String name() {
    return "gateway";
  }

  @Override
  public Answer answer(Request request) {
    try {
      String id = connection(request);
      switch (request.method()) {
        case "POST" -> {
          gateway.post(id, request.body());
          return new Answer(200, Map.of(), NOTHING);
        }
        case "DELETE" -> {
          gateway.delete(id);
          return new Answer(204, Map.of(), NOTHING);
        }
        case "GET" -> {
          JsonNode state = gateway.describe(id);
          return Answer.json(state);
        }
        default -> throw forbidden("Use POST, GET or DELETE.");
      }
    } catch (AwsError e) {
      return Answer.aws(e);
    }
  }

  private static String connection(Request request) throws AwsError {
    String path = request.uri().getPath();
    if (!path.startsWith(PATH) || path.length() == PATH.length()) {
      throw forbidden("Use the path %s{connectionId}.".formatted(PATH));
    }
    if (!request.header("Authorization").contains(SIGNED)) {
      throw forbidden("Missing Authentication Token: sign the request for execute-api.");
    }
    return path.substring(PATH.length());
  }

  private static AwsError forbidden(String message) {
    return new AwsError(403, "ForbiddenException", message);
  }
}
