package io.querycast.push;

import static io.querycast.aws.Table.number;
import static io.querycast.aws.Table.text;

import io.querycast.Secret;
import io.querycast.Settings;
import io.querycast.aws.Item;
import io.querycast.aws.Table;
import io.querycast.identity.AccessToken;
import io.querycast.identity.PackedToken;
import io.querycast.identity.SealedToken;
import io.querycast.identity.User;
import io.querycast.job.ConnectedUsers;
import io.querycast.node.Lease;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Sessions in DynamoDB, in their users' partitions. A session first has a ticket that opens one
 * socket, once, at the door for which it was made. Then it has the inbox of the node that holds the
 * socket, or the id of the gateway's connection.
 */
@Singleton
public class SessionStore implements ConnectedUsers {
  /** The longest time between the request for a ticket and the opening of the socket. */
  static final Duration TICKET_LIFE = Duration.ofSeconds(30);

  /** DynamoDB takes up to this many in one write. */
  static final int MOST_REMOVED = 25;

  private static final String SESSION = "session#";
  private static final String TOKEN = "packedToken";

  /** A token as an earlier version stores it. That version finds no token of ours. */
  private static final String UNPACKED = "token";

  /** What says for which door a session was made; a session for a node's own has none. */
  private static final String DOOR = "door";

  private static final String GATEWAY = "gateway";

  private final Table table;
  private final Settings settings;
  private final InstantSource clock;

  @Inject
  SessionStore(Table table, Settings settings, InstantSource clock) {
    this.table = table;
    this.settings = settings;
    this.clock = clock;
  }

  /** A session whose ticket was good, and the token that admitted its user, if it is known. */
  record Redeemed(Session session, Optional<AccessToken> token) {}

  /** A new session and the only copy of its ticket. The store holds only the ticket's hash. */
  record Opened(Session session, String ticket) {}

  /**
   * Where the sockets of a user are.
   *
   * @param nodes the leases, as they were, of the nodes that hold some of them
   * @param isAtGateway whether the gateway holds some of them
   */
  record Where(Set<Lease> nodes, boolean isAtGateway) {}

  /**
   * A session whose socket the gateway holds.
   *
   * @param connection the gateway's id of the socket
   * @param since when its ticket was used, a moment before the socket was open
   */
  public record AtGateway(Session session, String connection, Instant since) {}

  /**
   * How a session at the gateway stands.
   *
   * @param isGood false if its record is gone, or has a token that this node can't read: nobody
   *     could know when such a user signs out
   * @param token by which its user is signed in; empty if Cognito can't be asked about it
   */
  public record Standing(boolean isGood, Optional<AccessToken> token) {}

  Opened open(User user) {
    return open(user, Optional.empty());
  }

  /**
   * Opens a session.
   *
   * @param token the token that admitted the user, for whoever sees to it that the socket ends with
   *     the user's sign-in. A node that holds the socket reads it by the ticket, and nobody else
   *     can. No node holds the gateway's sockets, so any node can read the tokens of those
   */
  Opened open(User user, Optional<AccessToken> token) {
    Session session = new Session(Secret.id(), user.id(), user.until());
    String secret = Secret.next();
    Item item =
        item(session)
            .millis("endsAt", session.until())
            .text("ticket", Secret.hash(secret))
            .millis("ticketEndsAt", clock.instant().plus(TICKET_LIFE));
    if (settings.isAtGateway()) {
      item.text(DOOR, GATEWAY);
    }
    token.ifPresent(each -> item.bytes(TOKEN, sealed(each, user.id(), secret)));
    table.put(item);
    return new Opened(session, new Ticket(session.userId(), session.id(), secret).toString());
  }

  private byte[] sealed(AccessToken token, String user, String secret) {
    return settings
        .gateway()
        .filter(gateway -> settings.isAtGateway())
        .map(gateway -> SealedToken.of(token, user, gateway.secrets()))
        .orElseGet(() -> Secret.seal(secret, PackedToken.of(token.text())));
  }

