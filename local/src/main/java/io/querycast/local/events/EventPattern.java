package io.querycast.local.events;

import com.fasterxml.jackson.databind.JsonNode;
import io.querycast.local.AwsError;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Ruler;

/** Which events match a rule, by the matcher that AWS published from EventBridge itself. */
final class EventPattern {
  private EventPattern() {}

  /**
   * Refuses an invalid pattern.
   *
   * @throws AwsError InvalidEventPatternException with the place of the error
   */
  static void check(JsonNode pattern) throws AwsError {
    String fault = JsonRuleCompiler.check(pattern.toString());
    if (fault != null) {
      throw new AwsError(
          "InvalidEventPatternException", "Event pattern is not valid. Reason: " + fault);
    }
  }

  /** Whether the event matches the pattern, which was checked before. */
  static boolean matches(JsonNode pattern, JsonNode event) {
    try {
      return Ruler.matchesRule(event.toString(), pattern.toString());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
