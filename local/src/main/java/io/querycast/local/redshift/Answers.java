package io.querycast.local.redshift;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Statements and columns in the Data API's form. */
final class Answers {
  private static final Set<String> CASELESS =
      Set.of(
          "int2",
          "int4",
          "int8",
          "oid",
          "float4",
          "float8",
          "numeric",
          "bool",
          "date",
          "time",
          "timetz",
          "timestamp",
          "timestamptz",
          "interval",
          "intervaly2m",
          "intervald2s");

  private Answers() {}

  /** The answer of ExecuteStatement and BatchExecuteStatement. */
  static ObjectNode accepted(StatementData statement) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("Id", statement.id());
    answer.put("CreatedAt", seconds(statement.createdAt()));
    place(answer, statement);
    return answer;
  }

  /** The same if the call had to wait. */
  static ObjectNode waited(StatementData statement) {
    ObjectNode answer = accepted(statement);
    answer.put("Status", statement.state().name());
    answer.put("HasResultSet", hasResultSet(statement));
    answer.put("RedshiftPid", statement.progress().pid());
    return answer;
  }

  /** The answer of DescribeStatement. */
  static ObjectNode described(StatementData statement) {
    ObjectNode answer = waited(statement);
    progress(answer, statement);
    answer.put("ResultFormat", statement.order().format().name());
    putParameters(answer, statement.parameters());
    if (statement.isBatch()) {
      answer.put("ExecutionMode", statement.order().mode().name());
      ArrayNode parts = answer.putArray("SubStatements");
      for (int number = 1; number <= statement.parts().size(); number++) {
        parts.add(part(statement.part(number)));
      }
    }
    return answer;
  }

  /** One line of ListStatements. */
  static ObjectNode listed(StatementData statement) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("Id", statement.id());
    put(answer, "StatementName", statement.name());
    put(answer, "SecretArn", statement.order().target().secretArn());
    if (statement.isBatch()) {
      ArrayNode texts = answer.putArray("QueryStrings");
      statement.parts().forEach(part -> texts.add(part.sql()));
    } else {
      answer.put("QueryString", statement.sql());
    }
    putParameters(answer, statement.parameters());
    answer.put("Status", statement.state().name());
    answer.put("IsBatchStatement", statement.isBatch());
    answer.put("ResultFormat", statement.order().format().name());
    put(answer, "SessionId", statement.order().sessionId());
    answer.put("CreatedAt", seconds(statement.createdAt()));
    answer.put("UpdatedAt", seconds(statement.updatedAt()));
    return answer;
  }

  static ObjectNode column(Column column) {
    boolean number = column.type().matches("int[248]|float[48]|numeric");
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("isCaseSensitive", isCaseSensitive(column.type()));
    answer.put("isCurrency", false);
    answer.put("isSigned", number);
    answer.put("label", column.label());
    answer.put("length", 0);
    answer.put("name", column.label());
    answer.put("nullable", column.nullable());
    answer.put("precision", column.precision());
    answer.put("scale", column.scale());
    answer.put("schemaName", column.schema());
    answer.put("tableName", column.table());
    answer.put("typeName", column.type());
    return answer;
  }

  /** Numbers, booleans and times are not. */
  static boolean isCaseSensitive(String type) {
    return !CASELESS.contains(type);
  }

  static void put(ObjectNode answer, String field, String value) {
    if (value != null) {
      answer.put(field, value);
    }
  }

  static double seconds(long millis) {
    return millis / 1000.0;
  }

  /** One of SubStatements. */
  private static ObjectNode part(StatementData part) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("Id", part.id());
    answer.put("Status", part.state().name());
    answer.put("HasResultSet", part.progress().hasResultSet());
    answer.put("CreatedAt", seconds(part.createdAt()));
    progress(answer, part);
    return answer;
  }

  private static void progress(ObjectNode answer, StatementData statement) {
    answer.put("UpdatedAt", seconds(statement.updatedAt()));
    answer.put("Duration", statement.nanos());
    answer.put("ResultRows", statement.rows());
    answer.put("ResultSize", statement.bytes());
    put(answer, "QueryString", statement.sql());
    put(answer, "Error", statement.error());
    boolean hasRun = statement.progress().pid() > 0 && !statement.isBatch();
    answer.put("RedshiftQueryId", hasRun ? statement.queryId() : 0);
    if (hasRun) {
      answer.put("RedshiftQueryUuid", uuid(statement.id()));
    }
  }

  /** Redshift's other name of a query: another id than the Data API's, but always the same. */
  private static String uuid(String id) {
    return UUID.nameUUIDFromBytes(("query " + id).getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static boolean hasResultSet(StatementData statement) {
    return statement.progress().hasResultSet()
        || statement.parts().stream().anyMatch(part -> part.progress().hasResultSet());
  }

  private static void place(ObjectNode answer, StatementData statement) {
    Target target = statement.order().target();
    put(answer, "ClusterIdentifier", target.cluster());
    put(answer, "WorkgroupName", target.workgroup());
    put(answer, "Database", target.database());
    put(answer, "DbUser", target.dbUser());
    put(answer, "SecretArn", target.secretArn());
    put(answer, "SessionId", statement.order().sessionId());
  }

  private static void putParameters(ObjectNode answer, Map<String, String> values) {
    if (!values.isEmpty()) {
      ArrayNode parameters = answer.putArray("QueryParameters");
      values.forEach((name, value) -> parameters.addObject().put("name", name).put("value", value));
    }
  }
}
