package io.querycast.faults;

/** Who holds the sockets of a world. */
enum Door {
  NODE,
  GATEWAY
}
