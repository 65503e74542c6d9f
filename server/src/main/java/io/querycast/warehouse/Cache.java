package io.querycast.warehouse;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Remembers answers for a while. Callers that ask for the same key at the same time share one call.
 * Failures are not remembered.
 */
final class Cache<T> {
  private record Answer<T>(FutureTask<T> answer, Instant until) {}

  private final InstantSource clock;
  private final Duration life;
  private final Map<String, Answer<T>> entries;

  /**
   * @param most at most this many answers are kept; those that were asked for longest ago go first
   */
  Cache(InstantSource clock, Duration life, int most) {
    this.clock = clock;
    this.life = life;
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Answer<T>> eldest) {
            return size() > most;
          }
        };
  }

  /**
   * The answer for a key, from before or from a call. If the call throws, the exception passes on.
   */
  T get(String key, Supplier<T> call) {
    Answer<T> entry = entry(key, call);
    entry.answer().run();
    boolean done = false;
    try {
      T answer = entry.answer().get();
      done = true;
      return answer;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      if (!done) {
        forget(key, entry);
      }
    }
  }

  private synchronized Answer<T> entry(String key, Supplier<T> call) {
    Instant now = clock.instant();
    Answer<T> known = entries.get(key);
    if (known == null || now.isAfter(known.until())) {
      known = new Answer<>(new FutureTask<>(call::get), now.plus(life));
      entries.put(key, known);
    }
    return known;
  }

  private synchronized void forget(String key, Answer<T> entry) {
    entries.remove(key, entry);
  }
}