  /**
   * Uses a ticket, which is good once, and records which connection of the gateway it opened.
   *
   * @return nothing if the ticket is unknown, used, too old, or for a node's own door
   */
  public Optional<Session> redeem(String ticket, String connection) {
    Map<String, AttributeValue> place =
        Map.of(
            ":connection", text(connection),
            ":since", number(clock.instant().toEpochMilli()),
            ":door", text(GATEWAY));
    return Ticket.parse(ticket)
        .flatMap(
            read ->
                redeem(
                    read,
                    ", connectionId = :connection, connectedAt = :since",
                    " AND door = :door",
                    place,
                    item -> session(read, item)));
  }

  /**
   * Uses a ticket, which is good once, and records where the socket is. It does both in one write,
   * so that a storm of reconnecting browsers waits for little else.
   *
   * @param lease of the node that holds the socket; empty if it has none yet
   * @return nothing if the ticket is unknown, used, too old, or for the gateway
   */
  Optional<Redeemed> redeem(String ticket, Optional<Lease> lease) {
    Map<String, AttributeValue> place =
        lease
            .map(held -> Map.of(":inbox", number(held.inbox()), ":epoch", number(held.epoch())))
            .orElse(Map.of());
    return Ticket.parse(ticket)
        .flatMap(
            read ->
                redeem(
                    read,
                    lease.isPresent() ? ", inbox = :inbox, epoch = :epoch" : "",
                    " AND attribute_not_exists(door)",
                    place,
                    item -> redeemed(read, item)));
  }

  /**
   * Uses a ticket at one of the doors.
   *
   * @param update records where the socket is
   * @param condition holds for tickets of this door
   * @param place the values in both
   * @param result what the session's item is read as
   */
  private <T> Optional<T> redeem(
      Ticket ticket,
      String update,
      String condition,
      Map<String, AttributeValue> place,
      Function<Item, T> result) {
    String redeemer = Secret.id();
    Map<String, AttributeValue> values = new HashMap<>(place);
    values.put(":redeemer", text(redeemer));
    values.put(":ticket", text(Secret.hash(ticket.secret())));
    values.put(":now", number(clock.instant().toEpochMilli()));
    return Table.conditionally(
        () -> result.apply(new Item(redeem(ticket, update, condition, values))),
        () ->
            table
                .find(Table.user(ticket.userId()), SESSION + ticket.sessionId())
                .filter(item -> redeemer.equals(item.text("redeemer")))
                .map(result));
  }

  private Map<String, AttributeValue> redeem(
      Ticket ticket, String update, String condition, Map<String, AttributeValue> values) {
    return table
        .client()
        .updateItem(
            request ->
                request
                    .tableName(table.name())
                    .key(Table.key(Table.user(ticket.userId()), SESSION + ticket.sessionId()))
                    .updateExpression(
                        "SET redeemer = :redeemer" + update + " REMOVE ticket, ticketEndsAt")
                    .conditionExpression(
                        "ticket = :ticket AND ticketEndsAt >= :now AND endsAt > :now" + condition)
                    .expressionAttributeValues(values)
                    .returnValues(ReturnValue.ALL_NEW))
        .attributes();
  }

  private static Redeemed redeemed(Ticket ticket, Item item) {
    Session session = session(ticket, item);
    Optional<AccessToken> token =
        unsealed(ticket, item, TOKEN)
            .map(PackedToken::text)
            .or(() -> unsealed(ticket, item, UNPACKED).map(SessionStore::utf8))
            .map(text -> new AccessToken(text, session.until()));
    return new Redeemed(session, token);
  }

  private static Session session(Ticket ticket, Item item) {
    return new Session(ticket.sessionId(), ticket.userId(), item.millis("endsAt"));
  }

