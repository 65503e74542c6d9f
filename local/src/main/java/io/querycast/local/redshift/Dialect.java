package io.querycast.local.redshift;

import java.io.Serial;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.StringProvider;
import net.sf.jsqlparser.parser.Token;
import net.sf.jsqlparser.parser.TokenMgrException;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.select.Select;

/** Redshift's SQL in the engine's terms, by the statement's tree. */
final class Dialect {

  /**
   * A statement for the engine.
   *
   * @param sql with {@code $1}, {@code $2} ... for the parameters
   * @param parameters the name behind each number
   * @param relations what it reads, which Redshift names when a column is not there
   */
  record Translated(String sql, List<String> parameters, List<String> relations) {}

  /** Carries a refusal out of the tree's visitors, whose signatures let no checked one pass. */
  static final class Refused extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final RedshiftError error;

    Refused(RedshiftError error) {
      super(error);
      this.error = error;
    }
  }

  private static final Pattern WRITE =
      Pattern.compile(
          "^(?:insert\\s+into|update|delete\\s+from|delete|truncate(?:\\s+table)?|merge\\s+into"
              + "|drop\\s+\\w+(?:\\s+if\\s+exists)?|alter\\s+\\w+"
              + "|create\\s+(?:\\w+\\s+)?\\w+(?:\\s+if\\s+not\\s+exists)?|copy)\\s+([\\w.\"#]+)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern COMMENT =
      Pattern.compile("^(?:\\s+|--[^\\n]*(?:\\n|$)|/\\*.*?\\*/)+", Pattern.DOTALL);

  private static final Pattern LEXICAL =
      Pattern.compile("Lexical error at line (\\d+), column (\\d+)");

  /** How many translations are kept, of texts of which size: the same are asked again and again. */
  private static final int KEPT = 500;

  private static final int KEPT_LENGTH = 10_000;

  private final Catalog catalog;
  private final Map<String, Translated> kept =
      Collections.synchronizedMap(
          new LinkedHashMap<>(KEPT, 0.75f, true) {
            @Serial private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Translated> eldest) {
              return size() > KEPT;
            }
          });

  Dialect(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * Translates one statement.
   *
   * @throws RedshiftError if it is no valid statement, would write, or needs what this warehouse
   *     has not
   */
  Translated translate(String sql) throws RedshiftError {
    Translated known = kept.get(sql);
    if (known == null) {
      known = translated(sql);
      if (sql.length() <= KEPT_LENGTH) {
        kept.put(sql, known);
      }
    }
    return known;
  }

  private Translated translated(String sql) throws RedshiftError {
    refuseWrites(sql);
    Statement parsed = parse(sql);
    if (!(parsed instanceof Select select)) {
      String kind = parsed.toString().strip().split("\\s+", 2)[0].toUpperCase(Locale.ROOT);
      throw RedshiftError.notAvailable(kind);
    }
    try {
      return new Translation(catalog).of(select);
    } catch (Refused e) {
      throw e.error;
    }
  }

  /** The database role of the application may only read, on AWS as here. */
  private static void refuseWrites(String sql) throws RedshiftError {
    Matcher write = WRITE.matcher(COMMENT.matcher(sql).replaceFirst(""));
    if (write.find()) {
      String name = write.group(1).replace("\"", "").toLowerCase(Locale.ROOT);
      String relation = name.substring(name.lastIndexOf('.') + 1);
      throw new RedshiftError("permission denied for relation " + relation);
    }
  }

  private static Statement parse(String sql) throws RedshiftError {
    try {
      return new CCJSqlParser(new StringProvider(sql)).withAllowComplexParsing(true).Statement();
    } catch (ParseException e) {
      Token token = e.currentToken == null ? null : e.currentToken.next;
      if (token == null || token.image.isEmpty()) {
        throw new RedshiftError(
            "syntax error at end of input\n  Position: " + position(sql, sql.length()));
      }
      throw near(token.image, sql, offset(sql, token.beginLine, token.beginColumn));
    } catch (TokenMgrException e) {
      throw lexical(sql, e);
    } catch (IllegalArgumentException | StackOverflowError e) {
      throw new RedshiftError("syntax error in the statement");
    }
  }

  /** A character that begins no word of SQL: the parser tells its place in words alone. */
  private static RedshiftError lexical(String sql, TokenMgrException error) {
    Matcher place = LEXICAL.matcher(String.valueOf(error.getMessage()));
    if (!place.find()) {
      return new RedshiftError("syntax error in the statement");
    }
    int at = offset(sql, Integer.parseInt(place.group(1)), Integer.parseInt(place.group(2)));
    if (at >= sql.length()) {
      return new RedshiftError(
          "syntax error at end of input\n  Position: " + position(sql, sql.length()));
    }
    return near(Character.toString(sql.codePointAt(at)), sql, at);
  }

  private static RedshiftError near(String what, String sql, int offset) {
    return new RedshiftError(
        "syntax error at or near \"%s\"\n  Position: %d".formatted(what, position(sql, offset)));
  }

  /** In characters and from one, as Redshift counts. */
  private static int position(String sql, int offset) {
    return sql.codePointCount(0, Math.min(offset, sql.length())) + 1;
  }

  /** Where a line and a column, which count from one, are in the text. */
  private static int offset(String sql, int line, int column) {
    int at = 0;
    for (int i = 1; i < line; i++) {
      at = sql.indexOf('\n', at) + 1;
    }
    return at + column - 1;
  }
}
