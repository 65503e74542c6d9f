package io.querycast.local.sql;

import java.util.List;

/** One statement, by what is to be done with it. */
public sealed interface Translated {

  /**
   * A query or command for PostgreSQL.
   *
   * @param sql with {@code ?} for the parameters
   * @param parameters the name for each {@code ?}, in order
   * @param positions where in the user's text each part of it comes from
   * @param columns what is known of the result's columns; empty if nothing is
   * @param command the keywords that begin it, in lower case: {@code select}, {@code create table}
   */
  record Run(
      String sql,
      List<String> parameters,
      Positions positions,
      List<Column> columns,
      String command)
      implements Translated {}

  /**
   * A command that takes several steps, all in one transaction; none if there is nothing to do.
   *
   * @param steps for PostgreSQL
   * @param command the keywords that begin it, in lower case: {@code create table}
   */
  record Steps(List<String> steps, String command) implements Translated {}

  /** COPY; its tokens come after the word. */
  record Copy(List<Token> tokens) implements Translated {}

  /**
   * UNLOAD.
   *
   * @param query the text between its parentheses, to be translated when it is run
   * @param tokens what comes after the parentheses
   */
  record Unload(String query, List<Token> tokens) implements Translated {}

  /** BEGIN, COMMIT or ROLLBACK, however it was said. */
  record Transaction(String command) implements Translated {}

  /**
   * SET.
   *
   * @param values the values, without quotes; none for DEFAULT
   */
  record Set(String name, List<String> values) implements Translated {}

  /** RESET; the name may be {@code all}. */
  record Reset(String name) implements Translated {}

  /** SHOW of a setting; the name may be {@code all}. */
  record Show(String name) implements Translated {}

  /** A text without a statement. */
  record Nothing() implements Translated {}
}
