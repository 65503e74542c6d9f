package io.querycast.query;

import static io.querycast.rest.Json.JSON;

import io.querycast.rest.Body;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/**
 * Own SQL that an analyst keeps under a name. Nobody else sees it.
 *
 * @param name unique among its owner's queries: lower-case words and digits joined by {@code -}
 * @param sql as it was written; null if only the list is asked for
 */
public record PersonalQuery(String name, String title, String sql, Instant updatedAt) {
  static final String NAME = "[a-z0-9]+(-[a-z0-9]+)*";
  static final int NAME_LENGTH = 64;
  static final int TITLE_LENGTH = 100;
  static final Set<String> KEYS = Set.of("title", "sql");

  /** In UTC, to the millisecond. */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

  /**
   * The query that a request wants to keep.
   *
   * @throws Problem that says what can't be kept
   */
  static PersonalQuery of(String name, JsonObject body, Instant now) {
    if (!isName(name)) {
      throw Body.invalid(
          "A name has 1 to %d lower-case letters and digits, with single hyphens in between."
              .formatted(NAME_LENGTH));
    }
    String title = Body.text(body, "title");
    if (title == null || title.strip().codePointCount(0, title.strip().length()) > TITLE_LENGTH) {
      throw Body.invalid("'title' takes 1 to %d characters.".formatted(TITLE_LENGTH));
    }
    String sql = Body.text(body, "sql");
    if (sql == null) {
      throw Body.invalid("Send 'sql' too.");
    }
    SqlText.check(sql);
    return new PersonalQuery(name, title.strip(), sql, now.truncatedTo(ChronoUnit.MILLIS));
  }

  static boolean isName(String name) {
    return name.length() <= NAME_LENGTH && name.matches(NAME);
  }

  /** An unknown name reads the same as another user's name. */
  static Problem notFound() {
    return new Problem(ErrorCode.QUERY_NOT_FOUND, "You keep no query of that name.");
  }

  JsonObject toJson() {
    JsonObjectBuilder json = JSON.createObjectBuilder().add("name", name).add("title", title);
    if (sql != null) {
      json.add("sql", sql);
    }
    return json.add("updatedAt", TIME.format(updatedAt)).build();
  }
}
