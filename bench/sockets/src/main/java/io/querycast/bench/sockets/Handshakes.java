package io.querycast.bench.sockets;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Measures what handshakes leave when their sockets are gone. It must be nothing, above all no
 * session.
 */
final class Handshakes {
  private static final int AT_ONCE = 50;
  private static final int SETTLE_SECONDS = 3;
  private static final String HTTP_SESSION = "com.ibm.ws.session.store.memory.MemorySession";

  private final Ours ours;

  Handshakes(Ours ours) {
    this.ours = ours;
  }

  /**
   * Measures so many handshakes, after as many before them: threads and pools have then allocated
   * what they need once.
   */
  void measure(int count, int runs) throws Exception {
    try (Crowd crowd = new Crowd()) {
      shake(crowd, count);
      String all = "%,d more handshakes".formatted(count);
      SocketFigure cpu =
          new SocketFigure("socket", "CPU per handshake that is refused", "ours", "µs/handshake");
      SocketFigure left =
          new SocketFigure("socket", "HTTP sessions that " + all + " leave", "ours", "sessions")
              .greatest()
              .target(0);
      SocketFigure heap =
          new SocketFigure("socket", "Live heap that " + all + " leave", "ours", "MB").target(1);
      for (int run = 0; run < runs; run++) {
        long before = ours.live();
        ServerUsage usage = new ServerUsage(ours.measured(), List.of());
        shake(crowd, count);
        double used = usage.cpuSeconds();
        double load = usage.otherLoad();
        // Until the rest of a handshake, such as its connection, is gone.
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        cpu.run(used / count * TimeUnit.SECONDS.toMicros(1), load);
        left.run((double) ours.measured().instances(HTTP_SESSION), load);
        heap.run((ours.live() - before) / 1024.0 / 1024.0, load);
      }
      cpu.print();
      left.print();
      heap.print();
    }
  }

  private void shake(Crowd crowd, int count) throws Exception {
    for (int done = 0; done < count; done += AT_ONCE) {
      List<CrowdTab> tabs = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        tabs.add(ours.stranger(crowd));
      }
      for (CrowdTab tab : tabs) {
        tab.closed().get(120, TimeUnit.SECONDS);
        tab.cut();
      }
      if (done % 5000 == 0) {
        Sockets.say("%,d handshakes".formatted(done));
      }
    }
  }
}
