package io.querycast;

import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Tells every package that the application starts, and that it stops; Liberty does not send CDI's
 * own events.
 *
 * <p>Liberty cuts all sockets before it tells an application to stop, so SIGTERM, by which
 * containers and systems end a process, is taken here first and handed on when everybody has left.
 * Where the application alone is stopped, or by {@code server stop}, the container's word must do.
 */
@WebListener
public class StartListener implements ServletContextListener {
  private static final Signal END = new Signal("TERM");

  @Inject private Event<StartEvent> starting;
  @Inject private Event<StopEvent> stopping;

  private final AtomicBoolean stopped = new AtomicBoolean();
  private SignalHandler before = SignalHandler.SIG_DFL;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    starting.fire(new StartEvent(event.getServletContext()));
    before =
        Signal.handle(
            END,
            signal -> {
              try {
                stop();
              } finally {
                before.handle(signal);
              }
            });
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    Signal.handle(END, before);
    stop();
  }

  private void stop() {
    if (stopped.compareAndSet(false, true)) {
      stopping.fire(new StopEvent());
    }
  }
}
