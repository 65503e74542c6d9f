package io.querycast.rest;

/** All the ways in which a request can be refused. docs/protocol.md holds the same table. */
public enum ErrorCode {
  BROKEN_JSON(400, "The body is not JSON"),
  BODY_BROKEN(400, "The body is incomplete"),
  PATH_INVALID(400, "The path is not plain"),
  PAGE_INVALID(400, "There is no such page"),
  PARAMETER_INVALID(400, "A parameter of the address can't be used"),
  HEADER_INVALID(400, "A header is not valid"),
  MESSAGE_INVALID(400, "The message can be read in two ways"),
  UNAUTHENTICATED(401, "Sign in first"),
  ORIGIN_NOT_ALLOWED(403, "Pages from there may not open sockets"),
  SOCKET_REFUSED(403, "The socket is refused"),
  NOT_THE_GATEWAY(403, "Only the gateway may call this"),
  NOT_AN_ANALYST(403, "Own SQL is for analysts"),
  NOT_AN_ADMIN(403, "This is for operators"),
  NOT_FOUND(404, "There is nothing here"),
  JOB_NOT_FOUND(404, "There is no such job"),
  QUERY_NOT_FOUND(404, "You have no such query"),
  WATCH_NOT_FOUND(404, "You have no such watch"),
  PAGE_NOT_FOUND(404, "The job has no such page"),
  DOWNLOAD_NOT_FOUND(404, "There is no such download"),
  METHOD_NOT_ALLOWED(405, "That can't be done here"),
  NOT_ACCEPTABLE(406, "There is no answer of that type"),
  BODY_TOO_SLOW(408, "The body did not arrive in time"),
  JOB_NOT_FINISHED(409, "The job has no rows"),
  RESULT_EXPIRED(410, "The result has expired"),
  TOO_MANY_QUERIES(409, "You keep too many queries"),
  TOO_MANY_WATCHES(409, "You watch too much"),
  CHANGED_MEANWHILE(412, "It was changed meanwhile"),
  BODY_TOO_LARGE(413, "The body is too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "The body must be JSON"),
  HOST_UNKNOWN(421, "The server does not have this host name"),
  TEXT_INVALID(422, "The text is not Unicode"),
  BODY_INVALID(422, "The body is not valid"),
  UNKNOWN_QUERY(422, "There is no such query"),
  ARGUMENT_MISSING(422, "An argument is missing"),
  ARGUMENT_UNKNOWN(422, "An argument is unknown"),
  ARGUMENT_INVALID(422, "An argument can't be used"),
  SQL_INVALID(422, "The SQL can't be used"),
  UPGRADE_REQUIRED(426, "This address is for WebSockets"),
  IF_MATCH_MISSING(428, "Say which version you mean to change"),
  TOO_MANY_JOBS(429, "Too many of your jobs are waiting"),
  TOO_MANY_REQUESTS(429, "There were too many requests at once"),
  INTERNAL(500, "Something went wrong here"),
  UNAVAILABLE(503, "Come back in a moment");

  private final int status;
  private final String title;

  ErrorCode(int status, String title) {
    this.status = status;
    this.title = title;
  }

  /** The HTTP status of this code. */
  public int status() {
    return status;
  }

  /** What it means, in words that are the same in every case. */
  public String title() {
    return title;
  }
}
