package io.querycast.local.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {
  private static final Limits LIMITS = new Limits(2000, 2000, Duration.ofMinutes(1), false);

  @TempDir Path folder;

  @Test
  void aUserReadsWhatTheOwnerMakes() throws Exception {
    List<String> said = new ArrayList<>();
    try (Engine engine =
        Engine.open(folder.resolve("engine"), "dev", LIMITS, "nothing", said::add)) {
      engine.keep();
      try (Session owner = engine.session(Engine.OWNER)) {
        execute(owner, "create table public.t (a int)");
        execute(owner, "insert into t values (7)");
      }
      try (Session reader = engine.session(Engine.READER)) {
        assertEquals("7", value(reader, "select a from t"));
        SQLException refused =
            assertThrows(SQLException.class, () -> execute(reader, "insert into t values (8)"));
        assertEquals("42501", refused.getSQLState());
      }
    }
    try (Engine again = Engine.open(folder.resolve("engine"), "dev", LIMITS, "nothing", said::add);
        Session owner = again.session(Engine.OWNER)) {
      assertEquals("7", value(owner, "select a from t"));
    }
    assertEquals(List.of(), said);
  }

  private static void execute(Session session, String sql) throws SQLException {
    try (Statement statement = session.connection().createStatement()) {
      statement.execute(sql);
    }
  }

  private static String value(Session session, String sql) throws SQLException {
    try (Statement statement = session.connection().createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
