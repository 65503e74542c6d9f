package io.querycast.push;

import jakarta.websocket.CloseReason;

/** The reasons why the server closes a socket, as the browser gets them. */
public enum CloseCode implements CloseReason.CloseCode {
  PROTOCOL_ERROR(1002, "The frame breaks RFC 6455, or may not be sent now."),
  NOT_UTF_8(1007, "The reason is not UTF-8."),
  GOING(1012, "The server is going: come back."),
  SESSION_OVER(4401, "The session has ended; sign in again."),
  NOT_ALLOWED(4403, "Use querycast.v1, and send no messages."),
  TOO_SLOW(4408, "The browser reads too slowly; come back."),
  TOO_MANY(4429, "There are too many connections; close some.");

  private final int code;
  private final String reason;

  CloseCode(int code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  @Override
  public int getCode() {
    return code;
  }

  /** Adds when to come back, so that a server's browsers don't all come at once. */
  CloseReason reason(int millis) {
    return new CloseReason(this, reason.replace(".", " in %d ms.".formatted(millis)));
  }

  CloseReason reason() {
    return new CloseReason(this, reason);
  }

  /**
   * Returns the reason why the client must go, as the {@link Guard} found it.
   *
   * @param text a code in digits: ours, or that of the client's own close, which is then sent back
   */
  static CloseReason found(String text) {
    for (CloseCode each : values()) {
      if (Integer.toString(each.code).equals(text)) {
        return each.reason();
      }
    }
    try {
      return new CloseReason(CloseReason.CloseCodes.getCloseCode(Integer.parseInt(text)), "");
    } catch (IllegalArgumentException e) {
      return NOT_ALLOWED.reason();
    }
  }
}
