package io.querycast.door;

import io.querycast.aws.GatewayApi;
import io.querycast.aws.GatewayApi.Outcome;
import io.querycast.push.CloseCode;
import io.querycast.push.Session;
import io.querycast.push.SessionStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The connections that the gateway holds, as the table knows them. A session whose connection is
 * gone is put away.
 */
@Singleton
class Gateway {
  /** The longest frame that API Gateway takes and gives, in bytes. */
  static final int FRAME = 32 * 1024;

  /**
   * A connection that the gateway does not know may still be opening, if it is younger than this.
   * Its client asks for what it has missed.
   */
  static final Duration OPENING = Duration.ofSeconds(30);

  /** More tabs than a person looks at. */
  static final int MOST_PER_USER = 20;

  private final GatewayApi api;
  private final SessionStore sessions;
  private final ConnectionStore connections;
  private final Posts posts;
  private final InstantSource clock;
  private final Duration opening;

  @Inject
  Gateway(
      GatewayApi api,
      SessionStore sessions,
      ConnectionStore connections,
      Posts posts,
      InstantSource clock) {
    this(api, sessions, connections, posts, clock, OPENING);
  }

  /**
   * A gateway of another pace.
   *
   * @param opening in place of {@link #OPENING}
   */
  Gateway(
      GatewayApi api,
      SessionStore sessions,
      ConnectionStore connections,
      Posts posts,
      InstantSource clock,
      Duration opening) {
    this.api = api;
    this.sessions = sessions;
    this.connections = connections;
    this.posts = posts;
    this.clock = clock;
    this.opening = opening;
  }

  /** The connections of a user. If there are too many, the oldest are ended. */
  List<GatewayConnection> of(String userId) {
    List<GatewayConnection> all =
        sessions.atGateway(userId).stream()
            .map(
                each ->
                    new GatewayConnection(each.session(), each.connection(), each.since(), this))
            .sorted(Comparator.comparing(GatewayConnection::since).reversed())
            .toList();
    all.stream().skip(MOST_PER_USER).forEach(each -> each.close(CloseCode.TOO_MANY));
    return all.stream().limit(MOST_PER_USER).toList();
  }

  /**
   * Sends a message soon, unless the session has ended by then. A message that is longer than a
   * frame is not sent: the client asks for the job.
   *
   * @param ended learns whether the gateway has taken the message
   */
  void send(GatewayConnection connection, String message, Consumer<Boolean> ended) {
    boolean fits = message.getBytes(StandardCharsets.UTF_8).length <= FRAME;
    if (!fits || !posts.add(() -> post(connection, message, ended))) {
      ended.accept(false);
    }
  }

  private void post(GatewayConnection connection, String message, Consumer<Boolean> ended) {
    if (!clock.instant().isBefore(connection.session().until())) {
      ended.accept(false);
      end(connection);
      return;
    }
    Outcome outcome = api.post(connection.id(), message);
    ended.accept(outcome == Outcome.DONE);
    if (isOver(connection, outcome)) {
      forget(connection.session(), connection.id());
    }
  }

  /** Ends a connection soon, and puts its session away. */
  void close(GatewayConnection connection) {
    // If it is left out, whoever closes it tries again.
    boolean unused = posts.add(() -> end(connection));
  }

  /** If the connection may be open all the same, its records stay, and this is tried again. */
  private void end(GatewayConnection connection) {
    Outcome outcome = api.delete(connection.id());
    if (outcome == Outcome.DONE || isOver(connection, outcome)) {
      forget(connection.session(), connection.id());
    }
  }

  private boolean isOver(GatewayConnection connection, Outcome outcome) {
    return outcome == Outcome.GONE && !clock.instant().isBefore(connection.since().plus(opening));
  }

  /** Puts a session away whose connection has ended. */
  void forget(Session session, String connection) {
    // The connection's own record is the last, because whoever tries again finds it by that.
    if (sessions.remove(List.of(session))) {
      connections.remove(connection, session);
    }
  }
}
