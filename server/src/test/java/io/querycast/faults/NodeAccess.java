package io.querycast.faults;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Instant;

/** A client's access to one node: REST and the socket. */
interface NodeAccess {

  /** The node's name. */
  String node();

  /** Asks for a job: {@code POST /api/jobs}. */
  Reply submit(Caller caller, JsonObject body, String key) throws NoAnswer;

  /** {@code GET /api/jobs/ID}. */
  Reply job(Caller caller, String id) throws NoAnswer;

  /** {@code DELETE /api/jobs/ID}. */
  Reply cancel(Caller caller, String id) throws NoAnswer;

  /**
   * {@code GET /api/jobs/ID/rows}.
   *
   * @param page null for the first
   */
  Reply rows(Caller caller, String id, String page) throws NoAnswer;

  /** {@code GET /api/snapshot}. */
  Reply snapshot(Caller caller) throws NoAnswer;

  /** Watches the question of all watchers: {@code PUT /api/watches/w}. */
  Reply watch(Caller caller, JsonObject body) throws NoAnswer;

  /** {@code GET /api/watches/w}. */
  Reply watched(Caller caller) throws NoAnswer;

  /** {@code POST /api/sessions}. */
  Reply session(Caller caller) throws NoAnswer;

  /** Opens a socket. From then on the ear hears its messages. */
  Wire open(String ticket, Ear ear) throws NoAnswer;

  /**
   * Who asks.
   *
   * @param name in the history, such as {@code u3}
   * @param subject the user's id in the pool
   * @param token null if none is needed
   * @param until when the token ends
   */
  record Caller(String name, String subject, String token, Instant until) {}

  /** An answer. Without a body the object is empty. */
  record Reply(int status, JsonObject body) {}

  /** The client's end of a socket. */
  interface Wire {
    /** Closes the socket and waits for nothing. */
    void close();

    /** Says that the client is still there. A gateway answers; to a node nobody says it. */
    default void ping() {}
  }

  /** Hears a socket. Any thread may call it. */
  interface Ear {
    void heard(String text);

    /** The socket is gone; the code is 1006 if there was no close frame. */
    void closed(int code);
  }

  /** No answer came: the request may have been carried out or not. */
  final class NoAnswer extends IOException {
    private static final long serialVersionUID = 1;

    NoAnswer(String message) {
      super(message);
    }

    NoAnswer(Throwable cause) {
      super(cause);
    }
  }
}
