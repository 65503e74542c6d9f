package io.querycast.bench.sockets;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Sockets of several users that do not read while the server sends much. */
final class SlowReaders {
  private static final int TOO_SLOW = 4408;

  /** So many messages of 64 KB are sixteen and more above what the system's buffers take, 4 MB. */
  private static final int HINTS = 100;

  /** So few at once that the measurement sees the most that is held: sixteen messages may wait. */
  private static final int BATCH = 2;

  private static final int SMALL_BUFFER = 4096;
  private static final int PATIENCE_SECONDS = 60;
  private static final String INBOX = "inbox-000";

  private final InMemoryCloud cloud;
  private final Ours ours;
  private final List<SignedInUser> people = new ArrayList<>();

  /** Each makes the server read a job and its rows, and send them. */
  private final List<String> hints = new ArrayList<>();

  /**
   * A user who reads. News for this user means that the server has handled about all hints before.
   */
  private SignedInUser witness;

  private String hintForWitness;
  private final Semaphore heard = new Semaphore(0);

  SlowReaders(InMemoryCloud cloud, Ours ours) {
    this.cloud = cloud;
    this.ours = ours;
  }

  /** So many users, each with a socket that does not read. */
  void measure(int users, int runs) throws Exception {
    for (int i = 0; i < users; i++) {
      people.add(ours.newUser());
      hints.add(hint(people.get(i), "select * from nyc_yellow_taxi limit 2000"));
    }
    witness = ours.newUser();
    hintForWitness = hint(witness, "select 1");
    String all = "%d sockets that read nothing".formatted(users);
    SocketFigure held =
        new SocketFigure("socket", all + ": live heap and buffers at most", "ours", "MB")
            .greatest()
            .target(64)
            .note(
                "One socket for each user. Before it is cut, up to 1 MB waits for each. The greatest"
                    + " of the rounds, measured after every two messages of 64 KB.");
    SocketFigure others =
        new SocketFigure("socket", all + ": not cut with 4408", "ours", "sockets")
            .greatest()
            .target(0);
    long base = 0;
    for (int run = 1; run <= runs; run++) {
      Sockets.say("%s, run %d".formatted(all, run));
      try (Crowd reading = new Crowd();
          Crowd slow = new Crowd(SMALL_BUFFER)) {
        ours.open(reading, witness, this::listen).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        List<CrowdTab> tabs = ours.open(slow, people, Ours.nobody(users));
        ServerUsage usage = new ServerUsage(ours.measured(), cloud.processes());
        base = run == 1 ? ours.live() : base;
        held.run((mostWhileNobodyReads(tabs) - base) / 1024.0 / 1024.0, usage.otherLoad());
        others.run(notTooSlow(tabs), usage.otherLoad());
      }
    }
    held.print();
    others.print();
  }

  private static String hint(SignedInUser user, String sql)
      throws IOException, InterruptedException {
    return "{\"owner\":\"%s\",\"job\":\"%s\",\"hops\":0}"
        .formatted(user.id(), user.ended(sql).getString("id"));
  }

  private void listen(String message) {
    if (message.startsWith("{\"type\":\"job\"")) {
      heard.release();
    }
  }

  /** The most bytes in use while the sockets are sent more than they may hold. */
  private long mostWhileNobodyReads(List<CrowdTab> tabs) throws Exception {
    tabs.forEach(tab -> tab.reads(false));
    heard.drainPermits();
    long most = 0;
    for (int sent = 0; sent < HINTS; sent += BATCH) {
      for (String hint : hints) {
        cloud.send(cloud.queue(INBOX), hint, BATCH);
      }
      cloud.send(cloud.queue(INBOX), hintForWitness, 1);
      if (!heard.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The user who reads received nothing");
      }
      most = Math.max(most, ours.live());
    }
    return most;
  }

  /**
   * How many do not learn, when they read again, that they were closed because they were too slow.
   */
  private static int notTooSlow(List<CrowdTab> tabs) throws Exception {
    tabs.forEach(tab -> tab.reads(true));
    int others = 0;
    for (CrowdTab tab : tabs) {
      int code = tab.closed().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (code != TOO_SLOW) {
        Sockets.say("A socket was closed with %d".formatted(code));
        others++;
      }
      tab.cut();
    }
    return others;
  }
}
