package io.querycast.bench.sockets;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All sockets of a node are cut at once and come back while jobs run. */
final class Storm {
  private static final int JOBS = 10;
  private static final int PATIENCE_SECONDS = 60;
  private static final Pattern JOB =
      Pattern.compile("\"id\":\"([0-9A-Za-z_-]+)\",\"query\".*?\"state\":\"([A-Z]+)\"");

  private final InMemoryCloud cloud;
  private final Ours ours;

  /** The jobs of whose ending each socket has heard. */
  private final Map<Integer, Set<String>> heard = new ConcurrentHashMap<>();

  Storm(InMemoryCloud cloud, Ours ours) {
    this.cloud = cloud;
    this.ours = ours;
  }

  /**
   * Measures.
   *
   * @param runs the runs that count, with the node on one core. One run before them warms it up on
   *     all cores, like a node that has served many sockets: on one core the compiler would hardly
   *     run beside so many threads.
   */
  void measure(int sockets, int runs) throws Exception {
    String all = "%,d sockets cut at once".formatted(sockets);
    SocketFigure cpu =
        new SocketFigure("socket", all + ": CPU of the node until all are back", "ours", "s");
    SocketFigure compiling = new SocketFigure("socket", all + ": of which to compile", "ours", "s");
    SocketFigure back = new SocketFigure("socket", all + ": all are back", "ours", "s").target(15);
    SocketFigure lost =
        new SocketFigure("socket", all + ": news that was lost", "ours", "messages")
            .greatest()
            .target(0);
    List<SignedInUser> users = ours.users(sockets);
    try (Crowd crowd = new Crowd()) {
      List<CrowdTab> tabs = ours.open(crowd, users, listeners(sockets));
      for (int run = 0; run <= runs; run++) {
        ServerUsage usage = new ServerUsage(ours.measured(), cloud.processes());
        tabs.forEach(CrowdTab::cut);
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < Math.min(JOBS, users.size()); i++) {
          jobs.add(users.get(i).run("select %d".formatted(run)));
        }
        tabs = ours.open(crowd, users, listeners(sockets));
        if (run == 0) {
          ours.onOneCore();
        } else {
          back.run(usage.seconds(), usage.otherLoad());
          cpu.run(usage.cpuSeconds(), usage.otherLoad());
          compiling.run(usage.compilingSeconds(), usage.otherLoad());
        }
        Sockets.say(
            "Storm %d: %.1f s, CPU %.1f s, of which %.1f s to compile; clients and cloud %.1f s"
                .formatted(
                    run,
                    usage.seconds(),
                    usage.cpuSeconds(),
                    usage.compilingSeconds(),
                    usage.ownCpuSeconds()));
        lost.run(unheard(users, jobs, sockets), usage.otherLoad());
      }
      tabs.forEach(CrowdTab::cut);
    }
    cpu.print();
    compiling.print();
    back.print();
    lost.print();
  }

  private List<Consumer<String>> listeners(int count) {
    List<Consumer<String>> listeners = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Set<String> ids = heard.computeIfAbsent(i, key -> ConcurrentHashMap.newKeySet());
      listeners.add(message -> note(ids, message));
    }
    return listeners;
  }

  private static void note(Set<String> ids, String message) {
    Matcher job = JOB.matcher(message);
    while (job.find()) {
      if (job.group(2).equals("FINISHED")) {
        ids.add(job.group(1));
      }
    }
  }

  /** Waits, and returns how many sockets have not heard of the end of their user's job. */
  private int unheard(List<SignedInUser> users, List<String> jobs, int sockets)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    int unheard;
    do {
      TimeUnit.MILLISECONDS.sleep(50);
      unheard = 0;
      for (int i = 0; i < sockets; i++) {
        int user = i % users.size();
        if (user < jobs.size() && !heard.get(i).contains(jobs.get(user))) {
          unheard++;
        }
      }
    } while (unheard > 0 && System.nanoTime() < end);
    return unheard;
  }
}
