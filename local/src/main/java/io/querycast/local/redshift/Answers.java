package io.querycast.local.redshift;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.redshift.StatementData.State;

/** Statements and columns in the Data API's form. */
final class Answers {
  private static final long PID = ProcessHandle.current().pid();

  private Answers() {}

  /** The answer of ExecuteStatement. */
  static ObjectNode accepted(StatementData statement) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("Id", statement.id());
    answer.put("CreatedAt", seconds(statement.createdAt()));
    place(answer, statement);
    return answer;
  }

  /** The answer of ExecuteStatement if it had to wait. */
  static ObjectNode waited(StatementData statement) {
    ObjectNode answer = accepted(statement);
    answer.put("Status", statement.state().name());
    answer.put("HasResultSet", statement.state() == State.FINISHED);
    answer.put("RedshiftPid", statement.state() == State.SUBMITTED ? 0 : PID);
    return answer;
  }

  /** The answer of DescribeStatement. */
  static ObjectNode described(StatementData statement) {
    ObjectNode answer = waited(statement);
    answer.put("UpdatedAt", seconds(statement.updatedAt()));
    answer.put("Duration", statement.nanos());
    answer.put("ResultRows", statement.rows());
    answer.put("ResultSize", statement.bytes());
    answer.put("RedshiftQueryId", statement.state() == State.SUBMITTED ? 0 : statement.queryId());
    answer.put("QueryString", statement.sql());
    putParameters(answer, statement);
    put(answer, "Error", statement.error());
    return answer;
  }

  /** One line of ListStatements. */
  static ObjectNode listed(StatementData statement) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("Id", statement.id());
    put(answer, "StatementName", statement.name());
    answer.put("QueryString", statement.sql());
    putParameters(answer, statement);
    answer.put("Status", statement.state().name());
    answer.put("IsBatchStatement", false);
    answer.put("CreatedAt", seconds(statement.createdAt()));
    answer.put("UpdatedAt", seconds(statement.updatedAt()));
    return answer;
  }

  static ObjectNode column(Column column) {
    boolean number = column.type().matches("int[248]|float[48]|numeric");
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("isCaseSensitive", column.type().equals("varchar"));
    answer.put("isCurrency", false);
    answer.put("isSigned", number);
    answer.put("label", column.label());
    answer.put("length", 0);
    answer.put("name", column.name());
    answer.put("nullable", column.nullable());
    answer.put("precision", column.precision());
    answer.put("scale", column.scale());
    answer.put("schemaName", column.schema());
    answer.put("tableName", column.table());
    answer.put("typeName", column.type());
    return answer;
  }

  private static void place(ObjectNode answer, StatementData statement) {
    put(answer, "ClusterIdentifier", statement.cluster());
    put(answer, "WorkgroupName", statement.workgroup());
    put(answer, "Database", statement.database());
    put(answer, "DbUser", statement.dbUser());
    put(answer, "SecretArn", statement.secretArn());
  }

  private static void putParameters(ObjectNode answer, StatementData statement) {
    if (!statement.parameters().isEmpty()) {
      ArrayNode parameters = answer.putArray("QueryParameters");
      statement
          .parameters()
          .forEach((name, value) -> parameters.addObject().put("name", name).put("value", value));
    }
  }

  private static void put(ObjectNode answer, String field, String value) {
    if (value != null) {
      answer.put(field, value);
    }
  }

  private static double seconds(long millis) {
    return millis / 1000.0;
  }
}
