package io.querycast.rest;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnreadBodiesTest {
  private final UnreadBodies bodies = new UnreadBodies();

  @Test
  void aUserWithTooManyUnreadBodiesIsToldToFinishThemFirst() {
    List<UnreadBodies.Unread> ada = begin("ada", UnreadBodies.MOST_OF_USER);
    Problem problem = assertThrows(Problem.class, () -> bodies.begin("ada"));
    assertEquals(ErrorCode.TOO_MANY_REQUESTS, problem.code());
    assertDoesNotThrow(() -> bodies.begin("bob"));

    ada.get(0).close();
    ada.get(0).close();
    assertDoesNotThrow(() -> bodies.begin("ada"));
    assertThrows(Problem.class, () -> bodies.begin("ada"), "closed twice counts once");
  }

  @Test
  void bytesOfAllBodiesTogetherAreBounded() {
    int most = (int) (UnreadBodies.MOST_BYTES / Body.MAX_BYTES);
    List<UnreadBodies.Unread> all = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      UnreadBodies.Unread each = bodies.begin("user " + i / 10);
      each.grow(Body.MAX_BYTES);
      all.add(each);
    }
    UnreadBodies.Unread oneMore = bodies.begin("one more");
    Problem problem = assertThrows(Problem.class, () -> oneMore.grow(Body.MAX_BYTES));
    assertEquals(ErrorCode.UNAVAILABLE, problem.code());

    all.get(0).close();
    assertDoesNotThrow(() -> oneMore.grow(Body.MAX_BYTES));
    assertThrows(Problem.class, () -> bodies.begin("another").grow(1));
  }

  @Test
  void aBodyThatGrowsCountsOnce() {
    UnreadBodies.Unread body = bodies.begin("ada");
    for (int i = 0; i < 1000; i++) {
      int size = (int) UnreadBodies.MOST_BYTES;
      assertDoesNotThrow(() -> body.grow(size));
    }
  }

  private List<UnreadBodies.Unread> begin(String user, int count) {
    List<UnreadBodies.Unread> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(bodies.begin(user));
    }
    return all;
  }
}
