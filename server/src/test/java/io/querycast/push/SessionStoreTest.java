package io.querycast.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.Secret;
import io.querycast.TestSettings;
import io.querycast.aws.FakeDynamoDb;
import io.querycast.aws.Item;
import io.querycast.aws.Table;
import io.querycast.aws.TableFixture;
import io.querycast.identity.AccessToken;
import io.querycast.identity.TokenSamples;
import io.querycast.identity.User;
import io.querycast.node.Lease;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class SessionStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");
  private static final Instant END = NOW.plusSeconds(3600);

  /** What DynamoDB takes as one unit of writing. */
  private static final int UNIT = 1024;

  private static final User ADA =
      new User("3f2b8c1e-7a64-4d0f-9b5a-2c6e81d97f43", Set.of("analyst"), END);
  private static final AccessToken TOKEN = new AccessToken(TokenSamples.likeCognitos(), END);

  private final FakeDynamoDb dynamoDb = new FakeDynamoDb();
  private final Table table = TableFixture.of(dynamoDb, TestSettings.SETTINGS);
  private final SessionStore store = new SessionStore(table, TestSettings.SETTINGS, () -> NOW);

  @Test
  void aSessionWithItsTokenIsOneUnit() {
    SessionStore.Opened opened = store.open(ADA, Optional.of(TOKEN));
    Item item = stored(opened);

    // What the node that holds the socket adds.
    item.text("redeemer", Secret.id()).number("inbox", 399L).number("epoch", 1000L);
    int size = item.attributes().entrySet().stream().mapToInt(SessionStoreTest::bytes).sum();
    assertTrue(size <= UNIT, () -> size + " bytes");
  }

  @Test
  void theTicketGivesTheTokenBack() {
    SessionStore.Opened opened = store.open(ADA, Optional.of(TOKEN));

    assertEquals(Optional.of(TOKEN), redeemed(opened));
  }

  @Test
  void aTokenThatAnEarlierVersionStoredIsRead() {
    SessionStore.Opened opened = store.open(ADA);
    String secret = Ticket.parse(opened.ticket()).orElseThrow().secret();
    byte[] plain = TOKEN.text().getBytes(StandardCharsets.UTF_8);
    table.put(stored(opened).bytes("token", Secret.seal(secret, plain)));

    assertEquals(Optional.of(TOKEN), redeemed(opened));
  }

  @Test
  void aSessionForTheGatewayHasATokenThatEveryNodeReadsAndTheTicketDoesNot() {
    SessionStore atGateway = new SessionStore(table, TestSettings.atTheGateway(), () -> NOW);
    SessionStore.Opened opened = atGateway.open(ADA, Optional.of(TOKEN));

    assertEquals(
        new SessionStore.Standing(true, Optional.of(TOKEN)), atGateway.standing(opened.session()));
    assertEquals(Optional.empty(), redeemed(opened), "that node could not see who signs out");
  }

  @Test
  void aSessionAtTheGatewayIsBadIfItIsGoneOrItsTokenIsSealedByAnotherSecret() {
    SessionStore atGateway = new SessionStore(table, TestSettings.atTheGateway(), () -> NOW);
    SessionStore.Opened without = atGateway.open(ADA);
    SessionStore.Opened other = store.open(ADA, Optional.of(TOKEN));

    assertEquals(
        new SessionStore.Standing(true, Optional.empty()), atGateway.standing(without.session()));
    assertEquals(
        new SessionStore.Standing(false, Optional.empty()), atGateway.standing(other.session()));
    assertEquals(
        new SessionStore.Standing(false, Optional.empty()),
        atGateway.standing(new Session("gone", ADA.id(), END)));
  }

  private Optional<AccessToken> redeemed(SessionStore.Opened opened) {
    return store.redeem(opened.ticket(), Optional.of(new Lease(1, 1))).orElseThrow().token();
  }

  private Item stored(SessionStore.Opened opened) {
    return table
        .find(Table.user(ADA.id()), "session#" + opened.session().id())
        .map(item -> new Item(new HashMap<>(item.attributes())))
        .orElseThrow();
  }

  /** As DynamoDB counts: the name and the value; a number has half a byte for a digit and one. */
  private static int bytes(Map.Entry<String, AttributeValue> attribute) {
    AttributeValue value = attribute.getValue();
    int length =
        value.s() != null
            ? value.s().length()
            : value.n() != null ? value.n().length() / 2 + 2 : value.b().asByteArray().length;
    return attribute.getKey().length() + length;
  }
}
