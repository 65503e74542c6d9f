package io.querycast.bench.paths;

import io.querycast.CloudProcess;
import io.querycast.LibertyServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What it costs if Liberty looks up for each request who answers its path. Two bare servers serve
 * one small file, one with Liberty's invocation cache and one without. They are asked in turns over
 * one connection. The result is the servers' own processor time, because other work on the machine
 * changes it least.
 */
public final class Paths {
  private static final Path RUNTIME = Path.of("server/target/liberty/wlp");
  private static final Path FOLDER = Path.of("bench/target/paths");
  private static final int ROUNDS = 31;
  private static final int WARM_UP = 15;
  private static final int REQUESTS = 4_000;
  private static final Map<String, String> SIZES = Map.of("with", "50", "without", "0");

  private final Process process;
  private final int port;
  private final List<Double> micros = new ArrayList<>();

  private Paths(String name) throws IOException, InterruptedException {
    port = CloudProcess.freePort();
    LibertyServer server = new LibertyServer(RUNTIME, FOLDER, name);
    Path folder = server.folder();
    Path app = Files.createDirectories(folder.resolve("apps/page.war"));
    Files.writeString(app.resolve("x.txt"), "x");
    Files.writeString(
        folder.resolve("bootstrap.properties"), "invocationCacheSize=" + SIZES.get(name) + "\n");
    Files.writeString(
        folder.resolve("server.xml"),
        """
        <server>
          <featureManager><feature>servlet-6.1</feature></featureManager>
          <httpEndpoint id="defaultHttpEndpoint" host="localhost" httpPort="%d" httpsPort="-1"/>
          <httpOptions maxKeepAliveRequests="-1"/>
          <webApplication location="page.war" contextRoot="/"/>
        </server>
        """
            .formatted(port));
    process = server.start(List.of("-Xmx256m"), Map.of());
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException("No server: see " + folder.resolve("console.log"));
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Paths with = new Paths("with");
    Paths without = null;
    try {
      without = new Paths("without");
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        for (Paths each : round % 2 == 0 ? List.of(with, without) : List.of(without, with)) {
          double took = each.ask(REQUESTS);
          if (round >= 0) {
            each.micros.add(took);
          }
        }
      }
      System.out.printf(
          Locale.ROOT,
          "A small file, us of CPU a request, median of %d rounds of %,d: with the cache %.1f, without"
              + " %.1f; ratio %.2f%n",
          ROUNDS,
          REQUESTS,
          with.median(),
          without.median(),
          without.median() / with.median());
    } finally {
      with.process.destroy();
      if (without != null) {
        without.process.destroy();
      }
    }
  }

  private boolean answers() {
    try {
      ask(1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The server's processor time for one request, the mean of so many, in microseconds. */
  private double ask(int times) throws IOException {
    byte[] request =
        ("GET /x.txt HTTP/1.1\r\nHost: localhost:" + port + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = new Socket(InetAddress.getByName("localhost"), port)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      InputStream in = new BufferedInputStream(socket.getInputStream());
      long start = busyNanos();
      for (int i = 0; i < times; i++) {
        out.write(request);
        readAnswer(in);
      }
      return (busyNanos() - start) / 1e3 / times;
    }
  }

  private long busyNanos() {
    return process.info().totalCpuDuration().orElseThrow().toNanos();
  }

  private static void readAnswer(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("The connection ended");
      }
      head.append((char) next);
    }
    if (!head.toString().startsWith("HTTP/1.1 200 ") || in.read() != 'x') {
      throw new IOException("Another answer: " + head);
    }
  }

  private double median() {
    return micros.stream().sorted().skip(micros.size() / 2).findFirst().orElseThrow();
  }
}
