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
 * The file of all statements: a line of JSON for each change, the last one of a statement counts.
 *
 * <p>A line is written whole or not at all, so one that can't be written spoils none that follows.
 * It is ASCII: what is no Unicode has escapes, but no bytes.
 */
final class Journal implements AutoCloseable {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final RandomAccessFile file;

  private Journal(RandomAccessFile file) {
    this.file = file;
  }

  /**
   * What a file holds, in its order; a line that a crash tore, or that is anything else, is not.
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
      // The change before it stands.
      return null;
    }
  }

  /** Begins the file anew, with these. */
  static Journal of(Path file, List<Statement> statements) throws IOException {
    Path fresh = file.resolveSibling("statements.fresh");
    Files.deleteIfExists(fresh);
    try (Journal journal = new Journal(new RandomAccessFile(fresh.toFile(), "rw"))) {
      for (Statement statement : statements) {
        journal.add(statement);
      }
    }
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    // Not a channel: an interrupt would close it, for whoever writes next.
    RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw");
    opened.seek(opened.length());
    return new Journal(opened);
  }

  /**
   * Writes one line.
   *
   * @throws IOException where it can't be written; then the file is as it was before
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
