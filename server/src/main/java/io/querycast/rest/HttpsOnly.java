package io.querycast.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Says on each answer that went over HTTPS that browsers shall never come otherwise again. */
public final class HttpsOnly {
  /** In this a load balancer says how it speaks with the browser. */
  public static final String FORWARDED = "X-Forwarded-Proto";

  public static final String HEADER = "Strict-Transport-Security";

  /** A year, and the names below this one too: RFC 6797; ASVS 5, 3.4.1. */
  public static final String VALUE = "max-age=31536000; includeSubDomains";

  private HttpsOnly() {}

  /**
   * Says so, where it is said that the browser speaks HTTPS. Whoever lies about that is answered
   * with a header that browsers ignore on plain HTTP.
   */
  public static void say(HttpServletRequest request, HttpServletResponse response) {
    if (isHttps(request.getScheme()) || isHttps(request.getHeader(FORWARDED))) {
      response.setHeader(HEADER, VALUE);
    }
  }

  /** Whether a scheme, which may be null, is that of HTTPS. */
  public static boolean isHttps(Object scheme) {
    return "https".equals(scheme);
  }
}
