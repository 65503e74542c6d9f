package io.querycast.local.redshift;

import io.querycast.local.Rate;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Collectors;

/** How many calls are taken a second, of all operations and of each. */
final class Quotas {
  /** The quotas of an account and region for the calls that each statement needs. */
  private static final Map<String, Integer> OF_AWS =
      Map.of(
          "ExecuteStatement", 30,
          "BatchExecuteStatement", 20,
          "DescribeStatement", 100,
          "GetStatementResult", 20,
          "GetStatementResultV2", 20);

  private final Rate all;
  private final Map<String, Rate> byOperation;

  /**
   * @param callsPerSecond of all operations together; 0 for no limit
   * @param areOfAws whether operations also have the quotas that they have on AWS
   */
  Quotas(int callsPerSecond, boolean areOfAws, InstantSource clock) {
    all = new Rate(callsPerSecond, clock);
    byOperation =
        OF_AWS.entrySet().stream()
            .filter(each -> areOfAws)
            .collect(Collectors.toMap(Map.Entry::getKey, each -> new Rate(each.getValue(), clock)));
  }

  /** Whether one more call may be taken now; if so, the call is counted. */
  boolean allow(String operation) {
    Rate own = byOperation.get(operation);
    return all.allows() && (own == null || own.allows());
  }
}
