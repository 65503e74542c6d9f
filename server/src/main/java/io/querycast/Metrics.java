package io.querycast;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The figures of this node. If {@code querycast.metrics-namespace} is set, there is one line a
 * minute on the standard output, in CloudWatch's embedded metric format. {@code
 * io.querycast.telemetry} gives the same figures to others.
 */
@Singleton
public class Metrics {
  private static final JsonProvider JSON = JsonProvider.provider();
  private static final Logger LOG = Logger.getLogger(Metrics.class.getName());
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final Settings settings;
  private final InstantSource clock;
  private final Threads threads;
  private final Map<Figure, LongSupplier> gauges = new ConcurrentHashMap<>();
  private final Map<Figure, AtomicLong> counts = new ConcurrentHashMap<>();
  private final List<ObjLongConsumer<Figure>> counters = new CopyOnWriteArrayList<>();
  private ScheduledFuture<?> lines;

  @Inject
  Metrics(Settings settings, InstantSource clock, Threads threads) {
    this.settings = settings;
    this.clock = clock;
    this.threads = threads;
  }

  void start(@Observes StartEvent starting) {
    if (settings.metricsNamespace().isPresent()) {
      lines =
          threads
              .scheduler()
              .scheduleWithFixedDelay(
                  () -> System.out.println(line(settings.metricsNamespace().get())),
                  INTERVAL.toMillis(),
                  INTERVAL.toMillis(),
                  TimeUnit.MILLISECONDS);
    }
  }

  void stop(@Observes StopEvent stopping) {
    if (lines != null) {
      lines.cancel(false);
    }
  }

  /** Adds a figure that is read whenever somebody looks. */
  public void gauge(Figure figure, LongSupplier now) {
    gauges.put(figure, now);
  }

  /** Leaves a figure out of the lines from now on. */
  public void withdraw(Figure figure) {
    gauges.remove(figure);
  }

  /** Adds one to a count. */
  public void count(Figure figure) {
    count(figure, 1);
  }

  /** Adds to a count. Each line starts its counts at zero. */
  public void count(Figure figure, long more) {
    counts.computeIfAbsent(figure, first -> new AtomicLong()).addAndGet(more);
    counters.forEach(counter -> counter.accept(figure, more));
  }

  /** Somebody else counts too, from now on. */
  public void countAlso(ObjLongConsumer<Figure> counter) {
    counters.add(counter);
  }

  /** Reads a figure; empty if this node does not have it, or can't read it now. */
  public OptionalLong now(Figure figure) {
    LongSupplier gauge = gauges.get(figure);
    if (gauge == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(gauge.getAsLong());
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "{0} can''t be told: {1}", new Object[] {figure, e.getClass()});
      return OptionalLong.empty();
    }
  }

  /** Returns the figures as one line of JSON, and sets the counts to zero. */
  String line(String namespace) {
    Map<String, Long> values = new TreeMap<>();
    for (Figure figure : gauges.keySet()) {
      now(figure).ifPresent(value -> values.put(figure.cloudWatchName(), value));
    }
    counts.forEach((figure, count) -> values.put(figure.cloudWatchName(), count.getAndSet(0)));
    JsonArrayBuilder metrics = JSON.createArrayBuilder();
    JsonObjectBuilder line = JSON.createObjectBuilder();
    values.forEach(
        (name, value) -> {
          metrics.add(JSON.createObjectBuilder().add("Name", name).add("Unit", "Count"));
          line.add(name, value);
        });
    JsonObjectBuilder directive =
        JSON.createObjectBuilder()
            .add("Namespace", namespace)
            .add("Dimensions", JSON.createArrayBuilder().add(JSON.createArrayBuilder()))
            .add("Metrics", metrics);
    return line.add(
            "_aws",
            JSON.createObjectBuilder()
                .add("Timestamp", clock.millis())
                .add("CloudWatchMetrics", JSON.createArrayBuilder().add(directive)))
        .build()
        .toString();
  }
}
