package io.querycast.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A bad request does not harm the others. */
class FrontTest {
  @TempDir private static Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private static LocalFront front;

  @BeforeAll
  static void open() throws IOException {
    front =
        new LocalFront(folder)
            .with("Echo", Backend.of("echo", FrontTest::answer))
            .withForPages("ForPages", Backend.of("for pages", FrontTest::answer))
            .withS3(folder)
            .open();
  }

  @AfterAll
  static void close() {
    front.close();
  }

  private static JsonNode answer(String operation, ObjectNode input) throws AwsError {
    return switch (operation) {
      case "Overflow" -> answer(operation, input);
      case "Fail" -> throw new IllegalStateException("broken");
      case "Disk" -> throw new UncheckedIOException(new IOException("full"));
      default -> input;
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'a':'\\ud800'}",
        "{'a':'x\\udfffy'}",
        "{'a':{'b':[1,{'c':['\\ude95\\ud83d']}]}}"
      })
  void textThatIsNotUnicodeIsRefused(String body) throws Exception {
    HttpResponse<String> response = ask("Echo.Echo", body);
    assertEquals(400, response.statusCode());
    assertTrue(response.body().contains("ValidationException"), response.body());
    assertEquals(200, ask("Echo.Echo", "{'a':'\\ud83d\\ude95'}").statusCode());
  }

  @Test
  void bytesThatAreNotUtf8AreNoJson() throws Exception {
    assertEquals(400, ask("Echo.Echo", "{'\\ud83d':1}").statusCode());
    assertEquals(400, ask("Echo.Echo", "{'a':'\u00ff'}".getBytes(StandardCharsets.ISO_8859_1)));
    assertEquals(
        400, ask("Echo.Echo", "{'a':'\u00ed\u00a0\u0080'}".getBytes(StandardCharsets.ISO_8859_1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Overflow", "Fail", "Disk"})
  void aFailureEndsOneRequestOnly(String operation) throws Exception {
    for (int i = 0; i < 20; i++) {
      assertEquals(500, ask("Echo." + operation, "{}").statusCode());
      assertEquals(200, ask("Echo.Echo", "{}").statusCode());
    }
  }

  @Test
  void jsonThatIsTooDeepIsRefused() throws Exception {
    assertEquals(400, ask("Echo.Echo", "[".repeat(100_000)).statusCode());
    assertEquals(400, ask("Echo.Echo", "{'a':".repeat(20_000)).statusCode());
  }

  @Test
  void aRuleThatCannotBeKeptHarmsNoOther() throws Exception {
    String pattern = "{\\\"source\\\":[\\\"aws.redshift-data\\\"]}";
    String odd = "{'Name':'odd','Description':'\\ud800','EventPattern':'" + pattern + "'}";
    assertEquals(400, ask("AWSEvents.PutRule", odd).statusCode());
    String good = "{'Name':'good','EventPattern':'" + pattern + "'}";
    assertEquals(200, ask("AWSEvents.PutRule", good).statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/mine?list-type=2&prefix=%ff", "/mine/%00", "/mine/%ED%A0%80"})
  void anOddAddressIsRefusedOrNotFound(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(front.address + path))
            .header("Authorization", "x/s3/aws4_request")
            .build();
    int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    assertTrue(status == 400 || status == 404, "" + status);
  }

  private HttpResponse<String> ask(String target, String body) throws Exception {
    return client.send(
        request(target, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
        HttpResponse.BodyHandlers.ofString());
  }

  private int ask(String target, byte[] body) throws Exception {
    for (int i = 0; i < body.length; i++) {
      body[i] = body[i] == '\'' ? (byte) '"' : body[i];
    }
    return client.send(request(target, body), HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  private HttpRequest request(String target, byte[] body) {
    return HttpRequest.newBuilder(front.address)
        .header("X-Amz-Target", target)
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  /** A browser sends Host and Origin by itself; a page can't choose them. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          # method, host,                   origin,                  service,  status, readable
          POST,     localhost:4566,         ,                        Echo,     200,    no
          POST,     127.0.0.1,              ,                        Echo,     200,    no
          POST,     [::1]:4566,             ,                        Echo,     200,    no
          POST,     bucket.localhost:4566,  ,                        Echo,     200,    no
          POST,     localhost:4566,         http://localhost:9080,   ForPages, 200,    yes
          OPTIONS,  localhost:4566,         http://localhost:9080,   '',       204,    yes
          POST,     localhost:4566,         http://localhost:9080,   Echo,     403,    no
          POST,     localhost:4566,         http://localhost:3000,   ForPages, 403,    no
          OPTIONS,  localhost:4566,         http://localhost:3000,   '',       403,    no
          POST,     localhost:4566,         https://localhost:9080,  ForPages, 403,    no
          POST,     localhost:4566,         http://localhost:4566,   Echo,     200,    no
          POST,     localhost:4566,         http://evil.example,     ForPages, 403,    no
          POST,     localhost:4566,         http://evil.example,     Echo,     403,    no
          POST,     localhost:4566,         http://localhost.evil.example, ForPages, 403, no
          POST,     localhost:4566,         null,                    ForPages, 403,    no
          OPTIONS,  localhost:4566,         http://evil.example,     '',       403,    no
          POST,     evil.example:4566,      ,                        Echo,     403,    no
          POST,     evil.example:4566,      http://evil.example:4566, Echo,    403,    no
          POST,     localhost.evil.example, ,                        Echo,     403,    no
          """)
  void pagesOfOtherSitesGetNothing(
      String method, String host, String origin, String service, int status, String readable)
      throws IOException {
    String answer = say(method, host, origin, service);

    assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
    assertEquals(
        readable.equals("yes"),
        answer.toLowerCase(Locale.ROOT).contains("access-control-allow-origin: " + origin),
        answer);
    assertEquals(
        readable.equals("yes"), answer.toLowerCase(Locale.ROOT).contains("access-control"), answer);
  }

  private static String say(String method, String host, String origin, String service)
      throws IOException {
    try (Socket socket = new Socket("localhost", front.address.getPort())) {
      String text =
          "%s / HTTP/1.1\r\nHost: %s\r\n%s%sContent-Length: 2\r\nConnection: close\r\n\r\n{}"
              .formatted(
                  method,
                  host,
                  origin == null ? "" : "Origin: " + origin + "\r\n",
                  service.isEmpty() ? "" : "X-Amz-Target: " + service + ".Echo\r\n");
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
