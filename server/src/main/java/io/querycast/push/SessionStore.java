package io.querycast.push;

import static io.querycast.aws.Table.number;
import static io.querycast.aws.Table.text;

import io.querycast.Secret;
import io.querycast.aws.Item;
import io.querycast.aws.Table;
import io.querycast.identity.AccessToken;
import io.querycast.identity.PackedToken;
import io.querycast.identity.User;
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
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Sessions in DynamoDB, in their users' partitions. A session first has a ticket that opens one
 * socket, once. Then it has the inbox of the node that holds the socket.
 */
@Singleton
public class SessionStore {
  /** The longest time between the request for a ticket and the opening of the socket. */
  static final Duration TICKET_LIFE = Duration.ofSeconds(30);

  /** DynamoDB takes up to this many in one write. */
  static final int MOST_REMOVED = 25;

  private static final String SESSION = "session#";
  private static final String TOKEN = "packedToken";

  /** A token as an earlier version stores it. That version finds no token of ours. */
  private static final String UNPACKED = "token";

  private final Table table;
  private final InstantSource clock;

  @Inject
  SessionStore(Table table, InstantSource clock) {
    this.table = table;
    this.clock = clock;
  }

  /** A session whose ticket was good, and the token that admitted its user, if it is known. */
  record Redeemed(Session session, Optional<AccessToken> token) {}

  /** A new session and the only copy of its ticket. The store holds only the ticket's hash. */
  record Opened(Session session, String ticket) {}

  Opened open(User user) {
    return open(user, Optional.empty());
  }

  /**
   * Opens a session.
   *
   * @param token the token that admitted the user, for the node that will hold the socket: only the
   *     ticket can read it out of the store
   */
  Opened open(User user, Optional<AccessToken> token) {
    Session session = new Session(Secret.id(), user.id(), user.until());
    String secret = Secret.next();
    Item item =
        item(session)
            .millis("endsAt", session.until())
            .text("ticket", Secret.hash(secret))
            .millis("ticketEndsAt", clock.instant().plus(TICKET_LIFE));
    token.ifPresent(each -> item.bytes(TOKEN, Secret.seal(secret, PackedToken.of(each.text()))));
    table.put(item);
    return new Opened(session, new Ticket(session.userId(), session.id(), secret).toString());
  }

  /**
   * Uses a ticket, which is good once, and records where the socket is. It does both in one write,
   * so that a storm of reconnecting browsers waits for little else.
   *
   * @param lease of the node that holds the socket; empty if it has none yet
   * @return nothing if the ticket is unknown, used or too old
   */
  Optional<Redeemed> redeem(String ticket, Optional<Lease> lease) {
    return Ticket.parse(ticket).flatMap(read -> redeem(read, lease));
  }

  private Optional<Redeemed> redeem(Ticket ticket, Optional<Lease> lease) {
    String redeemer = Secret.id();
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":redeemer", text(redeemer));
    values.put(":ticket", text(Secret.hash(ticket.secret())));
    values.put(":now", number(clock.instant().toEpochMilli()));
    String socket = "";
    if (lease.isPresent()) {
      values.put(":inbox", number(lease.get().inbox()));
      values.put(":epoch", number(lease.get().epoch()));
      socket = ", inbox = :inbox, epoch = :epoch";
    }
    String update = "SET redeemer = :redeemer" + socket + " REMOVE ticket, ticketEndsAt";
    return Table.conditionally(
        () -> redeemed(ticket, new Item(redeem(ticket, update, values))),
        () ->
            table
                .find(Table.user(ticket.userId()), SESSION + ticket.sessionId())
                .filter(item -> redeemer.equals(item.text("redeemer")))
                .map(item -> redeemed(ticket, item)));
  }

  private Map<String, AttributeValue> redeem(
      Ticket ticket, String update, Map<String, AttributeValue> values) {
    return table
        .client()
        .updateItem(
            request ->
                request
                    .tableName(table.name())
                    .key(Table.key(Table.user(ticket.userId()), SESSION + ticket.sessionId()))
                    .updateExpression(update)
                    .conditionExpression(
                        "ticket = :ticket AND ticketEndsAt >= :now AND endsAt > :now")
                    .expressionAttributeValues(values)
                    .returnValues(ReturnValue.ALL_NEW))
        .attributes();
  }

  private static Redeemed redeemed(Ticket ticket, Item item) {
    Instant end = item.millis("endsAt");
    Optional<AccessToken> token =
        unsealed(ticket, item, TOKEN)
            .map(PackedToken::text)
            .or(() -> unsealed(ticket, item, UNPACKED).map(SessionStore::utf8))
            .map(text -> new AccessToken(text, end));
    return new Redeemed(new Session(ticket.sessionId(), ticket.userId(), end), token);
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
  boolean remove(Collection<Session> some) {
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

  /**
   * Returns where the sockets of a user are: the leases of their nodes as they were. These may have
   * ended meanwhile.
   */
  Set<Lease> where(String userId) {
    return table
        .query(
            query ->
                query
                    .consistentRead(true)
                    .keyConditionExpression("pk = :user AND begins_with(sk, :session)")
                    .filterExpression("attribute_exists(inbox)")
                    .expressionAttributeValues(
                        Map.of(":user", text(Table.user(userId)), ":session", text(SESSION))))
        .map(item -> new Lease(item.number("inbox").intValue(), item.number("epoch")))
        .collect(Collectors.toSet());
  }

  private static Item item(Session session) {
    return new Item(Table.user(session.userId()), SESSION + session.id())
        .expiresAt(session.until());
  }

  private static Map<String, AttributeValue> key(Session session) {
    return Table.key(Table.user(session.userId()), SESSION + session.id());
  }
}
