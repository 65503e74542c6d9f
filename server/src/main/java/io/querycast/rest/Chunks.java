package io.querycast.rest;

import java.io.ByteArrayOutputStream;

/**
 * A body in chunks, read byte by byte as RFC 9112, section 7.1, has it and in no other way.
 * Extensions are passed over; trailers, of which nothing here could make any use, are refused.
 */
final class Chunks {
  /** What a size has: more than any body may, and no arithmetic overflows. */
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

  /** Whether the last chunk has come, and the empty line behind it. */
  boolean isWhole() {
    return at == At.END;
  }

  /** What has come of the body since it was last asked for. */
  byte[] take() {
    byte[] bytes = body.toByteArray();
    body.reset();
    return bytes;
  }

  /**
   * Reads on. What comes behind the end is not looked at.
   *
   * @throws Problem where that is no chunk, or where the body is too large
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
    // Many a reader counts in 32 bits, of which one is the sign.
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
