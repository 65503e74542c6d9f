package io.querycast;

import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Tells every package that the application starts, and that it stops. Liberty does not send CDI's
 * own events.
 *
 * <p>Liberty cuts all sockets before it tells an application to stop. So this class gets SIGTERM
 * and SIGINT first, and hands them on when everything here has stopped. Containers and systems end
 * a process with SIGTERM. If only the application is stopped, or if {@code server stop} is used,
 * there is only the container's own event.
 */
@WebListener
public class StartListener implements ServletContextListener {
  /** Systems end a process with TERM, and people at the keyboard with INT. */
  private static final List<Signal> ENDS = List.of(new Signal("TERM"), new Signal("INT"));

  @Inject private Event<StartEvent> starting;
  @Inject private Leaving leaving;
  @Inject private Event<StopEvent> stopping;

  private final AtomicBoolean stopped = new AtomicBoolean();
  private final Map<Signal, SignalHandler> before = new HashMap<>();

  @Override
  public void contextInitialized(ServletContextEvent event) {
    starting.fire(new StartEvent(event.getServletContext()));
    ENDS.forEach(signal -> before.put(signal, Signal.handle(signal, this::end)));
  }

  private void end(Signal signal) {
    try {
      stop();
    } finally {
      before.get(signal).handle(signal);
    }
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    before.forEach(Signal::handle);
    stop();
  }

  private void stop() {
    if (stopped.compareAndSet(false, true)) {
      leaving.begin();
      stopping.fire(new StopEvent());
    }
  }
}
