package io.querycast.push;

import io.querycast.Lease;
import io.querycast.Secret;
import io.querycast.Settings;
import io.querycast.identity.User;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/**
 * Sessions in DynamoDB: by id, each with a ticket that opens one socket, once; and by user, those
 * that have a socket, with the inbox of the node that holds it.
 */
@Singleton
public class SessionStore {
  /** Between asking for a ticket and opening the socket. */
  static final Duration TICKET_LIFE = Duration.ofSeconds(30);

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

  /** A new session and the only copy of its ticket: the store holds no more than its hash. */
  record Opened(Session session, String ticket) {}

  Opened open(User user) {
    Session session = new Session(Secret.id(), user.id(), user.until());
    String secret = Secret.next();
    client.putItem(
        request ->
            request
                .tableName(settings.table())
                .item(
                    Map.of(
                        "pk", text(SESSION + session.id()),
                        "sk", text("session"),
                        "owner", text(session.userId()),
                        "endsAt", number(session.until().toEpochMilli()),
                        "ticket", text(Secret.hash(secret)),
                        "ticketEndsAt", number(clock.instant().plus(TICKET_LIFE).toEpochMilli()),
                        "expiresAt", number(session.until().getEpochSecond()))));
    return new Opened(session, session.id() + "." + secret);
  }

  /** Takes a ticket's one use; nothing where it is unknown, used or too old. */
  Optional<Session> redeem(String ticket) {
    int dot = ticket.indexOf('.');
    if (dot < 1) {
      return Optional.empty();
    }
    String id = ticket.substring(0, dot);
    String redeemer = Secret.id();
    try {
      Map<String, AttributeValue> item =
          client
              .updateItem(
                  request ->
                      request
                          .tableName(settings.table())
                          .key(Map.of("pk", text(SESSION + id), "sk", text("session")))
                          .updateExpression("SET redeemer = :redeemer REMOVE ticket, ticketEndsAt")
                          .conditionExpression(
                              "ticket = :ticket AND ticketEndsAt >= :now AND endsAt > :now")
                          .expressionAttributeValues(
                              Map.of(
                                  ":redeemer", text(redeemer),
                                  ":ticket", text(Secret.hash(ticket.substring(dot + 1))),
                                  ":now", number(clock.instant().toEpochMilli())))
                          .returnValues(ReturnValue.ALL_NEW))
              .attributes();
      return Optional.of(session(id, item));
    } catch (ConditionalCheckFailedException e) {
      return redeemedBy(redeemer, id);
    }
  }

  /** A write that was repeated because its answer was lost fails at its own first try. */
  private Optional<Session> redeemedBy(String redeemer, String id) {
    Map<String, AttributeValue> item =
        client
            .getItem(
                request ->
                    request
                        .tableName(settings.table())
                        .key(Map.of("pk", text(SESSION + id), "sk", text("session")))
                        .consistentRead(true))
            .item();
    return text(redeemer).equals(item.get("redeemer"))
        ? Optional.of(session(id, item))
        : Optional.empty();
  }

  private static Session session(String id, Map<String, AttributeValue> item) {
    return new Session(
        id, item.get("owner").s(), Instant.ofEpochMilli(Long.parseLong(item.get("endsAt").n())));
  }

  /** The session's socket is on the node that holds this lease. */
  void register(Session session, Lease lease) {
    client.putItem(
        request ->
            request
                .tableName(settings.table())
                .item(
                    Map.of(
                        "pk", text(user(session.userId())),
                        "sk", text(SESSION + session.id()),
                        "inbox", number(lease.inbox()),
                        "epoch", number(lease.epoch()),
                        "expiresAt", number(session.until().getEpochSecond()))));
  }

  /** The session's socket is gone. */
  void remove(Session session) {
    client.deleteItem(
        request ->
            request
                .tableName(settings.table())
                .key(
                    Map.of(
                        "pk", text(user(session.userId())),
                        "sk", text(SESSION + session.id()))));
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
