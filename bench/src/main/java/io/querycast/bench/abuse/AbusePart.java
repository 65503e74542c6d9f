package io.querycast.bench.abuse;

import io.querycast.bench.Figure;
import io.querycast.bench.MachineLoad;
import io.querycast.bench.world.BenchUser;
import io.querycast.bench.world.BenchWorld;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One client sends as many requests to one route as it can, in turns with quiet. Another user lists
 * jobs all the time. The figure says how many times longer the list takes.
 */
public final class AbusePart {
  private static final String PART = "abuse";
  private static final int CONNECTIONS = 24;
  private static final int WAITS = 600;
  private static final int TURNS = 5;
  private static final Duration WINDOW = Duration.ofSeconds(5);
  private static final Duration QUICK = Duration.ofSeconds(1);
  private static final Duration REST = Duration.ofSeconds(1);

  /**
   * The other user sends fewer requests than a user may. Otherwise it would wait for its own turns.
   */
  private static final Duration PAUSE = Duration.ofMillis(30);

  /** A page of the Data API takes 50 to 100 ms on AWS. */
  private static final Duration DATA_API = Duration.ofMillis(50);

  private static final int JOBS = 30;
  private static final double SHARE = 0.95;
  private static final double MOST_SLOWER = 2;
  private static final double MILLIS = 1e6;

  /**
   * A request that the client repeats.
   *
   * @param connections over how many connections at the same time
   */
  private record Kind(String request, int connections) {}

  private final BenchWorld world;
  private final BenchUser other;
  private final Duration window;

  private AbusePart(BenchWorld world, BenchUser other, Duration window) {
    this.world = world;
    this.other = other;
    this.window = window;
  }

  /**
   * Measures.
   *
   * @param arguments {@code --quick} for one short turn; names of kinds, none for all
   */
  public static void main(String[] arguments) throws Exception {
    List<String> given = List.of(arguments);
    boolean quick = given.contains("--quick");
    List<String> names = given.stream().filter(each -> !each.startsWith("--")).toList();
    try (BenchWorld world = BenchWorld.open();
        BenchUser abuser = BenchUser.in(world);
        BenchUser other = BenchUser.in(world)) {
      String result = "";
      for (int i = 0; i < JOBS; i++) {
        BenchUser.Asked asked = abuser.ask("select * from nyc_yellow_taxi limit 2000");
        asked.await();
        result = asked.job();
        other.ask("trips-by-day", "month", "2015-%02d".formatted(1 + i % 12)).await();
      }
      world.dataApiTakes(DATA_API);
      AbusePart part = new AbusePart(world, other, quick ? QUICK : WINDOW);
      System.err.println("abuse: warming up");
      for (int i = 0; i < (quick ? 1 : 4); i++) {
        part.list();
      }
      for (Map.Entry<String, Kind> each : kinds(abuser, result).entrySet()) {
        if (names.isEmpty() || names.contains(each.getKey())) {
          part.measure(each.getKey(), each.getValue(), quick ? 1 : TURNS);
        }
      }
    }
    System.exit(0);
  }

  private static Map<String, Kind> kinds(BenchUser abuser, String job) {
    String token = abuser.token();
    String bad = token.substring(0, token.length() - 8) + "AAAAAAAA";
    String ticket =
        Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("somebody".getBytes(StandardCharsets.UTF_8))
            + ".AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    String upgrade =
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + "Sec-WebSocket-Protocol: querycast.v1, ticket."
            + ticket
            + "\r\n";
    Map<String, Kind> kinds = new LinkedHashMap<>();
    kinds.put("list", get("/api/jobs?limit=100", bearer(token), CONNECTIONS));
    kinds.put("rows", get("/api/jobs/" + job + "/rows", bearer(token), CONNECTIONS));
    kinds.put(
        "snapshot wait",
        get("/api/snapshot?wait=20", bearer(token) + "If-None-Match: *\r\n", WAITS));
    kinds.put("submit", post("/api/jobs", bearer(token), "{\"sql\":\"select 1\"}"));
    kinds.put("download", get("/api/jobs/" + job + "/result.csv", bearer(token), CONNECTIONS));
    kinds.put(
        "downloads guessed", get("/api/downloads/AAAAAAAAAAAAAAAAAAAAAA.AAAA", "", CONNECTIONS));
    kinds.put("handshake", get("/push", upgrade, CONNECTIONS));
    kinds.put("bad tokens", get("/api/jobs", bearer(bad), CONNECTIONS));
    kinds.put("the page", get("/", "Accept-Encoding: gzip\r\n", CONNECTIONS));
    return kinds;
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token + "\r\n";
  }

  private static Kind get(String path, String headers, int connections) {
    return new Kind(
        "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n".formatted(path, headers), connections);
  }

  private static Kind post(String path, String headers, String body) {
    return new Kind(
        ("POST %s HTTP/1.1\r\nHost: localhost\r\n%sContent-Type: application/json\r\n"
                + "Content-Length: %d\r\n\r\n%s")
            .formatted(path, headers, body.length(), body),
        CONNECTIONS);
  }

  private void measure(String name, Kind kind, int turns) throws InterruptedException {
    List<Double> before = new ArrayList<>();
    List<Double> during = new ArrayList<>();
    List<Double> slower = new ArrayList<>();
    List<Double> loads = new ArrayList<>();
    for (int turn = 0; turn < turns; turn++) {
      TimeUnit.MILLISECONDS.sleep(REST.toMillis());
      MachineLoad load = MachineLoad.watch(world.processes());
      double quiet = list();
      double loud;
      try (Abuse abuse = new Abuse(world.server(), kind.request(), kind.connections())) {
        loud = list();
        System.err.printf(
            "abuse: %s, p95 %.1f, then %.1f ms; answers %s%n", name, quiet, loud, abuse.answers());
      }
      before.add(quiet);
      during.add(loud);
      slower.add(loud / quiet);
      load.others().ifPresent(loads::add);
    }
    String what = "another user's list of jobs, p95, beside one client: " + name;
    Figure.median(PART, what, Figure.OURS, during, "ms", loads).print();
    Figure.median(PART, what, "nobody beside", before, "ms", loads).print();
    Figure.median(PART, "times slower beside one client: " + name, Figure.OURS, slower, "x", loads)
        .within(MOST_SLOWER)
        .print();
  }

  /** The 95th percentile of the times for the other user's list, in ms. */
  private double list() throws InterruptedException {
    List<Double> all = new ArrayList<>();
    long end = System.nanoTime() + window.toNanos();
    while (System.nanoTime() - end < 0) {
      long start = System.nanoTime();
      other.jobs();
      all.add((System.nanoTime() - start) / MILLIS);
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    }
    all.sort(null);
    return all.get((int) Math.ceil(SHARE * all.size()) - 1);
  }
}
