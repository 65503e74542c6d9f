package io.querycast.local;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which requests of browsers are answered. A browser on this machine also runs pages of other
 * sites, and they reach the loopback address too.
 */
final class Origins {
  private static final String HERE = "([a-z0-9.-]+\\.)?localhost|127\\.0\\.0\\.1|\\[::1\\]";
  private static final Pattern HOST = Pattern.compile("(" + HERE + ")(:[0-9]{1,5})?");

  private Origins() {}

  /**
   * Whether a request names this machine. Another name may lead here too: its owner can change what
   * it stands for after a page has loaded.
   */
  static boolean isForThisMachine(Request request) {
    return HOST.matcher(request.header("Host")).matches();
  }

  /** Whether a page sends the request; other clients do not say where they come from. */
  static boolean isFromPage(Request request) {
    return !request.header("Origin").isEmpty() && !isOwnPage(request);
  }

  /** Whether a browser asks for another site, though it does not say which, as for pictures. */
  static boolean isFromOtherSite(Request request) {
    String site = request.header("Sec-Fetch-Site");
    return !site.isEmpty() && !site.equals("none") && !site.equals("same-origin");
  }

  private static boolean isOwnPage(Request request) {
    return request.header("Origin").equals("http://" + request.header("Host"));
  }

  /** The headers by which a browser lets the page that asks read an answer. */
  static Map<String, String> headers(Request request) {
    return Map.of(
        "Access-Control-Allow-Origin",
        request.header("Origin"),
        "Access-Control-Allow-Methods",
        "GET, POST, OPTIONS",
        "Access-Control-Allow-Headers",
        "*, Authorization",
        "Access-Control-Expose-Headers",
        "*",
        "Access-Control-Max-Age",
        "600",
        "Vary",
        "Origin");
  }
}
