package io.querycast;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What runs beside the requests.
 *
 * @param executor takes work at once, as much as comes
 * @param scheduler takes work for later
 * @param timer takes very many small things for later, such as to hand work to the executor: it has
 *     one thread, which must not wait
 */
public record Threads(
    ExecutorService executor, ScheduledExecutorService scheduler, ScheduledExecutorService timer) {
  /** With a scheduler that is not troubled by very many things. */
  public Threads(ExecutorService executor, ScheduledExecutorService scheduler) {
    this(executor, scheduler, scheduler);
  }
}
