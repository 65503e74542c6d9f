package io.querycast.job;

import static io.querycast.rest.Json.JSON;

import io.querycast.identity.User;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import io.querycast.rest.Turn;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;

/** {@code /api/jobs}: ask for a run, look at it, cancel it. */
@Path("/jobs")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class JobsResource {
  private static final int MOST = 100;

  /**
   * The price in turns, added to its own turn: a job still costs the node work after the answer.
   */
  private static final int PRICE = 9;

  private static final String KEY_SHAPE = "[\\x21-\\x7e]{1,128}";

  @Inject private Submissions submissions;
  @Inject private Jobs jobs;
  @Inject private JobAudit audit;
  @Context private SecurityContext security;
  @Context private HttpServletRequest request;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response submit(InputStream body, @HeaderParam("Idempotency-Key") String key) {
    if (key != null && !key.matches(KEY_SHAPE)) {
      throw new Problem(
          ErrorCode.HEADER_INVALID, "Idempotency-Key takes 1 to 128 visible ASCII characters.");
    }
    Job job = submissions.submit(user(), Submission.read(body), key);
    Turn.charge(request, PRICE);
    return Response.accepted(job.toJson())
        // Without a host: a request could name any host, and a URI would get that one.
        .header(HttpHeaders.LOCATION, "/api/jobs/" + job.id())
        .tag(tag(job))
        .build();
  }

  @GET
  public JsonObject list(
      @QueryParam("limit") @DefaultValue("20") String limit, @QueryParam("before") String before) {
    int count = count(limit);
    JobStore.Listed page = jobs.list(user(), before, count);
    JsonArrayBuilder array = JSON.createArrayBuilder();
    page.jobs().forEach(job -> array.add(job.toJson()));
    JsonObjectBuilder json = JSON.createObjectBuilder().add("jobs", array);
    if (!page.isAll()) {
      json.add("next", page.jobs().get(page.jobs().size() - 1).id());
    }
    return json.build();
  }

  @GET
  @Path("{id}")
  public Response get(@PathParam("id") String id, @Context Request request) {
    Job job = jobs.get(user(), id);
    Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag(job));
    return (unchanged == null ? Response.ok(job.toJson()).tag(tag(job)) : unchanged).build();
  }

  @DELETE
  @Path("{id}")
  public Response cancel(@PathParam("id") String id) {
    Job job = jobs.cancel(user(), id);
    audit.cancelAsked(job);
    return Response.accepted(job.toJson()).tag(tag(job)).build();
  }

  private User user() {
    return User.of(security);
  }

  private static EntityTag tag(Job job) {
    return new EntityTag(Long.toString(job.version()));
  }

  private static int count(String limit) {
    if (limit.matches("[0-9]{1,3}")) {
      int count = Integer.parseInt(limit);
      if (count >= 1 && count <= MOST) {
        return count;
      }
    }
    throw new Problem(
        ErrorCode.PARAMETER_INVALID, "'limit' is a whole number from 1 to %d.".formatted(MOST));
  }
}
