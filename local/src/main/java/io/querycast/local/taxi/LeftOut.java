package io.querycast.local.taxi;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of one file that are no trips. A few are no reason not to start: they are named and left
 * out. Many mean that the file is damaged or misread, and its other rows could not be trusted.
 */
final class LeftOut {
  /**
   * More than these are many, if they are also more than one row in a hundred. The Commission's
   * files have at most a few thousand among ten million.
   */
  static final int LIMIT = 1000;

  private static final int SHOWN = 3;

  private final Path file;
  private final Writer list;
  private final List<String> first = new ArrayList<>();
  private long rows;
  private long count;

  LeftOut(Path file, Writer list) {
    this.file = file;
    this.list = list;
  }

  /** One more row was read. */
  void read() {
    rows++;
  }

  long rows() {
    return rows;
  }

  long count() {
    return count;
  }

  /**
   * The row that was read is no trip.
   *
   * @throws IllegalArgumentException if there are too many of them
   */
  void add(String place, String reason) throws IOException {
    String fault = "%s, %s".formatted(place, reason);
    count++;
    list.write("%s, %s%n".formatted(file, fault));
    if (first.size() < SHOWN) {
      first.add(fault);
    }
    if (count > LIMIT && count * 100 > rows) {
      throw tooMany();
    }
  }

  /**
   * The file was read to its end.
   *
   * @throws IllegalArgumentException if none of its rows is a trip
   */
  void end() {
    if (count > 0 && count == rows) {
      throw tooMany();
    }
  }

  private IllegalArgumentException tooMany() {
    return new IllegalArgumentException(
        "cannot be used: %,d of its first %,d rows are no taxi trips.\n%s"
            .formatted(count, rows, shown()));
  }

  /** The first of them, a line each. */
  String shown() {
    return "  " + String.join("\n  ", first) + (count > first.size() ? "\n  ..." : "");
  }
}
