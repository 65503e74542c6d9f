package io.querycast.local.redshift;

import io.querycast.local.engine.Engine;
import io.querycast.local.engine.Session;
import java.sql.SQLException;

/** Connects to the warehouse as AWS does for a call, with AWS's words if that fails. */
final class Connector {
  /** The engine's codes for a user who is not there, or may not log in. */
  private static final String NO_LOGIN = "28";

  private final Engine engine;
  private final RedshiftSettings settings;

  Connector(Engine engine, RedshiftSettings settings) {
    this.engine = engine;
    this.settings = settings;
  }

  /** A connection in use. */
  interface Lease extends AutoCloseable {
    Session session();

    @Override
    void close() throws SQLException;
  }

  /** A connection for one call alone. */
  Lease own(Target target) throws SQLException, RedshiftError {
    Session session = session(target);
    return lease(session, session::close);
  }

  /**
   * A connection.
   *
   * @throws RedshiftError if there is no such database or user
   */
  Session session(Target target) throws SQLException, RedshiftError {
    if (!settings.database().equals(target.database())) {
      throw RedshiftError.whole(
          "FATAL: database \"%s\" does not exist".formatted(target.database()));
    }
    String user = target.user();
    try {
      if (Engine.isUser(user)) {
        return engine.session(user);
      }
    } catch (SQLException e) {
      if (e.getSQLState() == null || !e.getSQLState().startsWith(NO_LOGIN)) {
        throw e;
      }
    }
    // The Data API gets credentials from IAM for whoever is asked for, hence the prefix.
    throw RedshiftError.whole("FATAL: user \"IAM:%s\" does not exist".formatted(user));
  }

  /** Gives a connection back. */
  interface Return {
    void now() throws SQLException;
  }

  static Lease lease(Session session, Return back) {
    return new Lease() {
      @Override
      public Session session() {
        return session;
      }

      @Override
      public void close() throws SQLException {
        back.now();
      }
    };
  }
}
