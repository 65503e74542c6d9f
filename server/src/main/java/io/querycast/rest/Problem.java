package io.querycast.rest;

import static io.querycast.rest.Json.JSON;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Locale;

/**
 * A refused request, as RFC 9457 describes it. It may be thrown anywhere while a request is
 * handled.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The media type of a refusal. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private final ErrorCode code;
  private final String parameter;

  /**
   * @param detail what is wrong and what to do, for the person who asked
   */
  public Problem(ErrorCode code, String detail) {
    this(code, detail, null);
  }

  private Problem(ErrorCode code, String detail, String parameter) {
    super(detail);
    this.code = code;
    this.parameter = parameter;
  }

  /** Returns a refusal that is about one parameter of a query. */
  public static Problem of(ErrorCode code, String parameter, String detail) {
    return new Problem(code, detail, parameter);
  }

  public ErrorCode code() {
    return code;
  }

  /** The body of the answer. */
  public JsonObject toJson() {
    JsonObjectBuilder json =
        JSON.createObjectBuilder()
            .add("type", "urn:querycast:problem:" + code.name().toLowerCase(Locale.ROOT))
            .add("title", code.title())
            .add("status", code.status())
            .add("detail", getMessage())
            .add("code", code.name());
    if (parameter != null) {
      json.add("parameter", parameter);
    }
    return json.build();
  }
}
