package io.querycast;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
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
