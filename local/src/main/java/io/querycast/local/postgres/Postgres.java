package io.querycast.local.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A PostgreSQL server on a free port of loopback. Its superuser's password is made with its data,
 * and is in a file that only its owner can read.
 */
public final class Postgres implements AutoCloseable {
  /** The superuser; Redshift's own has this name too. */
  public static final String SUPERUSER = "rdsdb";

  private static final long LONGEST_SECONDS = 60;
  private static final int MOST_TRIES = 5;
  private static final String PORT_TAKEN = "could not create any TCP/IP sockets";

  private final Path programs;
  private final Unprivileged unprivileged;
  private final Path data;
  private final Path log;
  private int port;
  private final String password;

  /**
   * Starts the server, after making its data if there is none. One that an earlier process left
   * running on the same data is ended first.
   *
   * @param folder holds the data and the log
   * @param settings of {@code postgresql.conf}, such as {@code work_mem=64MB}
   * @param memory the most address space of one statement in megabytes; only Linux keeps such a
   *     limit
   * @throws IOException that says why it does not start, without its folder
   */
  public Postgres(Path folder, List<String> settings, long memory) throws IOException {
    programs = PostgresFiles.unpacked().resolve("bin");
    unprivileged = Unprivileged.here();
    Path base = Files.createDirectories(folder).toAbsolutePath();
    data = base.resolve("data");
    log = base.resolve("postgres.log");
    Path secret = base.resolve("password");
    if (!Files.exists(data.resolve("PG_VERSION"))) {
      make(secret);
    }
    password = Files.readString(secret).strip();
    endLeftover(data.resolve("postmaster.pid"));
    start(settings, memory);
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** The superuser's password, which every role that we make shares. */
  public String password() {
    return password;
  }

  @Override
  public void close() {
    if (!Files.exists(data.resolve("postmaster.pid"))) {
      return;
    }
    try {
      // The program itself would look ten times a second.
      control(List.of("stop", "-m", "fast", "-W"));
      awaitEnd();
    } catch (IOException e) {
      throw new IllegalStateException("PostgreSQL does not stop: " + e.getMessage(), e);
    }
  }

  /** Its last act is to delete the file with its number. */
  private void awaitEnd() throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    while (Files.exists(data.resolve("postmaster.pid"))) {
      if (System.nanoTime() > end) {
        throw new IOException("it takes too long");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  /**
   * A local cloud that was killed could not end its server. Its number may belong to another
   * program by now.
   */
  private void endLeftover(Path pidFile) throws IOException {
    if (!Files.exists(pidFile)) {
      return;
    }
    String pid = Files.readString(pidFile).lines().findFirst().orElse("").strip();
    if (pid.matches("\\d{1,10}")
        && ProcessHandle.of(Long.parseLong(pid)).filter(Postgres::isPostgres).isPresent()) {
      control(List.of("stop", "-m", "immediate"));
    }
    Files.deleteIfExists(pidFile);
  }

  private static boolean isPostgres(ProcessHandle process) {
    return process.info().command().orElse("").contains("postgres");
  }

  private void make(Path secret) throws IOException {
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    Files.deleteIfExists(secret);
    Files.createFile(secret);
    if (PostgresFiles.isPosix(secret)) {
      Files.setPosixFilePermissions(
          secret, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    }
    Files.writeString(secret, HexFormat.of().formatHex(random));
    unprivileged.give(secret);
    unprivileged.give(Files.createDirectories(data));
    run(
        List.of(
            programs.resolve("initdb").toString(),
            "--pgdata=" + data,
            "--username=" + SUPERUSER,
            "--pwfile=" + secret,
            "--auth=scram-sha-256",
            // Nobody guesses this password, and each connection would pay for thousands of hashes.
            "--set=scram_iterations=1",
            "--encoding=UTF8",
            "--locale=C",
            // Order by code points as in Redshift; ILIKE and the classes of patterns know ASCII
            // alone.
            "--locale-provider=builtin",
            "--builtin-locale=C",
            "--no-sync",
            "--wal-segsize=4"));
  }

  /** Another program may take a free port at the moment when it is to be used. */
  private void start(List<String> settings, long memory) throws IOException {
    for (int tries = 1; ; tries++) {
      port = freePort();
      try {
        startHere(settings, memory);
        return;
      } catch (IOException e) {
        if (tries == MOST_TRIES || !String.valueOf(e.getMessage()).contains(PORT_TAKEN)) {
          throw e;
        }
      }
    }
  }

  private void startHere(List<String> settings, long memory) throws IOException {
    StringBuilder options = new StringBuilder();
    options.append("-p ").append(port).append(" -c listen_addresses=127.0.0.1");
    options.append(" -c unix_socket_directories=");
    for (String setting : settings) {
      options.append(" -c ").append(setting);
    }
    List<String> start = List.of("-l", log.toString(), "-w", "-o", options.toString(), "start");
    // Windows has no such limit; macOS maps more than any limit into each process at its start.
    if (!isLinux() || memory <= 0) {
      control(start);
    } else {
      List<String> limited =
          new ArrayList<>(
              List.of("/bin/sh", "-c", "ulimit -v " + memory * 1024 + "; exec \"$@\"", "sh"));
      limited.addAll(controlling(start));
      run(limited);
    }
  }

  private void control(List<String> words) throws IOException {
    run(controlling(words));
  }

  private List<String> controlling(List<String> words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                programs.resolve("pg_ctl").toString(),
                "-D",
                data.toString(),
                "-t",
                Long.toString(LONGEST_SECONDS)));
    command.addAll(words);
    return command;
  }

  private void run(List<String> words) throws IOException {
    List<String> command = new ArrayList<>(unprivileged.before());
    command.addAll(words);
    Path said = Files.createTempFile("querycast-postgres", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(programs.toFile())
              .redirectErrorStream(true)
              // A file and not a pipe, which the server would hold open.
              .redirectOutput(said.toFile())
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(LONGEST_SECONDS + 10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("PostgreSQL takes too long");
      }
      if (process.exitValue() != 0) {
        throw new IOException("PostgreSQL says: " + lastLines(said) + lastLines(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Files.deleteIfExists(said);
    }
  }

  private static String lastLines(Path file) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    List<String> lines =
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }

  private static boolean isLinux() {
    return System.getProperty("os.name").equals("Linux");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
