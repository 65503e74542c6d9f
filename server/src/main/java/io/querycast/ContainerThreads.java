package io.querycast;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The container's own threads. */
@Singleton
public class ContainerThreads {
  @Resource private ManagedExecutorService executor;
  @Resource private ManagedScheduledExecutorService scheduler;
  @Resource private ManagedThreadFactory factory;

  /**
   * The container's scheduler goes through all its tasks whenever it gets a new one. With some
   * thousand sockets that takes longer than all the work for one of them.
   */
  @Produces
  @Singleton
  Threads threads() {
    ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, factory);
    timer.setRemoveOnCancelPolicy(true);
    return new Threads(executor, scheduler, timer);
  }

  void close(@Disposes Threads threads) {
    threads.timer().shutdownNow();
  }

  @Produces
  @Singleton
  NanoClock ticks() {
    return System::nanoTime;
  }
}
