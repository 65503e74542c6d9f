package io.querycast.local.engine;

import io.querycast.local.sql.Translated;
import java.sql.SQLException;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Redshift's words for the engine's errors. Redshift descends from an early PostgreSQL, so most are
 * the same; the rest is here.
 */
public final class ErrorWords {
  /** The most of a message that is shown, in characters; it may repeat a long text. */
  private static final int LONGEST = 2000;

  /** What begins like the left side ends like the right one. */
  private static final String[][] WORDS = {
    {"division by zero", "Divide by zero"},
    {"(?:smallint out of range|value .* for type smallint)", "Value out of range for 2 bytes"},
    {"(?:integer out of range|value .* for type integer)", "Value out of range for 4 bytes"},
    {"(?:bigint out of range|value .* for type bigint)", "Value out of range for 8 bytes"},
    {
      "value out of range: (overflow|underflow)", "type \"double precision\" value out of range: $1"
    },
    {
      "(?:MINVALUE|MAXVALUE|START value) .* out of range for sequence data type integer",
      "Value out of range for 4 bytes"
    },
    {"INCREMENT must not be zero", "identity column step must not be zero"},
    {"numeric field overflow", "Numeric data overflow (result precision)"},
    {"value overflows numeric format", "Numeric data overflow (result precision)"},
    {
      "permission denied for (?:table|view|materialized view|sequence) (.*)",
      "permission denied for relation $1"
    },
    {
      "must be owner of (?:table|view|materialized view|sequence) (.*)",
      "must be owner of relation $1"
    },
    {
      "invalid input syntax for type (?:integer|smallint|bigint): (.*)",
      "invalid input syntax for integer: $1"
    },
    {
      "null value in column \"(.*)\" of relation .* violates not-null constraint",
      "Cannot insert a NULL value into column $1"
    },
    {
      "column ([a-z_][a-z0-9_]*)\\.([a-z_][a-z0-9_]*) does not exist",
      "column \"$2\" does not exist in $1"
    },
    {
      "new row for relation .* violates check constraint \"varbyte_(\\d+)_.*",
      "value too long for type binary varying($1)"
    },
    {
      "check constraint \"varbyte_(\\d+)_.* is violated by some row",
      "value too long for type binary varying($1)"
    },
    {
      "more than one row returned by a subquery used as an expression",
      "single-row subquery returns more than one row"
    },
    {
      "cannot insert a non-DEFAULT value into column .*", "cannot set an identity column to a value"
    },
    {"column .* can only be updated to DEFAULT", "cannot set an identity column to a value"},
    {
      "recursive query \".*\" column (\\d+) has type .* in non-recursive term but type .* overall",
      "A recursive query whose column $1 changes its type is not available in the local warehouse:"
          + " cast it to the same type in both queries"
    },
    {
      "FULL JOIN is only supported with merge-joinable or hash-joinable join conditions",
      "FULL JOIN is only supported with merge-joinable join conditions"
    },
    {"collation \"(.*)\" for encoding .* does not exist", "collation \"$1\" does not exist"},
    {
      "nondeterministic collations are not supported for (.*)",
      "A CASE_INSENSITIVE text for $1 is not available in the local warehouse"
    },
    {"cannot drop columns from view", "cannot change number of columns in view"},
    {"(cannot change (?:name|data type) of view column \".*?\") (?:to|from) .*", "$1"},
    {
      "cannot drop column (.*) of table (.*) because other objects depend on it",
      "cannot drop table $2 column $1 because other objects depend on it"
    },
    {"permission denied to (create|drop|alter) role", "must be superuser to $1 users"},
    {"relation \"(.*)\" already exists", "Relation \"$1\" already exists"},
    {
      "invalid value for parameter (\"statement_timeout\"|\"extra_float_digits\"): .*",
      "parameter $1 requires an integer value"
    },
    {
      "DECLARE CURSOR can only be used in transaction blocks",
      "DECLARE CURSOR may only be used in transaction blocks"
    },
    {"role name (.*) is reserved", "user name $1 is reserved"},
    {"canceling statement due to user request", "Query cancelled on user's request"},
    {"canceling statement due to statement timeout", "Query cancelled: it ran for too long"},
    {
      "MERGE command cannot affect row a second time",
      "Found multiple matches to update the same tuple."
    },
    {
      "column \"(.*)\" of relation .* contains null values",
      "ALTER TABLE ADD COLUMN defined as NOT NULL must have a non-null default expression"
    },
    {"cannot execute .* in a read-only transaction", "transaction is read-only"},
    {
      "aggregate functions are not allowed in (WHERE|GROUP BY)",
      "aggregates not allowed in $1 clause"
    },
    {
      "window functions are not allowed in (WHERE|GROUP BY|HAVING)",
      "window functions not allowed in $1 clause"
    },
    {
      "aggregate function calls cannot (?:be nested|contain window function calls)",
      "aggregate function calls may not have nested aggregate or window function"
    },
    {"aggregate functions are not allowed in UPDATE", "cannot use aggregate function in UPDATE"},
    {
      "cannot use column reference in DEFAULT expression",
      "cannot use column references in default expression"
    },
    {"cannot use subquery in DEFAULT expression", "cannot use subquery in default expression"},
    {
      "aggregate functions are not allowed in DEFAULT expressions",
      "cannot use aggregate function in default expression"
    },
    {
      "aggregate functions are not allowed in JOIN conditions",
      "aggregates not allowed in JOIN conditions"
    },
    {
      "role \".*\" is a member of role \".*\"",
      "cannot grant this role, a circular dependency was detected between these roles"
    },
    {
      "unit (\".*\") not (recognized|supported) for type (?:date|timestamp without time zone)",
      "timestamp units $1 not $2"
    },
    {
      "unit (\".*\") not (recognized|supported) for type time without time zone",
      "\"time\" units $1 not $2"
    },
    {
      "unit (\".*\") not (recognized|supported) for type time with time zone",
      "\"time with time zone\" units $1 not $2"
    },
    {
      "unit (\".*\") not (recognized|supported) for type (timestamp with time zone|interval)",
      "$3 units $1 not $2"
    },
    {
      "argument of (LIMIT|OFFSET) must be type bigint, not type (.*)",
      "argument of $1 must be type integer, not type $2"
    },
    {"stack depth limit exceeded", "the statement is too deep for the local warehouse"},
    {
      "(?:out of memory|invalid memory alloc request size .*|temporary file size exceeds .*)",
      "Query requires more memory than the local warehouse has"
    },
  };

