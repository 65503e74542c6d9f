package io.querycast.local.sql;

import io.querycast.local.sql.names.Column;
import io.querycast.local.sql.tree.Positions;
import io.querycast.local.sql.tree.Token;
import java.util.ArrayList;
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
   * @param alone its words, if it can't run in a transaction with other statements; else null
   * @param query the step that holds a query of the user's; less than zero if there is none
   * @param positions where in the user's text each part of that step comes from
   */
  record Steps(List<String> steps, String command, String alone, int query, Positions positions)
      implements Translated {

    public Steps(List<String> steps, String command) {
      this(steps, command, null, -1, Positions.none());
    }

    /** Whether it is CREATE TABLE AS. */
    public boolean makesTableOfQuery() {
      return command.equals("create table") && query >= 0;
    }

    /** The same for a command that can't run in a transaction with other statements. */
    public Steps alone(String words) {
      return new Steps(steps, command, words, query, positions);
    }

    /** The same with a step before all others, and one after them. */
    public Steps between(String before, String after) {
      List<String> all = new ArrayList<>(steps);
      all.add(0, before);
      all.add(after);
      return new Steps(all, command, alone, query < 0 ? query : query + 1, positions);
    }

    /**
     * The same, with what is known of the places in one step.
     *
     * @param written how much of the step is written before the query
     */
    public Steps with(int step, Run of, int written) {
      return new Steps(steps, command, alone, step, of.positions().after(written));
    }
  }

  /** COPY; its tokens come after the word. */
  record Copy(List<Token> tokens) implements Translated {}

  /**
   * UNLOAD.
   *
   * @param query the text between its parentheses, to be translated when it is run
   * @param tokens what comes after the parentheses
   */
  record Unload(String query, List<Token> tokens) implements Translated {}

  /**
   * {@code begin}, {@code begin read only}, {@code commit} or {@code rollback}, however it was
   * said.
   */
  record Transaction(String command) implements Translated {}

  /**
   * SET.
   *
   * @param values the values, without quotes; none for DEFAULT
   */
  record Set(String name, List<String> values) implements Translated {}

  /**
   * SET SESSION AUTHORIZATION.
   *
   * @param user whom the session acts as from now on; null for the one it began as
   */
  record Authorize(String user) implements Translated {}

  /** RESET; the name may be {@code all}. */
  record Reset(String name) implements Translated {}

  /** SHOW of a setting; the name may be {@code all}. */
  record Show(String name) implements Translated {}

  /** A text without a statement. */
  record Nothing() implements Translated {}
}
