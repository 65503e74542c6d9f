package io.querycast.faults;

import io.querycast.aws.AwsClients;
import io.querycast.door.DoorFixture;
import io.querycast.identity.User;
import io.querycast.job.JobFixture;
import io.querycast.push.PushFixture;
import io.querycast.rest.Problem;
import io.querycast.watch.WatchFixture;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Requests to a node of this process, and its sockets, as the container would pass them. */
final class NearAccess implements NodeAccess {
  private final String name;
  private final Lifeline lifeline;
  private final ExecutorService network;
  private final Pace pace;
  private final Mutant mutant;
  private final JobFixture jobs;
  private final PushFixture push;
  private final WatchFixture watches;
  private final Optional<NearGateway> gateway;
  private final Optional<DoorFixture> calls;
  private final Set<NearWire> wires = ConcurrentHashMap.newKeySet();
  private volatile boolean hushed;
  private volatile boolean shut;

  /**
   * @param lifeline of the node
   * @param network carries requests and the messages of sockets
   * @param gateway holds the sockets; empty if the node does
   * @param calls takes the gateway's calls
   */
  NearAccess(
      String name,
      Lifeline lifeline,
      ExecutorService network,
      Pace pace,
      Mutant mutant,
      JobFixture jobs,
      PushFixture push,
      WatchFixture watches,
      Optional<NearGateway> gateway,
      Optional<DoorFixture> calls) {
    this.name = name;
    this.lifeline = lifeline;
    this.network = network;
    this.pace = pace;
    this.mutant = mutant;
    this.jobs = jobs;
    this.push = push;
    this.watches = watches;
    this.gateway = gateway;
    this.calls = calls;
  }

  @Override
  public String node() {
    return name;
  }

  @Override
  public Reply submit(Caller caller, JsonObject body, String key) throws NoAnswer {
    return asked(() -> new Reply(202, jobs.submit(user(caller), body, key)));
  }

  @Override
  public Reply job(Caller caller, String id) throws NoAnswer {
    return asked(() -> new Reply(200, jobs.get(user(caller), id)));
  }

  @Override
  public Reply cancel(Caller caller, String id) throws NoAnswer {
    return asked(() -> new Reply(202, jobs.cancel(user(caller), id)));
  }

  @Override
  public Reply rows(Caller caller, String id, String page) throws NoAnswer {
    return asked(() -> new Reply(200, CloudAccess.json(jobs.rows(user(caller), id, page))));
  }

  @Override
  public Reply snapshot(Caller caller) throws NoAnswer {
    return asked(() -> new Reply(200, push.snapshot(user(caller))));
  }

  @Override
  public Reply watch(Caller caller, JsonObject body) throws NoAnswer {
    return asked(() -> new Reply(200, watches.put(user(caller), Watcher.WATCH, body)));
  }

  @Override
  public Reply watched(Caller caller) throws NoAnswer {
    return asked(() -> new Reply(200, watches.get(user(caller), Watcher.WATCH)));
  }

  @Override
  public Reply session(Caller caller) throws NoAnswer {
    return asked(() -> new Reply(201, push.session(user(caller))));
  }

  @Override
  public Wire open(String ticket, Ear ear) throws NoAnswer {
    if (gateway.isPresent()) {
      return gateway.get().open(ticket, ear);
    }
    NearWire wire = new NearWire(ear, lifeline, network, mutant);
    wires.add(wire);
    if (hushed) {
      wire.hold();
    }
    try {
      Reply unused = asked(() -> handshake(ticket, wire));
    } catch (NoAnswer e) {
      wire.close();
      throw e;
    }
    if (lifeline.isDead()) {
      wire.cut();
    }
    return wire;
  }

  /** The gateway asks whether a socket may open. */
  Reply connect(String ticket, String connection) throws NoAnswer {
    return asked(
        () ->
            new Reply(
                calls.orElseThrow().connect(ticket, connection) ? 200 : 403,
                JsonValue.EMPTY_JSON_OBJECT));
  }

  /**
   * The gateway says that a socket has ended.
   *
   * @return whether the node has confirmed it
   */
  boolean disconnect(String connection) {
    try {
      return asked(
                  () -> {
                    calls.orElseThrow().disconnect(connection);
                    return new Reply(204, JsonValue.EMPTY_JSON_OBJECT);
                  })
              .status()
          == 204;
    } catch (NoAnswer e) {
      return false;
    }
  }

  /** Stops answering. */
  void shut() {
    shut = true;
  }

  boolean isShut() {
    return shut;
  }

  void cutSockets() {
    wires.forEach(NearWire::cut);
  }

  /** Whether messages of sockets are held back, those of new sockets too. */
  void hush(boolean hushes) {
    hushed = hushes;
    wires.forEach(hushes ? NearWire::hold : NearWire::release);
  }

  private Reply handshake(String ticket, NearWire wire) throws IOException {
    Runnable gone = push.open(ticket, wire.session());
    wire.onGone(
        () -> {
          wires.remove(wire);
          gone.run();
        });
    return new Reply(101, JsonValue.EMPTY_JSON_OBJECT);
  }

  private Reply asked(Callable<Reply> request) throws NoAnswer {
    if (shut) {
      throw new NoAnswer("It is stopped.");
    }
    try {
      return network
          .submit(() -> answered(request))
          .get(pace.answer().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
      throw new NoAnswer(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoAnswer(e);
    }
  }

  /** Maps failures to answers as the server does. A dead node gives no answer. */
  private Reply answered(Callable<Reply> request) throws IOException {
    lifeline.pass();
    Reply reply;
    try {
      reply = request.call();
    } catch (Exception e) {
      reply = new Reply(status(e), JsonValue.EMPTY_JSON_OBJECT);
    }
    lifeline.pass();
    return reply;
  }

  private int status(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof Problem problem) {
        return problem.code().status();
      }
      if (AwsClients.isOutage(cause)) {
        return 503;
      }
    }
    return 500;
  }

  private User user(Caller caller) {
    return new User(caller.subject(), Set.of("analyst"), caller.until());
  }
}
