package io.querycast.local.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps the mails that would go to the Internet: the newest 1,000. It prints a line for each mail
 * on the console.
 */
public final class Mailbox {
  private static final int MOST = 1000;

  private final Consumer<String> console;
  private final Deque<Mail> newestFirst = new ArrayDeque<>();

  /** A mailbox that prints on standard output. */
  public Mailbox() {
    this(System.out::println);
  }

  /**
   * @param console gets the line that each mail prints
   */
  Mailbox(Consumer<String> console) {
    this.console = console;
  }

  /** Takes a mail in. */
  public void deliver(Mail mail) {
    synchronized (newestFirst) {
      newestFirst.addFirst(mail);
      if (newestFirst.size() > MOST) {
        newestFirst.removeLast();
      }
    }
    console.accept("Mail to %s: your Querycast code is %s".formatted(mail.to(), mail.code()));
  }

  /**
   * Mails, newest first.
   *
   * @param to the address, in any case; if it is empty, everybody's mails
   */
  public List<Mail> mails(String to) {
    synchronized (newestFirst) {
      return newestFirst.stream()
          .filter(mail -> to.isEmpty() || mail.to().equalsIgnoreCase(to))
          .toList();
    }
  }

  /** {@link #mails} as {@code [{"to","subject","code","at"}]}. */
  public JsonNode json(String to) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Mail mail : mails(to)) {
      list.addObject()
          .put("to", mail.to())
          .put("subject", mail.subject())
          .put("code", mail.code())
          .put("at", mail.at().toString());
    }
    return list;
  }

  /** {@link #mails} as a page for people; HTML in UTF-8. */
  public String page(String to) {
    return MailPage.of(to, mails(to));
  }
}
