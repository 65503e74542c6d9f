package io.querycast.node;

import io.querycast.LeaveEvent;
import io.querycast.NanoClock;
import io.querycast.Settings;
import io.querycast.StartEvent;
import io.querycast.StopEvent;
import io.querycast.Threads;
import io.querycast.Told;
import io.querycast.aws.Table;

/** Wires a {@link Node} without a container, and starts and stops it. */
public final class NodeFixture {
  private final Node node;

  /**
   * @param taken is told about each inbox that the node takes
   */
  public NodeFixture(
      Table table, Settings settings, Threads threads, NanoClock ticks, Told<LeaseTaken> taken) {
    node = new Node(new LeaseStore(table), settings, threads, ticks, taken);
  }

  public Node node() {
    return node;
  }

  public void start() {
    node.start(new StartEvent(null));
  }

  public void leave() {
    node.leave(new LeaveEvent());
  }

  public void stop() {
    node.stop(new StopEvent());
  }
}
