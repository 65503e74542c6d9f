package io.querycast.query;

import io.querycast.Figure;
import io.querycast.Metrics;
import io.querycast.Settings;
import io.querycast.StartEvent;
import io.querycast.StopEvent;
import io.querycast.Threads;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Reads the catalogue. The one in the WAR is read once, and a broken file stops the start. A
 * catalogue in S3 is read again and again, and a broken file leaves its query as it was before.
 */
@Singleton
public class CatalogueLoader {
  private static final Logger LOG = Logger.getLogger(CatalogueLoader.class.getName());
  private static final String FOLDER = "/WEB-INF/queries/";
  private static final String SUFFIX = ".sql";

  private final Settings settings;
  private final CatalogueStore store;
  private final Threads threads;
  private final CatalogueRefresh catalogue;
  private QueryCatalogue queries;
  private ScheduledFuture<?> looks;
  private volatile boolean silent;

  @Inject
  CatalogueLoader(Settings settings, CatalogueStore store, Threads threads, Metrics metrics) {
    this.settings = settings;
    this.store = store;
    this.threads = threads;
    this.catalogue = new CatalogueRefresh(this.store::list, this.store::read, LOG::warning);
    if (settings.catalogue().isPresent()) {
      metrics.gauge(Figure.CATALOGUE_FAULTS, () -> catalogue.faults() + (silent ? 1 : 0));
    }
  }

  void start(@Observes @Priority(StartEvent.FIRST) StartEvent starting) throws IOException {
    if (settings.catalogue().isEmpty()) {
      queries = QueryCatalogue.parse(packed(starting.context()));
      return;
    }
    queries = QueryCatalogue.of(catalogue.look().orElseThrow(QueryCatalogue::none));
    long interval = settings.catalogueInterval().toMillis();
    looks =
        threads
            .scheduler()
            .scheduleWithFixedDelay(this::look, interval, interval, TimeUnit.MILLISECONDS);
  }

  void stop(@Observes StopEvent stopping) {
    if (looks != null) {
      looks.cancel(false);
    }
  }

  @Produces
  @Singleton
  QueryCatalogue queries() {
    return queries;
  }

  private void look() {
    try {
      catalogue.look().ifPresent(queries::become);
      silent = false;
    } catch (RuntimeException e) {
      // Logged once per outage. An outage must not end the reading; the queries stay as they are.
      Level level = silent ? Level.FINE : Level.WARNING;
      LOG.log(
          level, "The catalogue can''t be read and is tried again: {0}", e.getClass().getName());
      silent = true;
    }
  }

  private static Map<String, String> packed(ServletContext context) throws IOException {
    Map<String, String> files = new HashMap<>();
    Set<String> paths = context.getResourcePaths(FOLDER);
    for (String path : paths == null ? Set.<String>of() : paths) {
      if (path.endsWith(SUFFIX)) {
        try (InputStream content = context.getResourceAsStream(path)) {
          files.put(
              path.substring(FOLDER.length(), path.length() - SUFFIX.length()),
              new String(content.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    return files;
  }
}
