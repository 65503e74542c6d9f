package io.querycast.door;

import static io.querycast.aws.Table.text;

import io.querycast.Secret;
import io.querycast.aws.Item;
import io.querycast.aws.Table;
import io.querycast.push.Session;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The gateway's connections in DynamoDB, by their ids: a call that says that one has ended tells no
 * more. They are also in the index {@code due}, by their sessions' ends, so that the living nodes
 * can share the work of ending them. The key alone says whose a connection is, because that index
 * has only keys.
 */
@Singleton
public class ConnectionStore {
  /**
   * Into how many parts the connections are divided. Each takes the writes of twice as many
   * connections as API Gateway opens in a second.
   */
  static final int PARTS = 16;

  private static final String CONNECTION = "connection#";
  private static final String SESSION = "session#";

  private final Table table;

  @Inject
  ConnectionStore(Table table) {
    this.table = table;
  }

  /** A connection and its session. */
  record Held(String connection, Session session) {}

  /** Records that a connection of the gateway is a session's socket. */
  void put(String connection, Session session) {
    table.put(
        new Item(CONNECTION + connection, sortKey(session))
            .text("dueShard", part(Math.floorMod(connection.hashCode(), PARTS)))
            .millis("dueAt", session.until())
            .expiresAt(session.until()));
  }

  /** Returns whose socket a connection is; nothing if it is not on record. */
  Optional<Held> find(String connection) {
    return table
        .query(
            query ->
                query
                    .consistentRead(true)
                    .keyConditionExpression("pk = :connection")
                    .expressionAttributeValues(
                        Map.of(":connection", text(CONNECTION + connection))))
        .map(ConnectionStore::held)
        .findFirst();
  }

  /** All connections of a part, those whose sessions end first before the others. */
  Stream<Held> all(int part) {
    return table
        .query(
            query ->
                query
                    .indexName("due")
                    .keyConditionExpression("dueShard = :shard")
                    .expressionAttributeValues(Map.of(":shard", text(part(part)))))
        .map(ConnectionStore::held);
  }

  void remove(String connection, Session session) {
    table
        .client()
        .deleteItem(
            request ->
                request
                    .tableName(table.name())
                    .key(Table.key(CONNECTION + connection, sortKey(session))));
  }

  private static String part(int number) {
    return SESSION + number;
  }

  private static String sortKey(Session session) {
    return SESSION + session.id() + "#" + session.userId();
  }

  private static Held held(Item item) {
    String key = item.text("sk").substring(SESSION.length());
    Instant end = item.millis("dueAt");
    Session session =
        new Session(key.substring(0, Secret.ID_LENGTH), key.substring(Secret.ID_LENGTH + 1), end);
    return new Held(item.text("pk").substring(CONNECTION.length()), session);
  }
}
