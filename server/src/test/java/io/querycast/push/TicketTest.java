package io.querycast.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketTest {
  @Test
  void aTicketIsReadAsItWasWritten() {
    Ticket ticket = new Ticket("ada.lovelace@example.com/\u00e4", "s-1_", "secret");

    assertEquals(Optional.of(ticket), Ticket.parse(ticket.toString()));
  }

  @Test
  void aTicketMayStandInASubProtocol() {
    Ticket ticket = new Ticket("ada, \"\u00e4\"", "s", "secret");

    assertTrue(ticket.toString().matches("[A-Za-z0-9._-]+"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "YWRh.s",
        ".s.secret",
        "YWRh..secret",
        "YWRh.s.secret.more",
        "+.s.x"
      })
  void whatIsNoTicketIsTold(String text) {
    assertEquals(Optional.empty(), Ticket.parse(text));
  }
}
