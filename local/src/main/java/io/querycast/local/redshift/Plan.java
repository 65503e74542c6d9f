package io.querycast.local.redshift;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A plan as EXPLAIN of Redshift shows it: each step begins with {@code XN}, and a join says how
 * rows move between nodes. Here is one node, so none move.
 */
final class Plan {
  /** Shows the lines of a plan. */
  static final String SHOW =
      "select line::varchar as \"QUERY PLAN\" from unnest(?::text[]) with ordinality as each(line, place)"
          + " order by place";

  /** Steps that Redshift does not have. */
  private static final List<String> OTHERS =
      List.of(
          "bitmapscan", "indexscan", "indexonlyscan", "memoize", "incremental_sort", "material");

  /** What stands before a step below another, and what follows its name. */
  private static final String BELOW = "->  ";

  private static final String COSTS = "  (cost=";

  private static final Pattern JOIN = Pattern.compile("(?:Hash|Merge) .*Join|Nested Loop.*");

  /** What Redshift does not tell of a step. */
  private static final Pattern DETAIL =
      Pattern.compile(" *(?:Group Key|Disabled|Planned Partitions|Storage|Window|Cache \\w+): ?.*");

  private Plan() {}

  /**
   * Explains a statement, in the transaction that is open.
   *
   * @param explain of the engine
   */
  static List<String> of(Statement statement, String explain) throws SQLException {
    Savepoint before = statement.getConnection().setSavepoint();
    List<String> lines = new ArrayList<>();
    statement.execute("set local max_parallel_workers_per_gather = 0");
    for (String other : OTHERS) {
      statement.execute("set local enable_" + other + " = off");
    }
    try (ResultSet plan = statement.executeQuery(explain)) {
      while (plan.next()) {
        lines.add(plan.getString(1));
      }
    }
    statement.getConnection().rollback(before);
    return shown(lines);
  }

  static List<String> shown(List<String> engine) {
    List<String> lines = new ArrayList<>(engine);
    // Redshift shows what is inserted, updated or deleted, and not the step that does it.
    int deeper = 0;
    if (lines.size() > 1 && lines.get(0).matches("(Insert|Update|Delete) on .*")) {
      lines.remove(0);
      deeper = lines.get(0).indexOf("->") + BELOW.length();
    }
    List<String> shown = new ArrayList<>();
    for (String line : lines) {
      String text = line.substring(Math.min(deeper, line.length() - line.stripLeading().length()));
      if (shown.isEmpty() && text.startsWith(BELOW)) {
        text = text.substring(BELOW.length());
      }
      if (!DETAIL.matcher(text).matches()) {
        shown.add(step(text));
      }
    }
    return shown;
  }

  private static String step(String line) {
    // The engine tells two readings of one table apart; Redshift does not.
    String named = line.replaceFirst("(Scan on (\\w+)) \\2_\\d+ ", "$1 ");
    String ours = named.replace("redshift.", "").replace("pg_catalog.", "").replace("rdsdb.", "");
    int end = ours.indexOf(COSTS);
    if (end < 0) {
      return ours;
    }
    int start = ours.length() - ours.stripLeading().length();
    start += ours.startsWith(BELOW, start) ? BELOW.length() : 0;
    String name = ours.substring(start, end);
    String moved = JOIN.matcher(name).matches() ? " DS_DIST_NONE" : "";
    return ours.substring(0, start) + "XN " + name + moved + ours.substring(end);
  }
}
