package io.querycast;

import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** Tells every package that the application starts; Liberty does not send CDI's own event. */
@WebListener
public class StartListener implements ServletContextListener {
  @Inject private Event<StartEvent> starting;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    starting.fire(new StartEvent(event.getServletContext()));
  }
}
