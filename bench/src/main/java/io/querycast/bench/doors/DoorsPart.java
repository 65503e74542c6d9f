package io.querycast.bench.doors;

import io.querycast.bench.Figure;
import io.querycast.bench.MachineLoad;
import io.querycast.bench.world.BenchUser;
import io.querycast.bench.world.BenchWorld;
import io.querycast.bench.world.BenchWorld.Door;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Two servers, each with a cloud of its own: one holds its sockets, and a gateway holds those of
 * the other. At each of them one user has one socket and another has many. Both ask for the same,
 * so what the second one's jobs cost more is the cost of the pushes. The server's own CPU time
 * counts, because other work on the machine changes it least.
 */
public final class DoorsPart {
  private static final String PART = "doors";
  private static final int RUNS = 5;

  /** At the gateway a user may have no more. */
  private static final int SOCKETS = 20;

  /** Many, because CPU time is counted in hundredths of a second. */
  private static final int JOBS = 80;

  private static final double MICROS = 1e6;

  private final BenchWorld world;
  private final BenchUser one;
  private final BenchUser many;
  private final List<Double> cpu = new ArrayList<>();
  private final List<Double> calls = new ArrayList<>();

  private DoorsPart(BenchWorld world) {
    this.world = world;
    one = BenchUser.in(world);
    many = BenchUser.in(world);
    many.open(SOCKETS - 1);
  }

  /** What a user's jobs have cost, and how many messages came. */
  private record Cost(double cpu, double calls, double pushes) {}

  /**
   * Measures.
   *
   * @param arguments {@code --quick} for one short run
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    boolean quick = List.of(arguments).contains("--quick");
    int jobs = quick ? 5 : JOBS;
    List<Double> loads = new ArrayList<>();
    try (BenchWorld ours = BenchWorld.counted(Door.NODE);
        BenchWorld theirs = BenchWorld.counted(Door.GATEWAY)) {
      DoorsPart node = new DoorsPart(ours);
      DoorsPart gateway = new DoorsPart(theirs);
      System.err.println("doors: warming up");
      node.run(2 * jobs);
      gateway.run(2 * jobs);
      for (int run = 1; run <= (quick ? 1 : RUNS); run++) {
        System.err.printf("doors: run %d%n", run);
        MachineLoad load = MachineLoad.watch(ours.processes());
        node.measure(jobs);
        gateway.measure(jobs);
        load.others().ifPresent(loads::add);
      }
      print("server's CPU time per push", "µs/push", node.cpu, gateway.cpu, loads);
      print("server's calls to AWS per push", "calls/push", node.calls, gateway.calls, loads);
    }
    System.exit(0);
  }

  private static void print(
      String what, String unit, List<Double> node, List<Double> gateway, List<Double> loads) {
    Figure.median(PART, what, Figure.OURS, node, unit, loads).print();
    Figure.median(PART, what, "gateway door", gateway, unit, loads).print();
  }

  private void run(int jobs) {
    cost(one, jobs);
    cost(many, jobs);
  }

  private void measure(int jobs) {
    Cost less = cost(one, jobs);
    Cost more = cost(many, jobs);
    double pushes = more.pushes() - less.pushes();
    cpu.add((more.cpu() - less.cpu()) * MICROS / pushes);
    // The server's own work, such as its beats, adds some thousandths to either side.
    calls.add(Math.round((more.calls() - less.calls()) / pushes * 100) / 100.0);
  }

  private Cost cost(BenchUser user, int jobs) {
    double before = MachineLoad.cpuSeconds(world.serverProcess());
    long calls = world.calls();
    long heard = user.heard();
    for (int job = 0; job < jobs; job++) {
      long unused = user.ask("trips-by-day", "month", "2015-03").await();
    }
    return new Cost(
        MachineLoad.cpuSeconds(world.serverProcess()) - before,
        (double) world.calls() - calls,
        (double) user.heard() - heard);
  }
}
