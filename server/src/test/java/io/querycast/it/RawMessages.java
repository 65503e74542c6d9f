package io.querycast.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sends messages byte for byte that no ordinary client would send, and reads the answers. */
final class RawMessages {
  private static final URI SERVER = TestCloud.server();

  /** The server's name in a request. */
  static final String HOST = SERVER.getAuthority();

  private static final Pattern ANSWER = Pattern.compile("HTTP/[12]\\.[0-9]+ ([0-9]{3}) ");
  private static final Pattern STATUS = Pattern.compile("\\b[0-9]{3}\\b");
  private static final Pattern MANY = Pattern.compile("\\{(.)\\*([0-9]+)}");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-f]{2}|.)");

  private RawMessages() {}

  /**
   * One entry of a file.
   *
   * @param name what the message is, or the name of a field
   * @param statuses one of them must be answered; empty if any below 500 may be
   * @param end what happens to the connection, in the file's words
   * @param message the message, or the value of a field
   */
  record Entry(String name, List<Integer> statuses, String end, String message) {}

  /** The messages of {@code framing/messages.txt}. */
  static List<Entry> messages(String token) throws IOException {
    return Stream.of(file("messages.txt").split("(?m)^= "))
        .skip(1)
        .map(text -> message(text.lines().filter(line -> !line.isEmpty()).toList(), token))
        .toList();
  }

  private static Entry message(List<String> lines, String token) {
    String expected = lines.get(1).substring(2);
    String message = lines.stream().skip(2).collect(Collectors.joining());
    return new Entry(lines.get(0), statuses(STATUS, expected), expected, bytes(message, token));
  }

  /** The fields of {@code framing/fields.txt}. */
  static List<Entry> fields(String token) throws IOException {
    return file("fields.txt")
        .lines()
        .filter(line -> line.contains(" -> "))
        .filter(line -> !line.startsWith("#"))
        .map(line -> field(line, token))
        .toList();
  }

  private static Entry field(String line, String token) {
    int colon = line.indexOf(": ");
    int arrow = line.lastIndexOf(" -> ");
    return new Entry(
        line.substring(0, colon),
        statuses(STATUS, line.substring(arrow)),
        "",
        bytes(line.substring(colon + 2, arrow), token));
  }

  /** All that is answered until the server ends the connection. */
  static String ask(String message) throws IOException {
    return ask(message, 1 << 20, false);
  }

  /**
   * All that is answered until the server ends the connection.
   *
   * @param piece how many bytes are sent at a time
   * @param endsFirst whether the client ends its side after everything is sent
   */
  static String ask(String message, int piece, boolean endsFirst) throws IOException {
    byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVER.getPort())) {
      socket.setSoTimeout(20_000);
      socket.setTcpNoDelay(true);
      try {
        for (int i = 0; i < bytes.length; i += piece) {
          socket.getOutputStream().write(bytes, i, Math.min(piece, bytes.length - i));
        }
        if (endsFirst) {
          socket.shutdownOutput();
        }
        InputStream in = socket.getInputStream();
        byte[] block = new byte[8192];
        for (int count = in.read(block); count >= 0; count = in.read(block)) {
          answer.write(block, 0, count);
        }
      } catch (SocketException e) {
        // The server ended the connection with bytes of ours unread. The answers before that count.
      }
    }
    return answer.toString(StandardCharsets.ISO_8859_1);
  }

  /** The statuses of all answers in order, without 100. */
  static List<Integer> statuses(String answers) {
    return statuses(ANSWER, answers).stream().filter(status -> status != 100).toList();
  }

  /** Whether the text names the container, its classes or ours. */
  static boolean tellsOfTheContainer(String answers) {
    return Stream.of("<html", "Exception", "com.ibm", "io.querycast", "SRVE", "Liberty")
        .anyMatch(answers::contains);
  }

  private static List<Integer> statuses(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(each -> Integer.valueOf(each.group(each.groupCount())))
        .toList();
  }

  private static String file(String name) throws IOException {
    try (InputStream in = RawMessages.class.getResourceAsStream("/framing/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static String bytes(String written, String token) {
    String filled = written.replace("{host}", HOST).replace("{token}", token);
    String repeated =
        MANY.matcher(filled)
            .replaceAll(each -> each.group(1).repeat(Integer.parseInt(each.group(2))));
    return ESCAPE
        .matcher(repeated)
        .replaceAll(each -> Matcher.quoteReplacement(character(each.group(1))));
  }

  private static String character(String escape) {
    return switch (escape.charAt(0)) {
      case 'r' -> "\r";
      case 'n' -> "\n";
      case 't' -> "\t";
      case '0' -> "\0";
      case '\\' -> "\\";
      case 'x' -> Character.toString(Integer.parseInt(escape.substring(1), 16));
      default -> throw new IllegalArgumentException(escape);
    };
  }
}
