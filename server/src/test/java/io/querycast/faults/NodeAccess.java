package io.querycast.faults;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Instant;

/** The way from a client to one node: REST and the socket. */
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

  /** {@code POST /api/sessions}. */
  Reply session(Caller caller) throws NoAnswer;

  /** Opens a socket; what it says comes to the ear from then on. */
  Wire open(String ticket, Ear ear) throws NoAnswer;

  /**
   * Who asks.
   *
   * @param name in the history, such as {@code u3}
   * @param subject the user's id in the pool
   * @param token null where none is needed
   * @param until when the token ends
   */
  record Caller(String name, String subject, String token, Instant until) {}

  /** An answer; without a body the object is empty. */
  record Reply(int status, JsonObject body) {}

  /** The client's end of a socket. */
  interface Wire {
    /** Lets go of the socket without waiting for anything. */
    void close();
  }

  /** What hears a socket; called by whatever thread brings the news. */
  interface Ear {
    void heard(String text);

    /** The socket is gone; 1006 where nobody said goodbye. */
    void closed(int code);
  }

  /** Nobody answered: what was asked for may have been done or not. */
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
