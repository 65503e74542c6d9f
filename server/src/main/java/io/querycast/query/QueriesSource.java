package io.querycast.query;

import io.querycast.StartEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Reads the catalogue that is packed into the WAR, once: a broken file stops the start. */
@Singleton
public class QueriesSource {
  private static final String FOLDER = "/WEB-INF/queries/";
  private static final String SUFFIX = ".sql";

  private Queries queries;

  void start(@Observes @Priority(StartEvent.FIRST) StartEvent starting) throws IOException {
    ServletContext context = starting.context();
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

  @Produces
  @Singleton
  Queries queries() {
    return queries;
  }
}
