package io.querycast.push;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The cases of {@code corpus/frames.txt}. The file explains their form. */
public final class FrameCorpus {
  private static final Path FILE = Path.of("src/test/resources/corpus/frames.txt");
  private static final Pattern CHOICE = Pattern.compile("\\{((?:[^{}]|\\{[^{}]*})*)}");
  private static final Map<String, Integer> OPCODES =
      Map.of("cont", 0, "text", 1, "binary", 2, "close", 8, "ping", 9, "pong", 10);
  private static final byte[] MASK = {0x37, (byte) 0xFA, 0x21, 0x3D};
  private static final int LONG = 126;
  private static final int LONGER = 127;

  private FrameCorpus() {}

  /**
   * One case.
   *
   * @param sent the client's bytes
   * @param answers the server's frames, as {@link #answer} writes them, perhaps followed by "open"
   *     or "waits"
   */
  @SuppressWarnings("ArrayRecordComponent") // cases are never compared
  public record Case(String name, byte[] sent, List<String> answers) {}

  /** All cases, in the order of the file. */
  public static List<Case> all() {
    try (Stream<String> lines = Files.lines(FILE)) {
      return lines
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .flatMap(line -> choices(line).stream())
          .map(FrameCorpus::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server's frame in the words of the file. */
  public static String answer(int opcode, byte[] payload) {
    if (opcode == OPCODES.get("close")) {
      return "close:" + (ByteBuffer.wrap(payload).getShort() & 0xFFFF);
    }
    return (opcode == OPCODES.get("pong") ? "pong:" : "op" + opcode + ":")
        + HexFormat.of().formatHex(payload);
  }

  /** A client's frame. */
  public static byte[] frame(String text) {
    int colon = text.indexOf(':');
    String[] words = text.substring(0, colon).split("-", -1);
    String data = text.substring(colon + 1);
    if (words[0].equals("raw")) {
      return HexFormat.of().parseHex(data);
    }
    int first =
        words[0].startsWith("op") ? Integer.parseInt(words[0].substring(2)) : OPCODES.get(words[0]);
    boolean isData = !words[0].equals("close") || List.of(words).contains("data");
    byte[] payload = isData ? bytes(data) : close(data);
    first |= 0x80;
    boolean masked = true;
    long says = payload.length;
    int form = says < LONG ? 0 : says <= 0xFFFF ? Short.BYTES : Long.BYTES;
    for (String word : words) {
      if (word.equals("more")) {
        first &= 0x7F;
      } else if (word.equals("bare")) {
        masked = false;
      } else if (word.startsWith("rsv")) {
        first |= Integer.parseInt(word.substring(3)) << 4;
      } else if (word.startsWith("len")) {
        form = Integer.parseInt(word.substring(3)) / Byte.SIZE;
      } else if (word.startsWith("says")) {
        says = Long.parseLong(word.substring(4));
        form = says < LONG ? 0 : says <= 0xFFFF ? Short.BYTES : Long.BYTES;
      }
    }
    return frame(first, masked, form, says, payload);
  }

  private static byte[] frame(int first, boolean masked, int form, long says, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(2 + form + MASK.length + payload.length);
    frame.put((byte) first);
    int second = form == 0 ? (int) says : form == Short.BYTES ? LONG : LONGER;
    frame.put((byte) (masked ? second | 0x80 : second));
    if (form == Short.BYTES) {
      frame.putShort((short) says);
    } else if (form == Long.BYTES) {
      frame.putLong(says);
    }
    if (masked) {
      frame.put(MASK);
    }
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (masked ? payload[i] ^ MASK[i % MASK.length] : payload[i]));
    }
    byte[] bytes = new byte[frame.flip().remaining()];
    frame.get(bytes);
    return bytes;
  }

  private static byte[] close(String data) {
    String[] parts = data.split(",", 2);
    byte[] reason = parts.length == 1 ? new byte[0] : bytes(parts[1]);
    return ByteBuffer.allocate(2 + reason.length)
        .putShort((short) Integer.parseInt(parts[0]))
        .put(reason)
        .array();
  }

  private static byte[] bytes(String data) {
    int star = data.lastIndexOf('*');
    int times = star < 0 ? 1 : Integer.parseInt(data.substring(star + 1));
    String once = star < 0 ? data : data.substring(0, star);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < once.length(); i++) {
      if (once.charAt(i) == '%') {
        bytes.write(Integer.parseInt(once.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.writeBytes(once.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
      }
    }
    byte[] one = bytes.toByteArray();
    ByteBuffer all = ByteBuffer.allocate(one.length * times);
    for (int i = 0; i < times; i++) {
      all.put(one);
    }
    return all.array();
  }

  /** One line for each choice. */
  private static List<String> choices(String line) {
    Matcher first = CHOICE.matcher(line);
    if (!first.find()) {
      return List.of(line);
    }
    int count = first.group(1).split(",", -1).length;
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int choice = i;
      chosen.add(
          CHOICE
              .matcher(line)
              .replaceAll(
                  braces -> Matcher.quoteReplacement(braces.group(1).split(",", -1)[choice])));
    }
    return chosen;
  }

  private static Case read(String line) {
    String[] columns = line.split(" \\| ", -1);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    for (String frame : columns[1].split(" ", -1)) {
      sent.writeBytes(frame(frame));
    }
    List<String> answers =
        Stream.of(columns[2].split(" ", -1))
            .map(
                each ->
                    each.startsWith("pong:")
                        ? answer(OPCODES.get("pong"), bytes(each.substring(5)))
                        : each)
            .toList();
    return new Case(columns[0], sent.toByteArray(), answers);
  }
}
