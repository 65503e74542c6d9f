package io.querycast.faults;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of one job that a tab has so far. Each page counts once, and only behind the one before
 * it.
 */
final class RowsSeen {
  private final List<String> rows = new ArrayList<>();
  private boolean begun;
  private String next;

  /**
   * Takes a page.
   *
   * @param page the page that was asked for; null for the first
   * @return whether this page completes the rows
   */
  synchronized boolean take(String page, JsonObject result) {
    boolean fits = page == null ? !begun : begun && page.equals(next);
    if (!fits) {
      return false;
    }
    for (JsonValue row : result.getJsonArray("rows")) {
      rows.add(row.toString());
    }
    begun = true;
    next = result.getString("next", null);
    return next == null;
  }

  synchronized boolean isComplete() {
    return begun && next == null;
  }

  /** The page to ask for; null for the first. */
  synchronized String next() {
    return next;
  }

  synchronized List<String> all() {
    return List.copyOf(rows);
  }
}
