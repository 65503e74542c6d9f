package io.querycast.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Links lead to this server only, whatever host a request names. */
class PublicAddressTest {
  @Test
  void onItsOwnMachineTheAddressIsThatOfTheRequest() {
    PublicAddress address = new PublicAddress(Optional.empty(), Optional.empty());
    for (String host : List.of("localhost", "LOCALHOST:9080", "127.0.0.1:9080", "[::1]:9080")) {
      assertEquals(URI.create("ws://" + host + "/push"), address.socket(host));
      assertEquals(URI.create("http://" + host + "/api/x"), address.of("/api/x", host));
    }
  }

  @Test
  void noHostOfARequestEverComesIntoALinkFromElsewhere() {
    PublicAddress address = new PublicAddress(Optional.empty(), Optional.empty());
    for (String host :
        List.of("evil.example", "localhost.evil.example", "10.0.0.1", "localhost@evil", "127.1")) {
      Problem problem = assertThrows(Problem.class, () -> address.socket(host), host);
      assertEquals(ErrorCode.HOST_UNKNOWN, problem.code());
      assertThrows(Problem.class, () -> address.of("/", host), host);
    }
    assertThrows(Problem.class, () -> address.socket(null));
  }

  @Test
  void theSocketsAddressSaysWhereTheServerIsWhateverARequestSays() {
    PublicAddress address =
        new PublicAddress(
            Optional.of(URI.create("wss://ask.example.com:8443/push")), Optional.empty());
    for (String host : List.of("evil.example", "localhost", "ask.example.com")) {
      assertEquals(URI.create("wss://ask.example.com:8443/push"), address.socket(host));
      assertEquals(URI.create("https://ask.example.com:8443/api/x"), address.of("/api/x", host));
    }
  }
}
