package io.querycast.local.engine;

import io.querycast.local.sql.names.Tables;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.postgresql.PGConnection;

/** A connection of one user; closing it makes it fit for the next statement of that user. */
public final class Session implements AutoCloseable {
  private final Engine engine;
  private final String user;
  private final Connection connection;
  private final Tables tables = new SessionTables(this);
  private final SessionSettings settings = new SessionSettings(this);
  private final LateViews lateViews;
  private final int users;
  private boolean hasChangedUsers;
  private boolean isCaseSensitive;
  private boolean isUpperCase;
  private String queryGroup = SessionSettings.NO_QUERY_GROUP;
  private long transaction;

  /** That of the user as whom it acts; null if it is its own. */
  private Session acting;

  /**
   * A session that has just begun.
   *
   * @param users what {@link Engine} counted of changed users before
   */
  Session(Engine engine, String user, Connection connection, int users) {
    this.engine = engine;
    this.user = user;
    this.connection = connection;
    this.users = users;
    this.lateViews = new LateViews(this);
  }

  /** Whether no user was changed since it began. */
  boolean isOfUsers(int changed) {
    return users == changed;
  }

  /** Says that ALTER USER has run in it. */
  public void changeUsers() {
    hasChangedUsers = true;
    engine.changeUsers();
  }

  /** Says that what has run in it is committed. */
  public void commit() {
    if (hasChangedUsers) {
      engine.changeUsers();
    }
  }

  /** What the session sees of the catalogue. */
  public Tables tables() {
    return tables;
  }

  /** What SET has changed in it. */
  public SessionSettings settings() {
    return settings;
  }

  LateViews lateViews() {
    return lateViews;
  }

  /**
   * Ends a statement: what was made only to run it is dropped.
   *
   * @param isDone whether what it has changed stays
   */
  public void endStatement(boolean isDone) throws SQLException {
    lateViews.end(isDone);
  }

  /** Proves to the engine that a text is ours. */
  String seal(String text) throws SQLException {
    return engine.seal(text);
  }

  String database() {
    return engine.database();
  }

  /** Whether it has set {@code enable_case_sensitive_identifier}. */
  boolean isCaseSensitive() {
    return isCaseSensitive;
  }

  void setCaseSensitive(boolean sensitive) {
    isCaseSensitive = sensitive;
  }

  /** Whether it has set {@code describe_field_name_in_uppercase}. */
  public boolean isUpperCase() {
    return isUpperCase;
  }

  void setUpperCase(boolean upper) {
    isUpperCase = upper;
  }

  /** The label of its statements in the views of what ran. */
  public String queryGroup() {
    return queryGroup;
  }

  void setQueryGroup(String group) {
    queryGroup = group;
  }

  /**
   * The number of the transaction that a statement runs in, which is that of its first statement.
   *
   * @param statement the number of the statement
   * @param staysOpen whether the transaction goes on behind the statement
   */
  public long transaction(long statement, boolean staysOpen) throws SQLException {
    boolean goesOn = transaction != 0 && !connection().getAutoCommit();
    long number = goesOn ? transaction : statement;
    transaction = staysOpen ? number : 0;
    return number;
  }

  /** Says that the transaction is over without a statement that ends it. */
  public void leaveTransaction() {
    transaction = 0;
  }

  /**
   * Acts as another user from now on: a connection of that user's stands for its own, which keeps
   * its temporary tables for later.
   *
   * @param other null for the user as whom it began
   */
  public void actAs(String other) throws SQLException {
    Connection left = connection();
    if (other != null) {
      Authorization.requireMay(connection, other);
    }
    boolean isOpen = !left.getAutoCommit();
    if (isOpen) {
      Authorization.leave(left);
    }
    Map<String, String> set = Authorization.settings(left);
    actAsNobody();
    if (other != null && !other.equals(user)) {
      acting = engine.session(other);
    }
    Authorization.set(connection(), set);
    if (isOpen) {
      connection().setAutoCommit(false);
    }
  }

  private void actAsNobody() throws SQLException {
    if (acting != null) {
      acting.close();
      acting = null;
    }
  }

  /** Whom it acts as. */
  public String user() {
    return acting == null ? user : acting.user;
  }

  public Connection connection() {
    return acting == null ? connection : acting.connection;
  }

  /** The number of its process, as {@code pg_backend_pid()} tells it. */
  public int pid() throws SQLException {
    return connection().unwrap(PGConnection.class).getBackendPID();
  }

  boolean isOpen() {
    try {
      return !connection.isClosed();
    } catch (SQLException e) {
      return false;
    }
  }

  void end() throws SQLException {
    actAsNobody();
    connection.close();
  }

  /** Forgets what was set and made in this session, and keeps the connection. */
  @Override
  public void close() throws SQLException {
    actAsNobody();
    if (!isOpen()) {
      return;
    }
    isCaseSensitive = false;
    isUpperCase = false;
    queryGroup = SessionSettings.NO_QUERY_GROUP;
    leaveTransaction();
    commit();
    hasChangedUsers = false;
    if (!connection.getAutoCommit()) {
      connection.rollback();
      connection.setAutoCommit(true);
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("discard all");
    }
    Engine.useUtc(connection);
    engine.giveBack(this);
  }
}
