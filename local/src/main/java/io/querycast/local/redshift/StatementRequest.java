package io.querycast.local.redshift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import io.querycast.local.redshift.StatementData.State;
import io.querycast.local.sql.Lexer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** The input of ExecuteStatement, checked as the Data API checks it. */
final class StatementRequest {
  /** The Data API's limit for a statement's text. */
  private static final int SQL_BYTES = 100 * 1024;

  private static final int NAME_LENGTH = 500;
  private static final int TOKEN_LENGTH = 64;
  private static final int PARAMETERS = 200;
  private static final AtomicLong QUERY_IDS = new AtomicLong(1);

  private final RedshiftSettings settings;
  private final ObjectNode input;

  StatementRequest(RedshiftSettings settings, ObjectNode input) {
    this.settings = settings;
    this.input = input;
  }

  StatementData statement(Instant now) throws AwsError {
    String sql = sql();
    checkPlace();
    Map<String, String> parameters = parameters(Lexer.parameters(sql));
    return new StatementData(
        UUID.randomUUID().toString(),
        limited("StatementName", 0, NAME_LENGTH),
        limited("ClientToken", 1, TOKEN_LENGTH),
        sql,
        parameters,
        input.path("Database").textValue(),
        input.path("DbUser").textValue(),
        input.path("SecretArn").textValue(),
        input.path("ClusterIdentifier").textValue(),
        input.path("WorkgroupName").textValue(),
        input.path("WithEvent").asBoolean(false),
        State.SUBMITTED,
        now.toEpochMilli(),
        now.toEpochMilli(),
        -1,
        null,
        -1,
        -1,
        QUERY_IDS.getAndIncrement());
  }

  private String sql() throws AwsError {
    String sql = input.path("Sql").asText("");
    if (sql.getBytes(StandardCharsets.UTF_8).length > SQL_BYTES) {
      throw invalid("Cannot process the request: the SQL statement is larger than 100 KB.");
    }
    int statements = Lexer.statements(sql).size();
    if (statements == 0) {
      throw invalid("Sql must not be blank.");
    }
    if (statements > 1) {
      throw invalid(
          "ExecuteStatement runs one SQL statement, and this text has %d.".formatted(statements));
    }
    return sql;
  }

  /** Checks that it names the cluster or workgroup, and the database, that are here. */
  void checkPlace() throws AwsError {
    String cluster = input.path("ClusterIdentifier").textValue();
    String workgroup = input.path("WorkgroupName").textValue();
    if ((cluster == null) == (workgroup == null)) {
      throw invalid("Exactly one of ClusterIdentifier and WorkgroupName is required.");
    }
    if (!settings.cluster().equals(cluster == null ? workgroup : cluster)) {
      throw invalid("Redshift endpoint doesn't exist in this region.");
    }
    String database = input.path("Database").textValue();
    if (!settings.database().equals(database)) {
      throw invalid(
          database == null
              ? "Database is required."
              : "Database %s does not exist.".formatted(database));
    }
    if (input.hasNonNull("DbUser") && input.hasNonNull("SecretArn")) {
      throw invalid("DbUser and SecretArn exclude each other.");
    }
  }

  private Map<String, String> parameters(Collection<String> used) throws AwsError {
    Map<String, String> values = new LinkedHashMap<>();
    if (input.path("Parameters").size() > PARAMETERS) {
      throw invalid("Parameters may be %d at most.".formatted(PARAMETERS));
    }
    for (JsonNode parameter : input.path("Parameters")) {
      String name = parameter.path("name").asText("");
      if (!name.matches("[0-9a-zA-Z_]+")) {
        throw invalid("Parameter name \"%s\" must match [0-9a-zA-Z_]+.".formatted(name));
      }
      JsonNode value = parameter.path("value");
      if (!value.isTextual() || value.textValue().isEmpty()) {
        throw invalid(
            "Parameter %s has no value: NULL and empty values are not supported.".formatted(name));
      }
      if (values.put(name, value.textValue()) != null) {
        throw invalid("Parameter %s is given twice.".formatted(name));
      }
    }
    List<String> missing = new ArrayList<>(used);
    missing.removeAll(values.keySet());
    if (!missing.isEmpty()) {
      throw invalid("Parameters list is missing parameters: " + missing);
    }
    List<String> unused = new ArrayList<>(values.keySet());
    unused.removeAll(used);
    if (!unused.isEmpty()) {
      throw invalid("Parameters list contains unused parameters. Unused parameters: " + unused);
    }
    return values;
  }

  private String limited(String field, int least, int most) throws AwsError {
    String value = input.path(field).textValue();
    if (value != null && (value.length() < least || value.length() > most)) {
      throw invalid("%s must have %d to %d characters.".formatted(field, least, most));
    }
    return value;
  }

  static AwsError invalid(String message) {
    return new AwsError("ValidationException", message);
  }
}
