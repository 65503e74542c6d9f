package io.querycast.door;

import static io.querycast.rest.Json.JSON;

import io.querycast.Settings;
import io.querycast.push.Protocols;
import io.querycast.push.Session;
import io.querycast.push.SessionStore;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.GatewaySecret;
import io.querycast.rest.JsonValues;
import io.querycast.rest.Problem;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.regex.Pattern;

/**
 * {@code POST /api/door/...}: the gateway reports that a socket opens, and may refuse it, or that
 * one has ended. With door {@code node} these routes do not exist.
 */
@Path("/door")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class DoorResource {
  private static final String CONNECTION = "X-Querycast-Connection";

  /** The ids that API Gateway gives are shorter. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9+/=_-]{1,128}");

  @Inject private GatewaySecret secrets;
  @Inject private Settings settings;
  @Inject private SessionStore sessions;
  @Inject private ConnectionStore connections;
  @Inject private Gateway gateway;

  /** The status decides whether the gateway opens the socket. */
  @POST
  @Path("/connect")
  public Response connect(
      @HeaderParam(GatewaySecret.HEADER) String secret,
      @HeaderParam(CONNECTION) String connection,
      @HeaderParam("X-Querycast-Protocols") String offered,
      @HeaderParam("X-Querycast-Origin") String origin) {
    secrets.check(secret);
    String id = checked(connection);
    if (!settings.admits(origin)) {
      throw new Problem(
          ErrorCode.ORIGIN_NOT_ALLOWED,
          "This origin is not on the list querycast.allowed-origins of the server.");
    }
    Protocols protocols = new Protocols(offered == null ? List.of() : List.of(offered));
    if (!protocols.hasOurs()) {
      throw new Problem(
          ErrorCode.SOCKET_REFUSED, "Offer the sub-protocol %s.".formatted(Protocols.OURS));
    }
    Session session =
        sessions
            .redeem(protocols.ticket(), id)
            .orElseThrow(
                () ->
                    new Problem(
                        ErrorCode.SOCKET_REFUSED,
                        "The ticket is unknown, used or too old: get another one by POST"
                            + " /api/sessions."));
    connections.put(id, session);
    JsonObject opened =
        JSON.createObjectBuilder()
            .add("session", session.id())
            .add("expiresAt", JsonValues.time(session.until()))
            .build();
    return Response.ok(opened).header("Sec-WebSocket-Protocol", Protocols.OURS).build();
  }

  /** A connection that is not known was put away before: the report may be late, or a repeat. */
  @POST
  @Path("/disconnect")
  public void disconnect(
      @HeaderParam(GatewaySecret.HEADER) String secret,
      @HeaderParam(CONNECTION) String connection) {
    secrets.check(secret);
    connections
        .find(checked(connection))
        .ifPresent(found -> gateway.forget(found.session(), found.connection()));
  }

  private static String checked(String connection) {
    if (connection == null || !ID.matcher(connection).matches()) {
      throw new Problem(
          ErrorCode.HEADER_INVALID, "%s has to be the connection's id.".formatted(CONNECTION));
    }
    return connection;
  }
}
