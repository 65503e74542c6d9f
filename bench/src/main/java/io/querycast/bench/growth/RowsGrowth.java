package io.querycast.bench.growth;

import io.querycast.bench.Figure;
import io.querycast.bench.MachineLoad;
import io.querycast.bench.world.Heap;
import io.querycast.bench.world.Person;
import io.querycast.bench.world.World;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** What whole results of more and more rows cost the server, streamed as CSV. */
final class RowsGrowth {
  private static final String AXIS = "rows";
  private static final double NANOS = 1e9;
  private static final double MEGABYTE = 1024 * 1024;

  /** Fewer are read more than once in a run: CPU time is counted in hundredths of a second. */
  private static final int ENOUGH_ROWS = 20_000;

  private final World world;
  private final Person person;
  private final Heap heap;

  RowsGrowth(World world, Person person) {
    this.world = world;
    this.person = person;
    this.heap = new Heap(world.serverProcess());
  }

  /**
   * Measures one size.
   *
   * @param rows at most 10,000,000: the Data API keeps no result above 500 MB
   */
  void measure(int rows, int runs) throws IOException, InterruptedException {
    Person.Asked asked =
        person.ask(
            """
            select a.passenger_count as n, a.trip_distance as distance
            from nyc_yellow_taxi a cross join (select passenger_count from nyc_yellow_taxi limit %d) b
            limit %d"""
                .formatted(Math.max(1, (int) Math.ceil(rows / 100_000.0)), rows));
    asked.await();
    List<Double> cpu = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    List<Double> held = new ArrayList<>();
    List<Double> loads = new ArrayList<>();
    int times = Math.max(1, ENOUGH_ROWS / rows);
    for (int run = 0; run < runs; run++) {
      MachineLoad load = MachineLoad.watch(world.processes());
      double before = MachineLoad.cpuSeconds(world.serverProcess());
      long start = System.nanoTime();
      for (int time = 0; time < times; time++) {
        read(asked.job(), rows);
      }
      seconds.add((System.nanoTime() - start) / NANOS / times);
      cpu.add((MachineLoad.cpuSeconds(world.serverProcess()) - before) * NANOS / rows / times);
      load.others().ifPresent(loads::add);
      held.add(halfWay(asked.job()));
    }
    print("server's CPU time per row of result.csv", cpu, "ns/row", loads, rows);
    print("time of a whole result.csv", seconds, "s", loads, rows);
    print("server's live heap above idle, half-way", held, "MB", loads, rows);
  }

  private static void print(
      String what, List<Double> values, String unit, List<Double> loads, int rows) {
    Figure.median(GrowthPart.PART, what, Figure.OURS, values, unit, loads).at(rows, AXIS).print();
  }

  private void read(String job, int rows) throws IOException, InterruptedException {
    long lines = 0;
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = person.result(job, "csv")) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        for (int i = 0; i < read; i++) {
          if (buffer[i] == '\n') {
            lines++;
          }
        }
      }
    }
    if (lines != rows + 1L) {
      throw new IOException("The result has %d lines of %d.".formatted(lines, rows + 1L));
    }
  }

  /** What the server holds while somebody has read a part and then reads nothing, in MB. */
  private double halfWay(String job) throws IOException, InterruptedException {
    double idle = heap.liveMegabytes();
    try (InputStream in = person.result(job, "csv")) {
      in.readNBytes((int) MEGABYTE);
      return Math.max(0, heap.liveMegabytes() - idle);
    }
  }
}
