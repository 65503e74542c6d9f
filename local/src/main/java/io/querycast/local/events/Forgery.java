package io.querycast.local.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;

/**
 * An event that lies: it says that the same statement name finished, but with another statement id
 * and other rows.
 */
final class Forgery {
  private Forgery() {}

  static ObjectNode of(ObjectNode event) {
    ObjectNode forged = event.deepCopy();
    forged.put("id", UUID.randomUUID().toString());
    if (forged.path("detail") instanceof ObjectNode detail) {
      detail.put("statementId", UUID.randomUUID().toString());
      detail.put("state", "FINISHED");
      detail.put("rows", detail.path("rows").asLong() + 1_000_003);
    }
    return forged;
  }
}
