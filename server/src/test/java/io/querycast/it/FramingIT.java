package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Messages that somebody in front may read in another way are refused, and nothing that came behind
 * one is ever answered. The messages are in {@code framing/messages.txt}.
 */
@ExtendWith(ArquillianExtension.class)
class FramingIT {
  private static final URI SERVER = LocalCloud.server();
  private static final String HOST = SERVER.getAuthority();

  /** What comes right behind each message, and would be answered with 401. */
  private static final String BEHIND =
      "GET /api/queries HTTP/1.1\r\nHost: " + HOST + "\r\nConnection: close\r\n\r\n";

  private static final Pattern ANSWER = Pattern.compile("HTTP/[12]\\.[0-9]+ ([0-9]{3}) ");
  private static final Pattern MANY = Pattern.compile("\\{(.)\\*([0-9]+)}");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-f]{2}|.)");

  /** One message of the file. */
  private record Entry(
      String name, List<Integer> statuses, boolean ends, boolean endsFirst, String message) {}

  @Test
  void everyMessageOfTheFileIsAnsweredAsItSaysAndWhatIsBehindARefusedOneNever() throws Exception {
    List<Entry> entries = entries(Person.signedIn().accessToken());
    assertTrue(entries.size() > 100, "else the file was not read");
    List<String> faults = new ArrayList<>();
    for (Entry entry : entries) {
      String answers = ask(entry.message() + BEHIND, 1 << 20, entry.endsFirst());
      List<Integer> statuses = statuses(answers);
      boolean right =
          statuses.size() == (entry.ends() ? 1 : 2) && entry.statuses().contains(statuses.get(0));
      if (!right || tellsOfTheContainer(answers)) {
        faults.add(entry.name() + ": " + statuses + " " + firstBody(answers));
      }
    }
    assertEquals(List.of(), faults);
  }

  @Test
  void aHeadThatComesInPiecesIsReadAsOneThatComesWhole() throws Exception {
    String plain = "GET /api/config HTTP/1.1\r\nHost: " + HOST + "\r\nX-A: " + "a".repeat(3000);
    assertEquals(List.of(200, 200, 401), statuses(ask(twice(plain + "\r\n\r\n"), 11)));
    assertEquals(List.of(200, 400), statuses(ask(plain + "\r\n\r\n" + plain + "\n\r\n", 11)));
  }

  @Test
  void aRefusalIsAProblemAndSaysThatTheConnectionEnds() throws Exception {
    String answer = ask("GET /api/config HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 1 << 20);
    assertTrue(answer.contains("Content-Type: application/problem+json"), answer);
    assertTrue(answer.contains("\"code\":\"MESSAGE_INVALID\""), answer);
    assertTrue(
        answer.contains("Connection: Close") || answer.contains("Connection: close"), answer);
    assertFalse(answer.contains("GET"), answer);
  }

  private static String twice(String message) {
    return message + message + BEHIND;
  }

  /** All that is answered until the server ends the connection. */
  private static String ask(String message, int piece) throws IOException {
    return ask(message, piece, false);
  }

  private static String ask(String message, int piece, boolean endsFirst) throws IOException {
    byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVER.getPort())) {
      socket.setSoTimeout(10_000);
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
        // Ended with bytes of ours unread: what was answered before that is what counts.
      }
    }
    return answer.toString(StandardCharsets.ISO_8859_1);
  }

  private static List<Integer> statuses(String answers) {
    return ANSWER
        .matcher(answers)
        .results()
        .map(each -> Integer.valueOf(each.group(1)))
        .filter(status -> status != 100)
        .toList();
  }

  private static boolean tellsOfTheContainer(String answers) {
    return Stream.of("<html", "Exception", "com.ibm", "io.querycast", "SRVE", "Liberty")
        .anyMatch(answers::contains);
  }

  private static String firstBody(String answers) {
    int start = answers.indexOf("\r\n\r\n");
    return start < 0 ? answers : answers.substring(start + 4, Math.min(answers.length(), 300));
  }

  private static List<Entry> entries(String token) throws IOException {
    String file;
    try (InputStream in = FramingIT.class.getResourceAsStream("/framing/messages.txt")) {
      file = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
    return Stream.of(file.split("(?m)^= "))
        .skip(1)
        .map(text -> entry(text.lines().filter(line -> !line.isEmpty()).toList(), token))
        .toList();
  }

  private static Entry entry(List<String> lines, String token) {
    String expected = lines.get(1).substring(2);
    return new Entry(
        lines.get(0),
        Pattern.compile("[0-9]{3}")
            .matcher(expected)
            .results()
            .map(each -> Integer.valueOf(each.group()))
            .toList(),
        expected.contains("ends"),
        expected.endsWith("no more is sent"),
        message(lines.stream().skip(2).collect(Collectors.joining()), token));
  }

  private static String message(String written, String token) {
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
