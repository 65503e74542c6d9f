package io.querycast.rest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** {@code META-INF/openapi.yaml}, as it is packed in the application. */
final class ApiDocument {
  static final String TEXT = read();

  private ApiDocument() {}

  private static String read() {
    try (InputStream in = ApiDocument.class.getResourceAsStream("/META-INF/openapi.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
