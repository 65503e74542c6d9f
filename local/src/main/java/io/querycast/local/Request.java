package io.querycast.local;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;

/** What a client asked for. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares requests
record Request(String method, URI uri, Headers headers, byte[] body) {

  /** A request whose body is still to be read. */
  static Request head(HttpExchange exchange) {
    return new Request(
        exchange.getRequestMethod(),
        exchange.getRequestURI(),
        exchange.getRequestHeaders(),
        new byte[0]);
  }

  Request withBody(HttpExchange exchange) throws IOException {
    return new Request(method, uri, headers, exchange.getRequestBody().readAllBytes());
  }

  /** The first value of a header; an empty text if there is none. */
  String header(String name) {
    return Objects.requireNonNullElse(headers.getFirst(name), "");
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
