package io.querycast.rest;

/**
 * What is looked at of each message before anything is done with it, whatever it asks for and of
 * whom.
 */
final class Message {
  private Message() {}

  /**
   * Checks a message that has just come.
   *
   * @throws Problem when it goes no further
   */
  static void check(Inbound inbound) {
    Head head = Head.read(inbound.head());
    boolean hasBody = Framing.check(head);
    Fields.check(head, hasBody);
    if (Framing.isChunked(head)) {
      new Chunks().read(inbound.waiting());
    }
    // The container knows the scheme by one spelling; schemes have no case (RFC 9110, 11.1).
    Fields.otherwiseSpelt(head).ifPresent(credentials -> inbound.set("Authorization", credentials));
  }
}
