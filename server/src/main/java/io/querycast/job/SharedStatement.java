package io.querycast.job;

import static io.querycast.rest.Json.JSON;

import io.querycast.Secret;
import io.querycast.Settings;
import io.querycast.query.Placeholders;
import jakarta.json.JsonArrayBuilder;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a job asks for, and the statement that it shares with others who ask for the same.
 *
 * @param asked a hash of what is asked for
 * @param id the statement's id, which is the id of the job that was first to ask; null as long as
 *     the job has joined none, and so has its own or none yet
 */
public record SharedStatement(String asked, String id) {

  /**
   * The statement that a new job may share; null if its text may change something, since two such
   * texts are two.
   *
   * @param warehouse whose answers differ for each database identity
   * @param catalogue the catalogue's version
   */
  static SharedStatement of(JobStore.Text text, Settings.Redshift warehouse, String catalogue) {
    return Placeholders.isQuestion(text.sql())
        ? new SharedStatement(hash(text, warehouse, catalogue), null)
        : null;
  }

  /** As JSON, in which no part can be taken for another. */
  private static String hash(JobStore.Text text, Settings.Redshift warehouse, String catalogue) {
    JsonArrayBuilder parts = JSON.createArrayBuilder();
    parts.add(text(warehouse.cluster())).add(text(warehouse.workgroup()));
    parts.add(warehouse.database());
    parts.add(text(warehouse.user())).add(text(warehouse.secretArn()));
    parts.add(catalogue).add(text.sql());
    new TreeMap<>(text.values()).forEach((name, value) -> parts.add(name).add(value));
    return Secret.hash(parts.build().toString());
  }

  private static String text(Optional<String> part) {
    return part.orElse("");
  }

  /** The same, for a job that has joined a statement. */
  SharedStatement with(String statement) {
    return new SharedStatement(asked, statement);
  }

  /** Whether the job has joined another job's statement. */
  boolean isJoined() {
    return id != null;
  }
}
