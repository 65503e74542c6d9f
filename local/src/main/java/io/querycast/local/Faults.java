package io.querycast.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The faults that are to happen, as one JSON document. Each service has a probability for each
 * fault, a {@code delay} (ISO 8601), and {@code errorFor}: a call that holds this text fails. At
 * the top, a {@code seed} makes a run repeatable: whether the third call of a service is throttled
 * then depends only on the seed and the document, whatever other services are asked meanwhile.
 */
public final class Faults {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> CALLS =
      List.of("throttle", "error", "errorFor", "timeoutAfterCommit");

  /** The faults that are a duration, not a probability. */
  private static final Set<String> DURATIONS = Set.of("delay", "slow", "linger");

  /** The fault that is a text: a call that holds the text fails, and no other call does. */
  private static final String ERROR_FOR = "errorFor";

  /** The faults that each service knows, besides {@code delay}. */
  private static final Map<String, List<String>> KNOWN =
      Map.of(
          "events",
          List.of("lose", "duplicate", "reorder", "forge"),
          "redshift-data",
          List.of("throttle", "error", "errorFor", "timeoutAfterCommit", "expire", "slow"),
          "cognito",
          List.of("throttle", "error", "expire"),
          "gateway",
          List.of("throttle", "error", "errorFor", "timeoutAfterCommit", "lose", "linger", "cut"),
          "dynamodb",
          CALLS,
          "sqs",
          CALLS);

  private final Map<String, SplittableRandom> draws = new HashMap<>();
  private ObjectNode document = JSON.createObjectNode();
  private long seed;

  /** The faults of one call, drawn when the call comes in. */
  record Fate(Duration delay, boolean throttled, boolean broken, boolean cutOff) {}

  /** The document in force; an empty object if there are no faults. */
  public synchronized ObjectNode document() {
    return document.deepCopy();
  }

  /**
   * Puts a document in force.
   *
   * @throws IllegalArgumentException for a service or fault that does not exist, a probability
   *     outside 0..1 or a delay that is not a duration; the old document stays
   */
  public synchronized void set(JsonNode news) {
    if (!(news instanceof ObjectNode object)) {
      throw new IllegalArgumentException("Send the faults as one JSON object.");
    }
    object.properties().forEach(service -> check(service.getKey(), service.getValue()));
    document = object.deepCopy();
    draws.clear();
    seed =
        object.has("seed") ? object.get("seed").asLong() : ThreadLocalRandom.current().nextLong();
  }

  /** From now on there are no faults. */
  public void clear() {
    set(JSON.createObjectNode());
  }

  /** Whether this call of the service always fails, because of the text that it holds. */
  synchronized boolean isErrorFor(String service, byte[] body) {
    String text = document.path(service).path(ERROR_FOR).asText("");
    return !text.isEmpty() && new String(body, StandardCharsets.UTF_8).contains(text);
  }

  /** Draws all faults of one call of this service. */
  synchronized Fate call(String service) {
    return new Fate(
        delay(service),
        strikes(service, "throttle"),
        strikes(service, "error"),
        strikes(service, "timeoutAfterCommit"));
  }

  /** Whether this fault happens this time. */
  public synchronized boolean strikes(String service, String fault) {
    double probability = document.path(service).path(fault).asDouble(0);
    return probability > 0 && draw(service + "." + fault).nextDouble() < probability;
  }

  private SplittableRandom draw(String fault) {
    return draws.computeIfAbsent(
        fault, name -> new SplittableRandom(seed + ((long) name.hashCode() << 32)));
  }

  /** How much later than usual the service does its work; zero if it has no delay. */
  public Duration delay(String service) {
    return duration(service, "delay");
  }

  /** The duration of a fault that has one; zero if it is not set. */
  public synchronized Duration duration(String service, String fault) {
    return Duration.parse(document.path(service).path(fault).asText("PT0S"));
  }

  private static void check(String service, JsonNode faults) {
    if (service.equals("seed") && faults.isIntegralNumber()) {
      return;
    }
    if (!KNOWN.containsKey(service)) {
      throw new IllegalArgumentException(
          "There is no service '%s': use seed, %s.".formatted(service, String.join(", ", names())));
    }
    faults.properties().forEach(fault -> check(service, fault.getKey(), fault.getValue()));
  }

  private static void check(String service, String fault, JsonNode value) {
    String name = service + "." + fault;
    if (!fault.equals("delay") && !KNOWN.get(service).contains(fault)) {
      throw new IllegalArgumentException(
          "There is no %s: use delay, %s.".formatted(name, String.join(", ", KNOWN.get(service))));
    }
    if (DURATIONS.contains(fault)) {
      try {
        if (!Duration.parse(value.asText()).isNegative()) {
          return;
        }
      } catch (DateTimeParseException e) {
        // answered below
      }
      throw new IllegalArgumentException(name + " is an ISO 8601 duration, such as PT0.5S.");
    }
    if (fault.equals(ERROR_FOR)) {
      if (value.asText().isEmpty()) {
        throw new IllegalArgumentException(name + " is a text.");
      }
      return;
    }
    if (!value.isNumber() || value.asDouble() < 0 || value.asDouble() > 1) {
      throw new IllegalArgumentException(name + " is a probability from 0 to 1.");
    }
  }

  private static List<String> names() {
    return KNOWN.keySet().stream().sorted().toList();
  }
}
