package io.querycast.bench.sockets;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Sockets that don't read while much is to be told. */
final class SlowReaders {
  private static final int TABS = 10;
  private static final int TOO_SLOW = 4408;
  private static final int MOST_HINTS = 250;
  private static final int PATIENCE_SECONDS = 60;

  private final Cloud cloud;
  private final Ours ours;
  private final List<Person> people = new ArrayList<>();

  /** Each makes the server read a job and its rows, and tell them. */
  private final List<String> hints = new ArrayList<>();

  /** Somebody who reads, and so hears when hints before his own have been handled. */
  private Person witness;

  private String hintForWitness;
  private final Semaphore heard = new Semaphore(0);

  SlowReaders(Cloud cloud, Ours ours) {
    this.cloud = cloud;
    this.ours = ours;
  }

  /** So many users with ten sockets each, of which none reads. */
  void measure(int users, int runs) throws Exception {
    for (int i = 0; i < users; i++) {
      people.add(ours.newPerson());
      hints.add(hint(people.get(i), "select * from nyc_yellow_taxi limit 2000"));
    }
    witness = ours.newPerson();
    hintForWitness = hint(witness, "select 1");
    String all = "%d sockets that read nothing".formatted(users * TABS);
    Figure held =
        new Figure("socket", all + ": live heap and buffers at most", "ours", "MB").target(64);
    Figure cut = new Figure("socket", all + ": cut with 4408", "ours", "sockets").moreIsBetter();
    for (int run = 1; run <= runs; run++) {
      Sockets.say("%s, run %d".formatted(all, run));
      try (Crowd crowd = new Crowd()) {
        Tab reading =
            ours.open(crowd, witness, this::listen).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        List<Tab> tabs = ours.open(crowd, people, Ours.nobody(users * TABS));
        Watch watch = new Watch(ours.measured(), cloud.processes());
        double most = heldWhileNobodyReads(tabs) / 1024.0 / 1024.0;
        held.run(most, watch.otherLoad());
        cut.run(tooSlow(tabs), watch.otherLoad());
        reading.cut();
      }
    }
    held.print();
    cut.print();
  }

  private static String hint(Person person, String sql) throws IOException, InterruptedException {
    return "{\"owner\":\"%s\",\"job\":\"%s\",\"hops\":0}"
        .formatted(person.id(), person.ended(sql).getString("id"));
  }

  private void listen(String message) {
    if (message.startsWith("{\"type\":\"job\"")) {
      heard.release();
    }
  }

  private long heldWhileNobodyReads(List<Tab> tabs) throws Exception {
    long before = ours.live();
    tabs.forEach(tab -> tab.reads(false));
    long most = 0;
    for (int sent = 0; sent < MOST_HINTS; sent += TABS) {
      for (String hint : hints) {
        cloud.send(cloud.queue("inbox-000"), hint, TABS);
      }
      cloud.send(cloud.queue("inbox-000"), hintForWitness, 1);
      if (!heard.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The one who reads heard nothing");
      }
      most = Math.max(most, ours.live() - before);
    }
    return most;
  }

  /** How many find, when they read again, that they have been cut for reading too slowly. */
  private static int tooSlow(List<Tab> tabs) throws Exception {
    tabs.forEach(tab -> tab.reads(true));
    int cut = 0;
    for (Tab tab : tabs) {
      int code = tab.closed().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (code == TOO_SLOW) {
        cut++;
      } else {
        Sockets.say("A socket was closed with %d".formatted(code));
      }
      tab.cut();
    }
    return cut;
  }
}
