package io.querycast.local.redshift;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.duckdb.DuckDBConnection;

/**
 * The engine that runs statements: one database file. It is opened with all rights to be filled.
 * Then it is opened again for reading only, without access to files or to its own settings.
 */
final class LocalWarehouse implements AutoCloseable {
  private static final String FILE = "warehouse.duckdb";

  private final Connection root;
  private final Catalog catalog;
  private final List<Relation> relations;

  private LocalWarehouse(Connection root, Catalog catalog, List<Relation> relations) {
    this.root = root;
    this.catalog = catalog;
    this.relations = relations;
  }

  /**
   * Opens the warehouse in a folder. It makes and fills the warehouse if needed.
   *
   * @param memory the engine's limit, such as {@code 1GB}
   * @throws IllegalArgumentException if the setup script or a file of trips is unusable
   */
  static LocalWarehouse open(
      Path folder, Path setup, TaxiData trips, String memory, Consumer<String> progress) {
    try {
      Files.createDirectories(folder);
      String url = "jdbc:duckdb:" + folder.resolve(FILE).toAbsolutePath();
      try (Connection filling = DriverManager.getConnection(url, properties(memory))) {
        fill(filling, setup, trips, progress);
      }
      Connection root = DriverManager.getConnection(url, reading(memory));
      Catalog catalog = catalog(root);
      List<Relation> relations = Relation.all(root);
      lock(root);
      return new LocalWarehouse(root, catalog, relations);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException("The warehouse cannot be opened: " + e.getMessage(), e);
    }
  }

  Catalog catalog() {
    return catalog;
  }

  /** Every table and view, the system's own too. */
  List<Relation> relations() {
    return relations;
  }

  /** A connection of its own for one statement; it returns results as they are made. */
  Connection connection() throws SQLException {
    return ((DuckDBConnection) root).duplicate();
  }

  @Override
  public void close() {
    try {
      root.close();
    } catch (SQLException e) {
      throw new IllegalStateException("The warehouse cannot be closed: " + e.getMessage(), e);
    }
  }

  private static Properties properties(String memory) {
    Properties properties = new Properties();
    properties.setProperty("memory_limit", memory);
    properties.setProperty("threads", "2");
    return properties;
  }

  private static Properties reading(String memory) {
    Properties properties = properties(memory);
    properties.setProperty("access_mode", "READ_ONLY");
    properties.setProperty("jdbc_stream_results", "true");
    return properties;
  }

  private static void fill(
      Connection connection, Path setup, TaxiData trips, Consumer<String> progress)
      throws SQLException, IOException {
    for (String statement : SetupScript.tables(setup)) {
      execute(connection, statement);
    }
    try (InputStream macros = LocalWarehouse.class.getResourceAsStream("macros.sql")) {
      String text = new String(macros.readAllBytes(), StandardCharsets.UTF_8);
      for (String statement : new SqlScan(text).statements()) {
        execute(connection, statement);
      }
    }
    trips.fill(connection, progress);
  }

  private static void lock(Connection connection) throws SQLException {
    for (String setting :
        List.of(
            "integer_division = true",
            "default_null_order = 'nulls_last_on_asc_first_on_desc'",
            "TimeZone = 'UTC'",
            "enable_external_access = false",
            "lock_configuration = true")) {
      execute(connection, "set global " + setting);
    }
  }

  private static Catalog catalog(Connection connection) throws SQLException {
    Map<String, Map<String, String>> relations = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet columns =
            statement.executeQuery(
                "select t.tablename, c.column_name, c.data_type from redshift.pg_tables t"
                    + " join duckdb_columns() c on c.table_name = t.tablename"
                    + " where c.schema_name = 'main' order by c.column_index")) {
      while (columns.next()) {
        relations
            .computeIfAbsent(columns.getString(1), table -> new LinkedHashMap<>())
            .put(columns.getString(2), columns.getString(3));
      }
    }
    return new Catalog(Map.copyOf(relations));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
