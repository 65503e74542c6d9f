package io.querycast.result;

import io.querycast.job.Job;
import io.querycast.rest.Body;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The form in which a whole result is wanted.
 *
 * @param csv how CSV is written; not used for the other format
 */
record Download(Format format, Csv.Form csv) {
  private static final Set<JsonValue.ValueType> TEXT = Set.of(JsonValue.ValueType.STRING);
  private static final Set<JsonValue.ValueType> FLAG =
      Set.of(JsonValue.ValueType.TRUE, JsonValue.ValueType.FALSE);

  private static final Set<String> MEMBERS = Set.of("format", "nulls", "bom", "raw");

  /** Only what stays one field of a line. */
  private static final String NULLS = "[\\x20-\\x7e&&[^\",]]{0,16}";

  /**
   * The length of the part before the ending, in bytes of UTF-8. File systems take 255 for both.
   */
  private static final int LONGEST_NAME = 200;

  /** What RFC 8187 allows without escapes. */
  private static final String PLAIN = "!#$&+-.^_`|~";

  /** The formats, by the ending of the file's name. */
  enum Format {
    CSV("text/csv; charset=utf-8"),
    NDJSON("application/x-ndjson");

    private final String mediaType;

    Format(String mediaType) {
      this.mediaType = mediaType;
    }

    String mediaType() {
      return mediaType;
    }

    String ending() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Download ndjson() {
    return new Download(Format.NDJSON, new Csv.Form("", false, false));
  }

  /**
   * CSV as a request asks for it.
   *
   * @param nulls what NULL is written as; null for nothing
   * @param bom {@code true} or {@code false}; null for false
   * @param raw the same
   * @throws Problem if one of them can't be used
   */
  static Download csv(String nulls, String bom, String raw) {
    String written = nulls == null ? "" : nulls;
    if (!written.matches(NULLS)) {
      throw new Problem(
          ErrorCode.PARAMETER_INVALID,
          "'nulls' takes up to 16 characters of ASCII, without a comma or a quote.");
    }
    return new Download(Format.CSV, new Csv.Form(written, flag("bom", bom), flag("raw", raw)));
  }

  private static boolean flag(String name, String value) {
    if (value == null || value.equals("false")) {
      return false;
    }
    if (value.equals("true")) {
      return true;
    }
    throw new Problem(ErrorCode.PARAMETER_INVALID, "'%s' is true or false.".formatted(name));
  }

  /**
   * Reads what a request for an address asks for.
   *
   * @throws Problem if the request is not understood
   */
  static Download read(InputStream body) {
    JsonObject object = Body.read(body, MEMBERS);
    String format = member(object, "format", TEXT);
    String nulls = member(object, "nulls", TEXT);
    String bom = member(object, "bom", FLAG);
    String raw = member(object, "raw", FLAG);
    if ("ndjson".equals(format)) {
      return ndjson();
    }
    if ("csv".equals(format)) {
      return csv(nulls, bom, raw);
    }
    throw new Problem(ErrorCode.BODY_INVALID, "'format' is csv or ndjson.");
  }

  /** A member in the form that an address has; null if there is none. */
  private static String member(JsonObject object, String name, Set<JsonValue.ValueType> types) {
    JsonValue value = object.get(name);
    if (value == null) {
      return null;
    }
    if (!types.contains(value.getValueType())) {
      throw Body.invalid(
          "'%s' must be %s.".formatted(name, types == TEXT ? "text" : "true or false"));
    }
    return value instanceof JsonString string ? string.getString() : value.toString();
  }

  RowsWriter writer(OutputStream out) {
    return format == Format.CSV ? new Csv(out, csv) : new Ndjson(out);
  }

  /**
   * The header that names the file, by RFC 6266. It has an ASCII name for old readers, and the full
   * name for all others if that says more.
   */
  String disposition(Job job) {
    String name = fileName(job);
    String ascii = name.replaceAll("[^\\x20-\\x7e]", "_");
    String header = "attachment; filename=\"" + ascii + "\"";
    return ascii.equals(name) ? header : header + "; filename*=UTF-8''" + percent(name);
  }

  private static String percent(String name) {
    StringBuilder text = new StringBuilder();
    for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
      text.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return text.toString();
  }

  /**
   * A name for the file: the title and the arguments, in letters and digits of any script. So every
   * file system and every header takes it.
   */
  String fileName(Job job) {
    String what =
        job.query() == null
            ? "querycast-" + job.id()
            : Stream.concat(
                    Stream.of(job.query()), job.arguments().values().stream().map(Download::plain))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("-"));
    return shortened(what) + "." + format.ending();
  }

  private static String shortened(String name) {
    int bytes = 0;
    for (int at = 0; at < name.length(); ) {
      int point = name.codePointAt(at);
      bytes += Character.toString(point).getBytes(StandardCharsets.UTF_8).length;
      if (bytes > LONGEST_NAME) {
        return name.substring(0, at);
      }
      at += Character.charCount(point);
    }
    return name;
  }

  private static String plain(JsonValue value) {
    String text = value instanceof JsonString string ? string.getString() : value.toString();
    String joined = text.replaceAll("[^\\p{L}\\p{M}\\p{N}.]++", "-");
    int from = 0;
    int to = joined.length();
    while (from < to && isJoint(joined.charAt(from))) {
      from++;
    }
    while (from < to && isJoint(joined.charAt(to - 1))) {
      to--;
    }
    return joined.substring(from, to);
  }

  private static boolean isJoint(char c) {
    return c == '-' || c == '.';
  }
}
