package io.querycast;

import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** Tells every package that the application starts or stops; Liberty does not send CDI's events. */
@WebListener
public class StartListener implements ServletContextListener {
  @Inject private Event<StartEvent> starting;
  @Inject private Event<StopEvent> stopping;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    starting.fire(new StartEvent(event.getServletContext()));
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    stopping.fire(new StopEvent());
  }
}
