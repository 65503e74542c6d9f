package io.querycast.dev;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The processes that run beside the server and end with it. */
final class Children {
  private final Path root;

  Children(Path root) {
    this.root = root;
  }

  /** Whether a child that {@link #start} started under that name still runs. */
  static boolean isAlive(String name) {
    return System.getProperties().get(key(name)) instanceof Process process && process.isAlive();
  }

  /**
   * Starts a child that goes on across reloads of the application.
   *
   * <p>It is kept among the system's properties, which outlive the application's classes. If the
   * last reference to a process is gone, its standard input is closed. The page's build ends with
   * that input, as it should when the server is gone.
   */
  Process start(String name, List<String> command, Map<String, String> set, Consumer<String> say)
      throws IOException {
    Process process = process(command, set);
    System.getProperties().put(key(name), process);
    Thread reader = new Thread(() -> read(process, say), "querycast-" + name);
    reader.setDaemon(true);
    reader.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return process;
  }

  /**
   * Runs a command to its end.
   *
   * @throws IOException if it fails; the console shows what it said
   */
  void run(List<String> command, Map<String, String> set, Consumer<String> say)
      throws IOException, InterruptedException {
    Process process = process(command, set);
    process.getOutputStream().close();
    read(process, say);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed: see above.");
    }
  }

  /** Returns a program's command on this system: on Windows npm and mvn are scripts. */
  static List<String> command(String program, String... arguments) {
    boolean script = File.separatorChar == '\\' && !program.equals("node");
    return Stream.concat(Stream.of(script ? program + ".cmd" : program), Stream.of(arguments))
        .toList();
  }

  private Process process(List<String> command, Map<String, String> set) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(root.toFile()).redirectErrorStream(true);
    // The children must not get the server's own settings for the SDK and for its JVM.
    builder
        .environment()
        .keySet()
        .removeIf(key -> key.startsWith("AWS_") || key.equals("JVM_ARGS"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(set);
    return builder.start();
  }

  private static void read(Process process, Consumer<String> say) {
    try (BufferedReader reader = process.inputReader()) {
      reader.lines().filter(line -> !line.isBlank()).forEach(say);
    } catch (IOException | UncheckedIOException e) {
      // The process has ended.
    }
  }

  private static String key(String name) {
    return "querycast.dev." + name;
  }
}
