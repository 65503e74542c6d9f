package io.querycast.local.engine;

import io.querycast.local.Scratch;
import io.querycast.local.postgres.Postgres;
import io.querycast.local.sql.names.Closed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One warehouse: its database, its users, and connections to it. */
public final class Engine implements AutoCloseable {
  /** Owns what users make. */
  public static final String OWNER = "awsuser";

  /** Only reads: what is there, and what others will make. */
  public static final String READER = "querycast_reader";

  /** Where the engine looks for a name before all: in what makes it answer as Redshift. */
  static final String BEFORE_ALL = "redshift, pg_catalog, ";

  private static final String SEARCH_PATH = BEFORE_ALL + "\"$user\", public";

  /** Each defines one concept of Redshift; later ones use earlier ones. */
  private static final List<String> PRELUDE =
      List.of(
          "base",
          "text",
          "patterns",
          "numbers",
          "hashes",
          "dates",
          "aggregates",
          "super",
          "catalogue",
          "materialized",
          "history",
          "commands",
          "closed");

  /** How many connections of one user stay open for the next statement. */
  private static final int KEPT = 8;

  private final Postgres postgres;
  private final String database;
  private final Duration longest;
  private final Path version;
  private final String fingerprint;
  private final boolean isNew;
  private final Map<String, Deque<Session>> idle = new ConcurrentHashMap<>();
  private final AtomicInteger changedUsers = new AtomicInteger();
  private volatile String secret;

  private Engine(
      Postgres postgres,
      String database,
      Duration longest,
      Path version,
      String fingerprint,
      boolean isNew) {
    this.postgres = postgres;
    this.database = database;
    this.longest = longest;
    this.version = version;
    this.fingerprint = fingerprint;
    this.isNew = isNew;
  }

  /**
   * Starts the engine on its data in a folder; makes an empty warehouse if there is none, or if the
   * one there was made by another version or from something else.
   *
   * @param database the name of its database
   * @param limits what one statement may take
   * @param from names what the warehouse is filled with
   * @throws IOException if it does not start; the message says why
   */
  public static Engine open(
      Path folder, String database, Limits limits, String from, Consumer<String> progress)
      throws IOException {
    Map<String, String> prelude = prelude();
    Path version = folder.resolve("version");
    String fingerprint = fingerprint(prelude, from);
    boolean isNew = !(Files.exists(version) && Files.readString(version).equals(fingerprint));
    if (isNew) {
      putAside(folder, progress);
    }
    Postgres postgres = new Postgres(folder, limits.settings(), limits.megabytes());
    Engine engine = new Engine(postgres, database, limits.longest(), version, fingerprint, isNew);
    if (isNew) {
      try {
        engine.make(prelude);
      } catch (SQLException | RuntimeException e) {
        engine.close();
        throw new IOException("the warehouse can't be made: " + e.getMessage(), e);
      }
    }
    return engine;
  }

  /** Whether it was made just now, and has to be filled. */
  public boolean isNew() {
    return isNew;
  }

  /** Says that it is filled. Until then the next start makes it anew. */
  public void keep() throws IOException {
    Files.writeString(version, fingerprint);
  }

  /**
   * A connection of this user, with nothing left of an earlier one's settings and temporary tables.
   *
   * @throws SQLException also if there is no such user
   */
  public Session session(String user) throws SQLException {
    Deque<Session> free = idle.get(user);
    while (free != null) {
      Session session;
      synchronized (free) {
        session = free.poll();
      }
      if (session == null) {
        break;
      }
      if (session.isOpen() && session.isOfUsers(changedUsers.get())) {
        return session;
      }
      session.end();
    }
    admit(user);
    int changed = changedUsers.get();
    Session session = new Session(this, user, connect(user, database, SEARCH_PATH), changed);
    session.settings().begin();
    return session;
  }

  /** Says that users begin their sessions otherwise from now on. */
  void changeUsers() {
    changedUsers.incrementAndGet();
  }

  /** Whether a statement may run as this user, if there is one: nobody is the engine itself. */
  public static boolean isUser(String user) {
    return !user.isEmpty() && !user.equals(Postgres.SUPERUSER);
  }

  String database() {
    return database;
  }

  /**
   * Takes back what a session has left to use; closes it if there are enough. So it does with
   * sessions of users that a statement has made: another may have dropped such a user, and made one
   * of the same name. So it does with sessions that begin in their own way.
   */
  void giveBack(Session session) throws SQLException {
    if (isMade(session.user()) || session.settings().hasDefaults()) {
      session.end();
      return;
    }
    Deque<Session> free = idle.computeIfAbsent(session.user(), user -> new ArrayDeque<>());
    synchronized (free) {
      if (free.size() < KEPT) {
        free.push(session);
        return;
      }
    }
    session.end();
  }

