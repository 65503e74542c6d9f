package io.querycast.warehouse;

import io.querycast.Figure;
import io.querycast.Metrics;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;

/** How often this node has called the Data API about each statement. */
@Singleton
public class Calls {
  /** Of more statements than this, the one that was asked about first is forgotten: 1 MB. */
  static final int MOST = 10_000;

  private final Metrics metrics;
  private final Map<String, Integer> made =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > MOST;
        }
      };

  @Inject
  public Calls(Metrics metrics) {
    this.metrics = metrics;
  }

  /**
   * A call is made. The SDK's own repeats are not counted.
   *
   * @param about the statement's name, or Redshift's id of it; null for none
   */
  void made(String about) {
    metrics.count(Figure.DATA_API_CALLS, 1);
    if (about != null) {
      synchronized (this) {
        made.merge(about, 1, Integer::sum);
      }
    }
  }

  /** The calls about a statement since somebody took them; from now on they are the caller's. */
  public synchronized int take(String about) {
    Integer all = made.remove(about);
    return all == null ? 0 : all;
  }
}
