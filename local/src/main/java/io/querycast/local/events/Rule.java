package io.querycast.local.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A rule of the bus.
 *
 * @param pattern the events that match
 * @param targets where they go, by the target's id
 */
record Rule(
    String name,
    String description,
    JsonNode pattern,
    boolean enabled,
    Map<String, Target> targets) {

  /**
   * A target of events.
   *
   * @param deadLetterArn where an event goes if the delivery fails; null for nowhere
   */
  record Target(String id, String arn, String deadLetterArn) {}

  Rule {
    targets = new LinkedHashMap<>(targets);
  }

  Rule withEnabled(boolean now) {
    return new Rule(name, description, pattern, now, targets);
  }

  Rule withTargets(Map<String, Target> now) {
    return new Rule(name, description, pattern, enabled, now);
  }
}
