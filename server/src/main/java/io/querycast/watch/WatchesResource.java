package io.querycast.watch;

import static io.querycast.rest.Json.JSON;

import io.querycast.identity.User;
import io.querycast.job.Job;
import io.querycast.rest.Body;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import io.querycast.rest.Turn;
import io.querycast.result.OpenPage;
import io.querycast.result.PagesAhead;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;

/** {@code /api/watches}: what a user watches, and its newest rows. */
@Path("/watches")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class WatchesResource {
  /**
   * The price in turns of what may begin a run or reads all watches, added to its own turn: that of
   * a job.
   */
  private static final int PRICE = 9;

  @Inject private Watches watches;
  @Inject private PagesAhead ahead;
  @Context private SecurityContext security;
  @Context private HttpServletRequest request;

  @GET
  public JsonObject list() {
    Turn.charge(request, PRICE);
    JsonArrayBuilder array = JSON.createArrayBuilder();
    watches.list(user()).forEach(watch -> array.add(watches.toJson(watch)));
    return JSON.createObjectBuilder().add("watches", array).build();
  }

  @GET
  @Path("{watch}")
  public Response get(@PathParam("watch") String id) {
    return answer(watches.get(user(), id));
  }

  @PUT
  @Path("{watch}")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response put(
      @PathParam("watch") String id,
      @HeaderParam(HttpHeaders.IF_MATCH) String before,
      InputStream body) {
    String version = before == null ? null : before.strip().replace("\"", "");
    Watch watch = watches.put(user(), id, version, Body.read(body, Watches.KEYS));
    Turn.charge(request, PRICE);
    return answer(watch);
  }

  @DELETE
  @Path("{watch}")
  public void delete(@PathParam("watch") String id) {
    watches.delete(user(), id);
  }

  /** One page of the newest answer's rows. */
  @GET
  @Path("{watch}/rows")
  public StreamingOutput rows(@PathParam("watch") String id, @QueryParam("page") String page) {
    User user = user();
    watches.get(user, id);
    Job run =
        watches
            .answer(user.id(), id)
            .orElseThrow(
                () ->
                    new Problem(
                        ErrorCode.JOB_NOT_FINISHED, "The watch has no answer yet: wait for it."));
    OpenPage open = ahead.open(user.id(), run, page);
    Turn.leave(request);
    return out -> {
      try (open) {
        open.rows().writeTo(out);
      }
    };
  }

  private Response answer(Watch watch) {
    return Response.ok(watches.toJson(watch))
        .tag(new EntityTag(Long.toString(watch.version())))
        .build();
  }

  private User user() {
    return User.of(security);
  }
}
