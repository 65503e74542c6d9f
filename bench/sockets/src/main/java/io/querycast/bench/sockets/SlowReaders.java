package io.querycast.bench.sockets;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Sockets that don't read while much is to be told. */
final class SlowReaders {
  private static final int TABS = 10;
  private static final int TOO_SLOW = 4408;
  private static final int MOST_HINTS = 400;

  private final Cloud cloud;
  private final Ours ours;

  SlowReaders(Cloud cloud, Ours ours) {
    this.cloud = cloud;
    this.ours = ours;
  }

  /** So many users with ten sockets each, of which none reads. */
  void measure(int users) throws Exception {
    try (Crowd crowd = new Crowd()) {
      List<Tab> tabs = new ArrayList<>();
      List<String> hints = new ArrayList<>();
      for (int i = 0; i < users; i++) {
        Person person = ours.newPerson();
        String job = person.ended("select * from nyc_yellow_taxi limit 2000").getString("id");
        hints.add("{\"owner\":\"%s\",\"job\":\"%s\",\"hops\":0}".formatted(person.id(), job));
        List<java.util.function.Consumer<String>> nobody = new ArrayList<>();
        for (int tab = 0; tab < TABS; tab++) {
          nobody.add(null);
        }
        tabs.addAll(ours.open(crowd, List.of(person), nobody));
      }
      long before = ours.live();
      Watch watch = new Watch(ours.measured(), cloud.processes());
      tabs.forEach(tab -> tab.reads(false));
      long most = 0;
      for (int sent = 0; sent < MOST_HINTS; sent += TABS) {
        for (String hint : hints) {
          cloud.send(cloud.queue("inbox-000"), hint, TABS);
        }
        if (sent % 100 == 0) {
          most = Math.max(most, ours.live() - before);
        }
      }
      TimeUnit.SECONDS.sleep(2);
      most = Math.max(most, ours.live() - before);
      tabs.forEach(tab -> tab.reads(true));
      int cut = 0;
      for (Tab tab : tabs) {
        cut += tab.closed().get(60, TimeUnit.SECONDS) == TOO_SLOW ? 1 : 0;
        tab.cut();
      }
      String all = "%d sockets that read nothing".formatted(tabs.size());
      new Figure("socket", all + ": live heap and buffers at most", "ours", "MB")
          .target(64)
          .run(most / 1024.0 / 1024.0, watch.otherLoad())
          .print();
      new Figure("socket", all + ": cut with 4408", "ours", "sockets")
          .run(cut, watch.otherLoad())
          .print();
    }
  }
}
