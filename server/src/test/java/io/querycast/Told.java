package io.querycast;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** CDI's events without CDI: remembers what was fired, and tells the observers. */
public final class Told<T> implements Event<T> {
  public final List<T> all = new CopyOnWriteArrayList<>();
  private final List<Consumer<T>> observers = new CopyOnWriteArrayList<>();

  public void observe(Consumer<T> observer) {
    observers.add(observer);
  }

  @Override
  public void fire(T news) {
    all.add(news);
    observers.forEach(observer -> observer.accept(news));
  }

  @Override
  public <U extends T> CompletionStage<U> fireAsync(U news) {
    throw new AssertionError("told at once, or not in order");
  }

  @Override
  public <U extends T> CompletionStage<U> fireAsync(U news, NotificationOptions options) {
    throw new AssertionError("told at once, or not in order");
  }

  @Override
  public Event<T> select(Annotation... qualifiers) {
    return this;
  }

  @Override
  public <U extends T> Event<U> select(Class<U> subtype, Annotation... qualifiers) {
    throw new AssertionError("not asked for");
  }

  @Override
  public <U extends T> Event<U> select(TypeLiteral<U> type, Annotation... qualifiers) {
    throw new AssertionError("not asked for");
  }
}
