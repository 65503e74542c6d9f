package io.querycast.bench.world;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The heap of another JVM, read with the JDK's jcmd. */
public record Heap(long process) {
  private static final Pattern USED = Pattern.compile("used (\\d+)K");

  /**
   * The MB in use after a garbage collection.
   *
   * @throws IOException if the process can't be asked
   */
  public double liveMegabytes() throws IOException, InterruptedException {
    jcmd("GC.run");
    // The first figure is the heap's; the next is the metaspace's.
    Matcher used = USED.matcher(jcmd("GC.heap_info"));
    if (!used.find()) {
      throw new IOException("The answer of GC.heap_info has an unknown form.");
    }
    return Long.parseLong(used.group(1)) / 1024.0;
  }

  private String jcmd(String command) throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process asked =
        new ProcessBuilder(jcmd, Long.toString(process), command).redirectErrorStream(true).start();
    String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (asked.waitFor() != 0) {
      throw new IOException(said);
    }
    return said;
  }
}
