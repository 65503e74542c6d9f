package io.querycast.faults;

import java.time.Duration;
import java.util.Map;
import java.util.Random;

/** One running server of a world, and all that can happen to it. */
interface WorldNode {

  String name();

  NodeAccess door();

  /** Whether it has been neither killed nor stopped. */
  boolean isUp();

  /**
   * Ends it as kill -9 does, for good: now or at the line that it comes to soon.
   *
   * @param random chooses the line
   */
  void kill(Random random);

  /** Ends it as kill -9 does, now. */
  void killNow();

  /** Ends it as a deployment does. */
  void stop();

  /** Everything in it stands still. */
  void pause();

  /** Everything in it goes on as if nothing had been. */
  void goOn();

  /** Its sockets break, and both sides notice. */
  void cutSockets();

  /** What it says on its sockets is swallowed, and nobody notices. */
  void hushSockets();

  /** What it says is heard again. */
  void unhushSockets();

  /** It can't reach the cloud. */
  void isolate();

  /** It can reach the cloud again. */
  void rejoin();

  /**
   * Its own clock is off by so much from now on.
   *
   * @throws UnsupportedOperationException where a world can't do that
   */
  void shiftClock(Duration by);

  /** What it holds on to, by name, to be compared with {@link World#mostLoad}. */
  Map<String, Long> load();
}
