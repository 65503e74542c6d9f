package io.querycast.faults;

import java.time.Duration;
import java.util.Map;
import java.util.Random;

/** One running server of a world, and everything that can happen to it. */
interface WorldNode {

  String name();

  NodeAccess door();

  /** Whether it runs: it was neither killed nor stopped. */
  boolean isUp();

  /**
   * Ends it as kill -9 does, for good: now or soon, at a chosen point of its work.
   *
   * @param random chooses the point
   */
  void kill(Random random);

  /** Ends it as kill -9 does, now. */
  void killNow();

  /** Ends it as a deployment does. */
  void stop();

  /** Pauses everything in it. */
  void pause();

  /** Lets everything in it go on. */
  void goOn();

  /** Breaks its sockets; both sides notice. */
  void cutSockets();

  /** Loses what it sends on its sockets, and nobody notices. */
  void hushSockets();

  /** Delivers what it sends again. */
  void unhushSockets();

  /** Cuts its connection to the cloud. */
  void isolate();

  /** Restores its connection to the cloud. */
  void rejoin();

  /**
   * Shifts its own clock by so much from now on.
   *
   * @throws UnsupportedOperationException if the world can't do that
   */
  void shiftClock(Duration by);

  /** What it holds, by name, to be compared with {@link World#mostLoad}. */
  Map<String, Long> load();
}
