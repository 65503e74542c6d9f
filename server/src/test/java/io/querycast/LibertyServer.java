package io.querycast;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server of Liberty, which is laid out in a folder and started in its own process. */
public final class LibertyServer {
  private final Path runtime;
  private final Path users;
  private final String name;

  /**
   * @param runtime where Liberty is installed
   * @param users the folder under which Liberty keeps its servers
   */
  public LibertyServer(Path runtime, Path users, String name) {
    this.runtime = runtime.toAbsolutePath();
    this.users = users.toAbsolutePath();
    this.name = name;
  }

  /** Where its configuration and its logs are. */
  public Path folder() {
    return users.resolve("servers").resolve(name);
  }

  /**
   * Starts it; it ends with this process at the latest.
   *
   * @param options of its JVM
   * @param settings as environment variables
   */
  public Process start(List<String> options, Map<String, String> settings) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("@" + runtime.resolve("lib/platform/java/java9.options"));
    command.add("-javaagent:" + runtime.resolve("bin/tools/ws-javaagent.jar"));
    command.addAll(List.of("-jar", runtime.resolve("bin/tools/ws-server.jar").toString(), name));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder().resolve("console.log").toFile());
    builder.environment().putAll(settings);
    builder.environment().put("WLP_USER_DIR", users.toString());
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
  }
}
