package io.querycast.local;

/**
 * A refusal in AWS's own words: the modelled error's name, which clients react to, and a message
 * for people.
 */
public class AwsError extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  /**
   * @param status the HTTP status: 400 for the caller's fault, 5xx for the service's fault
   * @param code the error's modelled name, such as {@code ValidationException}
   */
  public AwsError(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** An error that is the caller's fault, with status 400. */
  public AwsError(String code, String message) {
    this(400, code, message);
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }
}
