package io.querycast.faults;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A socket that the near gateway holds: no node of this process has a part of it. */
final class GatewaySocket implements NodeAccess.Wire {
  /** There was no close frame. */
  static final int CUT = 1006;

  private static final String PONG = "{\"type\":\"pong\"}";

  private final String id;
  private final String node;
  private final NodeAccess.Ear ear;
  private final ExecutorService network;
  private final Consumer<GatewaySocket> onEnd;
  private final long openedAt = System.nanoTime();
  private final Queue<Runnable> held = new ArrayDeque<>();
  private long activeAt = openedAt;
  private boolean holds;
  private boolean ended;

  /**
   * @param node the node that accepted it
   * @param network carries its messages
   * @param onEnd what the gateway does when it has ended, once
   */
  GatewaySocket(
      String id,
      String node,
      NodeAccess.Ear ear,
      ExecutorService network,
      Consumer<GatewaySocket> onEnd) {
    this.id = id;
    this.node = node;
    this.ear = ear;
    this.network = network;
    this.onEnd = onEnd;
  }

  String id() {
    return id;
  }

  /** The node that accepted it. */
  String node() {
    return node;
  }

  /** Its age, in nanoseconds. */
  long age() {
    return System.nanoTime() - openedAt;
  }

  /** For how long no message has gone either way, in nanoseconds. */
  synchronized long idle() {
    return System.nanoTime() - activeAt;
  }

  /** Sends a message to the client. */
  synchronized void send(String message) {
    activeAt = System.nanoTime();
    carry(
        () ->
            network.execute(
                () -> {
                  if (!hasEnded()) {
                    ear.heard(message);
                  }
                }));
  }

  @Override
  public void ping() {
    synchronized (this) {
      if (holds) {
        return;
      }
    }
    send(PONG);
  }

  /** From now on nothing passes, and neither side notices. */
  synchronized void hold() {
    holds = true;
  }

  /** Delivers what was held, and holds nothing more. */
  synchronized void release() {
    holds = false;
    held.forEach(Runnable::run);
    held.clear();
  }

  /** The client closes it. */
  @Override
  public void close() {
    carry(() -> end(0));
  }

  /** The gateway or the network ends it, and the client notices. */
  void end(int code) {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
    }
    if (code != 0) {
      carry(() -> ear.closed(code));
    }
    onEnd.accept(this);
  }

  /** Whether it has been quiet for so long that the gateway closes it, or is too old. */
  boolean isOver(Pace pace) {
    return idle() >= pace.silence().toNanos() || age() >= pace.life().toNanos();
  }

  private synchronized boolean hasEnded() {
    return ended;
  }

  private void carry(Runnable what) {
    synchronized (this) {
      if (holds) {
        held.add(what);
        return;
      }
    }
    what.run();
  }

  @Override
  public String toString() {
    return "%s, %d ms old".formatted(id, TimeUnit.NANOSECONDS.toMillis(age()));
  }
}
