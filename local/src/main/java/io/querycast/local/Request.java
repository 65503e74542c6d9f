package io.querycast.local;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpFields;

/** What a client asked for. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares requests
record Request(String method, URI uri, HttpFields headers, byte[] body) {

  /**
   * A request whose body is still to be read.
   *
   * @throws Front.BadRequest if its address is none
   */
  static Request head(org.eclipse.jetty.server.Request request) {
    return new Request(
        request.getMethod(),
        uri(request.getHttpURI().getPathQuery()),
        request.getHeaders(),
        new byte[0]);
  }

  private static URI uri(String path) {
    try {
      return URI.create(Objects.requireNonNullElse(path, "/"));
    } catch (IllegalArgumentException e) {
      throw new Front.BadRequest("The address of the request is none: " + e.getMessage());
    }
  }

  Request withBody(InputStream stream) throws IOException {
    return new Request(method, uri, headers, stream.readAllBytes());
  }

  /** The first value of a header; an empty text if there is none. */
  String header(String name) {
    return Objects.requireNonNullElse(headers.get(name), "");
  }

  /** The first value of a query parameter; an empty text if there is none. */
  String parameter(String name) {
    return Stream.of(Objects.requireNonNullElse(uri.getRawQuery(), "").split("&"))
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> pair.substring(name.length() + 1))
        .map(Request::decoded)
        .findFirst()
        .orElse("");
  }

  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Front.BadRequest(
          "Write two hexadecimal digits after each percent sign in an address.");
    }
  }
}
