package io.querycast.local.cognito;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final List<String> console = new ArrayList<>();
  private final Mailbox mailbox = new Mailbox(console::add);

  @Test
  void aMailPrintsOneLine() {
    deliver("ada@example.com", "123456");
    assertEquals(List.of("Mail to ada@example.com: your Querycast code is 123456"), console);
  }

  @Test
  void theNewestIsFirst() {
    deliver("ada@example.com", "111111");
    deliver("bea@example.com", "222222");
    deliver("ada@example.com", "333333");
    assertEquals(List.of("333333", "222222", "111111"), codes(""));
    assertEquals(List.of("333333", "111111"), codes("Ada@Example.com"));
    assertEquals(List.of(), codes("nobody@example.com"));
  }

  @Test
  void theNewestThousandAreKept() {
    for (int i = 0; i <= 1000; i++) {
      deliver("ada@example.com", "%06d".formatted(i));
    }
    assertEquals(1000, codes("").size());
    assertEquals("001000", codes("").get(0));
    assertEquals("000001", codes("").get(999));
  }

  @Test
  void programsGetJson() {
    deliver("ada@example.com", "123456");
    assertEquals(
        "[{\"to\":\"ada@example.com\",\"subject\":\"Confirm\",\"code\":\"123456\","
            + "\"at\":\"2026-03-01T12:00:00Z\"}]",
        mailbox.json("ada@example.com").toString());
  }

  @Test
  void aBrowserGetsAPageWithTheCode() {
    deliver("ada+1@example.com", "123456");
    String page = mailbox.page("ada+1@example.com");
    assertTrue(page.contains(">123456</p>"), page);
    assertTrue(page.contains("<time datetime=\"2026-03-01T12:00:00Z\">2026-03-01 12:00:00 UTC<"));
    assertTrue(page.contains("<a href=\"?to=ada%2B1%40example.com\">Refresh</a>"), page);
    assertFalse(page.contains("{{"), page);
  }

  @Test
  void anEmptyMailboxSaysSo() {
    assertTrue(mailbox.page("").contains("No mail yet."));
  }

  @Test
  void thePageEscapesMarkupFromStrangers() {
    String evil = "<script>'&\"@x.y{{mails}}";
    deliver(evil, "123456");
    String page = mailbox.page(evil);
    assertTrue(page.contains("&lt;script&gt;&#39;&amp;&quot;@x.y&#123;&#123;mails}}"), page);
    assertFalse(page.contains("<script"), page);
    assertEquals(1, page.split("123456", -1).length - 1);
  }

  private void deliver(String to, String code) {
    mailbox.deliver(new Mail(to, "Confirm", code, NOON));
  }

  private List<String> codes(String to) {
    return mailbox.mails(to).stream().map(Mail::code).toList();
  }
}
