package io.querycast.rest;

import io.querycast.Audit;
import io.querycast.Figure;
import io.querycast.Metrics;
import io.querycast.NanoClock;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The refused requests. Each is counted, and written to the audit trail without anything that was
 * sent. A flood of them fills no disk: above a limit for each second the rest is counted in the
 * next line.
 */
@Singleton
public class Refusals {
  static final int LINES_PER_SECOND = 10;

  /** All other refusals are the client's own fault, and concern nobody else. */
  private static final Map<Integer, Figure> NOTED =
      Map.of(401, Figure.REFUSED_401, 403, Figure.REFUSED_403, 429, Figure.REFUSED_429);

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS");

  private final Metrics metrics;
  private final Audit audit;
  private final NanoClock ticks;
  private long second;
  private int lines;
  private int leftOut;

  @Inject
  Refusals(Metrics metrics, Audit audit, NanoClock ticks) {
    this.metrics = metrics;
    this.audit = audit;
    this.ticks = ticks;
    second = ticks.nanos();
  }

  /**
   * Counts an answered request.
   *
   * @param user who asked; null if nobody is signed in
   * @param address where the request came from
   */
  void answered(int status, String user, String address, String method) {
    Figure figure = NOTED.get(status);
    if (figure == null) {
      return;
    }
    metrics.count(figure);
    Map<String, String> more = new LinkedHashMap<>();
    more.put("status", Integer.toString(status));
    more.put("address", address);
    more.put("method", METHODS.contains(method) ? method : "other");
    synchronized (this) {
      long now = ticks.nanos();
      if (now - second >= TimeUnit.SECONDS.toNanos(1)) {
        second = now;
        lines = 0;
      }
      if (lines >= LINES_PER_SECOND) {
        leftOut++;
        return;
      }
      lines++;
      if (leftOut > 0) {
        more.put("leftOut", Integer.toString(leftOut));
        leftOut = 0;
      }
    }
    audit.write(Audit.What.REFUSED, user, null, more);
  }
}
