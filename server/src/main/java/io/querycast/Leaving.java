package io.querycast;

import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Lets the clients of this node go elsewhere: when the load balancer sends no more of them here, or
 * when the server stops, whichever is first.
 */
@Singleton
public class Leaving {
  private final Event<LeaveEvent> event;
  private boolean begun;

  @Inject
  public Leaving(Event<LeaveEvent> event) {
    this.event = event;
  }

  /** Lets them go. It returns when that is done, even if another thread has begun it. */
  public synchronized void begin() {
    if (!begun) {
      begun = true;
      event.fire(new LeaveEvent());
    }
  }
}
