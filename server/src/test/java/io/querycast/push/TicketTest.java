package io.querycast.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.Secret;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketTest {
  private static final String SESSION = Secret.id();
  private static final String SECRET = Secret.next();

  @Test
  void aTicketIsReadAsItWasWritten() {
    Ticket ticket = new Ticket("ada.lovelace@example.com/\u00e4", SESSION, SECRET);

    assertEquals(Optional.of(ticket), Ticket.parse(ticket.toString()));
  }

  @Test
  void aTicketMayStandInASubProtocol() {
    Ticket ticket = new Ticket("ada, \"\u00e4\"", SESSION, SECRET);

    assertTrue(ticket.toString().matches("[A-Za-z0-9._-]+"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "YWRh.SESSION",
        ".SESSION.SECRET",
        "YWRh..SECRET",
        "YWRh.SESSION.",
        "YWRh.SESSION.SECRET.more",
        "YWRh.SESSION.SECRETmore",
        "YWRh.SESSIONmore.SECRET",
        "YWRh.SESSION.\u00e4",
        "YWRh.SESSION.SECRET\n",
        "\u00e4.SESSION.SECRET",
        "YWR.SESSION.SECRET",
        "YWRh=.SESSION.SECRET",
        "_w.SESSION.SECRET",
        "+.SESSION.SECRET"
      })
  void whatIsNoTicketIsTold(String text) {
    String ticket = text.replace("SESSION", SESSION).replace("SECRET", SECRET);

    assertEquals(Optional.empty(), Ticket.parse(ticket));
  }

  @Test
  void aTextLongerThanAnyTicketIsRefused() {
    for (int length : new int[] {172, 8 * 1024, 100 * 1024}) {
      assertEquals(
          Optional.empty(), Ticket.parse("A".repeat(length) + "." + SESSION + "." + SECRET));
    }
  }
}
