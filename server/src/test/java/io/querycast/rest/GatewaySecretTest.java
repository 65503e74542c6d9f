package io.querycast.rest;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.querycast.TestSettings;
import org.junit.jupiter.api.Test;

class GatewaySecretTest {
  private final GatewaySecret gateway = new GatewaySecret(TestSettings.atTheGateway());

  @Test
  void eachAcceptedSecretOpensSoThatOneCanBeReplaced() {
    assertDoesNotThrow(() -> gateway.check("s".repeat(32)));
    assertDoesNotThrow(() -> gateway.check("t".repeat(32)));
  }

  @Test
  void nobodyElseMayCall() {
    for (String wrong :
        new String[] {null, "", "s", "s".repeat(31), "s".repeat(33), "s".repeat(32) + ",", "é"}) {
      assertEquals(
          ErrorCode.NOT_THE_GATEWAY,
          assertThrows(Problem.class, () -> gateway.check(wrong), wrong).code());
    }
  }

  @Test
  void withTheNodesOwnDoorTheRoutesDoNotExist() {
    GatewaySecret none = new GatewaySecret(TestSettings.SETTINGS);
    for (String any : new String[] {null, "", "s".repeat(32)}) {
      assertEquals(
          ErrorCode.NOT_FOUND, assertThrows(Problem.class, () -> none.check(any), any).code());
    }
  }
}
