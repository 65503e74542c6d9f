package io.querycast.local.redshift;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Results as files: first their pages, ready in the Data API's form, then an index. Any page is one
 * read. No result is ever in memory as a whole.
 */
final class ResultFiles {
  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, Result> known = new ConcurrentHashMap<>();
  private final Path folder;
  private final int pageRows;
  private final long mostBytes;

  /**
   * @param pageRows the most rows on a page
   * @param mostBytes the largest result; a larger one fails its statement
   */
  ResultFiles(Path folder, int pageRows, long mostBytes) {
    this.folder = folder;
    this.pageRows = pageRows;
    this.mostBytes = mostBytes;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Stores all rows. Until it returns, there is no result.
   *
   * @param known what the statement tells of its columns; may be empty
   * @param isUpperCase whether the names of columns are in upper case
   */
  Result store(
      String id,
      ResultSet rows,
      List<io.querycast.local.sql.names.Column> known,
      boolean isUpperCase)
      throws SQLException, RedshiftError {
    try {
      Result result;
      try (ResultWriter writer = new ResultWriter(file(id), pageRows, mostBytes)) {
        result = writer.write(rows, known, isUpperCase);
        writer.finish(json.writeValueAsBytes(result));
      }
      this.known.put(id, result);
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<Result> find(String id) {
    Result result = known.get(id);
    if (result == null && Files.exists(file(id))) {
      result = index(file(id));
      if (result != null) {
        known.put(id, result);
      }
    }
    return Optional.ofNullable(result);
  }

  /** The index; null if the file is damaged, which counts as a lost result. */
  private Result index(Path path) {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      long end = file.length() - Integer.BYTES;
      file.seek(Math.max(0, end));
      int length = end < 0 ? -1 : file.readInt();
      if (length < 0 || length > end) {
        return null;
      }
      byte[] index = new byte[length];
      file.seek(end - length);
      file.readFully(index);
      return json.readValue(index, Result.class);
    } catch (JsonProcessingException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows of one page, as the text of a JSON array. */
  String page(String id, Result result, int page) {
    long start = page == 0 ? 0 : result.ends().get(page - 1);
    byte[] packed = new byte[(int) (result.ends().get(page) - start)];
    try (RandomAccessFile file = new RandomAccessFile(file(id).toFile(), "r")) {
      file.seek(start);
      file.readFully(packed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return unpack(packed);
  }

  void forget(String id) {
    known.remove(id);
    try {
      Files.deleteIfExists(file(id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String unpack(byte[] packed) {
    Inflater inflater = new Inflater();
    inflater.setInput(packed);
    ByteArrayOutputStream out = new ByteArrayOutputStream(packed.length * 8);
    byte[] buffer = new byte[64 * 1024];
    try {
      while (!inflater.finished()) {
        int length = inflater.inflate(buffer);
        if (length == 0) {
          throw new IllegalStateException("A page of a result is incomplete.");
        }
        out.write(buffer, 0, length);
      }
    } catch (DataFormatException e) {
      throw new IllegalStateException("A page of a result is damaged.", e);
    } finally {
      inflater.end();
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private Path file(String id) {
    // Windows has no colons in names.
    return folder.resolve(id.replace(':', '-') + ".result");
  }
}
