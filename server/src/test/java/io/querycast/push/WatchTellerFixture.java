package io.querycast.push;

import io.querycast.Settings;
import io.querycast.result.Results;
import io.querycast.watch.Watches;
import java.time.InstantSource;

/** Words the answers of watches for a gateway, for the tests of other packages. */
public final class WatchTellerFixture {
  private WatchTellerFixture() {}

  /** It holds no connections of its own. */
  public static WatchTeller of(
      Watches watches, Results results, Settings settings, InstantSource clock) {
    return new WatchTeller(null, null, watches, results, settings, clock);
  }
}
