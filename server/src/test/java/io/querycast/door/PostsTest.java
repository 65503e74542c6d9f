package io.querycast.door;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.DirectExecutor;
import io.querycast.FakeTimer;
import io.querycast.Threads;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class PostsTest {
  private final Deque<Runnable> started = new ArrayDeque<>();
  private final Posts posts =
      new Posts(
          new Threads(
              new DirectExecutor() {
                @Override
                public void execute(Runnable task) {
                  started.add(task);
                }
              },
              new FakeTimer()));
  private int made;

  @Test
  void someCallsAreMadeAtTheSameTimeAndTheOthersAfterThose() {
    for (int i = 0; i < Posts.AT_ONCE + 10; i++) {
      posts.add(() -> made++);
    }

    assertEquals(Posts.AT_ONCE, started.size());
    started.remove().run();
    assertEquals(Posts.AT_ONCE + 10, made, "whoever is done takes the next");
  }

  @Test
  void whatFindsTooManyWaitingIsLeftOutAndThenItGoesOn() {
    for (int i = 0; i < Posts.MOST_WAITING + 10; i++) {
      assertEquals(i < Posts.MOST_WAITING, posts.add(() -> made++));
    }
    started.forEach(Runnable::run);
    started.clear();
    assertEquals(Posts.MOST_WAITING, made);

    posts.add(() -> made++);
    started.remove().run();

    assertEquals(Posts.MOST_WAITING + 1, made);
  }

  @Test
  void aCallThatFailsKeepsNoOtherFromBeingMade() {
    posts.add(
        () -> {
          throw new IllegalStateException("The table can't be written.");
        });
    posts.add(() -> made++);

    started.forEach(Runnable::run);

    assertEquals(1, made);
  }
}
