package io.querycast.identity;

import io.querycast.NanoClock;
import io.querycast.TestSettings;
import io.querycast.Threads;

/** Sign-ins without a container, for the tests of other packages. */
public final class SignInsFixture {
  private final FakeCognito cognito = new FakeCognito();
  private final SignIns signIns;

  public SignInsFixture(NanoClock ticks, Threads threads) {
    signIns = new SignIns(cognito, TestSettings.SETTINGS, ticks, threads);
  }

  public SignIns signIns() {
    return signIns;
  }

  /** The user of this token signs out; nobody is told of it. */
  public void signOut(AccessToken token) {
    cognito.over.add(token);
  }

  /** Asks about the tokens that somebody watches, as the server does at intervals. */
  public void look() {
    signIns.look();
  }

  /** How often the pool was asked about a token. */
  public long asked(AccessToken token) {
    return cognito.asked.stream().filter(token::equals).count();
  }
}
