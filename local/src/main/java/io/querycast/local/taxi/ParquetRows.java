package io.querycast.local.taxi;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import org.duckdb.DuckDBConnection;

/**
 * A Parquet file. DuckDB reads it and writes each row as one text, because asking it for each field
 * would take ten times as long.
 */
final class ParquetRows implements Rows {
  /** Stands between fields: a character for this very purpose, which no field has. */
  private static final String SEPARATOR = "\37";

  private static final String NAMES = "select * from read_parquet(?) limit 0";
  private static final String FIELDS =
      "select concat_ws('"
          + SEPARATOR
          + "', *columns(*))"
          + " from (select coalesce(columns(*)::varchar, '') from read_parquet(?))";

  private final Connection own;
  private final String[] names;
  private final ResultSet rows;
  private long row = -1;

  ParquetRows(Path file, DuckDBConnection engine) throws SQLException {
    // A connection does nothing else while its rows are read.
    own = engine.duplicate();
    try {
      names = names(file);
      PreparedStatement fields = own.prepareStatement(FIELDS);
      fields.closeOnCompletion();
      fields.setString(1, file.toString());
      rows = fields.executeQuery();
    } catch (SQLException e) {
      own.close();
      throw e;
    }
  }

  private String[] names(Path file) throws SQLException {
    try (PreparedStatement none = own.prepareStatement(NAMES)) {
      none.setString(1, file.toString());
      try (ResultSet empty = none.executeQuery()) {
        ResultSetMetaData columns = empty.getMetaData();
        String[] labels = new String[columns.getColumnCount()];
        for (int i = 0; i < labels.length; i++) {
          labels[i] = columns.getColumnLabel(i + 1);
        }
        return labels;
      }
    }
  }

  @Override
  public String[] next() throws SQLException {
    row++;
    if (row == 0) {
      return names;
    }
    return rows.next() ? rows.getString(1).split(SEPARATOR, -1) : null;
  }

  @Override
  public String place() {
    return "row " + row;
  }

  @Override
  public void close() throws SQLException {
    try (own) {
      rows.close();
    }
  }
}
