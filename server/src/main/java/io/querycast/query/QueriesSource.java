package io.querycast.query;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Startup;
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

/** Reads the catalogue that is packed into the WAR, once, at start. */
@Singleton
public class QueriesSource {
  private static final String FOLDER = "/WEB-INF/queries/";
  private static final String SUFFIX = ".sql";

  private final Queries queries;

  @Inject
  QueriesSource(ServletContext context) throws IOException {
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
    queries = Queries.parse(files);
  }

  /** A broken catalogue stops the start, not the first request. */
  void start(@Observes Startup startup) {}

  @Produces
  @Singleton
  Queries queries() {
    return queries;
  }
}
