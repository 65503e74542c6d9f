package io.querycast.local.redshift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import io.querycast.local.AwsService;
import io.querycast.local.engine.Engine;
import io.querycast.local.sql.tree.Lexer;
import java.util.List;
import java.util.function.Consumer;

/** Runs the setup script as a deployment does: through the Data API, as the owner. */
final class SetupScript {
  private static final int WAIT_SECONDS = 30;

  private final AwsService dataApi;
  private final RedshiftSettings settings;
  private final Consumer<String> progress;

  SetupScript(AwsService dataApi, RedshiftSettings settings, Consumer<String> progress) {
    this.dataApi = dataApi;
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Runs its statements one after the other.
   *
   * @throws IllegalArgumentException if one fails; the message says which and why
   */
  void run(String script) {
    List<String> statements = Lexer.statements(script);
    for (int i = 0; i < statements.size(); i++) {
      String statement = statements.get(i);
      progress.accept(
          "Setting up the warehouse, statement %d of %d: %s"
              .formatted(i + 1, statements.size(), beginning(statement)));
      try {
        JsonNode ended = run(request(statement));
        if (!ended.path("Status").asText().equals("FINISHED")) {
          throw failed(statement, ended.path("Error").asText());
        }
      } catch (AwsError e) {
        throw failed(statement, e.getMessage());
      }
    }
  }

  private JsonNode run(ObjectNode request) throws AwsError {
    JsonNode statement = dataApi.handle("ExecuteStatement", request);
    ObjectNode asked = JsonNodeFactory.instance.objectNode();
    asked.set("Id", statement.get("Id"));
    asked.put("WaitTimeSeconds", WAIT_SECONDS);
    while (true) {
      JsonNode described = dataApi.handle("DescribeStatement", asked);
      if (StatementData.State.valueOf(described.get("Status").asText()).isEnd()) {
        return described;
      }
    }
  }

  private ObjectNode request(String statement) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("ClusterIdentifier", settings.cluster())
        .put("Database", settings.database())
        .put("DbUser", Engine.OWNER)
        .put("Sql", statement);
  }

  private IllegalArgumentException failed(String statement, String why) {
    return new IllegalArgumentException(
        "The setup script %s fails at \"%s\": %s"
            .formatted(settings.setup().getFileName(), beginning(statement), why));
  }

  private static String beginning(String statement) {
    String line = statement.lines().findFirst().orElse("").strip();
    return line.length() <= 60 ? line : line.substring(0, 57) + "...";
  }
}
