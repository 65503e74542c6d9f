package io.querycast.push;

import io.querycast.Secret;
import io.querycast.Settings;
import io.querycast.identity.AccessToken;
import io.querycast.identity.User;
import io.querycast.node.Lease;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
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
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Sessions in DynamoDB, in their users' partitions: each with a ticket that opens one socket, once,
 * then with the inbox of the node that holds the socket.
 */
@Singleton
public class SessionStore {
  /** Between asking for a ticket and opening the socket. */
  static final Duration TICKET_LIFE = Duration.ofSeconds(30);

  /** As many as DynamoDB takes in one write. */
  static final int MOST_REMOVED = 25;

  private static final String SESSION = "session#";

  private final DynamoDbClient client;
  private final Settings settings;
  private final InstantSource clock;

  @Inject
  SessionStore(DynamoDbClient client, Settings settings, InstantSource clock) {
    this.client = client;
    this.settings = settings;
    this.clock = clock;
  }

  /** A session whose ticket was good, and what its user was let in with, where that is known. */
  record Redeemed(Session session, Optional<AccessToken> token) {}

  /** A new session and the only copy of its ticket: the store holds no more than its hash. */
  record Opened(Session session, String ticket) {}

  Opened open(User user) {
    return open(user, Optional.empty());
  }

  /**
   * Opens a session.
   *
   * @param token what the user was let in with, for whichever node will hold the socket: only its
   *     ticket can read it out of the store
   */
  Opened open(User user, Optional<AccessToken> token) {
    Session session = new Session(Secret.id(), user.id(), user.until());
    String secret = Secret.next();
    Map<String, AttributeValue> item = new HashMap<>(key(session));
    item.put("endsAt", number(session.until().toEpochMilli()));
    item.put("ticket", text(Secret.hash(secret)));
    item.put("ticketEndsAt", number(clock.instant().plus(TICKET_LIFE).toEpochMilli()));
    item.put("expiresAt", number(session.until().getEpochSecond()));
    token.ifPresent(
        each ->
            item.put(
                "token",
                AttributeValue.fromB(SdkBytes.fromByteArray(Secret.seal(secret, each.text())))));
    client.putItem(request -> request.tableName(settings.table()).item(item));
    return new Opened(session, new Ticket(session.userId(), session.id(), secret).toString());
  }

  /**
   * Takes a ticket's one use, and tells other nodes where the socket is: one write, for a storm of
   * browsers that come back waits for little else.
   *
   * @param lease of the node that holds the socket; nothing where it has none yet
   * @return nothing where the ticket is unknown, used or too old
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
    try {
      Map<String, AttributeValue> item =
          client
              .updateItem(
                  request ->
                      request
                          .tableName(settings.table())
                          .key(key(ticket.userId(), ticket.sessionId()))
                          .updateExpression(update)
                          .conditionExpression(
                              "ticket = :ticket AND ticketEndsAt >= :now AND endsAt > :now")
                          .expressionAttributeValues(values)
                          .returnValues(ReturnValue.ALL_NEW))
              .attributes();
      return Optional.of(redeemed(ticket, item));
    } catch (ConditionalCheckFailedException e) {
      return redeemedBy(redeemer, ticket);
    }
  }

  /** A write that was repeated because its answer was lost fails at its own first try. */
  private Optional<Redeemed> redeemedBy(String redeemer, Ticket ticket) {
    Map<String, AttributeValue> item =
        client
            .getItem(
                request ->
                    request
                        .tableName(settings.table())
                        .key(key(ticket.userId(), ticket.sessionId()))
                        .consistentRead(true))
            .item();
    return text(redeemer).equals(item.get("redeemer"))
        ? Optional.of(redeemed(ticket, item))
        : Optional.empty();
  }

  private static Redeemed redeemed(Ticket ticket, Map<String, AttributeValue> item) {
    Instant end = Instant.ofEpochMilli(Long.parseLong(item.get("endsAt").n()));
    Optional<AccessToken> token =
        Optional.ofNullable(item.get("token"))
            .flatMap(value -> Secret.unseal(ticket.secret(), value.b().asByteArray()))
            .map(text -> new AccessToken(text, end));
    return new Redeemed(new Session(ticket.sessionId(), ticket.userId(), end), token);
  }

  /** The session's socket is on the node that holds this lease. */
  void register(Session session, Lease lease) {
    Map<String, AttributeValue> item = new HashMap<>(key(session));
    item.put("inbox", number(lease.inbox()));
    item.put("epoch", number(lease.epoch()));
    item.put("expiresAt", number(session.until().getEpochSecond()));
    client.putItem(request -> request.tableName(settings.table()).item(item));
  }

  /**
   * The sockets of these sessions are gone.
   *
   * @param some different ones, {@link #MOST_REMOVED} at most
   * @return false where a record of theirs may still be there
   */
  boolean remove(Collection<Session> some) {
    List<WriteRequest> deletes =
        some.stream()
            .map(session -> DeleteRequest.builder().key(key(session)).build())
            .map(delete -> WriteRequest.builder().deleteRequest(delete).build())
            .toList();
    return client
        .batchWriteItem(request -> request.requestItems(Map.of(settings.table(), deletes)))
        .unprocessedItems()
        .isEmpty();
  }

  /**
   * Where the sockets of a user are: the leases of their nodes as they were, which may have ended
   * meanwhile.
   */
  Set<Lease> where(String userId) {
    return client
        .queryPaginator(
            request ->
                request
                    .tableName(settings.table())
                    .consistentRead(true)
                    .keyConditionExpression("pk = :user AND begins_with(sk, :session)")
                    .filterExpression("attribute_exists(inbox)")
                    .expressionAttributeValues(
                        Map.of(":user", text(user(userId)), ":session", text(SESSION))))
        .items()
        .stream()
        .map(
            item ->
                new Lease(
                    Integer.parseInt(item.get("inbox").n()), Long.parseLong(item.get("epoch").n())))
        .collect(Collectors.toSet());
  }

  private static Map<String, AttributeValue> key(Session session) {
    return key(session.userId(), session.id());
  }

  private static Map<String, AttributeValue> key(String userId, String sessionId) {
    return Map.of("pk", text(user(userId)), "sk", text(SESSION + sessionId));
  }

  private static String user(String id) {
    return "user#" + id;
  }

  private static AttributeValue text(String text) {
    return AttributeValue.fromS(text);
  }

  private static AttributeValue number(long number) {
    return AttributeValue.fromN(Long.toString(number));
  }
}
