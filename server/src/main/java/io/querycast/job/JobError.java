package io.querycast.job;

import static io.querycast.rest.Json.JSON;

import io.querycast.rest.Text;
import jakarta.json.JsonObject;

/**
 * Why a job failed, or why the result of one that finished is gone.
 *
 * @param message for its user; in Redshift's own words if Redshift said something
 */
public record JobError(Code code, String message) {

  /** Every way in which a job, or its result, can fail; docs/protocol.md holds the same table. */
  public enum Code {
    /** Redshift refused the statement. */
    STATEMENT_REFUSED,
    /** Redshift answered this statement with errors several times, while it took others. */
    STATEMENT_UNANSWERED,
    /** The statement ran into an error. */
    STATEMENT_FAILED,
    /** Somebody stopped the statement, but not the job's user. */
    STATEMENT_ABORTED,
    /** Redshift no longer knows the statement. */
    STATEMENT_LOST,
    /** It ran longer than the limit for a job. */
    TIME_LIMIT,
    /** Nobody wanted it any more, for as long as its query says. */
    ABANDONED,
    /** It finished, but Redshift no longer has its result. */
    RESULT_EXPIRED
  }

  /**
   * In UTF-16 units. Redshift may repeat a whole value in its message, and an item holds 400 KB.
   */
  static final int LONGEST = 8 * 1024;

  public JobError {
    message = Text.cut(message, LONGEST);
  }

  /** As the protocol has it. */
  public JsonObject toJson() {
    return JSON.createObjectBuilder().add("code", code.name()).add("message", message).build();
  }
}
