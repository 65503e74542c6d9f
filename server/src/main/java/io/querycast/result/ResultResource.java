package io.querycast.result;

import static io.querycast.rest.Json.JSON;

import io.querycast.identity.User;
import io.querycast.job.Job;
import io.querycast.job.Jobs;
import io.querycast.rest.Turn;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import java.util.Optional;

/** The rows of a job: a page, all of them, or an address that opens all of them once. */
@Path("/jobs")
@RequestScoped
public class ResultResource extends WholeResultResource {
  @Inject private Jobs jobs;
  @Inject private Results results;
  @Inject private PagesAhead ahead;

  /** One page of the rows. */
  @GET
  @Path("{id}/rows")
  @Produces(MediaType.APPLICATION_JSON)
  public StreamingOutput rows(
      @PathParam("id") String id,
      @QueryParam("page") String page,
      @Context SecurityContext security) {
    onlyWhole();
    User user = User.of(security);
    OpenPage open = ahead.open(user.id(), jobs.get(user, id), page);
    // From here on another limit counts: how many pages are on their way to readers, who may be
    // slow.
    Turn.leave(request);
    return out -> {
      try (open) {
        open.rows().writeTo(out);
      }
    };
  }

  @GET
  @Path("{id}/result.csv")
  @Produces(MediaType.WILDCARD)
  public Response csv(
      @PathParam("id") String id,
      @QueryParam("nulls") String nulls,
      @QueryParam("bom") String bom,
      @QueryParam("raw") String raw,
      @Context SecurityContext security) {
    onlyWhole();
    Download download = Download.csv(nulls, bom, raw);
    return answer(jobs.get(User.of(security), id), download);
  }

  @GET
  @Path("{id}/result.ndjson")
  @Produces(MediaType.WILDCARD)
  public Response ndjson(@PathParam("id") String id, @Context SecurityContext security) {
    onlyWhole();
    return answer(jobs.get(User.of(security), id), Download.ndjson());
  }

  /** An address for a link, because a link can't send a token. */
  @POST
  @Path("{id}/downloads")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Response grant(
      @PathParam("id") String id, InputStream body, @Context SecurityContext security) {
    User user = User.of(security);
    Job job = jobs.get(user, id);
    Download download = Download.read(body);
    results.check(job);
    String address = address("") + store.grant(job, download, Optional.empty());
    audit.granted(job, download);
    return Response.status(Response.Status.CREATED)
        .entity(JSON.createObjectBuilder().add("url", address).build())
        .build();
  }
}
