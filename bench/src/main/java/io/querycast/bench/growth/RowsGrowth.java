package io.querycast.bench.growth;

import io.querycast.bench.Figure;
import io.querycast.bench.MachineLoad;
import io.querycast.bench.world.BenchUser;
import io.querycast.bench.world.BenchWorld;
import io.querycast.bench.world.Heap;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** What it costs the server to stream results of more and more rows as CSV. */
final class RowsGrowth {
  private static final String AXIS = "rows";
  private static final double NANOS = 1e9;

  /**
   * Smaller results are read several times in a run, because CPU time is counted in hundredths of a
   * second.
   */
  private static final int ENOUGH_ROWS = 20_000;

  /** So many rows are read first, until the server has compiled code that runs often. */
  private static final int WARM_ROWS = 3_000_000;

  private final BenchWorld world;
  private final BenchUser user;
  private final Heap heap;

  RowsGrowth(BenchWorld world, BenchUser user) {
    this.world = world;
    this.user = user;
    this.heap = new Heap(world.serverProcess());
  }

  /** A result of so many rows, and its measurements, one for each run. */
  private record Size(
      int rows,
      String job,
      List<Double> cpu,
      List<Double> seconds,
      List<Double> held,
      List<Double> loads) {
    Size(int rows, String job) {
      this(rows, job, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  /** Measures results of several sizes. Each run has all sizes in turn. */
  void measure(List<Integer> rows, int runs) throws IOException, InterruptedException {
    List<Size> sizes = rows.stream().map(each -> new Size(each, job(each))).toList();
    System.err.println("growth: warming up");
    Size largest = sizes.get(sizes.size() - 1);
    read(largest, Math.min(WARM_ROWS, largest.rows));
    for (int run = 1; run <= runs; run++) {
      for (Size size : sizes) {
        System.err.printf("growth: %,d rows, run %d%n", size.rows, run);
        measure(size);
      }
    }
    sizes.forEach(
        size -> print("server's CPU time per row of result.csv", size.cpu, "ns/row", size));
    sizes.forEach(size -> print("time of a whole result.csv", size.seconds, "s", size));
    sizes.forEach(size -> print("server's live heap above idle, half-way", size.held, "MB", size));
  }

  private String job(int rows) {
    BenchUser.Asked asked =
        user.ask(
            """
            select a.passenger_count as n, a.trip_distance as distance
            from nyc_yellow_taxi a cross join (select passenger_count from nyc_yellow_taxi limit %d) b
            limit %d"""
                .formatted(Math.max(1, (int) Math.ceil(rows / 100_000.0)), rows));
    asked.await();
    return asked.job();
  }

  private void measure(Size size) throws IOException, InterruptedException {
    int times = Math.max(1, ENOUGH_ROWS / size.rows);
    MachineLoad load = MachineLoad.watch(world.processes());
    double before = MachineLoad.cpuSeconds(world.serverProcess());
    long start = System.nanoTime();
    for (int time = 0; time < times; time++) {
      read(size, size.rows);
    }
    double seconds = (System.nanoTime() - start) / NANOS;
    double used = MachineLoad.cpuSeconds(world.serverProcess()) - before;
    load.others().ifPresent(size.loads::add);
    size.seconds.add(seconds / times);
    size.cpu.add(used * NANOS / size.rows / times);
    size.held.add(halfWay(size));
  }

  private static void print(String what, List<Double> values, String unit, Size size) {
    Figure.median(GrowthPart.PART, what, Figure.OURS, values, unit, size.loads)
        .at(size.rows, AXIS)
        .print();
  }

  /** Reads so many rows of a result. If these are all, the result must end there. */
  private void read(Size size, int rows) throws IOException, InterruptedException {
    try (InputStream in = user.result(size.job, "csv")) {
      long lines = lines(in, rows + 1L);
      if (rows == size.rows) {
        lines += lines(in, Long.MAX_VALUE);
      }
      if (rows == size.rows ? lines != rows + 1L : lines <= rows) {
        throw new IOException("The result has %d lines of %d.".formatted(lines, rows + 1L));
      }
    }
  }

  /** Reads until there were so many ends of lines, or until the end. */
  private static long lines(InputStream in, long most) throws IOException {
    long lines = 0;
    byte[] buffer = new byte[64 * 1024];
    int read = 0;
    while (lines < most && (read = in.read(buffer)) >= 0) {
      for (int i = 0; i < read; i++) {
        if (buffer[i] == '\n') {
          lines++;
        }
      }
    }
    return lines;
  }

  /**
   * What the server's heap holds while a client has read one half and then stops reading, in MB.
   */
  private double halfWay(Size size) throws IOException, InterruptedException {
    double idle = heap.liveMegabytes();
    try (InputStream in = user.result(size.job, "csv")) {
      lines(in, size.rows / 2);
      return heap.liveMegabytes() - idle;
    }
  }
}
