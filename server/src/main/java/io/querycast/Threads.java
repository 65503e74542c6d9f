package io.querycast;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

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
}
