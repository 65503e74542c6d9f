package io.querycast.push;

import jakarta.websocket.CloseReason;

/** Why the server closes a socket, as the browser is told. */
enum CloseCode implements CloseReason.CloseCode {
  GOING(1012, "The server is going: come back."),
  SESSION_OVER(4401, "The session is over; sign in again."),
  NOT_ALLOWED(4403, "Only querycast.v1 is spoken here, and by the server."),
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

  /** With a hint when to come back, so that a server's browsers don't all come at once. */
  CloseReason reason(int millis) {
    return new CloseReason(this, reason.replace(".", " in %d ms.".formatted(millis)));
  }

  CloseReason reason() {
    return new CloseReason(this, reason);
  }
}
