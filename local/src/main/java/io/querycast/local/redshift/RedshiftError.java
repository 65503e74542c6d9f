package io.querycast.local.redshift;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why a statement failed, in Redshift's words: {@code ERROR: relation "x" does not exist}. */
final class RedshiftError extends Exception {
  private static final long serialVersionUID = 1L;

  private static final Pattern RELATION =
      Pattern.compile("Table with name \"?([^\" ]+)\"? does not");
  private static final Pattern COLUMN = Pattern.compile("Referenced column \"([^\"]+)\" not found");
  private static final Pattern TABLE_COLUMN =
      Pattern.compile("Table \"([^\"]+)\" does not have a column named \"([^\"]+)\"");
  private static final Pattern FIELD =
      Pattern.compile("Cannot extract field '([^']+)' from expression \"([^\"]+)\"");
  private static final Pattern FROM = Pattern.compile("Referenced table \"([^\"]+)\" not found");
  private static final Pattern AMBIGUOUS =
      Pattern.compile("Ambiguous reference to column name \"([^\"]+)\"");
  private static final Pattern GROUPED =
      Pattern.compile("column \"?([^\" ]+)\"? must appear in the GROUP BY clause");
  private static final Pattern FUNCTION =
      Pattern.compile("No function matches the given name and argument types '([^']+)'");
  private static final Pattern CANDIDATES =
      Pattern.compile("best candidate function for the function call \"(.*?\\))\"");
  private static final Pattern NAMED_FUNCTION =
      Pattern.compile("Function with name \"?(\\w+)\"? does not exist");
  private static final Pattern CONVERSION =
      Pattern.compile("Could not convert string '(.*?)' to (\\w+)", Pattern.DOTALL);
  private static final Pattern DATE = Pattern.compile("(?:date|time) field[^\"]*\"([^\"]*)\"");
  private static final Pattern SYNTAX = Pattern.compile("syntax error at or near \"([^\"]*)\"");

  /** Only this much of the engine's message is read. */
  private static final int MOST_SAID = 2000;

  /**
   * @param message without the leading {@code ERROR:}
   */
  RedshiftError(String message) {
    super("ERROR: " + message);
  }

  /** For something that Redshift has and this warehouse does not have. */
  static RedshiftError notAvailable(String what) {
    return new RedshiftError(what + " is not available in the local warehouse");
  }

  /**
   * Redshift's words for the engine's message. They never hold the engine's name or its guesses.
   *
   * @param relations the relations that the statement reads
   */
  static RedshiftError of(SQLException error, List<String> relations) {
    // The fact comes first. After it the engine repeats the statement, which may be long and full
    // of text that looks like facts.
    String said = beginning(String.valueOf(error.getMessage()));
    String column = found(COLUMN, said, 1);
    if (column != null && !relations.isEmpty()) {
      return new RedshiftError(
          "column \"%s\" does not exist in %s".formatted(column, String.join(", ", relations)));
    }
    return new RedshiftError(words(said));
  }

  private static String beginning(String said) {
    int end = Math.min(said.length(), MOST_SAID);
    boolean isHalf = end < said.length() && Character.isLowSurrogate(said.charAt(end));
    return said.substring(0, isHalf ? end - 1 : end);
  }

  private static String words(String said) {
    String[][] known = {
      {found(RELATION, said, 1), "relation \"%s\" does not exist"},
      {found(AMBIGUOUS, said, 1), "column reference \"%s\" is ambiguous"},
      {found(FROM, said, 1), "invalid reference to FROM-clause entry for table \"%s\""},
      {
        found(GROUPED, said, 1),
        "column \"%s\" must appear in the GROUP BY clause or be used in an aggregate function"
      },
      {found(SYNTAX, said, 1), "syntax error at or near \"%s\""},
      {found(NAMED_FUNCTION, said, 1), "function %s does not exist"},
      {found(DATE, said, 1), "invalid input syntax for type timestamp: \"%s\""},
    };
    for (String[] pair : known) {
      if (pair[0] != null) {
        return pair[1].formatted(pair[0]);
      }
    }
    String two = twoPart(said);
    return two != null ? two : general(said);
  }

  private static String twoPart(String said) {
    Matcher column = TABLE_COLUMN.matcher(said);
    if (column.find()) {
      return "column \"%s\" does not exist in %s".formatted(column.group(2), column.group(1));
    }
    Matcher field = FIELD.matcher(said);
    if (field.find()) {
      return "column \"%s\" does not exist in %s".formatted(field.group(1), field.group(2));
    }
    String plain = found(COLUMN, said, 1);
    if (plain != null) {
      return "column \"%s\" does not exist".formatted(plain);
    }
    Matcher conversion = CONVERSION.matcher(said);
    if (conversion.find()) {
      return conversion(conversion.group(1), conversion.group(2));
    }
    String call = found(FUNCTION, said, 1);
    call = call == null ? found(CANDIDATES, said, 1) : call;
    return call == null ? null : call(call);
  }

  private static String conversion(String value, String type) {
    String name =
        switch (type) {
          case "INT16", "INT32", "INT64", "INT128" -> "integer";
          case "DOUBLE", "FLOAT" -> "double precision";
          case "BOOL", "BOOLEAN" -> "boolean";
          default -> type.startsWith("DECIMAL") ? "numeric" : type.toLowerCase(Locale.ROOT);
        };
    return "invalid input syntax for %s: \"%s\"".formatted(name, value);
  }

  /**
   * {@code sum(VARCHAR)} is a function with its arguments; {@code +(INTEGER, DATE)} is an operator.
   */
  private static String call(String call) {
    String types =
        call.toLowerCase(Locale.ROOT)
            .replace("string_literal", "\"unknown\"")
            .replace("integer_literal", "integer")
            .replace("varchar", "character varying");
    int open = types.indexOf('(');
    String name = types.substring(0, open);
    if (name.matches("\\w+")) {
      return "function %s does not exist".formatted(types);
    }
    String[] sides = types.substring(open + 1, types.length() - 1).split(", ", 2);
    return "operator does not exist: %s %s %s".formatted(sides[0], name, sides[sides.length - 1]);
  }

  private static String general(String said) {
    String lower = said.toLowerCase(Locale.ROOT);
    if (lower.contains("out of memory")) {
      return "Query requires more memory than the local warehouse has";
    }
    if (lower.contains("max expression depth")) {
      return "the statement is too deep for the local warehouse";
    }
    if (lower.contains("divide by zero") || lower.contains("division by zero")) {
      return "Divide by zero";
    }
    if (lower.contains("out of range") || lower.contains("overflow")) {
      return "Numeric data overflow (result precision)";
    }
    if (lower.contains("could not cast") || lower.contains("can't be cast")) {
      return "Numeric data overflow (result precision)";
    }
    // The first line holds the fact; in the lines below the engine guesses and draws.
    String first = said.lines().findFirst().orElse("the statement failed");
    return first.replaceFirst("^[A-Z][A-Za-z ]* Error: ", "").replace("DuckDB", "the warehouse");
  }

  private static String found(Pattern pattern, String text, int group) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(group) : null;
  }
}
