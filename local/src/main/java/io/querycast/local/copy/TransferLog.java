package io.querycast.local.copy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * What one COPY or UNLOAD did, for the tables beneath stl_load_errors and its like. It is written
 * when the statement has ended, so that it stays when the statement failed.
 */
final class TransferLog {
  /** A file with a million wrong rows would not be read to the last of them. */
  private static final int MOST = 1000;

  private record Load(
      String file, long lines, long bytes, long errors, LocalDateTime start, LocalDateTime end) {}

  private record Fault(
      String file,
      long line,
      TargetColumn column,
      int position,
      String raw,
      String value,
      int code,
      String reason) {}

  private record Written(String file, long lines, long bytes, LocalDateTime start) {}

  private final long query;
  private final InstantSource clock;
  private final LocalDateTime start;
  private final List<Load> loads = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private final List<Written> written = new ArrayList<>();

  TransferLog(long query, InstantSource clock) {
    this.query = query;
    this.clock = clock;
    this.start = now();
  }

  /** In UTC, as the system tables have it. */
  LocalDateTime now() {
    return LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  void loaded(String file, long lines, long bytes, long errors, LocalDateTime from) {
    loads.add(new Load(file, lines, bytes, errors, from, now()));
  }

  /**
   * @param column null if the row as a whole is wrong
   */
  void fault(
      String file,
      long line,
      TargetColumn column,
      int position,
      String raw,
      String value,
      Unfit why) {
    if (faults.size() < MOST) {
      faults.add(new Fault(file, line, column, position, raw, value, why.code(), why.getMessage()));
    }
  }

  void unloaded(String file, long lines, long bytes, LocalDateTime from) {
    written.add(new Written(file, lines, bytes, from));
  }

  void keepLoads(Connection administrator, Target target, int pid, String format, boolean failed)
      throws SQLException {
    try (PreparedStatement load =
            administrator.prepareStatement(
                "insert into rdsdb.loads (query, userid, relation, table_name, filename, lines,"
                    + " bytes, errors, format, starttime, endtime, status)"
                    + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        PreparedStatement fault =
            administrator.prepareStatement(
                "insert into rdsdb.load_errors (query, userid, relation, pid, starttime,"
                    + " filename, line_number, colname, type, col_length, position, raw_line,"
                    + " raw_field_value, err_code, err_reason)"
                    + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      for (Load each : loads) {
        add(
            load,
            query,
            target.userid(),
            target.relation(),
            target.name(),
            each.file(),
            each.lines(),
            each.bytes(),
            each.errors(),
            format,
            each.start(),
            each.end(),
            failed ? "failed" : "completed");
      }
      load.executeBatch();
      for (Fault each : faults) {
        TargetColumn column = each.column();
        add(
            fault,
            query,
            target.userid(),
            target.relation(),
            (long) pid,
            start,
            each.file(),
            each.line(),
            column == null ? "" : column.name(),
            column == null ? "" : column.shownType(),
            column == null ? "" : column.shownLength(),
            (long) each.position(),
            each.raw(),
            each.value(),
            (long) each.code(),
            each.reason());
      }
      fault.executeBatch();
    }
  }

  void keepUnloads(Connection administrator, String user, int pid, String format)
      throws SQLException {
    try (PreparedStatement unload =
        administrator.prepareStatement(
            "insert into rdsdb.unloads (query, userid, pid, path, line_count, transfer_size,"
                + " file_format, starttime, endtime) values (?, cast(cast(? as regrole) as oid), ?, ?, ?, ?,"
                + " ?, ?, ?)")) {
      for (Written each : written) {
        add(
            unload,
            query,
            Target.quoted(user),
            (long) pid,
            each.file(),
            each.lines(),
            each.bytes(),
            format,
            each.start(),
            now());
      }
      unload.executeBatch();
    }
  }

  private static void add(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value instanceof LocalDateTime time) {
        statement.setTimestamp(i + 1, Timestamp.valueOf(time));
      } else if (value instanceof Long number) {
        statement.setLong(i + 1, number);
      } else {
        // PostgreSQL has no place for NUL in a text.
        statement.setString(i + 1, value.toString().replace('\0', ' '));
      }
    }
    statement.addBatch();
  }
}
