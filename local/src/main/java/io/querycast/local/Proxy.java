package io.querycast.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;

/** Passes requests on to a service that listens on a port of its own. */
final class Proxy {
  /** The headers that describe one connection, not the message. */
  private static final Set<String> OF_THE_CONNECTION =
      Set.of("host", "connection", "content-length", "transfer-encoding", "expect", "upgrade");

  // The caller waits, so other threads would have nothing to do.
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(Runnable::run).build();
  private final URI target;

  Proxy(int port) {
    target = URI.create("http://127.0.0.1:" + port);
  }

  /**
   * Sends the request on and waits for its answer, for as long as that takes.
   *
   * @throws IOException if the service can't be reached
   */
  HttpResponse<byte[]> pass(String method, URI path, HttpFields headers, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.resolve(path))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    passOn(headers, request);
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /** Adds the headers of a message to the request that passes it on. */
  static void passOn(HttpFields headers, HttpRequest.Builder request) {
    headers.forEach(
        header -> {
          if (!isOfTheConnection(header.getName())) {
            request.header(header.getName(), Objects.requireNonNullElse(header.getValue(), ""));
          }
        });
  }

  static boolean isOfTheConnection(String header) {
    return OF_THE_CONNECTION.contains(header.toLowerCase(Locale.ROOT));
  }
}
