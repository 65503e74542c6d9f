package io.querycast.local.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresTest {
  private static final List<String> FAST = List.of("fsync=off");

  @TempDir Path folder;

  @Test
  void onlyWhoKnowsThePasswordGetsInAndHashesItOnce() throws Exception {
    try (Postgres postgres = new Postgres(folder, FAST, 0)) {
      String hash =
          one(
              postgres.port(),
              postgres.password(),
              "select rolpassword from pg_authid where rolname = current_user");
      assertTrue(hash.startsWith("SCRAM-SHA-256$1:"), hash);
      assertEquals("1", one(postgres.port(), postgres.password(), "show scram_iterations"));
      SQLException refused =
          assertThrows(SQLException.class, () -> one(postgres.port(), "guess", "select 1"));
      assertEquals("28P01", refused.getSQLState());
      if (PostgresFiles.isPosix(folder)) {
        assertEquals(
            PosixFilePermissions.fromString("rw-------"),
            Files.getPosixFilePermissions(folder.resolve("password")));
      }
    }
  }

  @Test
  void aServerThatWasLeftRunningIsEndedByTheNextOne() throws Exception {
    Postgres left = new Postgres(folder, FAST, 0);
    ProcessHandle process = process();
    one(left.port(), left.password(), "create table t as select 7 as a");
    try (Postgres next = new Postgres(folder, FAST, 0)) {
      process.onExit().get(10, TimeUnit.SECONDS);
      assertEquals("7", one(next.port(), next.password(), "select a from t"));
    }
  }

  @Test
  void anotherProgramWithTheNumberOfAServerThatDiedIsLeftAlone() throws Exception {
    new Postgres(folder, FAST, 0).close();
    Process other = new ProcessBuilder("sleep", "60").start();
    try {
      Files.writeString(folder.resolve("data/postmaster.pid"), other.pid() + "\n");
      new Postgres(folder, FAST, 0).close();
      assertTrue(other.isAlive());
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void aStatementThatNeedsMoreMemoryThanItMayFailsAlone() throws Exception {
    try (Postgres postgres = new Postgres(folder, FAST, 500)) {
      SQLException refused =
          assertThrows(
              SQLException.class,
              () ->
                  one(
                      postgres.port(),
                      postgres.password(),
                      "select length(repeat('x', 900000000))"));
      assertEquals("53200", refused.getSQLState());
      assertEquals("1", one(postgres.port(), postgres.password(), "select 1"));
    }
  }

  private ProcessHandle process() throws Exception {
    String pid = Files.readAllLines(folder.resolve("data/postmaster.pid")).get(0);
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  private static String one(int port, String password, String sql) throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?sslmode=disable";
    try (Connection connection = DriverManager.getConnection(url, Postgres.SUPERUSER, password);
        Statement statement = connection.createStatement()) {
      boolean hasRows = statement.execute(sql);
      if (!hasRows) {
        return "";
      }
      try (ResultSet rows = statement.getResultSet()) {
        rows.next();
        return rows.getString(1);
      }
    }
  }
}
