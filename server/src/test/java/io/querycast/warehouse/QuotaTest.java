package io.querycast.warehouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.FakeNanoClock;
import io.querycast.Settings;
import io.querycast.warehouse.Quota.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuotaTest {
  private final FakeNanoClock ticks = new FakeNanoClock();
  private final List<Long> waited = new ArrayList<>();
  private int nodes = 1;

  @Test
  void withoutASettingNothingIsLimited() {
    for (int i = 0; i < 10_000; i++) {
      Quotas.UNLIMITED.take(Call.EXECUTE);
    }
    assertTrue(Quotas.UNLIMITED.isLeft(Call.EXECUTE));
  }

  @Test
  void allNodesTogetherMakeNoMoreCallsThanTheQuota() {
    nodes = 3;
    List<Quota> all = List.of(quota(), quota(), quota());
    int calls = 0;
    for (int tenth = 0; tenth < 100; tenth++) {
      for (Quota each : all) {
        while (each.isLeft(Call.EXECUTE)) {
          each.take(Call.EXECUTE);
          calls++;
        }
      }
      ticks.pass(Duration.ofMillis(100));
    }

    assertEquals(30 + 297, calls, "a full bucket, and 30 a second for 9.9 s");
  }

  @Test
  void aNodeThatIsLeftAloneHasTheWholeQuota() {
    nodes = 30;
    Quota quota = quota();
    quota.take(Call.EXECUTE);
    assertFalse(quota.isLeft(Call.EXECUTE));
    nodes = 1;
    ticks.pass(Duration.ofMillis(100));

    for (int i = 0; i < 3; i++) {
      quota.take(Call.EXECUTE);
    }
    assertFalse(quota.isLeft(Call.EXECUTE));
  }

  @Test
  void aStartDoesNotWaitButSaysThatTheQuotaIsUsedUp() {
    Quota quota = quota();
    for (int i = 0; i < 30; i++) {
      quota.take(Call.EXECUTE);
    }

    Unavailable no = assertThrows(Unavailable.class, () -> quota.take(Call.EXECUTE));

    assertEquals(Unavailable.Reason.QUOTA, no.reason());
    quota.await(Call.RESULT);
    assertEquals(List.of(), waited, "each operation has its own quota");
  }

  @Test
  void readersOfRowsWaitForTheirTurnsButNotLong() {
    Quota quota = quota();
    for (int i = 0; i < 20; i++) {
      quota.await(Call.RESULT);
    }
    assertEquals(List.of(), waited);

    for (int i = 0; i < 100; i++) {
      quota.await(Call.RESULT);
    }

    assertEquals(50, millis(waited.get(0)));
    assertEquals(Quota.PATIENCE.toMillis(), millis(waited.get(99)));
    assertThrows(Unavailable.class, () -> quota.await(Call.RESULT));
  }

  private static long millis(long nanos) {
    return Math.round(nanos / 1e6);
  }

  private Quota quota() {
    return new Quota(
        Optional.of(new Settings.Quotas(30, 100, 20)), () -> nodes, ticks, waited::add);
  }
}
