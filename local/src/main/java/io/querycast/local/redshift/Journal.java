package io.querycast.local.redshift;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The file of all statements. Each change is a line of JSON; the last line of a statement counts.
 *
 * <p>A line is written as a whole or not at all, so a failed write does not damage later lines. The
 * file is ASCII: text that is not valid Unicode can be written as escapes, but not as bytes.
 */
final class Journal implements AutoCloseable {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final RandomAccessFile file;

  private Journal(RandomAccessFile file) {
    this.file = file;
  }

  /**
   * The statements of a file, in its order. It leaves out a line that a crash cut off, and any
   * other line that is not a statement.
   */
  static List<StatementData> read(Path file) throws IOException {
    List<StatementData> statements = new ArrayList<>();
    byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '\n') {
        StatementData statement = statement(Arrays.copyOfRange(bytes, start, i));
        if (statement != null) {
          statements.add(statement);
        }
        start = i + 1;
      }
    }
    return statements;
  }

  private static StatementData statement(byte[] line) {
    try {
      StatementData read = line.length == 0 ? null : JSON.readValue(line, StatementData.class);
      return read == null
              || read.id() == null
              || read.order() == null
              || read.order().target() == null
              || read.progress() == null
              || read.progress().state() == null
              || read.parts() == null
              || read.parameters() == null
          ? null
          : read;
    } catch (IOException e) {
      // The change before it stays in force.
      return null;
    }
  }

  /** Starts a new file with these statements. */
  static Journal of(Path file, List<StatementData> statements) throws IOException {
    Path fresh = file.resolveSibling("statements.fresh");
    Files.deleteIfExists(fresh);
    try (Journal journal = new Journal(new RandomAccessFile(fresh.toFile(), "rw"))) {
      for (StatementData statement : statements) {
        journal.add(statement);
      }
    }
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    // Not a channel: an interrupt would close it for the next writer.
    RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw");
    opened.seek(opened.length());
    return new Journal(opened);
  }

  /**
   * Writes one line.
   *
   * @throws IOException if it can't be written; then the file is as it was before
   */
  void add(StatementData statement) throws IOException {
    byte[] json = JSON.writeValueAsBytes(statement);
    byte[] line = Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n';
    long before = file.length();
    try {
      file.write(line);
    } catch (IOException e) {
      file.setLength(before);
      file.seek(before);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
