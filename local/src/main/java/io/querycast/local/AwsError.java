package io.querycast.local;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A refusal in AWS's own words: the modelled error's name, which clients react to, and a message
 * for people.
 */
public class AwsError extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final String field;
  private final String value;

  /**
   * @param status the HTTP status: 400 for the caller's fault, 5xx for the service's fault
   * @param code the error's modelled name, such as {@code ValidationException}
   */
  public AwsError(int status, String code, String message) {
    this(status, code, message, null, null);
  }

  private AwsError(int status, String code, String message, String field, String value) {
    super(message);
    this.status = status;
    this.code = code;
    this.field = field;
    this.value = value;
  }

  /** An error that is the caller's fault, with status 400. */
  public AwsError(String code, String message) {
    this(400, code, message);
  }

  /** The same with one more field, which some modelled errors have. */
  public AwsError with(String name, String text) {
    return new AwsError(status, code, getMessage(), name, text);
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  /** The error's body, as AWS's clients read it. */
  public ObjectNode body() {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("__type", code)
            .put("message", getMessage())
            .put("Message", getMessage());
    return field == null ? body : body.put(field, value);
  }
}
