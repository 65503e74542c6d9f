package io.querycast.local.copy;

import io.querycast.local.sql.Translated;
import io.querycast.local.sql.Translator;
import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.tree.Lexer;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import org.postgresql.PGConnection;

/** COPY and UNLOAD of one warehouse. */
public final class Transfers {

  /** A connection with all rights, for what users may not write. */
  public interface Administrator {
    Connection connect() throws SQLException;
  }

  private final Buckets buckets;
  private final Administrator administrator;
  private final InstantSource clock;

  /**
   * @param buckets the folder of the local S3, with a folder for each bucket
   */
  public Transfers(Path buckets, Administrator administrator, InstantSource clock) {
    this.buckets = new Buckets(buckets);
    this.administrator = administrator;
    this.clock = clock;
  }

  /**
   * Runs a COPY.
   *
   * @param text the statement
   * @param tokens what comes after the word COPY
   * @param connection of the user who asks
   * @param database the name of the connection's database
   * @param query the number that the system tables know the statement by
   * @return how many rows were loaded
   * @throws Refused with Redshift's words, if it fails as Redshift's would
   */
  public long copy(
      String text, List<Token> tokens, Connection connection, String database, long query)
      throws SQLException, IOException {
    CopyOptions options = CopyOptions.of(text, tokens);
    Target target = Target.of(connection, options, database);
    TransferLog log = new TransferLog(query, clock);
    int pid = connection.unwrap(PGConnection.class).getBackendPID();
    try (Connection all = administrator.connect()) {
      Times.Meaning meaning = (value, type) -> meaning(all, value, type);
      long rows;
      try {
        rows = new CopyCommand(options, buckets, connection, meaning, target, log).run();
      } catch (SQLException | IOException | RuntimeException e) {
        try {
          log.keepLoads(all, target, pid, options.format.shown, true);
        } catch (SQLException unkept) {
          e.addSuppressed(unkept);
        }
        throw e;
      }
      log.keepLoads(all, target, pid, options.format.shown, false);
      if (!options.noLoad) {
        knowRows(connection, target);
      }
      return rows;
    }
  }

  /**
   * Runs an UNLOAD.
   *
   * @param text the statement
   * @param query what is between the parentheses
   * @param tokens what comes after them
   * @param connection of the user who asks
   * @param tables what that user sees
   * @param number that the system tables know the statement by
   * @return how many rows were written
   * @throws Refused with Redshift's words, if it fails as Redshift's would
   */
  public long unload(
      String text,
      String query,
      List<Token> tokens,
      Connection connection,
      Tables tables,
      long number)
      throws SQLException, IOException {
    List<Token> options = tokens.get(0).isMark(")") ? tokens.subList(1, tokens.size()) : tokens;
    UnloadOptions read = UnloadOptions.of(text, options);
    Translated.Run select = select(query, tables);
    TransferLog log = new TransferLog(number, clock);
    int pid = connection.unwrap(PGConnection.class).getBackendPID();
    long rows =
        new UnloadCommand(read, buckets, connection, log).run(select.sql(), select.columns());
    try (Connection all = administrator.connect()) {
      log.keepUnloads(all, connection.getMetaData().getUserName(), pid, read.format.shown);
    }
    return rows;
  }

  private static void knowRows(Connection connection, Target target) throws SQLException {
    try (PreparedStatement know =
        connection.prepareStatement("select redshift.know_rows(cast(? as oid))")) {
      know.setLong(1, target.relation());
      know.execute();
    }
  }

  private static Translated.Run select(String query, Tables tables) {
    int depth = 0;
    for (Token token : Lexer.tokens(query, tables.isCaseSensitive())) {
      depth += token.isMark("(") ? 1 : token.isMark(")") ? -1 : 0;
      if (depth == 0 && (token.isWord("limit") || token.isWord("top"))) {
        throw new Refused("Limit clause is not supported", -1);
      }
    }
    Translated translated;
    try {
      translated = Translator.translate(query, tables);
    } catch (Refused e) {
      // A place in the query is none in the statement.
      throw new Refused(e.getMessage(), -1);
    }
    if (translated instanceof Translated.Run run
        && run.command().equals("select")
        && run.parameters().isEmpty()) {
      return run;
    }
    throw new Refused("UNLOAD needs a SELECT without parameters", -1);
  }

  /** What a cast gives; the text is a bound value, and the type one of five. */
  private static String meaning(Connection connection, String value, String type)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            // "offset 0" keeps the engine from converting a constant before it has judged it.
            ("select case when pg_catalog.pg_input_is_valid(value, '%1$s')"
                    + " then cast(cast(value as pg_catalog.%1$s) as text) end"
                    + " from (select cast(? as text) as value offset 0) given")
                .formatted(type))) {
      statement.setString(1, value);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }
}
