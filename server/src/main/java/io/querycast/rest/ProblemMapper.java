package io.querycast.rest;

import io.querycast.aws.AwsClients;
import jakarta.json.JsonException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Answers every refusal and failure under {@code /api} as {@code application/problem+json}. */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOG = Logger.getLogger(ProblemMapper.class.getName());

  /** A client that is refused for a moment may come back after this many seconds. */
  private static final int RETRY_AFTER_SECONDS = 2;

  @Override
  public Response toResponse(Throwable thrown) {
    Response response = response(problem(thrown));
    if (thrown instanceof NotAllowedException refusal) {
      response.getHeaders().add(HttpHeaders.ALLOW, refusal.getResponse().getHeaderString("Allow"));
    }
    return response;
  }

  /** The answer to a refused request. */
  public static Response response(Problem problem) {
    Response.ResponseBuilder response =
        Response.status(problem.code().status())
            .type(Problem.MEDIA_TYPE)
            .entity(problem.toJson().toString());
    if (problem.code() == ErrorCode.UNAUTHENTICATED) {
      response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    if (problem.code() == ErrorCode.UNAVAILABLE
        || problem.code().status() == Response.Status.TOO_MANY_REQUESTS.getStatusCode()) {
      response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    return response.build();
  }

  private static Problem problem(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof Problem problem) {
        return problem;
      }
      if (AwsClients.isOutage(cause)) {
        LOG.log(Level.WARNING, "An AWS service does not answer: {0}", cause.getClass().getName());
        return new Problem(
            ErrorCode.UNAVAILABLE, "The server can't reach its store now. Try again in a moment.");
      }
    }
    if (thrown instanceof WebApplicationException web) {
      return ofStatus(web.getResponse().getStatus());
    }
    if (thrown instanceof JsonException) {
      return new Problem(ErrorCode.BROKEN_JSON, "The body is not JSON: send one JSON object.");
    }
    // The message may hold what a user sent, so the log gets only the kind and the place.
    LOG.log(
        Level.SEVERE,
        "A request failed: {0} at {1}",
        new Object[] {
          thrown.getClass().getName(),
          thrown.getStackTrace().length == 0 ? "?" : thrown.getStackTrace()[0]
        });
    return new Problem(
        ErrorCode.INTERNAL, "The server could not do this. Try again, or tell its operator.");
  }

  /** Says in our words what the container has refused. */
  public static Problem ofStatus(int status) {
    return switch (status) {
      case 404 -> new Problem(ErrorCode.NOT_FOUND, "There is no such route.");
      case 405 ->
          new Problem(ErrorCode.METHOD_NOT_ALLOWED, "This route does not have this method.");
      case 406 -> new Problem(ErrorCode.NOT_ACCEPTABLE, "This route answers in JSON.");
      case 415 ->
          new Problem(
              ErrorCode.UNSUPPORTED_MEDIA_TYPE,
              "Send the body with Content-Type application/json.");
      case 400 -> new Problem(ErrorCode.BODY_INVALID, "The request can't be understood.");
      default -> new Problem(ErrorCode.INTERNAL, "The server could not do this: try again.");
    };
  }
}
