package io.querycast.local.copy;

import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A COPY as it was written, without what says who asks. */
final class CopyOptions extends FileOptions {

  private static final Set<String> OTHER_FORMATS =
      Set.of("avro", "orc", "shapefile", "rcfile", "sequencefile", "textfile");

  /** What a format can't be combined with. */
  private static final Map<Format, List<String>> IMPOSSIBLE =
      Map.of(
          Format.CSV,
          List.of("fixedwidth", "removequotes", "escape"),
          Format.FIXED_WIDTH,
          List.of("delimiter", "escape", "quote", "removequotes"),
          Format.DELIMITED,
          List.of("quote"),
          Format.JSON,
          List.of(
              "delimiter",
              "escape",
              "fillrecord",
              "ignoreblanklines",
              "null",
              "quote",
              "readratio",
              "removequotes"));

  /** All that goes with Parquet. */
  private static final Set<String> OF_PARQUET =
      Set.of(
          "format",
          "parquet",
          "manifest",
          "acceptinvchars",
          "fillrecord",
          "statupdate",
          "explicit_ids",
          "serializetojson",
          "noload",
          "truncatecolumns");

  /** How many errors there may be at most in all. */
  private static final int MOST_ERRORS = 100_000;

  List<Token> table;

  /** The columns in the order of the fields; null for all of the table. */
  List<String> columns;

  String from;
  Charset encoding = StandardCharsets.UTF_8;
  boolean isManifest;
  char quote = '"';

  /** {@code auto}, {@code auto ignorecase}, {@code noshred}, or the address of a JSONPaths file. */
  String json = "auto";

  int header;
  int maxErrors;
  String dateFormat = "";
  String timeFormat = "";

  /** What stands for invalid characters; zero if they are errors. */
  char replacement;

  boolean acceptsAnyDate;
  boolean blanksAsNull;
  boolean emptyAsNull;
  boolean explicitIds;
  boolean fillRecord;
  boolean ignoresBlankLines;
  boolean noLoad;
  boolean removeQuotes;
  boolean rounds;
  boolean trimsBlanks;
  boolean truncates;

  private CopyOptions(Words words) {
    super(words, "\\N");
  }

  /**
   * Reads what comes after COPY.
   *
   * @param text what the tokens were cut from
   */
  static CopyOptions of(String text, List<Token> tokens) {
    CopyOptions options = new CopyOptions(new Words(text, tokens));
    options.read();
    return options;
  }

  private void read() {
    table = words.name();
    if (words.peek().isMark("(")) {
      columns = words.names();
    }
    words.mustTake("from");
    from = words.text();
    if (from.startsWith("dynamodb://") || from.startsWith("emr://")) {
      throw new Refused(
          "COPY from %s is not available in the local warehouse"
              .formatted(from.startsWith("emr") ? "Amazon EMR" : "Amazon DynamoDB"),
          -1);
    }
    readOptions();
    check();
  }

  @Override
  void option(Token token) {
    String word = token.value();
    switch (word) {
      case "format" -> format();
      case "csv", "json", "parquet", "avro", "orc", "shapefile" -> format(token);
      case "quote" -> quote = character(words.text(), "QUOTE");
      case "manifest" -> isManifest = true;
      case "lzop", "ssh" -> throw missing("COPY ... " + word.toUpperCase(Locale.ROOT), token);
      case "encoding" -> encoding = encoding();
      case "ignoreheader" -> header = whole("IGNOREHEADER", Integer.MAX_VALUE);
      case "maxerror" -> maxErrors = whole("MAXERROR", MOST_ERRORS);
      case "dateformat" -> dateFormat = words.text();
      case "timeformat" -> timeFormat = words.text();
      case "acceptinvchars" ->
          replacement = words.hasText() ? character(words.text(), "ACCEPTINVCHARS") : '?';
      case "acceptanydate" -> acceptsAnyDate = true;
      case "blanksasnull" -> blanksAsNull = true;
      case "emptyasnull" -> emptyAsNull = true;
      case "explicit_ids" -> explicitIds = true;
      case "fillrecord" -> fillRecord = true;
      case "ignoreblanklines" -> ignoresBlankLines = true;
      case "noload" -> noLoad = true;
      case "removequotes" -> removeQuotes = true;
      case "roundec" -> rounds = true;
      case "trimblanks" -> trimsBlanks = true;
      case "truncatecolumns" -> truncates = true;
      case "serializetojson" -> {
        // Nested values become JSON anyway.
      }
      case "compupdate" -> {
        if (!words.takes("preset")) {
          boolean unused = words.isOn();
        }
      }
      case "statupdate" -> {
        boolean unused = words.isOn();
      }
      case "comprows", "readratio" -> {
        double unused = words.number();
      }
      case "job" -> throw missing("COPY JOB", token);
      default -> throw words.unexpected(token);
    }
  }

  private void format() {
    words.takes("as");
    format(words.take());
  }

  private void format(Token near) {
    String word = near.value();
    switch (word) {
      case "csv" -> choose(Format.CSV, near);
      case "parquet" -> choose(Format.PARQUET, near);
      case "json" -> {
        choose(Format.JSON, near);
        json = words.hasText() ? words.text() : "auto";
      }
      default -> {
        if (OTHER_FORMATS.contains(word)) {
          throw new Refused(
              "COPY from %s files is not available in the local warehouse"
                  .formatted(word.toUpperCase(Locale.ROOT)),
              -1);
        }
        throw words.unexpected();
      }
    }
    seen.add(word);
  }

  private Charset encoding() {
    words.takes("as");
    String name = words.take().value().toLowerCase(Locale.ROOT);
    return switch (name) {
      case "utf8" -> StandardCharsets.UTF_8;
      case "utf16" -> StandardCharsets.UTF_16;
      case "utf16le" -> StandardCharsets.UTF_16LE;
      case "utf16be" -> StandardCharsets.UTF_16BE;
      case "iso88591" -> StandardCharsets.ISO_8859_1;
      default -> throw new Refused("encoding \"%s\" is not supported".formatted(name), -1);
    };
  }

  private int whole(String option, int most) {
    double number = words.number();
    if (number != Math.rint(number) || number > most) {
      throw new Refused("invalid value for %s: at most %d".formatted(option, most), -1);
    }
    return (int) number;
  }

  private void check() {
    if (format == Format.CSV && !seen.contains("delimiter")) {
      delimiter = ',';
    }
    if (format == Format.PARQUET) {
      for (String option : seen) {
        if (!OF_PARQUET.contains(option) && !option.equals("compupdate")) {
          throw new Refused(
              "%s argument is not supported for PARQUET based COPY"
                  .formatted(option.toUpperCase(Locale.ROOT)),
              -1);
        }
      }
    }
    for (String option : IMPOSSIBLE.getOrDefault(format, List.of())) {
      if (seen.contains(option)) {
        throw new Refused(
            "%s is not supported with %s"
                .formatted(option.toUpperCase(Locale.ROOT), format.name().replace("_", "")),
            -1);
      }
    }
    if (delimiter == '\n' || delimiter == '\r' || (escape && delimiter == '\\')) {
      throw new Refused("DELIMITER can't be a line break or the escape character", -1);
    }
  }

  private static Refused missing(String what, Token near) {
    return Refused.notAvailable(what, near);
  }
}
