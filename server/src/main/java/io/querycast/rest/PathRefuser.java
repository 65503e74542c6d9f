package io.querycast.rest;

import io.querycast.Settings;
import io.querycast.StartEvent;
import io.querycast.rest.LibertyDispatcher.Asked;
import io.querycast.rest.LibertyDispatcher.Refusal;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.ServletContext;
import java.net.MalformedURLException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Refuses, before anything is mapped, every path that is not plain, and every path that nothing
 * here answers, such as Liberty's own pages. If it can't, the application does not start.
 */
@Singleton
public class PathRefuser {
  /**
   * Liberty remembers who answers which path. It takes only the part before the first {@code ;} for
   * the path, so that one request could change what all others get.
   */
  private static final String CACHE = "invocationCacheSize";

  /** The API answers every method itself. */
  private static final Pattern API = Pattern.compile("/api(/.*)?");

  private static final Pattern HEALTH = Pattern.compile("/health(/live|/ready|/serving|/started)?");

  /** A folder has no dot. The container would answer a request for a folder with a redirect. */
  private static final Pattern FILE = Pattern.compile(".*\\.[^/.]+");

  private static final String METRICS = "/metrics";

  private static final Pattern PRIVATE =
      Pattern.compile("/(WEB-INF|META-INF)(/.*)?", Pattern.CASE_INSENSITIVE);

  private static final Set<String> READING = new TreeSet<>(Set.of("GET", "HEAD"));
  private static final Set<String> SOCKET = Set.of("GET");

  private final Optional<Integer> metricsPort;
  private LibertyDispatcher dispatcher;

  @Inject
  PathRefuser(Settings settings) {
    metricsPort = settings.metricsPort();
  }

  void start(@Observes @Priority(StartEvent.FIRST) StartEvent starting) {
    if (!"0".equals(System.getProperty(CACHE))) {
      throw new IllegalStateException(
          "Liberty remembers paths: put " + CACHE + "=0 into the server's bootstrap.properties.");
    }
    try {
      ServletContext context = starting.context();
      dispatcher = LibertyDispatcher.of(context, asked -> check(asked, context));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This version of Liberty does not allow refusing paths.", e);
    }
  }

  @PreDestroy
  void stop() {
    if (dispatcher != null) {
      dispatcher.close();
    }
  }

  private Optional<Refusal> check(Asked asked, ServletContext page) {
    if (!RequestPath.isPlain(asked.path())) {
      return refusal(
          ErrorCode.PATH_INVALID,
          "A path takes letters, digits and some marks, and percent-encodes in UTF-8 what is not"
              + " ASCII; no segment is empty or made of dots. Other names go into the query.");
    }
    Optional<Set<String>> methods =
        metricsPort.equals(Optional.of(asked.port()))
            ? Optional.of(READING).filter(reading -> asked.path().equals(METRICS))
            : methods(asked.path(), page);
    if (methods.isEmpty()) {
      return refusal(ErrorCode.NOT_FOUND, "There is nothing at this address.");
    }
    if (methods.get().isEmpty() || methods.get().contains(asked.method())) {
      return Optional.empty();
    }
    return Optional.of(
        new Refusal(
            new Problem(ErrorCode.METHOD_NOT_ALLOWED, "This address does not have this method."),
            methods.map(allowed -> String.join(", ", allowed))));
  }

  private static Optional<Refusal> refusal(ErrorCode code, String detail) {
    return Optional.of(new Refusal(new Problem(code, detail), Optional.empty()));
  }

  /**
   * Returns the methods of a path: nothing if nobody answers there, and an empty set if the route
   * itself decides. Each path has one form: with a slash at the end it is another path.
   */
  private static Optional<Set<String>> methods(String path, ServletContext page) {
    if (path.length() > 1 && path.endsWith("/")) {
      return Optional.empty();
    }
    if (API.matcher(path).matches()) {
      return Optional.of(Set.of());
    }
    if (path.equals("/push")) {
      return Optional.of(SOCKET);
    }
    return HEALTH.matcher(path).matches() || isOfPage(path, page)
        ? Optional.of(READING)
        : Optional.empty();
  }

  private static boolean isOfPage(String path, ServletContext page) {
    try {
      return path.equals("/")
          || (FILE.matcher(path).matches()
              && !PRIVATE.matcher(path).matches()
              && page.getResource(path) != null);
    } catch (MalformedURLException e) {
      return false;
    }
  }
}
