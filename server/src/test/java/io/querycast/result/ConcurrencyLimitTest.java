package io.querycast.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {
  private final ConcurrencyLimit gate = new ConcurrencyLimit(2, 3);

  @Test
  void oneUserCannotTakeTheRoomOfAll() {
    gate.enter("ada");
    gate.enter("ada");

    refuses("ada", ErrorCode.TOO_MANY_REQUESTS);
    gate.enter("eve");
  }

  @Test
  void aNodeThatIsFullSaysToComeBackAndLetsInWhomOthersMakeRoomFor() {
    ConcurrencyLimit.Permit first = gate.enter("ada");
    gate.enter("ada");
    gate.enter("eve");

    refuses("zoe", ErrorCode.UNAVAILABLE);
    first.close();
    first.close();
    gate.enter("zoe");
    refuses("eve", ErrorCode.UNAVAILABLE);
  }

  private void refuses(String user, ErrorCode code) {
    assertEquals(code, assertThrows(Problem.class, () -> gate.enter(user)).code());
  }
}