  private static Optional<byte[]> unsealed(Ticket ticket, Item item, String name) {
    return Optional.ofNullable(item.bytes(name))
        .flatMap(bytes -> Secret.unseal(ticket.secret(), bytes));
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Records that the session's socket is on the node with this lease. */
  void register(Session session, Lease lease) {
    table.put(item(session).number("inbox", (long) lease.inbox()).number("epoch", lease.epoch()));
  }

  /**
   * Removes the records of sessions whose sockets are gone.
   *
   * @param some different sessions, {@link #MOST_REMOVED} at most
   * @return false if one of their records may still be there
   */
  public boolean remove(Collection<Session> some) {
    List<WriteRequest> deletes =
        some.stream()
            .map(session -> DeleteRequest.builder().key(key(session)).build())
            .map(delete -> WriteRequest.builder().deleteRequest(delete).build())
            .toList();
    return table
        .client()
        .batchWriteItem(request -> request.requestItems(Map.of(table.name(), deletes)))
        .unprocessedItems()
        .isEmpty();
  }

  /** Returns where the sockets of a user are. Some of them may have ended meanwhile. */
  Where where(String userId) {
    List<Item> all = with("attribute_exists(inbox) OR attribute_exists(connectionId)", userId);
    Set<Lease> nodes =
        all.stream()
            .filter(item -> item.has("inbox"))
            .map(item -> new Lease(item.number("inbox").intValue(), item.number("epoch")))
            .collect(Collectors.toSet());
    return new Where(nodes, all.stream().anyMatch(item -> item.has("connectionId")));
  }

  /** Whether a session of the user stands: it has a socket, or a ticket that is still good. */
  @Override
  public boolean isConnected(String userId) {
    Instant now = clock.instant();
    Map<String, AttributeValue> values =
        Map.of(":seconds", number(now.getEpochSecond()), ":now", number(now.toEpochMilli()));
    return !with(
            "expiresAt > :seconds AND (attribute_not_exists(ticket) OR ticketEndsAt >= :now)",
            values,
            userId)
        .isEmpty();
  }

  /** Returns the sessions of a user whose sockets the gateway holds, as far as it has said. */
  public List<AtGateway> atGateway(String userId) {
    return with("attribute_exists(connectionId)", userId).stream()
        .map(
            item ->
                new AtGateway(
                    new Session(
                        item.text("sk").substring(SESSION.length()), userId, item.millis("endsAt")),
                    item.text("connectionId"),
                    item.millis("connectedAt")))
        .toList();
  }

  /** Returns how a session at the gateway stands. */
  public Standing standing(Session session) {
    return table
        .find(Table.user(session.userId()), SESSION + session.id())
        .map(item -> standing(session, item))
        .orElse(new Standing(false, Optional.empty()));
  }

  private Standing standing(Session session, Item item) {
    List<String> secrets = settings.gateway().orElseThrow().secrets();
    Optional<byte[]> sealed = Optional.ofNullable(item.bytes(TOKEN));
    Optional<AccessToken> token =
        sealed.flatMap(
            bytes -> SealedToken.open(bytes, session.userId(), session.until(), secrets));
    return new Standing(sealed.isPresent() == token.isPresent(), token);
  }

  private List<Item> with(String attributes, String userId) {
    return with(attributes, Map.of(), userId);
  }

  private List<Item> with(String filter, Map<String, AttributeValue> more, String userId) {
    Map<String, AttributeValue> values = new HashMap<>(more);
    values.put(":user", text(Table.user(userId)));
    values.put(":session", text(SESSION));
    return table
        .query(
            query ->
                query
                    .consistentRead(true)
                    .keyConditionExpression("pk = :user AND begins_with(sk, :session)")
                    .filterExpression(filter)
                    .expressionAttributeValues(values))
        .toList();
  }

  private static Item item(Session session) {
    return new Item(Table.user(session.userId()), SESSION + session.id())
        .expiresAt(session.until());
  }

  private static Map<String, AttributeValue> key(Session session) {
    return Table.key(Table.user(session.userId()), SESSION + session.id());
  }
}
