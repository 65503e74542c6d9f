package io.querycast.push;

import static io.querycast.rest.Json.JSON;

import io.querycast.Settings;
import io.querycast.identity.AccessToken;
import io.querycast.identity.User;
import io.querycast.rest.JsonValues;
import io.querycast.rest.PublicAddress;
import io.querycast.rest.RateLimits;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;

/**
 * {@code POST /api/sessions}: returns a ticket for a socket, and what a client must know of the
 * door behind which the socket is.
 */
@Path("/sessions")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SessionsResource {
  @Inject private SessionStore store;
  @Inject private PublicAddress address;
  @Inject private RateLimits limits;
  @Inject private Settings settings;

  @POST
  public Response open(
      @Context SecurityContext security,
      @Context HttpServletRequest request,
      @HeaderParam(HttpHeaders.HOST) String host) {
    User user = User.of(security);
    URI socket = address.socket(host);
    limits.openSession(user.id());
    SessionStore.Opened opened = store.open(user, AccessToken.of(request));
    return Response.status(Response.Status.CREATED)
        .entity(json(opened, socket, Door.of(settings)))
        .build();
  }

  static JsonObject json(SessionStore.Opened opened, URI socket, Door door) {
    return JSON.createObjectBuilder()
        .add("id", opened.session().id())
        .add("ticket", opened.ticket())
        .add("url", socket.toString())
        .add("expiresAt", JsonValues.time(opened.session().until()))
        .add("door", door.name())
        .add("heartbeat", door.heartbeat().toSeconds())
        .add("silence", door.silence().toSeconds())
        .build();
  }
}
