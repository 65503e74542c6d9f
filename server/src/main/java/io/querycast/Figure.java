package io.querycast;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a node counts and measures, defined once for all who ask: CloudWatch, OTLP and Prometheus.
 */
public enum Figure {
  CONNECTIONS("open connections of this node, now"),
  CHECKS_DOWN("checks of health that are down, now"),
  JOBS_OVERDUE("jobs of this node's share whose check was due two minutes ago"),
  CATALOGUE_FAULTS(
      "files of the catalogue that can't be read, plus one while the catalogue can't be asked for"),
  JOBS_SUBMITTED("jobs that this node has stored", true),
  JOBS_ENDED("jobs whose ending this node has stored", true),
  JOBS_LEARNED_LATE("the ended jobs whose ending the sweeper found", true),
  STATEMENTS_RUN("statements whose end this node has stored", true),
  STATEMENTS_SHARED("jobs that another job's running statement has served", true),
  STATEMENTS_REUSED("jobs that an answer has served that was there already", true),
  WAREHOUSE_MILLISECONDS("how long Redshift worked on these statements, by its own count", true),
  DATA_API_CALLS("calls of the Data API, without the SDK's repeats", true),
  REFUSED_401("requests without a valid sign-in", true),
  REFUSED_403("requests for what their user may not do", true),
  REFUSED_429("requests of clients that asked too often", true);

  private final String meaning;
  private final boolean isCount;

  Figure(String meaning) {
    this(meaning, false);
  }

  Figure(String meaning, boolean isCount) {
    this.meaning = meaning;
    this.isCount = isCount;
  }

  /** One sentence's worth of words for people. */
  public String meaning() {
    return meaning;
  }

  /** Whether it only grows; otherwise it is as it is when somebody looks. */
  public boolean isCount() {
    return isCount;
  }

  /** Its name at CloudWatch, such as {@code JobsEnded}. */
  public String cloudWatchName() {
    return Arrays.stream(name().split("_"))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }

  /**
   * Its name everywhere else, such as {@code querycast.jobs.ended}. Prometheus shows it as {@code
   * querycast_jobs_ended_total}.
   */
  public String telemetryName() {
    return "querycast." + name().toLowerCase(Locale.ROOT).replace('_', '.');
  }
}
