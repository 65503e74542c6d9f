package io.querycast.bench;

import io.querycast.bench.report.PerformancePage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs the parts one after the other, and makes a table of their figures. */
public final class Bench {
  private static final Path FIGURES = Path.of("bench/target/figures");
  private static final Path DOCS = Path.of("docs");
  private static final String QUICK = "--quick";
  private static final String WRITE = "--write";

  /** The parts, in the order of the table. */
  private enum Part {
    PAGE("page", "io.querycast.bench.page.PagePart"),
    SOCKET("socket", "bench/sockets/run"),
    DECODE("decode", "bench/decode/run"),
    SCROLL("scroll", "bench/scroll/run"),
    FIRST_ROW("first-row", "io.querycast.bench.firstrow.FirstRowPart"),
    BOUNDED("bounded", "io.querycast.bench.bounded.BoundedPart"),
    ABUSE("abuse", "io.querycast.bench.abuse.AbusePart"),
    DOORS("doors", "io.querycast.bench.doors.DoorsPart"),
    GROWTH("growth", "io.querycast.bench.growth.GrowthPart"),
    CROWD("crowd", "io.querycast.bench.crowd.CrowdPart"),
    WAREHOUSE("warehouse", "io.querycast.bench.warehouse.WarehousePart");

    private final String title;
    private final String program;

    Part(String title, String program) {
      this.title = title;
      this.program = program;
    }

    boolean isOurs() {
      return program.startsWith("io.");
    }

    Path figures() {
      return FIGURES.resolve(title + ".jsonl");
    }
  }

  private Bench() {}

  /**
   * Runs from the root of the repository.
   *
   * @param arguments names of parts, or none for all; {@code --quick}; {@code --write} to write
   *     docs/performance.md even after some parts only, with the last figures of the others
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> given = Arrays.asList(arguments);
    List<String> names = given.stream().filter(each -> !each.startsWith("--")).toList();
    List<String> known = Arrays.stream(Part.values()).map(part -> part.title).toList();
    if (!known.containsAll(names)) {
      System.err.println("There are the parts " + String.join(", ", known) + ".");
      System.exit(2);
    }
    boolean quick = given.contains(QUICK);
    Files.createDirectories(FIGURES);
    Instant start = Instant.now();
    boolean whole = true;
    for (Part part : Part.values()) {
      if (names.isEmpty() || names.contains(part.title)) {
        whole &= run(part, quick);
      }
    }
    report(names, start, !quick && (names.isEmpty() || given.contains(WRITE)));
    System.exit(whole ? 0 : 1);
  }

  private static void report(List<String> names, Instant start, boolean write) throws IOException {
    List<Figure> figures = new ArrayList<>();
    for (Part part : Part.values()) {
      boolean wanted = write || names.isEmpty() || names.contains(part.title);
      if (wanted && Files.exists(part.figures())) {
        Files.readAllLines(part.figures()).forEach(line -> figures.add(Figure.parse(line)));
      }
    }
    PerformancePage page = new PerformancePage(figures);
    System.out.println(page.table());
    long minutes = Duration.between(start, Instant.now()).toMinutes();
    if (write) {
      String parts = names.isEmpty() ? "" : " --write " + String.join(" ", names);
      page.write(
          DOCS,
          List.of(
              "`bench/run%s`, %s, %d minutes."
                  .formatted(parts, start.truncatedTo(ChronoUnit.MINUTES), minutes + 1),
              Machine.words()));
      System.err.println("Written: docs/performance.md");
    }
  }

  /** Whether the part printed all its figures. */
  private static boolean run(Part part, boolean quick) throws IOException, InterruptedException {
    Files.deleteIfExists(part.figures());
    if (!part.isOurs() && !Files.isExecutable(Path.of(part.program))) {
      System.err.printf("%s: left out, there is no %s.%n", part.title, part.program);
      return false;
    }
    List<String> command = new ArrayList<>();
    if (part.isOurs()) {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), part.program));
    } else {
      command.add(part.program);
    }
    if (quick) {
      command.add(QUICK);
    }
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    List<String> lines = new ArrayList<>();
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        // JMH's own processes may print too.
        if (line.startsWith("{\"part\"")) {
          lines.add(line);
        }
      }
    }
    int status = process.waitFor();
    Files.write(part.figures(), lines);
    System.err.printf("%s: %d figures, status %d.%n", part.title, lines.size(), status);
    return status == 0;
  }
}
