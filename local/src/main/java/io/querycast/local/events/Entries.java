package io.querycast.local.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Consumer;

/** The entries of a PutEvents call, one by one: a bad entry fails alone. */
final class Entries {
  /** EventBridge's limit. */
  private static final int MOST = 10;

  private final ObjectMapper json = new ObjectMapper();
  private final InstantSource clock;
  private final Consumer<ObjectNode> publish;

  Entries(InstantSource clock, Consumer<ObjectNode> publish) {
    this.clock = clock;
    this.publish = publish;
  }

  JsonNode put(ObjectNode input) throws AwsError {
    JsonNode given = input.path("Entries");
    if (given.isEmpty() || given.size() > MOST) {
      throw new AwsError("ValidationException", "Entries must have 1 to 10 members.");
    }
    ObjectNode answer = json.createObjectNode();
    ArrayNode results = answer.putArray("Entries");
    int failed = 0;
    for (JsonNode entry : given) {
      ObjectNode result = results.addObject();
      ObjectNode event = event(entry);
      if (event == null) {
        failed++;
        result.put("ErrorCode", "MalformedDetail");
        result.put(
            "ErrorMessage", "Source, DetailType and a Detail that is an object are required.");
      } else {
        publish.accept(event);
        result.put("EventId", event.get("id").textValue());
      }
    }
    return answer.put("FailedEntryCount", failed);
  }

  /** The event; null if the entry is not a valid event. */
  private ObjectNode event(JsonNode entry) {
    JsonNode detail = detail(entry.path("Detail").asText(""));
    if (!entry.hasNonNull("Source") || !entry.hasNonNull("DetailType") || !detail.isObject()) {
      return null;
    }
    Instant time =
        entry.hasNonNull("Time")
            ? Instant.ofEpochSecond(entry.get("Time").asLong())
            : clock.instant().truncatedTo(ChronoUnit.SECONDS);
    ObjectNode event = json.createObjectNode();
    event.put("version", "0");
    event.put("id", UUID.randomUUID().toString());
    event.put("detail-type", entry.get("DetailType").asText());
    event.put("source", entry.get("Source").asText());
    event.put("account", "123456789012");
    event.put("time", time.toString());
    event.put("region", "us-east-1");
    ArrayNode resources = event.putArray("resources");
    entry.path("Resources").forEach(resources::add);
    event.set("detail", detail);
    return event;
  }

  private JsonNode detail(String text) {
    try {
      return json.readTree(text);
    } catch (JsonProcessingException e) {
      return json.missingNode();
    }
  }
}
