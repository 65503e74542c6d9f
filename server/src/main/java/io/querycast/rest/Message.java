package io.querycast.rest;

import java.util.Locale;

/**
 * Checks each message before anything else is done with it, on every route and for every client.
 */
final class Message {
  /**
   * How many bytes a head may have. A ticket of 32 KB still gets its close code. An open socket
   * keeps its whole head.
   */
  static final int MOST_HEAD = 64 * 1024;

  private Message() {}

  /**
   * Checks a message that has just come.
   *
   * @throws Problem if it is refused
   */
  static void check(Inbound inbound) {
    byte[] bytes = inbound.head();
    if (bytes.length > MOST_HEAD) {
      throw new Problem(
          ErrorCode.MESSAGE_INVALID,
          "The head of a message takes up to %d bytes.".formatted(MOST_HEAD));
    }
    Head head = Head.read(bytes);
    boolean hasBody = Framing.check(head);
    Fields.check(head, hasBody);
    if (Framing.isChunked(head)) {
      new Chunks().read(inbound.waiting());
    }
    if (isHandshake(head) && inbound.waiting().length > 0) {
      // Liberty loses what comes with a handshake, so frames would be read from the middle.
      throw new Problem(
          ErrorCode.MESSAGE_INVALID, "Wait for the answer to a handshake before you send more.");
    }
    // The container knows only one spelling of the scheme; schemes have no case (RFC 9110, 11.1).
    Fields.otherwiseSpelt(head).ifPresent(credentials -> inbound.set("Authorization", credentials));
  }

  private static boolean isHandshake(Head head) {
    return head.all("Upgrade").stream()
        .anyMatch(field -> field.text().toLowerCase(Locale.ROOT).contains("websocket"));
  }
}
