package io.querycast.faults;

import io.querycast.faults.History.Watched;
import io.querycast.faults.NodeAccess.Caller;
import io.querycast.faults.NodeAccess.NoAnswer;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.Optional;
import java.util.Random;

/** Users who watch the same question. */
final class Watcher {
  /** The id of each user's watch. */
  static final String WATCH = "w";

  /** The rows of the near question. */
  static final String ROWS = "[[1]]";

  private static final long LIFE = 3_600_000;

  private final World world;
  private final History history;
  private final Random random;
  private final Backoff backoff;

  Watcher(World world, History history, Random random, Backoff backoff) {
    this.world = world;
    this.history = history;
    this.random = random;
    this.backoff = backoff;
  }

  /** A user watches from now on. */
  void watch(int user) throws InterruptedException {
    Caller caller = world.caller(user, LIFE);
    JsonObject body =
        Json.createObjectBuilder(world.watched())
            .add("refresh", world.pace().refresh().toString())
            .build();
    history.add(new Watched(history.now(), caller.name()));
    until(door -> door.watch(caller, body).status());
  }

  /** A client that has connected asks for the answer that it may have missed. */
  void comesBack(Caller caller) throws InterruptedException {
    until(door -> door.watched(caller).status());
  }

  /** A request to a node. */
  private interface Request {
    int status(NodeAccess door) throws NoAnswer;
  }

  private void until(Request request) throws InterruptedException {
    int tries = 0;
    do {
      Optional<NodeAccess> door = world.anyDoor(random);
      try {
        // Before the watch is stored there is nothing to come back to.
        if (door.isPresent() && request.status(door.get()) < 500) {
          return;
        }
      } catch (NoAnswer e) {
        // It is asked again.
      }
      tries++;
    } while (backoff.rest(tries));
  }
}
