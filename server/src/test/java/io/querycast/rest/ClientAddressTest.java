package io.querycast.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.Settings;
import io.querycast.TestSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientAddressTest {
  private static final String PEER = "10.0.0.7";

  @Test
  void withoutAProxyTheHeaderIsIgnored() {
    assertEquals(PEER, address(0, "203.0.113.9"));
    assertEquals(PEER, address(0));
  }

  @Test
  void eachProxyInFrontIsBelievedAboutItsClient() {
    assertEquals("203.0.113.9", address(1, "203.0.113.9"));
    assertEquals("203.0.113.9", address(2, "203.0.113.9, 198.51.100.1"));
    assertEquals("203.0.113.9", address(2, "203.0.113.9", "198.51.100.1"));
  }

  @Test
  void anAddressThatAClientWroteItselfIsIgnored() {
    assertEquals("203.0.113.9", address(1, "192.0.2.1, 203.0.113.9"));
    assertEquals("203.0.113.9", address(2, "192.0.2.1", "192.0.2.2, 203.0.113.9, 198.51.100.1"));
  }

  @Test
  void aRequestThatBypassesAProxyIsKnownByTheAddressesThereAre() {
    assertEquals("203.0.113.9", address(2, "203.0.113.9"));
    assertEquals(PEER, address(2));
  }

  @Test
  void anInvalidAddressCountsAsTheAddressOfItsSender() {
    for (String text : List.of("", "x", "unknown", "_hidden", "1.2.3", "[::1", "a:b", "::x")) {
      assertEquals(PEER, address(1, text), text);
    }
  }

  @Test
  void theWholeIpv6NetworkCountsBecauseItHasTooManyAddresses() {
    assertEquals("2001:0db8:0001:0002::/64", address(1, "2001:db8:1:2:3:4:5:6"));
    assertEquals("2001:0db8:0001:0002::/64", address(1, "2001:db8:1:2::1"));
  }

  @Test
  void aPortIsNotPartOfAnAddress() {
    assertEquals("203.0.113.9", address(1, "203.0.113.9:5123"));
    assertEquals("2001:0db8:0001:0002::/64", address(1, "[2001:db8:1:2::1]:443"));
  }

  @Test
  void aGatewayIsBelievedAboutItsClientWhateverTheClientWrote() {
    Map<String, String> told =
        Map.of(ClientAddress.HEADER, "203.0.113.9", ClientAddress.SECRET, "t".repeat(32));

    assertEquals("203.0.113.9", address(TestSettings.atTheGateway(), told, 1, "192.0.2.1"));
    assertEquals("203.0.113.9", address(TestSettings.atTheGateway(), told, 1));
    assertEquals(PEER, address(TestSettings.SETTINGS, told, 1), "at the nodes' own door");
  }

  @Test
  void nobodyIsBelievedWithoutTheSecretOfTheGateway() {
    for (String secret : List.of("", "t".repeat(31), "u".repeat(32))) {
      Map<String, String> told =
          Map.of(ClientAddress.HEADER, "203.0.113.9", ClientAddress.SECRET, secret);
      assertEquals(PEER, address(TestSettings.atTheGateway(), told, 1), secret);
    }
    assertEquals(
        PEER,
        address(
            TestSettings.atTheGateway(),
            Map.of(ClientAddress.HEADER, "203.0.113.9", GatewaySecret.HEADER, "t".repeat(32)),
            1));
    assertEquals(
        PEER,
        address(
            TestSettings.atTheGateway(),
            Map.of(ClientAddress.SECRET, "t".repeat(32)),
            1,
            "1.2.3.4"),
        "a gateway that does not say who called it");
  }

  /** The client's address for a server behind so many proxies. */
  private static String address(int proxies, String... forwarded) {
    return address(TestSettings.SETTINGS, Map.of(), proxies, forwarded);
  }

  private static String address(
      Settings settings, Map<String, String> headers, int proxies, String... forwarded) {
    HttpServletRequest request =
        (HttpServletRequest)
            Proxy.newProxyInstance(
                ClientAddressTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (self, method, arguments) ->
                    switch (method.getName()) {
                      case "getRemoteAddr" -> PEER;
                      case "getHeader" -> headers.get((String) arguments[0]);
                      case "getHeaders" ->
                          Collections.enumeration(
                              arguments[0].equals("X-Forwarded-For")
                                  ? List.of(forwarded)
                                  : List.of());
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    return new ClientAddress(proxies, new GatewaySecret(settings)).of(request);
  }
}
