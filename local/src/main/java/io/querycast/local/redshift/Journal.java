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
  static List<Statement> read(Path file) throws IOException {
    List<Statement> statements = new ArrayList<>();
    byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '\n') {
        Statement statement = statement(Arrays.copyOfRange(bytes, start, i));
        if (statement != null) {
          statements.add(statement);
        }
        start = i + 1;
      }
    }
    return statements;
  }

  private static Statement statement(byte[] line) {
    try {
      Statement read = line.length == 0 ? null : JSON.readValue(line, Statement.class);
      return read == null
              || read.id() == null
              || read.state() == null
              || read.sql() == null
              || read.parameters() == null
          ? null
          : read;
    } catch (IOException e) {
      // The change before it stays in force.
      return null;
    }
  }

  /** Starts a new file with these statements. */
  static Journal of(Path file, List<Statement> statements) throws IOException {
    Path fresh = file.resolveSibling("statements.fresh");
    Files.deleteIfExists(fresh);
    try (Journal journal = new Journal(new RandomAccessFile(fresh.toFile(), "rw"))) {
      for (Statement statement : statements) {
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
  void add(Statement statement) throws IOException {
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
