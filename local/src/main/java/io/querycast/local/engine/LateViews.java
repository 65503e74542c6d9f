package io.querycast.local.engine;

import io.querycast.local.sql.Translated;
import io.querycast.local.sql.Translator;
import io.querycast.local.sql.tree.Refused;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Views WITH NO SCHEMA BINDING. The engine has a view without columns for each, which holds its
 * name, its owner and its grants. A statement that reads one gets a view that is made of the query
 * for this statement alone, in its transaction: no other session sees it, and no table is held.
 */
final class LateViews {
  private static final String FIND =
      "select relation, relname, query from rdsdb.late_views"
          + " join pg_catalog.pg_class on pg_class.oid = relation"
          + " where relation = pg_catalog.to_regclass(?)::oid";

  private static final String ALL =
      "select relation::regclass::text from rdsdb.late_views"
          + " where pg_catalog.has_table_privilege(relation, 'select')";

  private final Session session;

  /** The view that stands for each in this statement. */
  private final Map<Long, String> bound = new HashMap<>();

  /** Those whose queries are translated just now. */
  private final Set<Long> open = new HashSet<>();

  private boolean isOwnTransaction;

  LateViews(Session session) {
    this.session = session;
  }

  /** Binds the view of this name, if it is one. */
  Optional<String> bind(String name) {
    try (PreparedStatement find = session.connection().prepareStatement(FIND)) {
      find.setString(1, name);
      try (ResultSet found = find.executeQuery()) {
        return found.next()
            ? Optional.of(bind(found.getLong(1), found.getString(2), found.getString(3)))
            : Optional.empty();
      }
    } catch (SQLException e) {
      // The statement itself will meet the same fault and tell it.
      return Optional.empty();
    }
  }

  private String bind(long view, String name, String query) {
    String known = bound.get(view);
    if (known != null) {
      return known;
    }
    if (!open.add(view)) {
      throw new Refused(
          "infinite recursion detected in rules for relation \"%s\"".formatted(name), -1);
    }
    try {
      Translated.Run translated = Translator.relation(query, session.tables());
      String made = make(view, translated);
      bound.put(view, made);
      return made;
    } catch (Refused e) {
      // A place in the view's query is none in the statement that reads it.
      throw new Refused(e.getMessage(), -1);
    } finally {
      open.remove(view);
    }
  }

  private String make(long view, Translated.Run query) {
    try {
      begin();
      try (PreparedStatement make =
          session.connection().prepareStatement("select redshift.bind_late_view(?::oid, ?, ?)")) {
        make.setLong(1, view);
        make.setString(2, query.sql());
        make.setString(3, session.seal(view + ":" + query.sql()));
        try (ResultSet made = make.executeQuery()) {
          made.next();
          return made.getString(1);
        }
      }
    } catch (SQLException e) {
      throw new Refused(ErrorWords.within(e, query), -1);
    }
  }

  private void begin() throws SQLException {
    Connection connection = session.connection();
    if (connection.getAutoCommit()) {
      connection.setAutoCommit(false);
      isOwnTransaction = true;
    }
  }

  /** Binds all that the user may read; one whose query fails now has no columns. */
  void bindAll() {
    try {
      List<String> names = new ArrayList<>();
      try (Statement find = session.connection().createStatement();
          ResultSet found = find.executeQuery(ALL)) {
        while (found.next()) {
          names.add(found.getString(1));
        }
      }
      for (String name : names) {
        begin();
        Savepoint before = session.connection().setSavepoint();
        Map<Long, String> known = Map.copyOf(bound);
        try {
          bind(name);
          session.connection().releaseSavepoint(before);
        } catch (Refused e) {
          session.connection().rollback(before);
          bound.keySet().retainAll(known.keySet());
        }
      }
    } catch (SQLException e) {
      // The statement itself will meet the same fault and tell it.
    }
  }

  /** Drops what was bound for the statement. */
  void end(boolean isDone) throws SQLException {
    Connection connection = session.connection();
    try {
      if (!bound.isEmpty() && (isDone || !isOwnTransaction)) {
        try (Statement drop = connection.createStatement()) {
          drop.execute("select redshift.unbind_late_views()");
        } catch (SQLException e) {
          if (isDone) {
            throw e;
          }
          // The transaction has failed, and takes the views with it.
        }
      }
      if (isOwnTransaction && isDone) {
        connection.commit();
      }
    } finally {
      bound.clear();
      if (isOwnTransaction) {
        isOwnTransaction = false;
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }
}
