package io.querycast.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProtocolsTest {
  @Test
  void protocolAndTicketAreFoundInOneFieldOrInSeveral() {
    for (List<String> fields :
        List.of(
            List.of("querycast.v1, ticket.abc"),
            List.of("ticket.abc,querycast.v1"),
            List.of("querycast.v1", " ticket.abc "))) {
      Protocols protocols = new Protocols(fields);
      assertTrue(protocols.hasOurs(), fields.toString());
      assertEquals("abc", protocols.ticket());
    }
  }

  @Test
  void otherSpellingsAreOtherProtocols() {
    assertFalse(new Protocols(List.of("Querycast.v1, querycast.v2")).hasOurs());
    assertEquals("", new Protocols(List.of("Ticket.abc")).ticket());
  }

  @Test
  void whoHasNoTicketOrSeveralHasNone() {
    assertEquals("", new Protocols(List.of()).ticket());
    assertEquals("", new Protocols(List.of("ticket.abc, ticket.def")).ticket());
    assertEquals("", new Protocols(List.of("ticket.abc", "ticket.abc")).ticket());
  }
}
