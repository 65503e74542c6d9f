package io.querycast.rest;

import java.util.Locale;

/**
 * What is looked at of each message before anything is done with it, whatever it asks for and of
 * whom.
 */
final class Message {
  /**
   * How many bytes a head may have: a ticket of 32 KB still gets its close code. Open sockets keep
   * all of theirs.
   */
  static final int MOST_HEAD = 64 * 1024;

  private Message() {}

  /**
   * Checks a message that has just come.
   *
   * @throws Problem when it goes no further
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
      // Liberty gives what came with a handshake to nobody: frames would be read from the middle.
      throw new Problem(
          ErrorCode.MESSAGE_INVALID, "Wait for the answer to a handshake before you send more.");
    }
    // The container knows the scheme by one spelling; schemes have no case (RFC 9110, 11.1).
    Fields.otherwiseSpelt(head).ifPresent(credentials -> inbound.set("Authorization", credentials));
  }

  private static boolean isHandshake(Head head) {
    return head.all("Upgrade").stream()
        .anyMatch(field -> field.text().toLowerCase(Locale.ROOT).contains("websocket"));
  }
}
