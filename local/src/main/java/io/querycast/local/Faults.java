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
 * What is to go wrong, as one JSON document: per service a probability for each fault, a {@code
 * delay} (ISO 8601), {@code errorFor} a text that a call must hold to fail, and at the top a {@code
 * seed} that makes a run repeatable: whether the third call of a service is throttled then depends
 * on nothing but the seed and the document, whatever other services are asked meanwhile.
 */
public final class Faults {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> CALLS =
      List.of("throttle", "error", "errorFor", "timeoutAfterCommit");

  /** Those that are a duration and no probability. */
  private static final Set<String> DURATIONS = Set.of("delay", "slow");

  /** That which is a text: a call that holds it fails, and no other. */
  private static final String ERROR_FOR = "errorFor";

  /** Which faults each service knows, besides {@code delay}. */
  private static final Map<String, List<String>> KNOWN =
      Map.of(
          "events",
          List.of("lose", "duplicate", "reorder", "forge"),
          "redshift-data",
          List.of("throttle", "error", "errorFor", "timeoutAfterCommit", "expire", "slow"),
          "cognito",
          List.of("throttle", "error", "expire"),
          "dynamodb",
          CALLS,
          "sqs",
          CALLS);

  private final Map<String, SplittableRandom> draws = new HashMap<>();
  private ObjectNode document = JSON.createObjectNode();
  private long seed;

  /** What is to become of one call, drawn when it comes in. */
  record Fate(Duration delay, boolean throttled, boolean broken, boolean cutOff) {}

  /** The document in force; an empty object when nothing is to go wrong. */
  public synchronized ObjectNode document() {
    return document.deepCopy();
  }

  /**
   * Puts a document in force.
   *
   * @throws IllegalArgumentException for a service or fault that does not exist, a probability
   *     outside 0..1 or a delay that is no duration; the old document stays
   */
  public synchronized void set(JsonNode news) {
    if (!(news instanceof ObjectNode object)) {
      throw new IllegalArgumentException("Faults are one JSON object.");
    }
    object.properties().forEach(service -> check(service.getKey(), service.getValue()));
    document = object.deepCopy();
    draws.clear();
    seed =
        object.has("seed") ? object.get("seed").asLong() : ThreadLocalRandom.current().nextLong();
  }

  /** Nothing goes wrong from now on. */
  public void clear() {
    set(JSON.createObjectNode());
  }

  /** Whether a call of this service is one that always fails, by what it holds. */
  synchronized boolean isErrorFor(String service, byte[] body) {
    String text = document.path(service).path(ERROR_FOR).asText("");
    return !text.isEmpty() && new String(body, StandardCharsets.UTF_8).contains(text);
  }

  /** Draws what is to become of a call of this service, all of it at once. */
  synchronized Fate call(String service) {
    return new Fate(
        delay(service),
        strikes(service, "throttle"),
        strikes(service, "error"),
        strikes(service, "timeoutAfterCommit"));
  }

  /** Whether this fault strikes this time. */
  public synchronized boolean strikes(String service, String fault) {
    double probability = document.path(service).path(fault).asDouble(0);
    return probability > 0 && draw(service + "." + fault).nextDouble() < probability;
  }

  private SplittableRandom draw(String fault) {
    return draws.computeIfAbsent(
        fault, name -> new SplittableRandom(seed + ((long) name.hashCode() << 32)));
  }

  /** How much later than usual the service does its work; zero when it is not to be late. */
  public Duration delay(String service) {
    return duration(service, "delay");
  }

  /** The duration of a fault that is one; zero when it is not set. */
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
