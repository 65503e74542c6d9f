package io.querycast.rest;

import jakarta.json.spi.JsonProvider;

/** The place where JSON is made and read. */
public final class Json {
  /**
   * JSON-P's own entry point looks for its provider at every call, and asks the class loaders for
   * it.
   */
  public static final JsonProvider JSON = JsonProvider.provider();

  private Json() {}
}
