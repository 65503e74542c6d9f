package io.querycast.push;

import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a request must be to become a socket (RFC 6455, section 4.2.1), apart from its ticket. The
 * container would refuse some wrong requests without a word, and accept the others.
 */
final class Handshake {
  static final String VERSION = "13";
  static final String EXTENSIONS = "Sec-WebSocket-Extensions";

  /** 16 bytes in base64, as RFC 4648 writes them. The container can't read other keys. */
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{21}[AQgw]==");

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";

  /** As in RFC 7230 and RFC 6455, section 9.1. No part of it can be read in two ways. */
  private static final Pattern EXTENSION =
      Pattern.compile(
          TOKEN + "(?:[ \\t]*+;[ \\t]*+" + TOKEN + "(?:=(?:" + TOKEN + "|\"" + TOKEN + "\"))?+)*+");

  private Handshake() {}

  /**
   * Returns why a request can't become a socket; empty if it can.
   *
   * @param origins whose pages may open sockets
   */
  static Optional<Problem> fault(HttpServletRequest request, Collection<String> origins) {
    if (!List.of("GET", "HEAD").contains(request.getMethod())) {
      return problem(ErrorCode.METHOD_NOT_ALLOWED, "Open a WebSocket here, with GET.");
    }
    if (request.getQueryString() != null) {
      return problem(
          ErrorCode.PARAMETER_INVALID, "A WebSocket is opened at /push, without a query.");
    }
    if (!isUpgrade(request)) {
      return problem(
          ErrorCode.UPGRADE_REQUIRED,
          "Open a WebSocket here, or use GET /api/snapshot, which has the same content.");
    }
    String version = only(request, "Sec-WebSocket-Version");
    if (!version.equals(VERSION)) {
      return version.matches("\\d{1,3}")
          ? problem(
              ErrorCode.UPGRADE_REQUIRED, "This server supports only version 13 of WebSocket.")
          : problem(ErrorCode.HEADER_INVALID, "Send one Sec-WebSocket-Version, which is 13.");
    }
    if (!KEY.matcher(only(request, "Sec-WebSocket-Key")).matches()) {
      return problem(
          ErrorCode.HEADER_INVALID, "Send one Sec-WebSocket-Key: 16 random bytes in base64.");
    }
    if (request.getHeader("Expect") != null) {
      return problem(
          ErrorCode.HEADER_INVALID, "Send the handshake without Expect: it has no body.");
    }
    if (!values(request, EXTENSIONS)
        .allMatch(extension -> EXTENSION.matcher(extension).matches())) {
      return problem(ErrorCode.HEADER_INVALID, "Sec-WebSocket-Extensions can't be read.");
    }
    if (!values(request, "Sec-WebSocket-Protocol").allMatch(new HashSet<>()::add)) {
      return problem(ErrorCode.HEADER_INVALID, "Offer each Sec-WebSocket-Protocol once.");
    }
    List<String> origin = Collections.list(request.getHeaders("Origin"));
    if (origin.size() > 1) {
      return problem(ErrorCode.HEADER_INVALID, "Send one Origin.");
    }
    return origin.isEmpty() || origin.get(0).isEmpty() || origins.contains(origin.get(0))
        ? Optional.empty()
        : problem(
            ErrorCode.ORIGIN_NOT_ALLOWED, "Ask the operator of this server to allow your page.");
  }

  /** Whether messages to this client may be compressed. */
  static boolean mayCompress(HttpServletRequest request) {
    return Deflate.isAmong(values(request, EXTENSIONS));
  }

  private static boolean isUpgrade(HttpServletRequest request) {
    return request.getMethod().equals("GET")
        && request.getProtocol().equals("HTTP/1.1")
        && lower(only(request, "Upgrade")).equals("websocket")
        && values(request, "Connection").map(Handshake::lower).anyMatch("upgrade"::equals);
  }

  private static String only(HttpServletRequest request, String header) {
    List<String> all = Collections.list(request.getHeaders(header));
    return all.size() == 1 ? all.get(0) : "";
  }

  /** The elements of a header that holds a list, on one line or several. */
  private static Stream<String> values(HttpServletRequest request, String header) {
    return Collections.list(request.getHeaders(header)).stream()
        .flatMap(line -> Stream.of(line.split(",", -1)))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static Optional<Problem> problem(ErrorCode code, String detail) {
    return Optional.of(new Problem(code, detail));
  }
}
