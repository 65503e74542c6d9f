package io.querycast.local.copy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a file in UTF-8. What has been read since {@link #begin} stays in the buffer, so a
 * record can be looked at as a whole.
 */
final class Input implements AutoCloseable {
  /** Redshift's limit for a row; a bit more, since it is counted elsewhere. */
  static final int LONGEST = 4 << 20;

  private static final int SIZE = 1 << 16;

  private final InputStream in;
  byte[] buffer = new byte[SIZE];

  /** Where the record begins in the buffer. */
  int start;

  /** The next byte. */
  int at;

  private int limit;
  private long bytes;

  Input(InputStream file, Charset charset) throws IOException {
    in = charset.equals(StandardCharsets.UTF_8) ? file : new Encoded(file, charset);
    skipMark();
  }

  /** A mark that says in which order the bytes are is no data. */
  private void skipMark() throws IOException {
    if (has(3)
        && (buffer[0] & 0xff) == 0xef
        && (buffer[1] & 0xff) == 0xbb
        && (buffer[2] & 0xff) == 0xbf) {
      at = 3;
    }
    start = at;
  }

  /** How many bytes were read in all. */
  long bytes() {
    return bytes;
  }

  void begin() {
    start = at;
  }

  /** Whether there is one more byte. */
  boolean has() throws IOException {
    return at < limit || fill(1);
  }

  /** Whether there are so many more bytes. */
  boolean has(int count) throws IOException {
    return limit - at >= count || fill(count);
  }

  private boolean fill(int count) throws IOException {
    while (limit - at < count) {
      if (limit == buffer.length) {
        makeRoom();
      }
      int read = in.read(buffer, limit, buffer.length - limit);
      if (read < 0) {
        return false;
      }
      limit += read;
      bytes += read;
    }
    return true;
  }

  private void makeRoom() {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, limit - start);
      at -= start;
      limit -= start;
      start = 0;
    } else {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
  }

  /** Goes past the end of the line, and forgets what was read. */
  boolean skipLine() throws IOException {
    boolean any = false;
    while (has()) {
      any = true;
      byte b = buffer[at++];
      start = at;
      if (b == '\n') {
        break;
      }
    }
    return any;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Text of another encoding as UTF-8. */
  private static final class Encoded extends InputStream {
    private final Reader reader;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    private final CharBuffer chars = CharBuffer.allocate(SIZE / 4).limit(0);
    private ByteBuffer out = ByteBuffer.allocate(SIZE).limit(0);
    private boolean ended;

    Encoded(InputStream file, Charset charset) {
      reader =
          new InputStreamReader(
              file,
              charset
                  .newDecoder()
                  .onMalformedInput(CodingErrorAction.REPORT)
                  .onUnmappableCharacter(CodingErrorAction.REPORT));
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("It is read in pieces.");
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      while (!out.hasRemaining()) {
        if (ended) {
          return -1;
        }
        chars.compact();
        ended = reader.read(chars) < 0;
        chars.flip();
        out = ByteBuffer.allocate(SIZE);
        encoder.encode(chars, out, ended);
        out.flip();
      }
      int count = Math.min(length, out.remaining());
      out.get(target, offset, count);
      return count;
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
