package io.querycast.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gaul.s3proxy.S3Proxy;

/**
 * S3 over a folder that holds a folder for each bucket, and in that the objects by their keys. The
 * work is done by S3Proxy, which starts when S3 is first asked: most people never ask.
 *
 * <p>S3Proxy has a port of its own, and asks nobody who they are. So that pages of other sites
 * can't reach it past the front, its paths begin with a secret.
 */
final class S3 implements AutoCloseable {
  private static final Pattern SIGNED_FOR_S3 = Pattern.compile("/s3/aws4_request");

  /** In an address that was signed in advance, as today and as years ago. */
  private static final Pattern SIGNED_IN_ADVANCE =
      Pattern.compile(
          "(^|&)(X-Amz-Credential=[^&]*(/|%2F)s3(/|%2F)aws4_request|AWSAccessKeyId=)",
          Pattern.CASE_INSENSITIVE);

  /** Newer clients put the bucket's name in front of the host's. */
  private static final Pattern HOST_OF_BUCKET =
      Pattern.compile("([a-z0-9][a-z0-9.-]*)\\.localhost(:[0-9]+)?");

  /** The front itself sends these headers, once. */
  private static final Set<String> OF_THE_FRONT = Set.of("date", "server");

  private final Path folder;
  private final String secret = "/" + UUID.randomUUID();
  // The caller waits, so other threads would have nothing to do.
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(Runnable::run).build();
  private S3Proxy proxy;

  /**
   * @param folder holds a folder for each bucket; it must exist
   */
  S3(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** Whether a request is for S3: by what signed it, or as it reads from a bucket that is there. */
  boolean isFor(Request request) {
    String query = request.uri().getRawQuery();
    return SIGNED_FOR_S3.matcher(request.header("Authorization")).find()
        || (query != null && SIGNED_IN_ADVANCE.matcher(query).find())
        || isUnsignedRead(request);
  }

  private boolean isUnsignedRead(Request request) {
    boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
    Path place = place(request);
    return reads
        && request.header("Authorization").isEmpty()
        && !Origins.isFromOtherSite(request)
        && place != null
        && !place.equals(folder)
        && Files.isDirectory(folder.resolve(folder.relativize(place).getName(0)));
  }

  /** Answers a request; neither body is ever in memory as a whole. */
  void answer(Request request, Exchange exchange) throws IOException, InterruptedException {
    if (place(request) == null) {
      refuse(exchange, "A key is a path within its bucket.");
      return;
    }
    String query = request.uri().getRawQuery();
    HttpRequest.Builder passed =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d%s%s%s"
                        .formatted(
                            port(), secret, path(request), query == null ? "" : "?" + query)))
            .method(request.method(), body(request, exchange));
    Proxy.passOn(request.headers(), passed);
    HttpResponse<InputStream> response =
        client.send(passed.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      send(request, response, body, exchange);
    }
  }

  private static BodyPublisher body(Request request, Exchange exchange) {
    String length = request.header("Content-Length");
    if (length.isEmpty() && request.header("Transfer-Encoding").isEmpty()) {
      return BodyPublishers.noBody();
    }
    BodyPublisher body = BodyPublishers.ofInputStream(exchange::body);
    if (length.isEmpty()) {
      return body;
    }
    long bytes = Long.parseLong(length);
    return bytes == 0 ? BodyPublishers.noBody() : BodyPublishers.fromPublisher(body, bytes);
  }

  private static void send(
      Request request, HttpResponse<?> response, InputStream body, Exchange exchange)
      throws IOException {
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!Proxy.isOfTheConnection(name) && !OF_THE_FRONT.contains(name)) {
                values.forEach(value -> exchange.header(name, value));
              }
            });
    long length = response.headers().firstValueAsLong("content-length").orElse(0);
    boolean hasBody = !request.method().equals("HEAD") && mayHaveBody(response, length);
    if (!hasBody) {
      exchange.sendHead(response.statusCode(), length);
      return;
    }
    if (length > 0) {
      exchange.header("Content-Length", Long.toString(length));
    }
    try (OutputStream out = exchange.send(response.statusCode())) {
      body.transferTo(out);
    }
  }

  /** An answer says how long it is, or that it comes in pieces; else there is nothing in it. */
  private static boolean mayHaveBody(HttpResponse<?> response, long length) {
    return length > 0 || response.headers().firstValue("transfer-encoding").isPresent();
  }

  /** The path within the folder, with the bucket first; as it was sent, percent signs and all. */
  private static String path(Request request) {
    String path = request.uri().getRawPath();
    Matcher host = HOST_OF_BUCKET.matcher(request.header("Host").toLowerCase(Locale.ROOT));
    return host.matches() ? "/" + host.group(1) + path : path;
  }

  /** What the path leads to; null if that is not within the folder. */
  private Path place(Request request) {
    String path = URI.create("http://s3" + path(request)).getPath();
    boolean odd =
        path.indexOf('\0') >= 0
            || path.indexOf('\\') >= 0
            || !StandardCharsets.UTF_8.newEncoder().canEncode(path)
            // What stands for bytes that are no text.
            || path.indexOf('\uFFFD') >= 0;
    for (String part : path.split("/")) {
      odd |= part.equals(".") || part.equals("..");
    }
    return odd ? null : folder.resolve("." + path).normalize();
  }

  private static void refuse(Exchange exchange, String message) throws IOException {
    byte[] body =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>InvalidRequest</Code><Message>%s</Message></Error>"
            .formatted(message)
            .getBytes(StandardCharsets.UTF_8);
    exchange.send(new Answer(400, Map.of("Content-Type", "application/xml"), body));
  }

  private synchronized int port() throws IOException {
    if (proxy == null) {
      S3Proxy starting =
          S3Proxy.builder()
              .blobStore(new S3Folder(folder))
              .endpoint(URI.create("http://127.0.0.1:0"))
              .servicePath(secret)
              .ignoreUnknownHeaders(true)
              .jettyMaxThreads(64)
              .stopTimeout(0)
              .build();
      try {
        starting.start();
      } catch (Exception e) {
        throw new IOException("S3 can't start: " + e.getMessage(), e);
      }
      proxy = starting;
    }
    return proxy.getPort();
  }

  @Override
  public synchronized void close() {
    if (proxy != null) {
      try {
        proxy.stop();
      } catch (Exception e) {
        throw new IllegalStateException("S3 can't end.", e);
      }
      proxy = null;
    }
  }
}
