package io.querycast.push;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the frames that a client sends (RFC 6455, section 5), however they are cut, in at most 131
 * bytes of memory. It skips the payload of a message: the message's first frame is enough to refuse
 * the client.
 */
final class Frames {
  /** What the frames say. */
  interface Taker {
    /** A ping, with its payload of at most 125 bytes. */
    void ping(byte[] payload);

    void pong();

    /**
     * The client closes. Nothing is reported after that.
     *
     * @param payload empty, or a code that clients may send and a reason in UTF-8
     */
    void close(byte[] payload);

    /**
     * The client begins a message, which it may not do, or breaks the protocol. After that only its
     * close is reported.
     */
    void fault(CloseCode code);
  }

  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private static final int FIN = 0x80;
  private static final int RESERVED = 0x70;

  /** The mark of a message that is compressed, in its first frame: RFC 7692, section 6. */
  private static final int COMPRESSED = 0x40;

  private static final int OPCODE = 0x0F;
  private static final int MASKED = 0x80;
  private static final int LENGTH = 0x7F;

  private static final int START = 2;
  private static final int MASK = 4;
  private static final int MOST_OF_CONTROL = 125;
  private static final int LENGTH_OF_16_BITS = 126;
  private static final int LENGTH_OF_64_BITS = 127;
  private static final int LONGEST = START + MASK + MOST_OF_CONTROL;

  private enum Mode {
    LISTENING,
    /** Frames are still read, to find the client's close. */
    SHOWN_OUT,
    /** There is nothing more to read, or the start of the next frame is unknown. */
    DEAF
  }

  /** Which reserved bits the first frame of a message may not have. */
  private final int reserved;

  private Mode mode = Mode.LISTENING;

  /**
   * The bytes of the frame that is being read, without a message's payload; null between frames.
   */
  private byte[] frame;

  private int count;

  /** How many bytes of a message's payload still have to be skipped. */
  private long left;

  /**
   * @param mayCompress whether the client may compress its messages
   */
  Frames(boolean mayCompress) {
    reserved = mayCompress ? RESERVED ^ COMPRESSED : RESERVED;
  }

  /** Reads the bytes that have come. */
  void read(byte[] bytes, Taker taker) {
    int at = 0;
    while (at < bytes.length && mode != Mode.DEAF) {
      if (left > 0) {
        int passed = (int) Math.min(left, bytes.length - at);
        left -= passed;
        at += passed;
      } else {
        if (frame == null) {
          frame = new byte[LONGEST];
        }
        frame[count++] = bytes[at++];
        look(taker);
      }
    }
    if (count == 0 || mode == Mode.DEAF) {
      frame = null;
    }
  }

  private void look(Taker taker) {
    if ((count == 1 && !isStart()) || (count == START && !isLength())) {
      fault(taker, CloseCode.PROTOCOL_ERROR);
    } else if (count >= START && isControl()) {
      if (count == START + MASK + length()) {
        count = 0;
        control(taker);
      }
    } else if (count >= START) {
      message(taker);
    }
  }

  private int opcode() {
    return frame[0] & OPCODE;
  }

  private boolean isControl() {
    return opcode() >= CLOSE;
  }

  private int length() {
    return frame[1] & LENGTH;
  }

  private boolean isStart() {
    boolean isLast = (frame[0] & FIN) != 0;
    boolean isMessage = opcode() == TEXT || opcode() == BINARY;
    return (frame[0] & (isMessage ? reserved : RESERVED)) == 0
        && switch (opcode()) {
          case CLOSE, PING, PONG -> isLast;
          case TEXT, BINARY -> true;
          case CONTINUATION -> mode == Mode.SHOWN_OUT;
          default -> false;
        };
  }

  private boolean isLength() {
    return (frame[1] & MASKED) != 0 && !(isControl() && length() > MOST_OF_CONTROL);
  }

  private void control(Taker taker) {
    byte[] payload = new byte[length()];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = (byte) (frame[START + MASK + i] ^ frame[START + i % MASK]);
    }
    if (opcode() == CLOSE) {
      close(payload, taker);
    } else if (mode == Mode.LISTENING && opcode() == PING) {
      taker.ping(payload);
    } else if (mode == Mode.LISTENING) {
      taker.pong();
    }
  }

  private void close(byte[] payload, Taker taker) {
    if (mode == Mode.LISTENING && payload.length > 0) {
      if (payload.length == 1 || !mayBeSent(ByteBuffer.wrap(payload).getShort() & 0xFFFF)) {
        fault(taker, CloseCode.PROTOCOL_ERROR);
        return;
      }
      if (!isUtf8(Arrays.copyOfRange(payload, Short.BYTES, payload.length))) {
        fault(taker, CloseCode.NOT_UTF_8);
        return;
      }
      taker.close(payload);
    } else {
      taker.close(new byte[0]);
    }
    mode = Mode.DEAF;
  }

  /** The codes of section 7.4 that a client may send. Only a server sends 1012 to 1014. */
  private static boolean mayBeSent(int code) {
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1011)
        || (code >= 3000 && code <= 4999);
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private void message(Taker taker) {
    int more =
        switch (length()) {
          case LENGTH_OF_16_BITS -> Short.BYTES;
          case LENGTH_OF_64_BITS -> Long.BYTES;
          default -> 0;
        };
    if (count == START + more) {
      if (isTooLongALength(ByteBuffer.wrap(frame, START, more))) {
        fault(taker, CloseCode.PROTOCOL_ERROR);
      } else if (mode == Mode.LISTENING) {
        mode = Mode.SHOWN_OUT;
        taker.fault(CloseCode.NOT_ALLOWED);
      }
    } else if (count == START + more + MASK) {
      left = payloadLength(ByteBuffer.wrap(frame, START, more));
      count = 0;
    }
  }

  /** A length has only one form, the shortest, and at most 63 bits. */
  private static boolean isTooLongALength(ByteBuffer more) {
    return switch (more.remaining()) {
      case Short.BYTES -> (more.getShort() & 0xFFFF) <= MOST_OF_CONTROL;
      case Long.BYTES -> more.getLong() <= 0xFFFF;
      default -> false;
    };
  }

  private long payloadLength(ByteBuffer more) {
    return switch (more.remaining()) {
      case Short.BYTES -> more.getShort() & 0xFFFF;
      case Long.BYTES -> more.getLong();
      default -> length();
    };
  }

  private void fault(Taker taker, CloseCode code) {
    boolean isNews = mode == Mode.LISTENING;
    mode = Mode.DEAF;
    if (isNews) {
      taker.fault(code);
    }
  }
}
