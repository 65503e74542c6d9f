package io.querycast.door;

import io.querycast.DirectExecutor;
import io.querycast.FakeTimer;
import io.querycast.Threads;
import io.querycast.aws.FakeManagementApi;
import io.querycast.push.FakeSessionStore;
import io.querycast.push.Session;
import io.querycast.push.SessionStore;
import java.time.Duration;
import java.time.Instant;

/** Sockets at a gateway, with their records, and a clock that a test sets. */
final class Sockets {
  static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");
  static final Instant END = NOW.plusSeconds(3600);

  final FakeManagementApi api = new FakeManagementApi();
  final FakeSessionStore sessions = new FakeSessionStore();
  final FakeConnectionStore connections = new FakeConnectionStore();
  final Threads threads = new Threads(new DirectExecutor(), new FakeTimer());
  final Gateway gateway =
      new Gateway(api.api(), sessions, connections, new Posts(threads), this::now);

  private Instant now = NOW;

  Instant now() {
    return now;
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  /** A user's socket, which has just been opened. Its connection has the session's id. */
  Session open(String user, String id) {
    api.open(id);
    return record(user, id);
  }

  /** A user's socket that the gateway does not know: it is opening, or has ended. */
  Session record(String user, String id) {
    Session session = new Session(id, user, END);
    sessions.atGateway.add(new SessionStore.AtGateway(session, id, now));
    connections.put(id, session);
    return session;
  }
}
