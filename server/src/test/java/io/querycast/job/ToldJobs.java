package io.querycast.job;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Remembers what was told of jobs. */
final class ToldJobs implements Event<JobChanged> {
  final List<Job> told = new ArrayList<>();

  List<JobState> states() {
    return told.stream().map(Job::state).toList();
  }

  @Override
  public void fire(JobChanged news) {
    told.add(news.job());
  }

  @Override
  public <U extends JobChanged> CompletionStage<U> fireAsync(U news) {
    throw new AssertionError("told at once, or not in order");
  }

  @Override
  public <U extends JobChanged> CompletionStage<U> fireAsync(U news, NotificationOptions options) {
    throw new AssertionError("told at once, or not in order");
  }

  @Override
  public Event<JobChanged> select(Annotation... qualifiers) {
    return this;
  }

  @Override
  public <U extends JobChanged> Event<U> select(Class<U> subtype, Annotation... qualifiers) {
    throw new AssertionError("not asked for");
  }

  @Override
  public <U extends JobChanged> Event<U> select(TypeLiteral<U> type, Annotation... qualifiers) {
    throw new AssertionError("not asked for");
  }
}
