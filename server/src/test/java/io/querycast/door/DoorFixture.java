package io.querycast.door;

import io.querycast.Audit;
import io.querycast.Settings;
import io.querycast.StartEvent;
import io.querycast.StopEvent;
import io.querycast.Threads;
import io.querycast.Told;
import io.querycast.aws.GatewayApi;
import io.querycast.aws.Table;
import io.querycast.faults.Mutant;
import io.querycast.job.JobChanged;
import io.querycast.job.Jobs;
import io.querycast.node.Node;
import io.querycast.push.Hint;
import io.querycast.push.JobTellerFixture;
import io.querycast.push.Session;
import io.querycast.push.SessionStore;
import io.querycast.push.WatchTellerFixture;
import io.querycast.result.Results;
import io.querycast.watch.Answered;
import io.querycast.watch.Watches;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Wires the gateway's door without a container, correct or broken on purpose. */
public final class DoorFixture {
  private final SessionStore sessions;
  private final ConnectionStore connections;
  private final Gateway gateway;
  private final SessionSweeper sweeper;

  /** Every connection that has opened by this node. */
  private final List<GatewayConnection> everybody = new CopyOnWriteArrayList<>();

  /**
   * @param opening how long a connection may be opening
   * @param hints reports the hints that the node gets
   * @param changed reports the steps of jobs
   * @param answered reports the answers of watches
   */
  public DoorFixture(
      GatewayApi api,
      Table table,
      Node node,
      SessionStore sessions,
      Jobs jobs,
      Results results,
      Watches watches,
      InstantSource clock,
      Settings settings,
      Threads threads,
      Duration opening,
      Told<Hint> hints,
      Told<JobChanged> changed,
      Told<Answered> answered,
      Mutant mutant) {
    this.sessions = sessions;
    connections = new ConnectionStore(table);
    Duration limit = mutant == Mutant.PUT_AWAY_WHILE_OPENING ? Duration.ZERO : opening;
    gateway =
        new Gateway(api, sessions, connections, new Posts(threads), clock, limit) {
          @Override
          List<GatewayConnection> of(String userId) {
            return mutant == Mutant.EVERYBODY_TOLD ? everybody : super.of(userId);
          }
        };
    // Near users have no token that Cognito could be asked about.
    sweeper =
        new SessionSweeper(node, gateway, connections, sessions, null, clock, settings, threads);
    if (mutant != Mutant.NOTHING_POSTED) {
      GatewayPusher pusher =
          new GatewayPusher(
              gateway,
              JobTellerFixture.of(results, clock, new Audit(clock, line -> {})),
              jobs,
              settings,
              threads);
      changed.observe(pusher::changed);
      hints.observe(pusher::hinted);
      GatewayWatchTeller teller =
          new GatewayWatchTeller(
              gateway, WatchTellerFixture.of(watches, results, settings, clock), watches, settings);
      answered.observe(teller::answered);
      hints.observe(teller::hinted);
    }
  }

  public void start() {
    sweeper.start(new StartEvent(null));
  }

  public void stop() {
    sweeper.stop(new StopEvent());
  }

  /**
   * {@code POST /api/door/connect}, as {@link DoorResource} answers it.
   *
   * @return whether the socket may open
   */
  public boolean connect(String ticket, String connection) {
    Optional<Session> session = sessions.redeem(ticket, connection);
    session.ifPresent(
        good -> {
          connections.put(connection, good);
          everybody.add(new GatewayConnection(good, connection, Instant.MIN, gateway));
        });
    return session.isPresent();
  }

  /** {@code POST /api/door/disconnect}, as {@link DoorResource} answers it. */
  public void disconnect(String connection) {
    connections
        .find(connection)
        .ifPresent(found -> gateway.forget(found.session(), found.connection()));
  }
}