  private static final List<Pattern> PATTERNS =
      List.of(WORDS).stream().map(pair -> Pattern.compile(pair[0], Pattern.DOTALL)).toList();

  /** The hints that an early PostgreSQL gave too. */
  private static final Pattern HINT =
      Pattern.compile("No (?:function|operator) matches|Use DROP \\.\\.\\. CASCADE");

  private static final Pattern NO_COLUMN = Pattern.compile("column \"[^\"]*+\" does not exist");
  private static final Pattern CALL =
      Pattern.compile("(function [^(]*+\\(|operator does not exist: |aggregate [^(]*+\\()(.*)");

  private ErrorWords() {}

  /**
   * The message for people: the fact, a hint if there is one, and where in their text it is.
   *
   * @param error what the engine's driver has thrown
   * @param relations what the query around a place in the user's text reads; Redshift names it if a
   *     column does not exist
   * @param place the place in the user's text of a place in the engine's text, both from 1; 0 if
   *     there is none
   */
  public static String of(
      SQLException error, IntFunction<List<String>> relations, IntUnaryOperator place) {
    ServerErrorMessage said = said(error);
    if (said == null) {
      return unsaid(error);
    }
    int position = said.getPosition() > 0 ? place.applyAsInt(said.getPosition()) : 0;
    String words = words(said, position > 0 ? relations.apply(position) : List.of());
    return position > 0 ? words + "\n  Position: " + position : words;
  }

  /**
   * The message for people about a query that stands in none of their statements: that of a view.
   *
   * @param error what a function of ours has met while it made something of the query
   */
  static String within(SQLException error, Translated.Run query) {
    ServerErrorMessage said = said(error);
    if (said == null) {
      return unsaid(error);
    }
    String made = said.getInternalQuery();
    if (made == null || !made.endsWith(query.sql())) {
      return words(said, List.of());
    }
    int before = made.codePointCount(0, made.length() - query.sql().length());
    int place = query.positions().inText(query.sql(), said.getInternalPosition() - before);
    return words(said, query.positions().relationsAt(place));
  }

  private static ServerErrorMessage said(SQLException error) {
    return error instanceof PSQLException known ? known.getServerErrorMessage() : null;
  }

  private static String unsaid(SQLException error) {
    return error.getSQLState() != null && error.getSQLState().startsWith("42")
        ? error.getMessage()
        : "the connection to the warehouse was lost";
  }

  private static String words(ServerErrorMessage said, List<String> around) {
    StringBuilder words = new StringBuilder();
    words.append(fact(cut(String.valueOf(said.getMessage())), around));
    if (said.getDetail() != null && "2BP01".equals(said.getSQLState())) {
      words.append("\n  Detail: ").append(ours(cut(said.getDetail())));
    }
    if (said.getHint() != null && HINT.matcher(said.getHint()).lookingAt()) {
      words.append("\n  Hint: ").append(said.getHint().replace("might need", "may need"));
    }
    return words.toString();
  }

  private static String fact(String message, List<String> relations) {
    for (int i = 0; i < WORDS.length; i++) {
      Matcher matcher = PATTERNS.get(i).matcher(message);
      if (matcher.matches()) {
        return ours(matcher.replaceFirst(WORDS[i][1]));
      }
    }
    if (!relations.isEmpty() && NO_COLUMN.matcher(message).matches()) {
      return message + " in " + String.join(", ", relations);
    }
    Matcher call = CALL.matcher(message);
    if (call.matches()) {
      return ours(
          call.group(1)
              + call.group(2)
                  .replaceAll("\\bunknown\\b", "\"unknown\"")
                  .replaceAll("\\btext\\b", "character varying")
                  .replaceAll("\\bbytea\\b", "binary varying"));
    }
    return ours(message);
  }

  /** Nobody outside has heard of the engine or of our schema. */
  private static String ours(String message) {
    return message.replace("redshift.", "").replace("pg_catalog.", "").replace("rdsdb.", "");
  }

  private static String cut(String message) {
    int end = Math.min(message.length(), LONGEST);
    boolean isHalf = end < message.length() && Character.isLowSurrogate(message.charAt(end));
    return message.substring(0, isHalf ? end - 1 : end);
  }
}
