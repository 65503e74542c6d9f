package io.querycast.local.redshift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import io.querycast.local.redshift.Order.Format;
import io.querycast.local.redshift.Order.Mode;
import io.querycast.local.redshift.StatementData.Part;
import io.querycast.local.sql.tree.Lexer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * The input of ExecuteStatement and BatchExecuteStatement, checked as the Data API checks it beyond
 * its model.
 */
final class StatementRequest {
  /** The Data API's limit for a statement's text. */
  private static final int SQL_BYTES = 100 * 1024;

  private final RedshiftSettings settings;
  private final Sessions sessions;
  private final LongSupplier queryIds;
  private final ObjectNode input;

  /**
   * @param queryIds gives Redshift's number for each new statement
   */
  StatementRequest(
      RedshiftSettings settings, Sessions sessions, LongSupplier queryIds, ObjectNode input) {
    this.settings = settings;
    this.sessions = sessions;
    this.queryIds = queryIds;
    this.input = input;
  }

  /** A single statement. */
  StatementData statement(Instant now) throws AwsError {
    String sql = checked("Sql", "ExecuteStatement runs one SQL statement", input.path("Sql"));
    Map<String, String> given = given();
    Map<String, String> used = used(given, List.of(sql)).get(0);
    return new StatementData(
        UUID.randomUUID().toString(),
        order(null),
        sql,
        used,
        now.toEpochMilli(),
        submitted(now),
        List.of());
  }

  /** Several statements, one after the other on one connection. */
  StatementData batch(Instant now) throws AwsError {
    List<String> texts = new ArrayList<>();
    for (JsonNode sql : input.path("Sqls")) {
      texts.add(checked("Sqls", "Each of Sqls is one SQL statement", sql));
    }
    List<Map<String, String>> used = used(given(), texts);
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      parts.add(new Part(texts.get(i), used.get(i), submitted(now)));
    }
    Mode mode = Mode.valueOf(input.path("ExecutionMode").asText(Mode.TRANSACTION.name()));
    return new StatementData(
        UUID.randomUUID().toString(),
        order(mode),
        null,
        Map.of(),
        now.toEpochMilli(),
        Progress.submitted(now.toEpochMilli(), 0),
        List.copyOf(parts));
  }

  static AwsError invalid(String message) {
    return new AwsError("ValidationException", message);
  }

  private Progress submitted(Instant now) {
    return Progress.submitted(now.toEpochMilli(), queryIds.getAsLong());
  }

  private Order order(Mode mode) throws AwsError {
    JsonNode alive = input.path("SessionKeepAliveSeconds");
    Integer seconds = alive.isNumber() ? alive.intValue() : null;
    String session = input.path("SessionId").textValue();
    Target target;
    if (session != null) {
      if (!Target.named(input).isNothing()) {
        throw invalid(
            "SessionId excludes ClusterIdentifier, WorkgroupName, Database, DbUser and SecretArn:"
                + " the session has them.");
      }
      target = sessions.target(session);
    } else {
      target = Target.of(input, settings);
      if (target.database() == null) {
        throw invalid("Database is required.");
      }
      if (seconds != null && seconds > 0) {
        session = UUID.randomUUID().toString();
      }
    }
    return new Order(
        target,
        input.path("StatementName").textValue(),
        input.path("ClientToken").textValue(),
        session,
        seconds,
        Format.valueOf(input.path("ResultFormat").asText(Format.JSON.name())),
        mode,
        input.path("WithEvent").asBoolean(false));
  }

  private static String checked(String field, String rule, JsonNode text) throws AwsError {
    String sql = text.asText("");
    if (sql.getBytes(StandardCharsets.UTF_8).length > SQL_BYTES) {
      throw invalid("Cannot process the request: the SQL statement is larger than 100 KB.");
    }
    int statements = Lexer.statements(sql).size();
    if (statements == 0) {
      throw invalid(field + " must not be blank.");
    }
    if (statements > 1) {
      throw invalid("%s, and this text has %d.".formatted(rule, statements));
    }
    return sql;
  }

  /** The values that the caller gives; null if he gives no list. */
  private Map<String, String> given() throws AwsError {
    if (!input.hasNonNull("Parameters")) {
      return null;
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (JsonNode parameter : input.path("Parameters")) {
      String name = parameter.path("name").textValue();
      if (values.put(name, parameter.path("value").textValue()) != null) {
        throw invalid("Parameter %s is given twice.".formatted(name));
      }
    }
    return values;
  }

  /**
   * The values that each text uses. Without a list of parameters nothing is a parameter: such a
   * text goes to Redshift as it is, and Redshift does not understand the colon.
   */
  private static List<Map<String, String>> used(Map<String, String> given, List<String> texts)
      throws AwsError {
    List<Map<String, String>> all = new ArrayList<>();
    Set<String> unused = new LinkedHashSet<>(given == null ? Set.of() : given.keySet());
    Set<String> missing = new LinkedHashSet<>();
    for (String text : texts) {
      Map<String, String> used = new LinkedHashMap<>();
      if (given != null) {
        Collection<String> names = Lexer.parameters(text);
        for (String name : names) {
          if (given.containsKey(name)) {
            used.put(name, given.get(name));
          } else {
            missing.add(name);
          }
        }
        unused.removeAll(names);
      }
      all.add(used);
    }
    if (!missing.isEmpty()) {
      throw invalid("Parameters list is missing parameters: " + missing);
    }
    if (!unused.isEmpty()) {
      throw invalid("Parameters list contains unused parameters. Unused parameters: " + unused);
    }
    return all;
  }
}
