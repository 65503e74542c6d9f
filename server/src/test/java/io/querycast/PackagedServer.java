package io.querycast;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Liberty with the packaged application, laid out in a folder and started in its own process. */
public final class PackagedServer {
  private static final Path RUNTIME = Path.of("target/liberty/wlp").toAbsolutePath();

  private final Path users;
  private final String name;

  /**
   * Writes the server's folder.
   *
   * @param users the folder under which Liberty keeps its servers
   */
  public PackagedServer(Path users, String name) throws IOException {
    this.users = users;
    this.name = name;
    Path apps = Files.createDirectories(folder().resolve("apps"));
    for (String file : List.of("server.xml", "bootstrap.properties")) {
      Files.copy(Path.of("src/main/liberty/config", file), folder().resolve(file));
    }
    Files.copy(Path.of("target/querycast.war"), apps.resolve("querycast.war"));
  }

  /** The folder of its logs. */
  public Path folder() {
    return users.resolve("servers").resolve(name);
  }

  /**
   * Starts it; it ends with this process at the latest.
   *
   * @param settings as environment variables, its port among them
   */
  public Process start(Map<String, String> settings) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "@" + RUNTIME.resolve("lib/platform/java/java9.options"),
                "-javaagent:" + RUNTIME.resolve("bin/tools/ws-javaagent.jar"),
                "-jar",
                RUNTIME.resolve("bin/tools/ws-server.jar").toString(),
                name)
            .redirectErrorStream(true)
            .redirectOutput(folder().resolve("console.log").toFile());
    builder.environment().putAll(settings);
    builder.environment().put("WLP_USER_DIR", users.toString());
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
  }
}
