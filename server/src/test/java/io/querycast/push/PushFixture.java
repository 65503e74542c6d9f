package io.querycast.push;

import io.querycast.Audit;
import io.querycast.LeaveEvent;
import io.querycast.NanoClock;
import io.querycast.Settings;
import io.querycast.StartEvent;
import io.querycast.StopEvent;
import io.querycast.Threads;
import io.querycast.Told;
import io.querycast.aws.Table;
import io.querycast.faults.Mutant;
import io.querycast.identity.User;
import io.querycast.job.ConnectedUsers;
import io.querycast.job.JobChanged;
import io.querycast.job.Jobs;
import io.querycast.node.LeaseTaken;
import io.querycast.node.Node;
import io.querycast.result.Results;
import io.querycast.watch.Answered;
import io.querycast.watch.Watches;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Wires the push without a container, correct or broken on purpose. */
public final class PushFixture {
  private final Jobs jobs;
  private final InstantSource clock;
  private final Settings settings;
  private final Admission admission;
  private final SessionStore sessions;
  private final Connections connections;
  private final Pusher pusher;
  private final InboxListener listener;

  /**
   * @param watches tell what the newest answer is
   * @param hints reports the hints that the node gets
   * @param taken reports the inboxes that the node takes
   * @param changed reports the steps of jobs
   * @param answered reports the answers of watches
   */
  public PushFixture(
      Table table,
      SqsClient sqs,
      Node node,
      Jobs jobs,
      Results results,
      Watches watches,
      InstantSource clock,
      NanoClock ticks,
      Settings settings,
      Threads threads,
      Told<Hint> hints,
      Told<LeaseTaken> taken,
      Told<JobChanged> changed,
      Told<Answered> answered,
      Mutant mutant) {
    this.jobs = jobs;
    this.clock = clock;
    this.settings = settings;
    sessions = sessions(mutant, table, settings, clock);
    connections = connections(mutant);
    Inboxes inboxes = inboxes(mutant, sqs, node, settings, threads);
    admission = new Admission(sessions, node, settings);
    GoneSessions gone = new GoneSessions(sessions, settings, threads, clock);
    Registrar registrar = new Registrar(sessions, connections, node, gone, threads);
    pusher =
        new Pusher(
            connections,
            registrar,
            gone,
            inboxes,
            jobs,
            new JobTeller(results, clock, new Audit(clock, line -> {})),
            clock,
            ticks,
            settings,
            threads) {
          @Override
          boolean mayHaveMissed(NodeConnection connection) {
            return mutant != Mutant.BEATS_ALONE && super.mayHaveMissed(connection);
          }
        };
    listener = new InboxListener(sqs, node, hints, settings, threads);
    hints.observe(pusher::hinted);
    WatchTeller teller = new WatchTeller(connections, inboxes, watches, results, settings, clock);
    hints.observe(teller::hinted);
    answered.observe(teller::answered);
    taken.observe(registrar::taken);
    changed.observe(pusher::changed);
  }

  public void start() {
    listener.start(new StartEvent(null));
  }

  /** Closes all sockets, and waits until they are gone. */
  public void stop() {
    listener.stop(new StopEvent());
    try {
      pusher.leave(new LeaveEvent());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** {@code GET /api/snapshot}. */
  public JsonObject snapshot(User user) {
    return PushMessage.snapshot(null, clock.instant(), jobs.snapshot(user.id()));
  }

  /** {@code POST /api/sessions}. */
  public JsonObject session(User user) {
    return SessionsResource.json(
        sessions.open(user), URI.create("ws://near/push"), Door.of(settings));
  }

  /** Who is connected, on any node. */
  public static ConnectedUsers connected(Table table, Settings settings, InstantSource clock) {
    return new SessionStore(table, settings, clock);
  }

  /** What knows the sessions of all nodes. */
  public SessionStore sessions() {
    return sessions;
  }

  /**
   * A handshake, handled as {@link PushEndpoint} does.
   *
   * @return the action for when the socket is gone
   */
  public Runnable open(String ticket, jakarta.websocket.Session socket) throws IOException {
    Admission.Outcome outcome = admission.admit(ticket, socket, () -> {});
    if (outcome instanceof Admission.Refused refused) {
      socket.close(refused.code().reason());
      return () -> {};
    }
    NodeConnection connection = ((Admission.Admitted) outcome).connection();
    pusher.connected(connection);
    return () -> pusher.disconnected(connection);
  }

  /** How many connections the node holds. */
  public long connections() {
    return connections.all().size();
  }

  private SessionStore sessions(
      Mutant mutant, Table table, Settings settings, InstantSource clock) {
    if (mutant != Mutant.RECORDS_STAY) {
      return new SessionStore(table, settings, clock);
    }
    return new SessionStore(table, settings, clock) {
      @Override
      public boolean remove(Collection<Session> some) {
        return true;
      }
    };
  }

  private Connections connections(Mutant mutant) {
    return switch (mutant) {
      case EVERYBODY_TOLD ->
          new Connections() {
            @Override
            Collection<NodeConnection> of(String userId) {
              return all();
            }
          };
      case CONNECTIONS_STAY ->
          new Connections() {
            @Override
            void remove(NodeConnection connection) {
              // Stays.
            }
          };
      default -> new Connections();
    };
  }

  private Inboxes inboxes(
      Mutant mutant, SqsClient sqs, Node node, Settings settings, Threads threads) {
    if (mutant != Mutant.SNAPSHOTS_EMPTY_AND_NO_HINTS) {
      return new Inboxes(sqs, sessions, node, settings, threads);
    }
    return new Inboxes(sqs, sessions, node, settings, threads) {
      @Override
      void tell(Hint hint) {
        // Nobody.
      }

      @Override
      void tellAfter(Duration pause, Hint hint, BooleanSupplier isNews) {
        // Nobody.
      }
    };
  }
}
