package io.querycast.local.redshift;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.statement.create.table.ColumnDefinition;
import net.sf.jsqlparser.statement.create.table.CreateTable;

/**
 * The tables that sql/setup.sql makes, in the engine's SQL. The engine has no encodings, sort keys
 * and distribution, so they are left out. The copy is left out too: the trips come from elsewhere.
 */
final class SetupScript {
  // The parser does not know all of them.
  private static final Pattern DISTRIBUTION =
      Pattern.compile("\\bdiststyle\\s+\\w+", Pattern.CASE_INSENSITIVE);

  private SetupScript() {}

  /**
   * The statements that make the tables and note the lengths of their texts.
   *
   * @throws IllegalArgumentException if the script cannot be read or holds anything but {@code
   *     create table} and {@code copy}; the message names the file
   */
  static List<String> tables(Path file) {
    try {
      List<String> tables = new ArrayList<>();
      for (String statement : new SqlScan(Files.readString(file)).statements()) {
        String bare = statement.replaceAll("(?m)^\\s*--.*$", "").strip();
        if (!bare.toLowerCase(Locale.ROOT).startsWith("copy ")) {
          tables.addAll(table(DISTRIBUTION.matcher(bare).replaceAll("")));
        }
      }
      return tables;
    } catch (IOException | JSQLParserException | ClassCastException | RedshiftError e) {
      throw new IllegalArgumentException(
          "Cannot make tables from %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static List<String> table(String statement) throws JSQLParserException, RedshiftError {
    CreateTable create = (CreateTable) CCJSqlParserUtil.parse(statement);
    String table = Translation.plain(create.getTable().getName());
    List<String> columns = new ArrayList<>();
    List<String> lengths = new ArrayList<>();
    for (ColumnDefinition column : create.getColumnDefinitions()) {
      String specs =
          column.getColumnSpecs() == null
              ? ""
              : String.join(" ", column.getColumnSpecs()).toLowerCase(Locale.ROOT);
      String name = Translation.plain(column.getColumnName());
      Types.length(column.getColDataType())
          .ifPresent(
              length ->
                  lengths.add(
                      "comment on column \"%s\".\"%s\" is '%d'".formatted(table, name, length)));
      columns.add(
          "\"%s\" %s%s"
              .formatted(
                  name,
                  Types.column(column.getColDataType()),
                  specs.contains("not null") ? " not null" : ""));
    }
    lengths.add(
        0, "create table if not exists \"%s\" (%s)".formatted(table, String.join(", ", columns)));
    return lengths;
  }
}
