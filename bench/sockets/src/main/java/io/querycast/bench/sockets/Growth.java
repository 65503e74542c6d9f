package io.querycast.bench.sockets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What one more socket costs a node, the more it holds. */
final class Growth {
  private static final String PART = "growth";
  private static final String AXIS = "sockets";
  private static final List<Integer> SIZES = List.of(1, 10, 100, 1000, 2500);

  /**
   * The memory of fewer sockets cannot be told from other objects on the heap. They also take so
   * little CPU time that hundredths of a second do not show it.
   */
  private static final int ENOUGH = 1000;

  /**
   * After this time nothing is left on the node of sockets that are gone: their records stay for 40
   * s.
   */
  private static final int SETTLE_SECONDS = 50;

  /** Rounds on all cores. On one core the compiler would hardly run beside busy threads. */
  private static final int WARM_UP = 2;

  private final InMemoryCloud cloud;
  private final Ours ours;
  private final Map<Integer, SocketFigure> cpu = new LinkedHashMap<>();
  private final Map<Integer, SocketFigure> memory = new LinkedHashMap<>();

  /** The bytes in use in the node without sockets. */
  private long base;

  Growth(InMemoryCloud cloud, Ours ours) {
    this.cloud = cloud;
    this.ours = ours;
  }

  /**
   * Measures up to so many sockets, on one core.
   *
   * @param runs the runs that count, after those that warm up
   */
  void measure(int sockets, int runs) throws Exception {
    List<Integer> sizes = new ArrayList<>(SIZES);
    sizes.removeIf(size -> size >= sockets);
    sizes.add(sockets);
    for (int size : sizes) {
      cpu.put(size, figure("CPU of the node to let one more socket in", "ms", size));
      if (size >= ENOUGH) {
        String what = "Memory per idle socket, live heap and buffers";
        memory.put(size, figure(what, "KB/socket", size));
      }
    }
    List<SignedInUser> users = ours.users(sockets);
    for (int run = 1 - WARM_UP; run <= runs; run++) {
      Sockets.say("Growth to %,d sockets, run %d".formatted(sockets, run));
      if (run <= 1) {
        // Later the node may still hold sockets of the run before. They go when new ones come.
        base = ours.live();
      }
      try (Crowd crowd = new Crowd()) {
        List<CrowdTab> tabs = grow(crowd, users, sizes, run > 0);
        tabs.forEach(CrowdTab::cut);
      }
      if (run == 0) {
        ours.onOneCore();
      }
      if (run < runs) {
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
      }
    }
    cpu.values().forEach(SocketFigure::print);
    memory.values().forEach(SocketFigure::print);
  }

  private static SocketFigure figure(String what, String unit, int size) {
    return new SocketFigure(PART, what, "ours", unit).at(size, AXIS);
  }

  private List<CrowdTab> grow(
      Crowd crowd, List<SignedInUser> users, List<Integer> sizes, boolean counts) throws Exception {
    List<CrowdTab> tabs = new ArrayList<>();
    for (int size : sizes) {
      ServerUsage usage = new ServerUsage(ours.measured(), cloud.processes());
      long before = ours.measured().exactNanos();
      int more = size - tabs.size();
      tabs.addAll(ours.open(crowd, users, Ours.nobody(more)));
      double used =
          size < ENOUGH ? (ours.measured().exactNanos() - before) / 1e9 : usage.cpuSeconds();
      double load = usage.otherLoad();
      double kilobytes = (ours.live() - base) / 1024.0 / size;
      if (counts) {
        cpu.get(size).run(used / more * TimeUnit.SECONDS.toMillis(1), load);
        if (memory.containsKey(size)) {
          memory.get(size).run(kilobytes, load);
        }
      }
    }
    return tabs;
  }
}
