package io.querycast.local.copy;

import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.ArrayList;
import java.util.List;

/** What COPY and UNLOAD both say about files. */
abstract class FileOptions {

  /** What a file holds. */
  enum Format {
    DELIMITED("Text"),
    CSV("CSV"),
    FIXED_WIDTH("Text"),
    JSON("JSON"),
    PARQUET("Parquet");

    /** As the system tables have it. */
    final String shown;

    Format(String shown) {
      this.shown = shown;
    }
  }

  Format format = Format.DELIMITED;
  Compression compression = Compression.NONE;
  char delimiter = '|';
  List<Integer> widths = List.of();
  String nullText;
  boolean escape;

  final Words words;

  /** The options that were read, in their order. */
  final List<String> seen = new ArrayList<>();

  /**
   * @param nullText what stands for NULL if nothing says it
   */
  FileOptions(Words words, String nullText) {
    this.words = words;
    this.nullText = nullText;
  }

  /** Reads all options to the end of the text; they come in any order. */
  void readOptions() {
    while (!words.atEnd()) {
      if (words.takesAuthorization()) {
        continue;
      }
      Token option = words.peek();
      if (option.kind() != Token.Kind.WORD) {
        throw words.unexpected();
      }
      words.take();
      seen.add(option.value());
      if (!readsShared(option)) {
        option(option);
      }
    }
    words.mustBeAuthorized();
  }

  /** Reads what follows the word of an option that only this command has. */
  abstract void option(Token option);

  /** Reads what follows the word of an option, if it is one of both commands. */
  private boolean readsShared(Token option) {
    switch (option.value()) {
      case "fixedwidth" -> {
        choose(Format.FIXED_WIDTH, option);
        widths = widths(words.text());
      }
      case "delimiter" -> delimiter = character(words.text(), "DELIMITER");
      case "gzip" -> compress(Compression.GZIP, option);
      case "bzip2" -> compress(Compression.BZIP2, option);
      case "zstd" -> compress(Compression.ZSTD, option);
      case "null" -> nullText = words.text();
      case "escape" -> escape = true;
      default -> {
        return false;
      }
    }
    return true;
  }

  /** A file has one format. */
  void choose(Format chosen, Token near) {
    if (format != Format.DELIMITED) {
      throw words.twice(near);
    }
    format = chosen;
  }

  private void compress(Compression chosen, Token near) {
    if (compression != Compression.NONE) {
      throw words.twice(near);
    }
    compression = chosen;
  }

  /** Labels and widths; the labels have no meaning. */
  static List<Integer> widths(String text) {
    List<Integer> widths = new ArrayList<>();
    for (String column : text.split(",")) {
      String width = column.substring(column.lastIndexOf(':') + 1).strip();
      if (column.indexOf(':') < 0 || !width.matches("[1-9][0-9]{0,5}")) {
        throw new Refused("invalid FIXEDWIDTH specification: " + column.strip(), -1);
      }
      widths.add(Integer.parseInt(width));
    }
    return widths;
  }

  static char character(String text, String option) {
    if (text.length() != 1 || text.charAt(0) > 127 || text.charAt(0) == 0) {
      throw new Refused(option + " must be a single ASCII character", -1);
    }
    return text.charAt(0);
  }
}
