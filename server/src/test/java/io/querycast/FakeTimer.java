package io.querycast;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Runs scheduled tasks when a test lets the time pass, on the test's own thread. */
public final class FakeTimer extends DirectExecutor implements ScheduledExecutorService {
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.<Task>comparingLong(task -> task.at));
  private long now;

  /** Lets time pass, and runs every task that becomes due, each at its time. */
  public void pass(Duration time) {
    long end = now + time.toNanos();
    while (!tasks.isEmpty() && tasks.peek().at <= end) {
      Task task = tasks.poll();
      now = Math.max(now, task.at);
      task.due();
    }
    now = end;
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return add(task, unit.toNanos(delay), 0);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException("The server schedules no task with a result.");
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long delay, long period, TimeUnit unit) {
    return scheduleWithFixedDelay(task, delay, period, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long delay, long pause, TimeUnit unit) {
    return add(task, unit.toNanos(delay), unit.toNanos(pause));
  }

  private Task add(Runnable runnable, long delay, long pause) {
    Task task = new Task(runnable, now + delay, pause);
    tasks.add(task);
    return task;
  }

  private final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {
    private final long pause;
    private long at;

    /**
     * @param pause in nanoseconds, until the task runs again; 0 if it runs once
     */
    Task(Runnable runnable, long at, long pause) {
      super(runnable, null);
      this.at = at;
      this.pause = pause;
    }

    void due() {
      if (pause == 0) {
        run();
      } else if (runAndReset()) {
        at = now + pause;
        tasks.add(this);
      }
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(at - now, TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }
}
