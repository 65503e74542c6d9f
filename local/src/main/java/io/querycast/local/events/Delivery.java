package io.querycast.local.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Carries events to the targets of the rules that match them. It keeps the order if there are no
 * faults, and applies the faults.
 */
final class Delivery implements AutoCloseable {
  private static final Duration HELD_BACK = Duration.ofSeconds(1);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

  /** With the pauses between them, the tries take about a minute. */
  private static final int TRIES = 18;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "events");
            made.setDaemon(true);
            return made;
          });
  private final Rules rules;
  private final Faults faults;
  private final Queues queues;
  private final Consumer<String> log;
  // Only the thread uses it.
  private final List<ObjectNode> heldBack = new ArrayList<>();

  Delivery(Rules rules, Faults faults, Queues queues, Consumer<String> log) {
    this.rules = rules;
    this.faults = faults;
    this.queues = queues;
    this.log = log;
  }

  /** The faults of one event, drawn when it is published. */
  private record Fate(boolean lost, boolean duplicated, boolean reordered, boolean forged) {}

  void accept(ObjectNode event) {
    ObjectNode own = event.deepCopy();
    Fate fate =
        new Fate(
            faults.strikes("events", "lose"),
            faults.strikes("events", "duplicate"),
            faults.strikes("events", "reorder"),
            faults.strikes("events", "forge"));
    later(faults.delay("events"), () -> meet(own, fate));
  }

  /** Delivers an event that has not happened, if that fault is on. */
  void claim(ObjectNode event) {
    if (faults.strikes("events", "forge")) {
      ObjectNode own = event.deepCopy();
      later(faults.delay("events"), () -> deliver(own));
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void meet(ObjectNode event, Fate fate) {
    List<ObjectNode> overtaken = List.copyOf(heldBack);
    heldBack.clear();
    if (fate.forged()) {
      deliver(Forgery.of(event));
    }
    if (fate.lost()) {
      overtaken.forEach(this::deliver);
      return;
    }
    if (fate.reordered()) {
      heldBack.add(event);
      later(HELD_BACK, () -> release(event));
    } else {
      deliver(event);
      if (fate.duplicated()) {
        deliver(event);
      }
    }
    overtaken.forEach(this::deliver);
  }

  @SuppressWarnings("ReferenceEquality") // an equal event is another one
  private void release(ObjectNode event) {
    if (heldBack.removeIf(held -> held == event)) {
      deliver(event);
    }
  }

  private void deliver(ObjectNode event) {
    for (Rule rule : rules.all()) {
      if (rule.enabled() && matches(rule, event)) {
        for (Rule.Target target : rule.targets().values()) {
          send(target, event.toString(), 1);
        }
      }
    }
  }

  /** An error in one rule must not affect the others. */
  private boolean matches(Rule rule, ObjectNode event) {
    try {
      return EventPattern.matches(rule.pattern(), event);
    } catch (RuntimeException | StackOverflowError e) {
      log.accept("The pattern of rule %s failed: %s".formatted(rule.name(), e));
      return false;
    }
  }

  private void send(Rule.Target target, String body, int tries) {
    try {
      queues.send(target.arn(), body);
    } catch (Exception e) {
      if (tries < TRIES) {
        long pause = FIRST_RETRY.toMillis() << Math.min(tries - 1, 10);
        later(
            Duration.ofMillis(Math.min(pause, LONGEST_RETRY.toMillis())),
            () -> send(target, body, tries + 1));
      } else {
        giveUp(target, body, e);
      }
    }
  }

  private void giveUp(Rule.Target target, String body, Exception why) {
    log.accept("An event could not be delivered to %s: %s".formatted(target.arn(), why));
    if (target.deadLetterArn() != null) {
      try {
        queues.send(target.deadLetterArn(), body);
      } catch (Exception e) {
        log.accept(
            "It could not be delivered to %s either: %s".formatted(target.deadLetterArn(), e));
      }
    }
  }

  private void later(Duration delay, Runnable task) {
    try {
      ScheduledFuture<?> unused = thread.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.accept("An event was dropped: the local cloud is stopping.");
    }
  }
}
