package io.querycast.local.redshift;

import io.querycast.local.AwsError;
import io.querycast.local.sql.Lexer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The tables of Redshift's developer guide, with a part of its rows. */
final class Tickit {
  private static final Path FOLDER = Path.of("src/test/resources/io/querycast/local/cases/tickit");
  private static final int ROWS = 500;
  private static final List<String> TABLES =
      List.of("category", "venue", "date", "event", "users", "listing", "sales");

  private Tickit() {}

  /** Makes the tables and fills them, in place of any that are there. */
  static void load(LocalRedshift redshift) throws AwsError, IOException {
    load(redshift, String.join(" ", TABLES));
  }

  private static void load(LocalRedshift redshift, String named) throws AwsError, IOException {
    for (String statement : Lexer.statements(Files.readString(FOLDER.resolve("ddl.sql")))) {
      String table = statement.replaceFirst("(?s)create table (\\w+).*", "$1");
      if (!named.contains(table)) {
        continue;
      }
      redshift.must("drop table if exists " + table + " cascade");
      redshift.must(statement);
      fill(redshift, table);
    }
  }

  /** Drops all that a case has made, and makes the tables anew that it names. */
  static void reset(LocalRedshift redshift, String named) throws AwsError, IOException {
    drop(
        redshift,
        "schema",
        "select nspname from pg_namespace where nspowner > 16383 and nspname <> 'public'");
    drop(redshift, "materialized view", "select name from stv_mv_info");
    drop(
        redshift,
        "table",
        "select tablename from pg_tables where schemaname = 'public'"
            + " and tablename not in ('nyc_yellow_taxi', '"
            + String.join("', '", TABLES)
            + "')");
    drop(redshift, "view", "select viewname from pg_views where schemaname = 'public'");
    drop(
        redshift,
        "user",
        "select usename from pg_user where usename not in ('rdsdb', 'awsuser', 'querycast_reader')");
    drop(redshift, "group", "select groname from pg_group");
    load(redshift, named);
  }

  private static void drop(LocalRedshift redshift, String kind, String query) throws AwsError {
    for (List<Object> row : redshift.rows(redshift.request(query))) {
      if (kind.equals("user") || kind.equals("group")) {
        String who = (kind.equals("group") ? "group " : "") + '"' + row.get(0) + '"';
        redshift.must("revoke all on schema public from " + who);
        redshift.must("revoke all on database dev from " + who);
        redshift.must("revoke all on all tables in schema public from " + who);
        redshift.must("alter default privileges in schema public revoke all on tables from " + who);
      }
      String cascade = kind.equals("user") || kind.equals("group") ? "" : " cascade";
      redshift.must("drop " + kind + " if exists \"" + row.get(0) + "\"" + cascade);
    }
  }

  private static void fill(LocalRedshift redshift, String table) throws AwsError, IOException {
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(FOLDER.resolve(table + ".csv"))) {
      rows.add(
          Stream.of(line.split("\\|", -1))
              .map(value -> value.equals("\\N") ? "null" : "'" + value.replace("'", "''") + "'")
              .toList()
              .toString()
              .replaceFirst("^\\[", "(")
              .replaceFirst("]$", ")"));
      if (rows.size() == ROWS) {
        insert(redshift, table, rows);
      }
    }
    insert(redshift, table, rows);
  }

  private static void insert(LocalRedshift redshift, String table, List<String> rows)
      throws AwsError {
    if (!rows.isEmpty()) {
      redshift.must("insert into " + table + " values " + String.join(", ", rows));
      rows.clear();
    }
  }
}
