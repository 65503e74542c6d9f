package io.querycast;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What runs beside the requests.
 *
 * @param executor takes work at once, as much as comes
 * @param scheduler takes work for later
 */
public record Threads(ExecutorService executor, ScheduledExecutorService scheduler) {}
