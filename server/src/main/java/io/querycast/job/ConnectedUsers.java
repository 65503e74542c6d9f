package io.querycast.job;

/** Who holds a connection. The package {@code push} knows. */
public interface ConnectedUsers {
  /** Whether a session of the user stands, on any node or at the gateway. */
  boolean isConnected(String user);
}
