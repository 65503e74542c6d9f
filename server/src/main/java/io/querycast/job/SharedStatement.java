package io.querycast.job;

import static io.querycast.rest.Json.JSON;

import io.querycast.Secret;
import io.querycast.Settings;
import io.querycast.query.Placeholders;
import jakarta.json.JsonArrayBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a job asks for, and the statement that it shares with others who ask for the same, while it
 * runs or after that.
 *
 * @param asked a hash of what is asked for
 * @param id the statement's id, which is the id of the job that was first to ask; null as long as
 *     the job has joined none, and so has its own or none yet
 * @param maxAge how old an answer may be that serves the job; null if none may, and then the job
 *     leaves none for others either
 * @param asOf when the statement was begun, if it had ended before the job was asked for: then its
 *     answer serves the job; else null
 */
public record SharedStatement(String asked, String id, Duration maxAge, Instant asOf) {

  /**
   * The statement that a new job may share; null if its text may change something, since two such
   * texts are two.
   *
   * @param warehouse whose answers differ for each database identity
   * @param catalogue the catalogue's version
   * @param maxAge of an answer; null for none
   */
  static SharedStatement of(
      JobStore.Text text, Settings.Redshift warehouse, String catalogue, Duration maxAge) {
    return Placeholders.isQuestion(text.sql())
        ? new SharedStatement(hash(text, warehouse, catalogue), null, maxAge, null)
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
    return new SharedStatement(asked, statement, maxAge, null);
  }

  /** The same, for a job that an answer serves. */
  SharedStatement with(Answer answer) {
    return new SharedStatement(asked, answer.statement(), maxAge, answer.asOf());
  }

  /** Whether an answer serves the job. */
  boolean isAnswered() {
    return asOf != null;
  }

  /** Whether the statement is another job's. */
  boolean isJoined() {
    return id != null;
  }
}
