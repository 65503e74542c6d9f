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
 * The trail of who did what: one line of JSON each on the standard output. Never SQL, a value, a
 * row or anything secret; a job's id is the thread through all that became of it.
 */
@Singleton
public class Audit {
  private static final JsonProvider JSON = JsonProvider.provider();

  /** What somebody did, or what became of it. */
  public enum What {
    /** A job was asked for. */
    ASKED,
    /** A job was asked to be cancelled. */
    CANCELLED,
    /** A job has ended. */
    ENDED,
    /** A step of a job was told to sockets. */
    PUSHED,
    /** A whole result was given out. */
    DOWNLOADED,
    /** An address was made that opens a whole result once. */
    GRANTED,
    /** A request was turned away. */
    REFUSED,
    /** Somebody did what is for those who run this; there is nothing of the kind yet. */
    ADMINISTERED
  }

  /** What is longer is cut off: it was never ours. */
  private static final int LONGEST = 200;

  private static final int LAST_PLAIN = 0x7e;

  private final InstantSource clock;
  private final Consumer<String> out;

  @Inject
  Audit(InstantSource clock) {
    this(clock, System.out::println);
  }

  /**
   * Writes elsewhere.
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
   * @param user who did it, or whose it is; null for somebody who is not signed in
   * @param job the job's id; null where it is about none
   * @param more what else is to be known, by name
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

  /** Nothing that any reader of the line could take for its end, or for something else. */
  private static String ascii(String json) {
    StringBuilder text = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      text.append(c < ' ' || c > LAST_PLAIN ? "\\u%04x".formatted((int) c) : String.valueOf(c));
    }
    return text.toString();
  }
}
