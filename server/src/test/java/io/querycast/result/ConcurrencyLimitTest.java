package io.querycast.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {
  private final ConcurrencyLimit limit = new ConcurrencyLimit(2, 3);

  @Test
  void oneUserCannotTakeAllPlaces() {
    limit.enter("ada");
    limit.enter("ada");

    refuses("ada", ErrorCode.TOO_MANY_REQUESTS);
    limit.enter("eve");
  }

  @Test
  void aFullNodeSaysToComeBackAndLetsTheNextInWhenAPlaceIsFree() {
    ConcurrencyLimit.Permit first = limit.enter("ada");
    limit.enter("ada");
    limit.enter("eve");

    refuses("zoe", ErrorCode.UNAVAILABLE);
    first.close();
    first.close();
    limit.enter("zoe");
    refuses("eve", ErrorCode.UNAVAILABLE);
  }

  private void refuses(String user, ErrorCode code) {
    assertEquals(code, assertThrows(Problem.class, () -> limit.enter(user)).code());
  }
}
