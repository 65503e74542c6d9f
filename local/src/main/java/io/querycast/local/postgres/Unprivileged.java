package io.querycast.local.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL refuses to run as root, and containers often run everything as root. There it runs in
 * a user namespace, in which it is nobody; or, where namespaces are forbidden, as the user nobody.
 */
final class Unprivileged {
  private static final List<String> NAMESPACE = List.of("unshare", "--user");

  /** The right to files of others lets it reach a folder below /root. */
  private static final List<String> NOBODY =
      List.of(
          "setpriv",
          "--reuid=nobody",
          "--regid=65534",
          "--clear-groups",
          "--inh-caps=+dac_override",
          "--ambient-caps=+dac_override");

  private final List<String> before;

  private Unprivileged(List<String> before) {
    this.before = before;
  }

  /**
   * The way that works on this machine.
   *
   * @throws IOException if none works
   */
  static Unprivileged here() throws IOException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return new Unprivileged(List.of());
    }
    for (List<String> before : List.of(NAMESPACE, NOBODY)) {
      if (works(before)) {
        return new Unprivileged(before);
      }
    }
    throw new IOException("PostgreSQL does not run as root here: start as another user");
  }

  private static boolean works(List<String> before) throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add("true");
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      // The program is not there.
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The words that come before the command. */
  List<String> before() {
    return before;
  }

  /** Gives a new folder to the user as whom PostgreSQL runs. */
  void give(Path folder) throws IOException {
    if (before.equals(NOBODY)) {
      Files.setOwner(
          folder,
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    }
  }
}
