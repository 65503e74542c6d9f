package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotasTest {
  private Instant now = Instant.EPOCH;

  @ParameterizedTest
  @CsvSource({
    "ExecuteStatement, 30",
    "BatchExecuteStatement, 20",
    "DescribeStatement, 100",
    "GetStatementResult, 20",
    "GetStatementResultV2, 20"
  })
  void anOperationIsTakenAsOftenASecondAsOnAws(String operation, int quota) {
    Quotas quotas = new Quotas(0, true, () -> now);

    assertEquals(quota, taken(quotas, operation));
    now = now.plusSeconds(1);
    assertEquals(quota, taken(quotas, operation));
  }

  @Test
  void oneOperationDoesNotUseTheQuotaOfAnother() {
    Quotas quotas = new Quotas(0, true, () -> now);
    assertEquals(20, taken(quotas, "GetStatementResult"));

    assertTrue(quotas.allow("ExecuteStatement"));
    assertFalse(quotas.allow("GetStatementResult"));
  }

  @Test
  void withoutTheQuotasOfAwsOnlyTheSumOfAllCounts() {
    assertEquals(1000, taken(new Quotas(0, false, () -> now), "ExecuteStatement"));
    assertEquals(3, taken(new Quotas(3, false, () -> now), "ExecuteStatement"));
    assertEquals(3, taken(new Quotas(3, true, () -> now), "ExecuteStatement"));
  }

  private static long taken(Quotas quotas, String operation) {
    return IntStream.range(0, 1000).filter(i -> quotas.allow(operation)).count();
  }
}
