package io.querycast.dev;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Listens to Maven or npm. It says every few seconds how much they have fetched, and reports errors
 * at once. The person who waits needs nothing else that they say.
 */
final class Downloads implements Consumer<String> {
  private static final Pattern MAVEN =
      Pattern.compile("(?:\\[INFO\\] )?Downloaded from .+ \\(([0-9.]+) (B|kB|MB|GB)\\b.*");
  private static final Pattern NPM = Pattern.compile("npm http fetch GET 200 .+\\.tgz .*");
  private static final Pattern CHATTER =
      Pattern.compile(
          "\\[(?:INFO|WARNING)\\].*|Download.*|npm (?:http|warn|WARN|notice).*|Progress.*");

  /** Maven writes some colours at the beginning even if it is told not to. */
  private static final Pattern COLOURS = Pattern.compile("\\x1b\\[[0-9;]*m");

  private static final Map<String, Double> MEGABYTES =
      Map.of("B", 1e-6, "kB", 1e-3, "MB", 1.0, "GB", 1e3);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final String what;
  private final LongSupplier nanos;
  private final Consumer<String> say;
  private int files;
  private double megabytes;
  private long saidAt;

  /**
   * @param what is fetched, as the beginning of a sentence
   */
  Downloads(String what, LongSupplier nanos, Consumer<String> say) {
    this.what = what;
    this.nanos = nanos;
    this.say = say;
    this.saidAt = nanos.getAsLong();
  }

  @Override
  public void accept(String written) {
    String line = COLOURS.matcher(written).replaceAll("");
    Matcher maven = MAVEN.matcher(line);
    if (maven.matches()) {
      megabytes += Double.parseDouble(maven.group(1)) * MEGABYTES.get(maven.group(2));
      fetched();
    } else if (NPM.matcher(line).matches()) {
      fetched();
    } else if (!CHATTER.matcher(line).matches()) {
      say.accept(line);
    }
  }

  private void fetched() {
    files++;
    long now = nanos.getAsLong();
    if (now - saidAt >= PAUSE_NANOS) {
      saidAt = now;
      String size = megabytes < 1 ? "" : String.format(Locale.ROOT, " (%.0f MB)", megabytes);
      say.accept("%s, files fetched so far: %d%s".formatted(what, files, size));
    }
  }
}
