package io.querycast.bench.page;

import io.querycast.bench.Figure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link PageBenchmark} in turns, each in a process of its own, and prints figures. */
public final class PagePart {
  private static final String PART = "page";
  private static final double NANOS = 1e9;

  /** Ours must be so many times faster than the SDK's objects. */
  private static final double SHIP = 2.5;

  /** Ours may leave at most so many bytes a row to the garbage collector. */
  private static final double GARBAGE = 65;

  /** Each way, and its method. */
  private enum Way {
    OURS(Figure.OURS, "ours"),
    SDK("SDK objects", "sdkJson"),
    BARE("passed through", "bareJson"),
    SDK_CSV("SDK objects, CSV V2", "sdkCsv"),
    BARE_CSV("passed through, CSV V2", "bareCsv");

    private final String title;
    private final String method;

    Way(String title, String method) {
      this.title = title;
      this.method = method;
    }
  }

  private final Map<Way, List<Double>> cpu = new HashMap<>();
  private final Map<Way, List<Double>> garbage = new HashMap<>();
  private final Map<Way, List<Double>> loads = new HashMap<>();

  private PagePart() {}

  /**
   * Measures.
   *
   * @param arguments {@code --quick} for one short round
   */
  public static void main(String[] arguments) throws RunnerException {
    boolean quick = List.of(arguments).contains("--quick");
    for (Shape shape : Shape.values()) {
      PagePart part = new PagePart();
      for (int round = 0; round < (quick ? 1 : 5); round++) {
        for (Way way : ways(shape)) {
          System.err.printf("page: %s, %s, round %d%n", shape.title(), way.title, round + 1);
          part.run(shape, way, quick);
        }
      }
      part.print(shape);
    }
  }

  private void run(Shape shape, Way way, boolean quick) throws RunnerException {
    for (RunResult result :
        new Runner(
                new OptionsBuilder()
                    .include(PageBenchmark.class.getName() + "\\." + way.method + "$")
                    .param("shape", shape.name())
                    .forks(1)
                    .jvmArgs(
                        "-Xmx256m", "-D%s=%d".formatted(PageBenchmark.WARM, quick ? 500 : 8000))
                    // JMH counts the preparation, and so the warming up, as part of the first
                    // iteration.
                    .warmupIterations(1)
                    .warmupTime(TimeValue.milliseconds(200))
                    .measurementIterations(1)
                    // What JMH itself leaves in each iteration is divided by its pages.
                    .measurementTime(TimeValue.milliseconds(quick ? 200 : 4000))
                    .addProfiler(CpuProfiler.class)
                    .addProfiler(GCProfiler.class)
                    .shouldFailOnError(true)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run()) {
      keep(cpu, way, result, CpuProfiler.CPU);
      keep(garbage, way, result, "gc.alloc.rate.norm");
      Result<?> others = result.getSecondaryResults().get(CpuProfiler.OTHERS);
      if (others != null) {
        loads.computeIfAbsent(way, each -> new ArrayList<>()).add(others.getScore());
      }
    }
  }

  private static void keep(
      Map<Way, List<Double>> into, Way way, RunResult result, String measured) {
    into.computeIfAbsent(way, each -> new ArrayList<>())
        .add(result.getSecondaryResults().get(measured).getScore() / Shape.ROWS);
  }

  /** Ours does not read CSV; it is compared on one shape only. */
  private static List<Way> ways(Shape shape) {
    return shape == Shape.TRIPS ? List.of(Way.values()) : List.of(Way.OURS, Way.SDK, Way.BARE);
  }

  private void print(Shape shape) {
    double sdk = figure(cpu, Way.SDK, shape, "", "").value();
    for (Way way : ways(shape)) {
      Figure figure = figure(cpu, way, shape, "CPU time, ", "ns/row");
      (way == Way.OURS ? figure.within(sdk / SHIP) : figure).print();
    }
    for (Way way : ways(shape)) {
      Figure figure = figure(garbage, way, shape, "garbage, ", "B/row");
      (way == Way.OURS ? figure.within(GARBAGE) : figure).print();
    }
    for (Way way : ways(shape)) {
      List<Double> rows = cpu.get(way).stream().map(nanos -> NANOS / nanos).toList();
      Figure.median(
              PART,
              "rows per second and core, " + shape.title(),
              way.title,
              rows,
              "rows/s",
              loads.getOrDefault(way, List.of()))
          .moreIsBetter()
          .print();
    }
  }

  private Figure figure(
      Map<Way, List<Double>> measured, Way way, Shape shape, String what, String unit) {
    return Figure.median(
        PART,
        what + shape.title(),
        way.title,
        measured.get(way),
        unit,
        loads.getOrDefault(way, List.of()));
  }
}
