package io.querycast.local.redshift;

import io.querycast.local.AwsError;
import io.querycast.local.sql.tree.Lexer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of Redshift's developer guide, with a part of its rows. */
final class Tickit {
  private static final Path FOLDER = Path.of("src/test/resources/io/querycast/local/cases/tickit");
  private static final int ROWS = 500;
  private static final List<String> TABLES =
      List.of("category", "venue", "date", "event", "users", "listing", "sales");

  private static final Map<String, String> DEFINITIONS = definitions();

  private static final String DROP =
      """
      do $$
      declare
        each record;
      begin
        for each in select nspname from pg_namespace where oid > 16384
          and nspname not in ('redshift') and nspname !~ '^(pg_|public)' and nspowner = 'awsuser'::regrole loop
          execute format('drop schema %%I cascade', each.nspname);
        end loop;
        for each in select oid, oid::regclass::text as name,
            case relkind when 'r' then 'table' when 'v' then 'view' else 'materialized view' end as kind
          from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm')
            and relname not in ('nyc_yellow_taxi', '%s') loop
          if exists (select from pg_class where oid = each.oid) then
            execute format('drop %%s %%s cascade', each.kind, each.name);
          end if;
        end loop;
        for each in select oid::regprocedure as name from pg_proc where pronamespace = 'public'::regnamespace loop
          execute format('drop function %%s', each.name);
        end loop;
        for each in select rolname from pg_roles where oid > 16384
          and rolname not in ('awsuser', 'querycast_reader', 'rds_superuser') loop
          execute format('drop owned by %%I cascade', each.rolname);
          execute format('drop role %%I', each.rolname);
        end loop;
        grant create on schema public to public;
      end $$
      """
          .formatted(String.join("', '", TABLES));

  private Tickit() {}

  /** Makes the tables and fills them. */
  static void load(LocalRedshift redshift) throws AwsError, IOException {
    for (String table : TABLES) {
      redshift.must(DEFINITIONS.get(table));
      fill(redshift, table);
    }
  }

  /**
   * Keeps a copy of all rows for {@link #reset}, where no user sees it.
   *
   * @param administrator has all rights
   */
  static void keep(Connection administrator) throws SQLException {
    try (Statement statement = administrator.createStatement()) {
      for (String table : TABLES) {
        statement.execute("create table rdsdb.kept_%1$s as table public.%1$s".formatted(table));
      }
    }
  }

  /**
   * Drops all that a case has made, and makes the tables anew that it names.
   *
   * @param administrator has all rights
   */
  static void reset(LocalRedshift redshift, Connection administrator, String named)
      throws Exception {
    try (Statement statement = administrator.createStatement()) {
      statement.execute(DROP);
      for (String table : TABLES) {
        if (Pattern.compile("\\b" + table + "\\b").matcher(named).find()) {
          redshift.must("drop table if exists " + table + " cascade");
          redshift.must(DEFINITIONS.get(table));
          statement.execute("insert into public.%1$s table rdsdb.kept_%1$s".formatted(table));
        }
      }
    }
  }

  private static Map<String, String> definitions() {
    try {
      return Lexer.statements(Files.readString(FOLDER.resolve("ddl.sql"))).stream()
          .collect(
              Collectors.toMap(
                  each -> each.replaceFirst("(?s)create table (\\w+).*", "$1"), each -> each));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
