package io.querycast.local.redshift;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** The event about an ended statement that EventBridge gets, in its documented form. */
final class StatementEvent {
  static final String ACCOUNT = "123456789012";
  static final String REGION = "us-east-1";

  private StatementEvent() {}

  static ObjectNode of(StatementData statement, String cluster) {
    Instant ended = Instant.ofEpochMilli(statement.updatedAt()).truncatedTo(ChronoUnit.SECONDS);
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("version", "0");
    event.put("id", UUID.randomUUID().toString());
    event.put("detail-type", "Redshift Data Statement Status Change");
    event.put("source", "aws.redshift-data");
    event.put("account", ACCOUNT);
    event.put("time", ended.toString());
    event.put("region", REGION);
    event
        .putArray("resources")
        .add("arn:aws:redshift:%s:%s:cluster:%s".formatted(REGION, ACCOUNT, cluster));
    ObjectNode detail = event.putObject("detail");
    detail.put("principal", "arn:aws:sts::%s:assumed-role/querycast-task/local".formatted(ACCOUNT));
    detail.put("statementName", statement.name() == null ? "" : statement.name());
    detail.put("statementId", statement.id());
    detail.put("redshiftQueryId", -1);
    detail.put("state", statement.state().name());
    detail.put("rows", Math.max(0, statement.rows()));
    detail.put("expireAt", statement.expiresAt().getEpochSecond());
    return event;
  }
}
