package io.querycast.local.redshift;

import io.querycast.local.engine.Limits;
import io.querycast.local.taxi.Trips;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings of the local Redshift.
 *
 * @param setup the file that makes the tables, sql/setup.sql
 * @param trips the data that fills them
 * @param cluster its name; a workgroup with that name answers too
 * @param database the name of its only database
 * @param pageRows the most rows on a page of a result, at least 1; a page also ends at about 1 MB
 * @param activeLimit how many statements may be active at once; 200 in the Data API's documentation
 * @param sessionLimit how many sessions may be open at once; 500 in the Data API's documentation;
 *     each is a process here
 * @param threads how many statements run at once; the others wait as SUBMITTED
 * @param callsPerSecond how many calls of any operation are taken; one second's worth may come at
 *     once; 0 for no limit
 * @param quotas whether operations also have the quotas of an AWS account
 * @param limits what one statement may take of the machine
 * @param resultBytes the largest result; the Data API's limit is 500 MB
 */
public record RedshiftSettings(
    Path setup,
    Trips trips,
    String cluster,
    String database,
    int pageRows,
    int activeLimit,
    int sessionLimit,
    int threads,
    int callsPerSecond,
    boolean quotas,
    Limits limits,
    long resultBytes) {

  public RedshiftSettings {
    if (pageRows < 1 || activeLimit < 1 || sessionLimit < 0 || threads < 1 || callsPerSecond < 0) {
      throw new IllegalArgumentException(
          "Pages, active statements and threads must be 1 or more, calls 0 or more.");
    }
  }

  /** A statement may run for as long as the Data API lets it run. */
  private static final Duration LONGEST = Duration.ofHours(24);

  /** In megabytes. */
  private static final long MEMORY = 2000;

  /** In megabytes. */
  private static final long DISK = 20_000;

  /** As many as a small cluster runs at once. */
  private static final int THREADS = 50;

  private static final int SESSIONS = 500;

  /** Cluster querycast, database dev, and the limits of the Data API. */
  public static RedshiftSettings of(Path setup, Trips trips) {
    return new RedshiftSettings(
        setup,
        trips,
        "querycast",
        "dev",
        1000,
        200,
        SESSIONS,
        THREADS,
        0,
        false,
        new Limits(MEMORY, DISK, LONGEST, true),
        500_000_000);
  }

  public RedshiftSettings withPageRows(int rows) {
    return with(rows, activeLimit, sessionLimit, threads, callsPerSecond, quotas, limits);
  }

  public RedshiftSettings withActiveLimit(int limit) {
    return with(pageRows, limit, sessionLimit, threads, callsPerSecond, quotas, limits);
  }

  public RedshiftSettings withSessionLimit(int limit) {
    return with(pageRows, activeLimit, limit, threads, callsPerSecond, quotas, limits);
  }

  public RedshiftSettings withThreads(int number) {
    return with(pageRows, activeLimit, sessionLimit, number, callsPerSecond, quotas, limits);
  }

  public RedshiftSettings withCallsPerSecond(int calls) {
    return with(pageRows, activeLimit, sessionLimit, threads, calls, quotas, limits);
  }

  public RedshiftSettings withQuotas(boolean ofAws) {
    return with(pageRows, activeLimit, sessionLimit, threads, callsPerSecond, ofAws, limits);
  }

  public RedshiftSettings withLimits(Limits other) {
    return with(pageRows, activeLimit, sessionLimit, threads, callsPerSecond, quotas, other);
  }

  private RedshiftSettings with(
      int rows, int active, int sessions, int number, int calls, boolean ofAws, Limits other) {
    return new RedshiftSettings(
        setup,
        trips,
        cluster,
        database,
        rows,
        active,
        sessions,
        number,
        calls,
        ofAws,
        other,
        resultBytes);
  }
}
