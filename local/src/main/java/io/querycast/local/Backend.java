package io.querycast.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One AWS service as the front sees it: its name in the faults document, and how it answers. */
interface Backend {

  /** The service's name in the faults document; or the name of a service that has no faults. */
  String name();

  Answer answer(Request request) throws IOException, InterruptedException;

  /** A service that runs in this process. */
  static Backend of(String name, AwsService service) {
    return new Inside(name, service);
  }

  /** A service on a port of its own. */
  static Backend of(String name, Proxy proxy) {
    return new Behind(name, proxy);
  }

  /** See {@link Backend#of(String, AwsService)}. */
  record Inside(String name, AwsService service) implements Backend {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public Answer answer(Request request) throws IOException {
      try {
        String target = request.header("X-Amz-Target");
        String operation = target.substring(target.indexOf('.') + 1);
        return Answer.aws(service.handle(operation, input(request.body())));
      } catch (AwsError e) {
        return Answer.aws(e);
      }
    }

    private static ObjectNode input(byte[] body) throws AwsError {
      if (body.length == 0) {
        return JSON.createObjectNode();
      }
      try {
        JsonNode input = JSON.readTree(body);
        if (input instanceof ObjectNode object) {
          if (!isText(object)) {
            throw new AwsError("ValidationException", "The request has text that is not Unicode.");
          }
          return object;
        }
      } catch (IOException e) {
        // answered below
      }
      throw new AwsError("SerializationException", "The body is not a JSON object.");
    }

    /** Whether all text in it is Unicode, names too: half of a surrogate pair can't be stored. */
    private static boolean isText(JsonNode json) {
      if (json.isTextual()) {
        return isText(json.textValue());
      }
      for (Map.Entry<String, JsonNode> member : json.properties()) {
        if (!isText(member.getKey())) {
          return false;
        }
      }
      for (JsonNode each : json) {
        if (!isText(each)) {
          return false;
        }
      }
      return true;
    }

    private static boolean isText(String text) {
      return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
  }

  /** See {@link Backend#of(String, Proxy)}. */
  record Behind(String name, Proxy proxy) implements Backend {
    /** The front itself sends these headers, once. */
    private static final Set<String> OF_THE_FRONT = Set.of("date", "server");

    @Override
    public Answer answer(Request request) throws IOException, InterruptedException {
      HttpResponse<byte[]> response =
          proxy.pass(request.method(), request.uri(), request.headers(), request.body());
      Map<String, String> headers = new HashMap<>();
      for (Map.Entry<String, List<String>> header : response.headers().map().entrySet()) {
        String key = header.getKey();
        if (!Proxy.isOfTheConnection(key)
            && !OF_THE_FRONT.contains(key)
            && !key.startsWith("access-control-")) {
          headers.put(key, header.getValue().get(0));
        }
      }
      return new Answer(response.statusCode(), headers, response.body());
    }
  }
}
