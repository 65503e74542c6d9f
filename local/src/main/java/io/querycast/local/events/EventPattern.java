package io.querycast.local.events;

import com.fasterxml.jackson.databind.JsonNode;
import io.querycast.local.AwsError;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Ruler;

/** Which events a rule takes, by the matcher that AWS published from EventBridge itself. */
final class EventPattern {
  private EventPattern() {}

  /**
   * Refuses a pattern that is not valid.
   *
   * @throws AwsError InvalidEventPatternException with the place of the fault
   */
  static void check(JsonNode pattern) throws AwsError {
    String fault = JsonRuleCompiler.check(pattern.toString());
    if (fault != null) {
      throw new AwsError(
          "InvalidEventPatternException", "Event pattern is not valid. Reason: " + fault);
    }
  }

  /** Whether the event is one that the pattern, which was checked, takes. */
  static boolean matches(JsonNode pattern, JsonNode event) {
    try {
      return Ruler.matchesRule(event.toString(), pattern.toString());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
