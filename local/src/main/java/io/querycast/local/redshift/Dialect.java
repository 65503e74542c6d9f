package io.querycast.local.redshift;

import java.io.Serial;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.StringProvider;
import net.sf.jsqlparser.parser.Token;
import net.sf.jsqlparser.parser.TokenMgrException;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.select.Select;

/** Translates Redshift's SQL into the engine's, by the statement's tree. */
final class Dialect {

  /**
   * A statement for the engine.
   *
   * @param sql with {@code $1}, {@code $2} ... for the parameters
   * @param parameters the name for each number
   * @param relations the relations that it reads; Redshift names them if a column does not exist
   */
  record Translated(String sql, List<String> parameters, List<String> relations) {}

  /** Carries a refusal out of the tree's visitors, whose signatures allow no checked exception. */
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
          "(?:insert\\s++into|update|delete\\s++from|delete|truncate(?:\\s++table)?|merge\\s++into"
              + "|drop\\s++\\w++(?:\\s++if\\s++exists)?|alter\\s++\\w++"
              + "|create\\s++(?:\\w++\\s++)?\\w++(?:\\s++if\\s++not\\s++exists)?|copy)"
              + "\\s++([\\w.\"#]++)",
          Pattern.CASE_INSENSITIVE);

  /**
   * The limit for nested parentheses and CASEs: the parser uses its thread's stack for each level.
   */
  private static final int DEEPEST = 200;

  /**
   * A database, a schema, a table and a column; the parser gets slower and slower with more names.
   */
  private static final int LONGEST_NAME = 8;

  /** If reading takes longer than this for another reason, it is given up. */
  private static final Duration LONGEST_READING = Duration.ofSeconds(20);

  private static final ScheduledExecutorService WATCH =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "redshift-watch");
            made.setDaemon(true);
            return made;
          });

  private static final Pattern LEXICAL =
      Pattern.compile("Lexical error at line (\\d+), column (\\d+)");

  /**
   * How many translations are kept, and up to which text length: the same texts come again and
   * again.
   */
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
   * @throws RedshiftError if it is not a valid statement, would write, or needs something that this
   *     warehouse does not have
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
    try {
      refuse(sql);
      return read(sql);
    } catch (StackOverflowError e) {
      throw new RedshiftError("the statement is too deep for the local warehouse");
    }
  }

  private Translated read(String sql) throws RedshiftError {
    Statement parsed = parse(sql);
    if (!(parsed instanceof Select select)) {
      String kind = parsed.toString().strip().split(" ", 2)[0].toUpperCase(Locale.ROOT);
      throw RedshiftError.notAvailable(kind);
    }
    try {
      return new Translation(catalog).of(select);
    } catch (Refused e) {
      throw e.error;
    }
  }

  /**
   * Refuses statements that would take the parser long, that it would not understand, or that
   * write. The application's database role may only read, on AWS and here.
   */
  private static void refuse(String sql) throws RedshiftError {
    SqlScan text = new SqlScan(sql);
    if (text.open() != null) {
      throw new RedshiftError("unterminated " + text.open());
    }
    if (text.depth() > DEEPEST) {
      throw new RedshiftError(
          "the statement goes %d levels deep, and in the local warehouse it may go %d"
              .formatted(text.depth(), DEEPEST));
    }
    if (text.chain() > LONGEST_NAME) {
      throw new RedshiftError("improper qualified name (too many dotted names)");
    }
    Matcher write = WRITE.matcher(sql).region(text.first(), sql.length());
    if (write.lookingAt()) {
      String name = write.group(1).replace("\"", "").toLowerCase(Locale.ROOT);
      String relation = name.substring(name.lastIndexOf('.') + 1);
      throw new RedshiftError("permission denied for relation " + relation);
    }
  }

  private static Statement parse(String sql) throws RedshiftError {
    CCJSqlParser parser = new CCJSqlParser(new StringProvider(sql)).withAllowComplexParsing(true);
    Future<?> end =
        WATCH.schedule(
            () -> parser.interrupted = true, LONGEST_READING.toSeconds(), TimeUnit.SECONDS);
    try {
      return parser.Statement();
    } catch (ParseException e) {
      if (parser.interrupted) {
        throw new RedshiftError("the local warehouse needs too long to parse the statement");
      }
      Token token = e.currentToken == null ? null : e.currentToken.next;
      if (token == null || token.image.isEmpty()) {
        throw new RedshiftError(
            "syntax error at end of input\n  Position: " + position(sql, sql.length()));
      }
      throw near(token.image, sql, offset(sql, token.beginLine, token.beginColumn));
    } catch (TokenMgrException e) {
      throw lexical(sql, e);
    } catch (IllegalArgumentException e) {
      throw new RedshiftError("syntax error in the statement");
    } finally {
      end.cancel(false);
    }
  }

  /** A character that begins no word of SQL. The parser gives its place only in the message. */
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

  /** In characters, counted from one, as Redshift counts. */
  private static int position(String sql, int offset) {
    return sql.codePointCount(0, Math.min(offset, sql.length())) + 1;
  }

  /** The offset in the text of a line and a column, which count from one. */
  private static int offset(String sql, int line, int column) {
    int at = 0;
    for (int i = 1; i < line; i++) {
      at = sql.indexOf('\n', at) + 1;
    }
    return at + column - 1;
  }
}