  /** A connection with all rights, for what the warehouse itself keeps. */
  public Connection administrator() throws SQLException {
    return connect(Postgres.SUPERUSER, database, SEARCH_PATH);
  }

  @Override
  public void close() {
    postgres.close();
  }

  private Connection connect(String user, String to, String path) throws SQLException {
    return connect(user, to, path, Map.of());
  }

  private Connection connect(String user, String to, String path, Map<String, String> more)
      throws SQLException {
    Properties properties = new Properties();
    properties.putAll(more);
    properties.setProperty("user", user);
    properties.setProperty("password", postgres.password());
    properties.setProperty("sslmode", "disable");
    properties.setProperty("gssEncMode", "disable");
    properties.setProperty("assumeMinServerVersion", "18");
    properties.setProperty("stringtype", "unspecified");
    properties.setProperty("prepareThreshold", "0");
    properties.setProperty("ApplicationName", "querycast");
    properties.setProperty(
        "options",
        "-c search_path=%s -c statement_timeout=%d"
            .formatted(path.replace(" ", "\\ "), longest.toMillis()));
    Connection connection =
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:%d/%s".formatted(postgres.port(), to), properties);
    useUtc(connection);
    return connection;
  }

  /** Redshift's time zone. The driver has told the engine this machine's, as its default. */
  static void useUtc(Connection connection) throws SQLException {
    execute(connection, "set timezone to 'UTC'");
  }

  /** Whether it is for a statement to make such a user: the warehouse comes with two. */
  private static boolean isMade(String user) {
    return !user.equals(OWNER) && !user.equals(READER);
  }

  /** Lets a user in whom a statement has made: all users share the server's own password. */
  private void admit(String user) throws SQLException {
    if (!isMade(user)) {
      return;
    }
    try (Connection connection = administrator();
        PreparedStatement find =
            connection.prepareStatement(
                "select format('alter role %I login password %L', rolname, ?::text) from pg_roles"
                    + " where rolname = ? and not rolsuper and rolcanlogin")) {
      find.setString(1, postgres.password());
      find.setString(2, user);
      try (ResultSet found = find.executeQuery()) {
        if (found.next()) {
          execute(connection, found.getString(1));
        }
      }
    }
  }

  private void make(Map<String, String> prelude) throws SQLException {
    try (Connection connection = connect(Postgres.SUPERUSER, "template1", "pg_catalog")) {
      for (String role : List.of(OWNER, READER)) {
        execute(
            connection, "create role %s login password '%s'".formatted(role, postgres.password()));
      }
      // The engine comes with this database, which nobody else needs.
      execute(connection, "alter database postgres rename to \"%s\"".formatted(database));
      execute(connection, "alter database \"%s\" owner to %s".formatted(database, OWNER));
      execute(connection, "alter database \"%s\" set timezone = 'UTC'".formatted(database));
    }
    // The simple protocol takes a file of many statements as it is.
    try (Connection connection =
        connect(Postgres.SUPERUSER, database, SEARCH_PATH, Map.of("preferQueryMode", "simple"))) {
      for (String text : prelude.values()) {
        execute(connection, text);
      }
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  private static Map<String, String> prelude() throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : PRELUDE) {
      try (InputStream file = Engine.class.getResourceAsStream(name + ".sql")) {
        if (file != null) {
          texts.put(name, new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    texts.put("functions", functionNames());
    return texts;
  }

  /** Tells the catalogue which functions Redshift has. */
  private static String functionNames() {
    return Closed.functions().stream()
        .sorted()
        .map("('%s')"::formatted)
        .collect(Collectors.joining(", ", "insert into rdsdb.function_names values ", ""));
  }

  /**
   * Proves to the engine that a text is ours: users can't make it. The hash of the hash keeps them
   * from adding to a text whose seal they know.
   */
  String seal(String text) throws SQLException {
    if (secret == null) {
      try (Connection connection = administrator();
          Statement ask = connection.createStatement();
          ResultSet found = ask.executeQuery("select secret from rdsdb.seal")) {
        found.next();
        secret = found.getString(1);
      }
    }
    return hash(List.of(secret, hash(List.of(text))));
  }

  private static String fingerprint(Map<String, String> prelude, String from) {
    List<String> texts = new ArrayList<>(prelude.values());
    texts.add(from);
    return hash(texts);
  }

  private static String hash(List<String> texts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String text : texts) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  /**
   * What people made is not deleted, but a new version can't work with it. Of several only the last
   * is kept. A warehouse that was never filled is nobody's.
   */
  private static void putAside(Path folder, Consumer<String> progress) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.exists(folder.resolve("version"))) {
      Scratch.delete(folder);
      return;
    }
    Path aside = folder.resolveSibling(folder.getFileName() + "-before");
    Scratch.delete(aside);
    Files.move(folder, aside);
    progress.accept(
        "The warehouse is made anew, because its version or its setup has changed. The old one is"
            + " kept in "
            + aside);
  }
}
