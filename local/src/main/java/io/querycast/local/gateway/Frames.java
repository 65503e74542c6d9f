package io.querycast.local.gateway;

import java.util.ArrayList;
import java.util.List;

/** The frames of a message. */
final class Frames {
  /** The most bytes in one frame, either way. */
  static final int LARGEST = 32 * 1024;

  private Frames() {}

  /** Cuts a message into texts of at most {@link #LARGEST} bytes, as UTF-8; no character is cut. */
  static List<String> of(String message) {
    List<String> frames = new ArrayList<>();
    int from = 0;
    int bytes = 0;
    for (int i = 0; i < message.length(); ) {
      int character = message.codePointAt(i);
      int size = size(character);
      if (bytes + size > LARGEST) {
        frames.add(message.substring(from, i));
        from = i;
        bytes = 0;
      }
      bytes += size;
      i += Character.charCount(character);
    }
    frames.add(message.substring(from));
    return frames;
  }

  private static int size(int character) {
    if (character < 0x80) {
      return 1;
    }
    if (character < 0x800) {
      return 2;
    }
    return character < 0x10000 ? 3 : 4;
  }
}
