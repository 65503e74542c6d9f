package io.querycast.bench.sockets;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Measures the rivals in turn, and prints figures as bench/README.md describes. */
final class Sockets {
  private static final String PART = "socket";
  private static final int SENDING = 16;

  private final boolean quick;
  private final int runs;
  private final int sockets;
  private final Set<String> wanted;
  private final List<Rival> rivals = new ArrayList<>();
  private final InMemoryCloud cloud;

  private Sockets(InMemoryCloud cloud, boolean quick, Set<String> wanted) {
    this.cloud = cloud;
    this.quick = quick;
    this.runs = quick ? 1 : Integer.getInteger("bench.runs", 5);
    this.sockets = quick ? 200 : Integer.getInteger("bench.sockets", 5000);
    this.wanted = wanted;
  }

  /**
   * {@code [--quick] [send] [idle] [handshakes] [slow] [storm] [growth]}: all of them if none is
   * named.
   */
  public static void main(String[] arguments) throws Exception {
    boolean quick = List.of(arguments).contains("--quick");
    Set<String> wanted = new TreeSet<>(List.of(arguments));
    wanted.remove("--quick");
    if (wanted.isEmpty()) {
      wanted.addAll(List.of("send", "idle", "handshakes", "slow", "storm", "growth"));
    }
    try (InMemoryCloud cloud = new InMemoryCloud()) {
      new Sockets(cloud, quick, wanted).measure();
    }
    System.exit(0);
  }

  private void measure() throws Exception {
    boolean growth = wanted.remove("growth");
    if (!wanted.isEmpty()) {
      try (Ours ours = new Ours(cloud)) {
        compare(ours);
      }
    }
    if (growth) {
      // A node of its own. On a used node the first thousands of sockets would reuse what is in its
      // pools, and seem to cost nothing.
      try (Ours ours = new Ours(cloud)) {
        new Growth(cloud, ours).measure(sockets, runs);
      }
    }
  }

  private void compare(Ours ours) throws Exception {
    say("The servers are started.");
    rivals.add(ours);
    try {
      if (wanted.contains("send") || wanted.contains("idle")) {
        rivals.add(BareRival.liberty());
        rivals.add(BareRival.netty());
        rivals.add(BareRival.ws());
      }
      if (wanted.contains("send")) {
        send("CPU per GB, 64 KB frames", "s/GB", 64 * 1024, quick ? 32 : 512, quick ? 8 : 64);
        send("CPU per small message", "µs/message", 1000, quick ? 500 : 5000, quick ? 8 : 128);
      }
      if (wanted.contains("idle")) {
        idle(quick ? 100 : 1000);
      }
      if (wanted.contains("handshakes")) {
        new Handshakes(ours).measure(quick ? 500 : 50_000, runs);
      }
      if (wanted.contains("slow")) {
        new SlowReaders(cloud, ours).measure(quick ? 2 : 20, runs);
      }
      if (wanted.contains("storm")) {
        new Storm(cloud, ours).measure(sockets, runs);
      }
    } finally {
      rivals.stream().filter(rival -> rival != ours).forEach(Rival::close);
    }
  }

  static void say(String what) {
    System.err.println(what);
  }

  /** CPU time of sending, in turns. The first round warms up and does not count. */
  private void send(String what, String unit, int size, int bareEach, int ourEach)
      throws Exception {
    List<SocketFigure> figures =
        rivals.stream().map(rival -> new SocketFigure(PART, what, rival.name(), unit)).toList();
    figures
        .get(0)
        .note(
            "For ours, hints for one user with 16 sockets cause the messages. For each hint the"
                + " server reads the queue, the job and the rows, so it does more than sending.");
    for (int run = quick ? 1 : 0; run <= runs; run++) {
      for (Rival rival : rivals) {
        say("%s: %s, run %d".formatted(what, rival.name(), run));
        try (Crowd crowd = new Crowd()) {
          List<CrowdTab> tabs =
              rival instanceof Ours ours
                  ? ours.openOfOne(crowd, SENDING)
                  : rival.open(crowd, SENDING);
          int each = rival instanceof Ours ? ourEach : bareEach;
          long before = crowd.bytes();
          ServerUsage usage = new ServerUsage(rival.measured(), cloud.processes());
          rival.send(crowd, tabs, each, size);
          double units =
              unit.equals("s/GB")
                  ? (crowd.bytes() - before) / 1e9
                  : (double) each * SENDING / TimeUnit.SECONDS.toMicros(1);
          if (run > 0) {
            figures.get(rivals.indexOf(rival)).run(usage.cpuSeconds() / units, usage.otherLoad());
          }
          tabs.forEach(CrowdTab::cut);
        }
      }
    }
    figures.forEach(SocketFigure::print);
  }

  /** The memory of an open socket: live after a garbage collection, and resident. */
  private void idle(int count) throws Exception {
    String heap = "Memory per idle socket, live heap and buffers";
    String resident = "Memory per idle socket, resident";
    List<SocketFigure> lives =
        rivals.stream()
            .map(rival -> new SocketFigure(PART, heap, rival.name(), "KB/socket"))
            .toList();
    List<SocketFigure> residents =
        rivals.stream()
            .map(rival -> new SocketFigure(PART, resident, rival.name(), "KB/socket"))
            .toList();
    lives.get(0).target(32);
    List<Long> bases = new ArrayList<>();
    for (int run = 0; run <= runs; run++) {
      for (int i = 0; i < rivals.size(); i++) {
        Rival rival = rivals.get(i);
        say("Idle sockets: %s, run %d".formatted(rival.name(), run));
        try (Crowd crowd = new Crowd()) {
          ServerUsage usage = new ServerUsage(rival.measured(), cloud.processes());
          long before = rival.live();
          if (run == 0) {
            bases.add(rival.measured().resident());
          }
          List<CrowdTab> tabs = rival.open(crowd, run == 0 ? count / 10 : count);
          long after = rival.live();
          if (run > 0) {
            lives.get(i).run((after - before) / 1024.0 / count, usage.otherLoad());
            residents
                .get(i)
                .run(
                    (rival.measured().resident() - bases.get(i)) / 1024.0 / count,
                    usage.otherLoad());
          }
          tabs.forEach(CrowdTab::cut);
        }
      }
    }
    lives.forEach(SocketFigure::print);
    residents.forEach(SocketFigure::print);
  }
}
