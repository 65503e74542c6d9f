package io.querycast;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The container's own threads. */
@Singleton
public class ContainerThreads {
  @Resource private ManagedExecutorService executor;
  @Resource private ManagedScheduledExecutorService scheduler;

  @Produces
  @Singleton
  Threads threads() {
    return new Threads(executor, scheduler);
  }

  @Produces
  @Singleton
  Ticks ticks() {
    return System::nanoTime;
  }
}
