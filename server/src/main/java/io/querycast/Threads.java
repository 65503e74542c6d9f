package io.querycast;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The threads that run beside the requests.
 *
 * @param executor takes any amount of work at once
 * @param scheduler takes work for later
 * @param timer takes very many small tasks for later, such as to hand work to the executor. It has
 *     one thread, which must not wait
 */
public record Threads(
    ExecutorService executor, ScheduledExecutorService scheduler, ScheduledExecutorService timer) {
  /**
   * Uses the scheduler as the timer too: this suits a scheduler that very many tasks don't slow
   * down.
   */
  public Threads(ExecutorService executor, ScheduledExecutorService scheduler) {
    this(executor, scheduler, scheduler);
  }

  /**
   * Runs a task again and again, never twice at once. The pause is between half the interval and
   * one and a half intervals, so that nodes that started together drift apart.
   *
   * @param goesOn asked before each run; when it says no, that was the last one
   * @param task that throws nothing
   */
  public void repeat(Duration interval, BooleanSupplier goesOn, Runnable task) {
    long millis = interval.toMillis();
    long pause = millis / 2 + ThreadLocalRandom.current().nextLong(millis + 1);
    try {
      ScheduledFuture<?> unused =
          scheduler.schedule(
              () -> {
                if (goesOn.getAsBoolean()) {
                  try {
                    task.run();
                  } finally {
                    repeat(interval, goesOn, task);
                  }
                }
              },
              pause,
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The server ends.
    }
  }

  /**
   * Does the same for each item, for several at the same time, and waits for all.
   *
   * @param atOnce how many are under way at most
   * @param action that throws nothing
   */
  public <T> void forEach(List<T> items, int atOnce, Consumer<? super T> action) {
    for (int from = 0; from < items.size(); from += atOnce) {
      List<T> some = items.subList(from, Math.min(items.size(), from + atOnce));
      CompletableFuture.allOf(
              some.stream()
                  .map(item -> CompletableFuture.runAsync(() -> action.accept(item), executor))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    }
  }
}
