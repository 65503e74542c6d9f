package io.querycast.faults;

/** Who holds the sockets of a world. */
enum Door {
  NODE,
  GATEWAY,

  /**
   * While the door is changed: every second near node is at the gateway, the others hold theirs.
   */
  BOTH
}
