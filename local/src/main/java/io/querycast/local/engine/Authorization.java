package io.querycast.local.engine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What SET SESSION AUTHORIZATION takes. The engine lets only its own superuser become another user,
 * and no session is that one's.
 */
final class Authorization {
  /** What a session has set and its user's connections begin otherwise. */
  private static final String SET =
      "select name, setting from pg_catalog.pg_settings where source = 'session' and (name like"
          + " 'redshift.%' or name in ('search_path', 'TimeZone', 'DateStyle', 'IntervalStyle',"
          + " 'statement_timeout', 'extra_float_digits', 'default_transaction_read_only'))";

  private Authorization() {}

  /**
   * Refuses who is no superuser, and a user who is not there.
   *
   * @param own the connection of the user as whom the session began
   */
  static void requireMay(Connection own, String other) throws SQLException {
    try (PreparedStatement find =
        own.prepareStatement(
            "select redshift.is_superuser(session_user::text), exists (select from"
                + " redshift.pg_user where usename = ?)")) {
      find.setString(1, other);
      try (ResultSet found = find.executeQuery()) {
        found.next();
        if (!found.getBoolean(1)) {
          throw new SQLException("permission denied to set session authorization", "42501");
        }
        if (!found.getBoolean(2) || !Engine.isUser(other)) {
          throw new SQLException("user \"%s\" does not exist".formatted(other), "42704");
        }
      }
    }
  }

  /** Ends a transaction that goes on as another user; nothing of it may be lost. */
  static void leave(Connection connection) throws SQLException {
    try (Statement ask = connection.createStatement();
        ResultSet changed =
            ask.executeQuery("select pg_catalog.pg_current_xact_id_if_assigned() is not null")) {
      changed.next();
      if (changed.getBoolean(1)) {
        throw new SQLException(
            "SET SESSION AUTHORIZATION behind a change in the same transaction is not available in"
                + " the local warehouse",
            "42501");
      }
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  static Map<String, String> settings(Connection connection) throws SQLException {
    Map<String, String> settings = new LinkedHashMap<>();
    try (Statement find = connection.createStatement();
        ResultSet found = find.executeQuery(SET)) {
      while (found.next()) {
        settings.put(found.getString(1), found.getString(2));
      }
    }
    return settings;
  }

  static void set(Connection connection, Map<String, String> settings) throws SQLException {
    try (PreparedStatement set =
        connection.prepareStatement("select pg_catalog.set_config(?, ?, false)")) {
      for (Map.Entry<String, String> setting : settings.entrySet()) {
        set.setString(1, setting.getKey());
        set.setString(2, setting.getValue());
        set.executeQuery().close();
      }
    }
  }
}
