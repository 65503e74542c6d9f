package io.querycast.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Tells browsers, in each answer over HTTPS, to use only HTTPS from then on. */
public final class HttpsOnly {
  /** In this field a load balancer says which protocol the browser uses. */
  public static final String FORWARDED = "X-Forwarded-Proto";

  public static final String HEADER = "Strict-Transport-Security";

  /** A year, with all names below this one: RFC 6797; ASVS 5, 3.4.1. */
  public static final String VALUE = "max-age=31536000; includeSubDomains";

  private HttpsOnly() {}

  /**
   * Adds the header if the browser is said to use HTTPS. If that is false, it does no harm:
   * browsers ignore the header on plain HTTP.
   */
  public static void say(HttpServletRequest request, HttpServletResponse response) {
    if (isHttps(request.getScheme()) || isHttps(request.getHeader(FORWARDED))) {
      response.setHeader(HEADER, VALUE);
    }
  }

  /** Whether a scheme is HTTPS. The scheme may be null. */
  public static boolean isHttps(Object scheme) {
    return "https".equals(scheme);
  }
}
