package io.querycast.faults;

import io.querycast.faults.NodeAccess.Caller;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Nodes, their cloud and the access to them, near or far. It runs one seed at a time. */
interface World extends AutoCloseable {
  /** The settings of a world's local cloud: it is small and ends with the world. */
  Map<String, String> CLOUD =
      Map.of(
          "QUERYCAST_LOCAL_IN_MEMORY", "true",
          "QUERYCAST_LOCAL_TAXI_ROWS", "100",
          "QUERYCAST_LOCAL_TAXI_FILES", "");

  /** What users watch: a query and its arguments. */
  JsonObject watched();

  Pace pace();

  CloudAccess cloud();

  /** The DynamoDB table of this seed. */
  String table();

  /** Makes the table, the queues and the nodes of a seed. Nothing of the seed before is left. */
  void begin(Plan plan) throws InterruptedException;

  /** The address of the completions' queue. */
  String completionsQueue();

  /** The addresses of the nodes' inboxes. */
  List<String> inboxQueues();

  /** Ends what {@link #begin} started, except what the next seed uses again. */
  void end();

  /** The nodes of this seed, also the dead ones. */
  List<WorldNode> nodes();

  /** Starts another node, as a deployment does; empty if there can be no more. */
  Optional<WorldNode> another();

  /** Any node that the load balancer considers alive; empty if there is none. */
  Optional<NodeAccess> anyDoor(Random random);

  /**
   * A user of this seed.
   *
   * @param life how long the caller's token is valid, in milliseconds
   */
  Caller caller(int user, long life);

  /** From now on a service fails with that probability; 0 ends this. */
  void trouble(String service, String fault, double probability);

  /** The ids of the sockets that a gateway holds now, if the world can see them. */
  default Set<String> openSockets() {
    return Set.of();
  }

  /**
   * Whether the record of a gateway's socket may be left until its session ends, because the news
   * of its end was lost.
   */
  default boolean mayRemain(String connection) {
    return true;
  }

  /** What is visibly wrong at this moment, in words, such as two nodes with one inbox. */
  List<String> audit();

  /**
   * What a node may hold at most, by name, while so many of its sockets are open.
   *
   * @param sockets how many are open, as the clients know
   */
  Map<String, Long> mostLoad(long sockets);

  @Override
  void close();
}
