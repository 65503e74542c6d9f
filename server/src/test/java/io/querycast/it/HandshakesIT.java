package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.rest.ErrorCode;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The cases of {@code corpus/handshakes.txt}. The file explains its form. */
@ExtendWith(ArquillianExtension.class)
class HandshakesIT {
  private static final Path FILE = Path.of("src/test/resources/corpus/handshakes.txt");

  @Test
  void everyCaseIsAnsweredAsItShouldBe() throws IOException {
    FirstFailures failures = FirstFailures.untilNow();
    List<String> wrong = new ArrayList<>();
    try (Stream<String> lines = Files.lines(FILE)) {
      for (String line : lines.filter(each -> !each.isBlank() && !each.startsWith("#")).toList()) {
        String[] columns = line.split(" \\|", -1);
        try {
          check(columns[1].strip(), columns[2].strip(), columns[3].strip());
        } catch (IOException | RuntimeException | AssertionError e) {
          wrong.add(columns[0] + ": " + e);
        }
      }
    }

    assertEquals(List.of(), wrong);
    assertEquals(0, HttpSessions.alive());
    assertEquals(List.of(), failures.since(), "unexpected exceptions in the container");
  }

  @Test
  void aFrameSentWithAHandshakeIsRefused() throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(request("GET HTTP/1.1", ""));
    both.writeBytes(new byte[] {(byte) 0x89, (byte) 0x80, 0, 0, 0, 0});
    try (RawSocket socket = RawSocket.asking(both.toByteArray())) {
      String head = socket.handshake();
      assertTrue(head.startsWith("HTTP/1.1 400 "), head);
    }
  }

  private static void check(String method, String differences, String expected) throws IOException {
    String[] answer = expected.split(" ");
    try (RawSocket socket = RawSocket.asking(request(method, differences))) {
      String head = socket.handshake();
      assertTrue(head.matches("(?s)HTTP/1[.][01] " + answer[0] + " .*"), head);
      if (answer[0].equals("101")) {
        assertEquals(Integer.parseInt(answer[1]), socket.closeCode());
        assertEquals(
            differences.contains("permessage-deflate"),
            head.contains("Sec-WebSocket-Extensions"),
            head);
      } else if (answer.length > 1) {
        assertTrue(head.contains("application/problem+json"), head);
        JsonObject problem = Json.createReader(new StringReader(socket.body())).readObject();
        assertEquals(ErrorCode.valueOf(answer[1]).name(), problem.getString("code"));
        assertEquals(answer[0].equals("426"), head.contains("Sec-WebSocket-Version: 13"), head);
        assertEquals(answer[0].equals("426"), head.contains("Upgrade: websocket"), head);
        assertEquals(answer[0].equals("405"), head.contains("Allow: GET"), head);
      }
    }
  }

  private static byte[] request(String method, String differences) {
    String[] words = method.split(" ");
    List<String> headers =
        new ArrayList<>(
            List.of(
                "Host: " + TestCloud.server().getAuthority(),
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
                "Sec-WebSocket-Protocol: querycast.v1, ticket.x"));
    for (String difference : differences.isEmpty() ? new String[0] : differences.split("; ")) {
      String name = difference.substring(difference.startsWith("-") ? 1 : 0).split(":", 2)[0];
      if (!difference.startsWith("+")) {
        headers.removeIf(header -> header.startsWith(name + ":"));
      }
      if (!difference.startsWith("-")) {
        headers.add(difference.substring(difference.startsWith("+") ? 1 : 0));
      }
    }
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    String target = words.length == 3 ? words[1] : "/push";
    request.writeBytes(bytes(words[0] + " " + target + " " + words[words.length - 1] + "\r\n"));
    for (String header : headers) {
      int star = header.lastIndexOf('*');
      if (star < 0) {
        request.writeBytes(bytes(header));
      } else {
        // The text between the last blank or point and the star is repeated.
        int from = header.lastIndexOf("ticket.", star);
        from = from < 0 ? header.lastIndexOf(' ', star) + 1 : from + "ticket.".length();
        int times = Integer.parseInt(header.substring(star + 1));
        request.writeBytes(bytes(header.substring(0, from)));
        request.writeBytes(bytes(header.substring(from, star).repeat(times)));
      }
      request.writeBytes(bytes("\r\n"));
    }
    request.writeBytes(bytes("\r\n"));
    return request.toByteArray();
  }

  private static byte[] bytes(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%') {
        bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        bytes.writeBytes(text.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }
}
