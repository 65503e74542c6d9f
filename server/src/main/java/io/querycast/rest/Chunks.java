package io.querycast.rest;

import java.io.ByteArrayOutputStream;

/**
 * A body in chunks, read byte by byte exactly as RFC 9112, section 7.1, defines it. Extensions are
 * skipped. Trailers are refused, because nothing here could use them.
 */
final class Chunks {
  /**
   * The most digits of a size. They allow more than any body may have, and no arithmetic overflows.
   */
  private static final int DIGITS = 8;

  private static final int LONGEST_EXTENSION = 1024;

  private enum At {
    SIZE,
    EXTENSION,
    SIZE_ENDS,
    DATA,
    DATA_ENDS,
    DATA_ENDED,
    LAST_ENDS,
    LAST_ENDED,
    END
  }

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private At at = At.SIZE;
  private int digits;
  private int extension;
  private long left;
  private long announced;
  private boolean isLast;

  /** Whether the last chunk and the empty line after it have come. */
  boolean isWhole() {
    return at == At.END;
  }

  /** Returns the bytes of the body that have come since the last call. */
  byte[] take() {
    byte[] bytes = body.toByteArray();
    body.reset();
    return bytes;
  }

  /**
   * Reads on. It ignores what comes after the end.
   *
   * @throws Problem if the bytes are not a chunk, or if the body is too large
   */
  void read(byte[] bytes) {
    for (int i = 0; i < bytes.length && at != At.END; i++) {
      read(bytes[i]);
    }
  }

  private void read(byte next) {
    switch (at) {
      case SIZE -> size(next);
      case EXTENSION -> extension(next);
      case SIZE_ENDS -> ends(next, '\n', isLast ? At.LAST_ENDS : At.DATA);
      case DATA -> {
        body.write(next);
        if (--left == 0) {
          at = At.DATA_ENDS;
        }
      }
      case DATA_ENDS -> ends(next, '\r', At.DATA_ENDED);
      case DATA_ENDED -> {
        ends(next, '\n', At.SIZE);
        digits = 0;
      }
      case LAST_ENDS -> ends(next, '\r', At.LAST_ENDED);
      case LAST_ENDED -> ends(next, '\n', At.END);
      case END -> throw new IllegalStateException();
    }
  }

  private void size(byte next) {
    int digit = next < 0 ? -1 : Character.digit(next, 16);
    if (digit >= 0) {
      if (++digits > DIGITS) {
        throw refusal();
      }
      left = (digits == 1 ? 0 : left) * 16 + digit;
      return;
    }
    // Many readers count in 32 bits, and one of these is the sign.
    if (digits == 0 || left > Integer.MAX_VALUE) {
      throw refusal();
    }
    if (announced + left > Body.MAX_BYTES) {
      throw new Problem(
          ErrorCode.BODY_TOO_LARGE, "Send at most %d bytes.".formatted(Body.MAX_BYTES));
    }
    announced += left;
    isLast = left == 0;
    extension = 0;
    if (next == ';') {
      at = At.EXTENSION;
    } else {
      ends(next, '\r', At.SIZE_ENDS);
    }
  }

  private void extension(byte next) {
    if (next == '\r') {
      at = At.SIZE_ENDS;
    } else if (next < ' ' || next == 0x7f || ++extension > LONGEST_EXTENSION) {
      throw refusal();
    }
  }

  private void ends(byte next, char expected, At then) {
    if (next != expected) {
      throw refusal();
    }
    at = then;
  }

  private static Problem refusal() {
    return new Problem(
        ErrorCode.MESSAGE_INVALID,
        "A chunk is a size in hexadecimal digits, CR LF, that many bytes and CR LF; the last one"
            + " is empty. Send a body with its Content-Length instead.");
  }
}
