package io.querycast;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The trail of who did what: one line of JSON for each event on the standard output. A line never
 * holds SQL, a value, a row or anything secret. The job's id connects all lines about one job.
 */
@Singleton
public class Audit {
  private static final JsonProvider JSON = JsonProvider.provider();

  /** What a user did, or what happened to it. */
  public enum What {
    /** A job was asked for. */
    ASKED,
    /** A job was asked to be cancelled. */
    CANCELLED,
    /** A job has ended. */
    ENDED,
    /** A step of a job was sent to sockets. */
    PUSHED,
    /** A whole result was sent. */
    DOWNLOADED,
    /** A one-time address for a whole result was made. */
    GRANTED,
    /** A request was refused. */
    REFUSED,
    /** Somebody did what only operators may do. */
    ADMINISTERED
  }

  /** Longer values are cut off: they do not come from this server. */
  private static final int LONGEST = 200;

  private static final int LAST_PLAIN = 0x7e;

  private final InstantSource clock;
  private final Consumer<String> out;

  @Inject
  Audit(InstantSource clock) {
    this(clock, System.out::println);
  }

  /**
   * Writes to another place.
   *
   * @param out takes each line
   */
  public Audit(InstantSource clock, Consumer<String> out) {
    this.clock = clock;
    this.out = out;
  }

  /**
   * Writes a line.
   *
   * @param user who did it, or who owns the job; null if nobody is signed in
   * @param job the job's id; null if the line is about no job
   * @param more further facts, by name
   */
  public void write(What what, String user, String job, Map<String, String> more) {
    JsonObjectBuilder line =
        JSON.createObjectBuilder()
            .add("audit", what.name().toLowerCase(Locale.ROOT))
            .add("at", clock.instant().toString());
    add(line, "user", user);
    add(line, "job", job);
    more.forEach((name, value) -> add(line, name, value));
    out.accept(ascii(line.build().toString()));
  }

  private static void add(JsonObjectBuilder line, String name, String value) {
    if (value != null) {
      line.add(name, value.length() > LONGEST ? value.substring(0, LONGEST) : value);
    }
  }

  /**
   * Escapes every character that a reader of the line could take for its end, or for something
   * else.
   */
  private static String ascii(String json) {
    StringBuilder text = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      text.append(c < ' ' || c > LAST_PLAIN ? "\\u%04x".formatted((int) c) : String.valueOf(c));
    }
    return text.toString();
  }
}
