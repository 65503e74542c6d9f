package io.querycast.local.cognito;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.local.AwsError;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LockoutsTest {
  private final Lockouts lockouts = new Lockouts(new ManualClock());
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void guessesAreCheckedOneAfterTheOther() throws InterruptedException {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Thread ada = guess(first, goOn);
    first.await();
    Thread eve = guess(new CountDownLatch(1), goOn);
    while (eve.getState() != Thread.State.BLOCKED && asked.get() < 2) {
      Thread.onSpinWait();
    }
    int askedMeanwhile = asked.get();
    goOn.countDown();
    ada.join();
    eve.join();
    assertEquals(1, askedMeanwhile);
    assertEquals(2, asked.get());
  }

  @Test
  void noGuessIsCheckedDuringALock() throws InterruptedException {
    CountDownLatch open = new CountDownLatch(0);
    for (int i = 0; i < 10; i++) {
      guess(open, open).join();
    }
    assertEquals(5, asked.get());
  }

  /** A wrong guess. It counts down when it is checked, and ends when the test lets it. */
  private Thread guess(CountDownLatch begun, CountDownLatch goOn) {
    Thread thread =
        new Thread(
            () -> {
              try {
                lockouts.attempt(
                    "ada",
                    () -> {
                      asked.incrementAndGet();
                      begun.countDown();
                      await(goOn);
                      return false;
                    },
                    () -> new AwsError("NotAuthorizedException", "locked"));
              } catch (AwsError e) {
                // locked: the guess was not checked
              }
            });
    thread.start();
    return thread;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
