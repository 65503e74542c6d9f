package io.querycast.faults;

import io.querycast.faults.NodeAccess.Caller;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Nodes, their cloud and the way to them, near or far. One seed at a time. */
interface World extends AutoCloseable {
  /** How the local cloud of a world is set: small, and gone with it. */
  Map<String, String> CLOUD =
      Map.of(
          "QUERYCAST_LOCAL_IN_MEMORY", "true",
          "QUERYCAST_LOCAL_TAXI_ROWS", "100",
          "QUERYCAST_LOCAL_TAXI_FILES", "");

  Pace pace();

  CloudAccess cloud();

  /** The DynamoDB table of this seed. */
  String table();

  /** Table, queues and nodes for a seed; nothing of the seed before is in the way. */
  void begin(Plan plan) throws InterruptedException;

  /** The address of the queue that hears of completions. */
  String completionsQueue();

  /** The addresses of the nodes' inboxes. */
  List<String> inboxQueues();

  /** Ends what {@link #begin} began, as far as the next seed has no use for it. */
  void end();

  /** Those of this seed, dead ones too. */
  List<WorldNode> nodes();

  /** A node beside the others, as a deployment starts one; nothing where there can be no more. */
  Optional<WorldNode> another();

  /** Any node that the load balancer takes for alive; nothing where there is none. */
  Optional<NodeAccess> anyDoor(Random random);

  /**
   * A user of this seed.
   *
   * @param life how long the token of the caller is good for, in milliseconds
   */
  Caller caller(int user, long life);

  /** A service answers wrongly from now on, with that probability; with 0 no more. */
  void trouble(String service, String fault, double probability);

  /** What can be seen to be wrong at this moment, in words, such as two nodes with one inbox. */
  List<String> audit();

  /**
   * What a node may hold on to at most, by name, while so many of its sockets are open.
   *
   * @param sockets open ones, by what the clients know
   */
  Map<String, Long> mostLoad(long sockets);

  @Override
  void close();
}
