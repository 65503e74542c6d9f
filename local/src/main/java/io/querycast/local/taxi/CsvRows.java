package io.querycast.local.taxi;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A file of comma-separated rows, gzipped or not. Each line is a row: no field of a trip has a line
 * break, and a quote that is never closed must not take the rest of the file with it.
 */
final class CsvRows implements Rows {
  private static final int GZIP = 0x1f8b;
  private static final int BUFFER = 1 << 16;

  private final BufferedReader lines;
  private long line;

  CsvRows(Path file) throws IOException {
    InputStream bytes = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    try {
      bytes.mark(2);
      boolean isGzip = (bytes.read() << 8 | bytes.read()) == GZIP;
      bytes.reset();
      InputStream content = isGzip ? new GZIPInputStream(bytes, BUFFER) : bytes;
      lines = new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8), BUFFER);
    } catch (IOException e) {
      bytes.close();
      throw e;
    }
  }

  @Override
  public String[] next() throws IOException {
    for (String text = lines.readLine(); text != null; text = lines.readLine()) {
      line++;
      if (!isBlank(text)) {
        return text.indexOf('"') < 0 ? text.split(",", -1) : quoted(text);
      }
    }
    return null;
  }

  /** Spreadsheets write a blank row as commas. */
  private static boolean isBlank(String text) {
    return text.chars().allMatch(each -> each == ',' || Character.isWhitespace(each));
  }

  /** The fields of a line with quotes. A quote inside a quoted field is written twice. */
  private static String[] quoted(String text) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean isQuoted = false;
    for (int at = 0; at < text.length(); at++) {
      char each = text.charAt(at);
      if (each == '"' && isQuoted && at + 1 < text.length() && text.charAt(at + 1) == '"') {
        field.append(each);
        at++;
      } else if (each == '"') {
        isQuoted = !isQuoted;
      } else if (each == ',' && !isQuoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(each);
      }
    }
    fields.add(field.toString());
    return fields.toArray(String[]::new);
  }

  @Override
  public String place() {
    return "line " + line;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
