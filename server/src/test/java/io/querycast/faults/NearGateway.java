package io.querycast.faults;

import io.querycast.faults.NodeAccess.Ear;
import io.querycast.faults.NodeAccess.NoAnswer;
import io.querycast.faults.NodeAccess.Wire;
import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Plays API Gateway for near nodes: it holds the sockets, calls a node when one opens or has ended,
 * and takes messages for them. What goes wrong here is what the local cloud's faults of {@code
 * gateway} say.
 */
final class NearGateway implements AutoCloseable {
  private static final String NAME = "gateway";
  private static final int OK = 200;
  private static final int GONE = 410;
  private static final int TOO_LARGE = 413;
  private static final int TOO_MANY = 429;
  private static final int BROKEN = 500;
  private static final int NORMAL = 1000;
  private static final int GOING_AWAY = 1001;
  private static final int FRAME = 32 * 1024;

  /** A socket opens up to so much later than its node has accepted it. */
  private static final int SLOWEST_OPENING_MILLIS = 300;

  private final CloudAccess cloud;
  private final Pace pace;
  private final ExecutorService network;
  private final Random random;
  private final Supplier<Optional<NearAccess>> nodes;
  private final Map<String, GatewaySocket> open = new ConcurrentHashMap<>();

  /** When each socket ended, in nanoseconds. */
  private final Map<String, Long> ended = new ConcurrentHashMap<>();

  /** The sockets whose end a node has confirmed. */
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  private final Set<String> hushed = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, NAME);
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param cloud has the switches of the faults
   * @param network carries messages, and calls to nodes
   * @param nodes chooses a node for each call, as a load balancer does
   */
  NearGateway(
      CloudAccess cloud,
      Pace pace,
      ExecutorService network,
      Random random,
      Supplier<Optional<NearAccess>> nodes) {
    this.cloud = cloud;
    this.pace = pace;
    this.network = network;
    this.random = random;
    this.nodes = nodes;
    var unused = timer.scheduleWithFixedDelay(this::watch, 1, 1, TimeUnit.SECONDS);
  }

  /** A handshake: the socket opens some time after a node has accepted it. */
  Wire open(String ticket, Ear ear) throws NoAnswer {
    NearAccess node = nodes.get().orElseThrow(() -> new NoAnswer("No node is in service."));
    String id;
    int later;
    synchronized (random) {
      id = "%015x=".formatted(random.nextLong() >>> 4);
      later = random.nextInt(SLOWEST_OPENING_MILLIS);
    }
    int status = node.connect(ticket, id).status();
    if (status != OK) {
      throw new NoAnswer("The handshake fails with " + status);
    }
    try {
      TimeUnit.MILLISECONDS.sleep(later);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoAnswer(e);
    }
    GatewaySocket socket = new GatewaySocket(id, node.node(), ear, network, this::ended);
    if (hushed.contains(node.node())) {
      socket.hold();
    }
    open.put(id, socket);
    return socket;
  }

  /** {@code POST @connections/ID}: its status. */
  int post(String id, String message) {
    GatewaySocket socket = open.get(id);
    if (strikes("throttle")) {
      return TOO_MANY;
    } else if (strikes("error")) {
      return BROKEN;
    } else if (message.getBytes(StandardCharsets.UTF_8).length > FRAME) {
      return TOO_LARGE;
    } else if (socket == null) {
      return isThoughtOpen(id) ? OK : GONE;
    }
    socket.send(message);
    return OK;
  }

  /** {@code DELETE @connections/ID}: its status. */
  int delete(String id) {
    GatewaySocket socket = open.get(id);
    if (strikes("throttle")) {
      return TOO_MANY;
    } else if (socket == null) {
      return GONE;
    }
    socket.end(NORMAL);
    return OK;
  }

  /** Whether a call that was carried out gets no answer. */
  boolean losesAnswer() {
    return strikes("timeoutAfterCommit");
  }

  /** Cuts the sockets that a node accepted; both sides notice. */
  void cut(String node) {
    acceptedBy(node).forEach(socket -> socket.end(GatewaySocket.CUT));
  }

  /** Whether nothing passes on the sockets that a node accepted and will accept. */
  void hush(String node, boolean hushes) {
    if (hushes) {
      hushed.add(node);
    } else {
      hushed.remove(node);
    }
    acceptedBy(node).forEach(hushes ? GatewaySocket::hold : GatewaySocket::release);
  }

  /** The ids of the sockets that are open. */
  Set<String> openSockets() {
    return Set.copyOf(open.keySet());
  }

  /** Whether no node may know that a socket has ended, or never opened. */
  boolean isUntold(String id) {
    return !told.contains(id);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  /** Each second: ends the sockets whose time is over, and cuts those that a fault strikes. */
  private void watch() {
    for (GatewaySocket socket : open.values()) {
      if (strikes("cut")) {
        socket.end(GatewaySocket.CUT);
      } else if (socket.isOver(pace)) {
        socket.end(GOING_AWAY);
      }
    }
  }

  private void ended(GatewaySocket socket) {
    open.remove(socket.id());
    ended.put(socket.id(), System.nanoTime());
    if (strikes("lose")) {
      return;
    }
    network.execute(
        () ->
            nodes
                .get()
                .ifPresent(
                    node -> {
                      if (node.disconnect(socket.id())) {
                        told.add(socket.id());
                      }
                    }));
  }

  private List<GatewaySocket> acceptedBy(String node) {
    return open.values().stream().filter(socket -> socket.node().equals(node)).toList();
  }

  /** Whether a fault hides for a while that a socket has ended. */
  private boolean isThoughtOpen(String id) {
    Duration linger =
        cloud
            .fault(NAME, "linger")
            .map(value -> Duration.parse(((JsonString) value).getString()))
            .orElse(Duration.ZERO);
    Long end = ended.get(id);
    return end != null && System.nanoTime() - end < linger.toNanos();
  }

  private boolean strikes(String fault) {
    double probability =
        cloud.fault(NAME, fault).map(value -> ((JsonNumber) value).doubleValue()).orElse(0.0);
    synchronized (random) {
      return random.nextDouble() < probability;
    }
  }
}
