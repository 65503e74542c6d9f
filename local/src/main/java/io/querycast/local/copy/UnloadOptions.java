package io.querycast.local.copy;

import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An UNLOAD as it was written, without its query and without what says who asks. */
final class UnloadOptions extends FileOptions {

  private static final long MEGABYTE = 1 << 20;
  private static final long LEAST = 5 * MEGABYTE;
  private static final long MOST = (long) (6.2 * 1024 * MEGABYTE);

  /** What a format can't be combined with. */
  private static final Map<Format, List<String>> IMPOSSIBLE =
      Map.of(
          Format.CSV,
          List.of("fixedwidth", "escape", "addquotes"),
          Format.FIXED_WIDTH,
          List.of("delimiter", "header", "escape", "addquotes"),
          Format.JSON,
          List.of("delimiter", "header", "fixedwidth", "addquotes", "escape", "null"),
          Format.PARQUET,
          List.of(
              "delimiter",
              "fixedwidth",
              "addquotes",
              "escape",
              "null",
              "header",
              "gzip",
              "bzip2",
              "zstd"));

  String to;
  List<String> partitions = List.of();
  boolean includesPartitions;
  boolean manifest;
  boolean verbose;
  boolean header;
  boolean addQuotes;
  boolean allowsOverwrite;
  boolean cleansPath;
  boolean isParallel = true;

  /** In bytes. */
  long fileSize = MOST;

  /** Without the dot; empty for what the format and the compression say. */
  String extension = "";

  private UnloadOptions(Words words) {
    super(words, "");
  }

  /**
   * Reads what comes after the query's parenthesis.
   *
   * @param text what the tokens were cut from
   */
  static UnloadOptions of(String text, List<Token> tokens) {
    UnloadOptions options = new UnloadOptions(new Words(text, tokens));
    options.read();
    return options;
  }

  private void read() {
    words.mustTake("to");
    to = words.text();
    readOptions();
    check();
  }

  @Override
  void option(Token token) {
    String word = token.value();
    switch (word) {
      case "format" -> {
        words.takes("as");
        Token name = words.take();
        format(name.value(), name);
      }
      case "csv", "json", "parquet" -> format(word, token);
      case "partition" -> partitions();
      case "manifest" -> {
        manifest = true;
        verbose = words.takes("verbose");
      }
      case "header" -> header = true;
      case "addquotes" -> addQuotes = true;
      case "allowoverwrite" -> allowsOverwrite = true;
      case "cleanpath" -> cleansPath = true;
      case "parallel" -> isParallel = words.isOn();
      case "maxfilesize" -> fileSize = size("MAXFILESIZE", LEAST, MOST);
      case "rowgroupsize" -> {
        long unused = size("ROWGROUPSIZE", 32 * MEGABYTE, 128 * MEGABYTE);
      }
      case "extension" -> extension = extension(words.text());
      default -> throw words.unexpected(token);
    }
  }

  private void format(String name, Token near) {
    switch (name) {
      case "csv" -> choose(Format.CSV, near);
      case "json" -> choose(Format.JSON, near);
      case "parquet" -> choose(Format.PARQUET, near);
      default -> throw words.unexpected(near);
    }
  }

  private void partitions() {
    words.mustTake("by");
    partitions = words.names();
    includesPartitions = words.takes("include");
  }

  private long size(String option, long least, long most) {
    double number = words.number();
    boolean isGigabytes = words.takes("gb");
    boolean unused = !isGigabytes && words.takes("mb");
    double bytes = number * MEGABYTE * (isGigabytes ? 1024 : 1);
    if (bytes < least || bytes > most) {
      throw new Refused(
          "%s must be between %d MB and %d MB".formatted(option, least / MEGABYTE, most / MEGABYTE),
          -1);
    }
    return (long) bytes;
  }

  private static String extension(String text) {
    if (!text.matches("[A-Za-z0-9_.-]+") || text.contains("..")) {
      throw new Refused("EXTENSION '%s' is not valid".formatted(text), -1);
    }
    return text;
  }

  private void check() {
    if (format == Format.CSV && !seen.contains("delimiter")) {
      delimiter = ',';
    }
    for (String option : IMPOSSIBLE.getOrDefault(format, List.of())) {
      if (seen.contains(option)) {
        throw new Refused(
            "%s is not supported with %s"
                .formatted(option.toUpperCase(Locale.ROOT), format.name().replace("_", "")),
            -1);
      }
    }
    if (allowsOverwrite && cleansPath) {
      throw new Refused("CLEANPATH is not supported with ALLOWOVERWRITE", -1);
    }
  }

  /** What comes at the end of each name. */
  String ending() {
    if (!extension.isEmpty()) {
      return "." + extension;
    }
    String kind =
        switch (format) {
          case PARQUET -> ".parquet";
          case JSON -> ".json";
          default -> "";
        };
    return kind + compression.ending;
  }
}
