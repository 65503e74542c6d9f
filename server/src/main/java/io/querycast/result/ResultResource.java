package io.querycast.result;

import static io.querycast.rest.Json.JSON;

import io.querycast.identity.User;
import io.querycast.job.Job;
import io.querycast.job.Jobs;
import io.querycast.rest.ConnectionAbort;
import io.querycast.rest.Problem;
import io.querycast.rest.PublicAddress;
import io.querycast.rest.Turn;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The rows of a job: a page, all of them, or an address that opens all of them once. */
@Path("/jobs")
@RequestScoped
public class ResultResource {
  private static final Logger LOG = Logger.getLogger(ResultResource.class.getName());

  /**
   * The price in turns, added to its own turn: a whole result is read page by page without another
   * turn.
   */
  private static final int PRICE = 4;

  @Inject private Jobs jobs;
  @Inject private Results results;
  @Inject private PagesAhead ahead;
  @Inject private Streamer streamer;
  @Inject private DownloadStore store;
  @Inject private DownloadAudit audit;
  @Inject private PublicAddress server;
  @Context private HttpServletRequest request;

  /** One page of the rows. */
  @GET
  @Path("{id}/rows")
  @Produces(MediaType.APPLICATION_JSON)
  public StreamingOutput rows(
      @PathParam("id") String id,
      @QueryParam("page") String page,
      @Context SecurityContext security) {
    onlyWhole(request);
    OpenPage open = ahead.open(jobs.get(User.of(security), id), page);
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
    onlyWhole(request);
    Download download = Download.csv(nulls, bom, raw);
    return answer(streamer, audit, jobs.get(User.of(security), id), download, request);
  }

  @GET
  @Path("{id}/result.ndjson")
  @Produces(MediaType.WILDCARD)
  public Response ndjson(@PathParam("id") String id, @Context SecurityContext security) {
    onlyWhole(request);
    return answer(streamer, audit, jobs.get(User.of(security), id), Download.ndjson(), request);
  }

  /** An address for a link, because a link can't send a token. */
  @POST
  @Path("{id}/downloads")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Response grant(
      @PathParam("id") String id,
      InputStream body,
      @Context SecurityContext security,
      @HeaderParam(HttpHeaders.HOST) String host) {
    User user = User.of(security);
    Job job = jobs.get(user, id);
    Download download = Download.read(body);
    results.check(job);
    String known = server.of("/api/downloads/", host).toString();
    String address = known + store.grant(job, download);
    audit.granted(job, download);
    return Response.status(Response.Status.CREATED)
        .entity(JSON.createObjectBuilder().add("url", address).build())
        .build();
  }

  /**
   * The answer that streams a result.
   *
   * @param request its connection is closed if the streaming fails in the middle
   */
  static Response answer(
      Streamer streamer,
      DownloadAudit audit,
      Job job,
      Download download,
      HttpServletRequest request) {
    OpenPage first = streamer.open(job);
    Turn.charge(request, PRICE);
    Turn.leave(request);
    audit.downloaded(job, download);
    StreamingOutput body = out -> write(streamer, job, first, download, out, request);
    return Response.ok(body)
        .header(HttpHeaders.CONTENT_TYPE, download.format().mediaType())
        .header(HttpHeaders.CONTENT_DISPOSITION, download.disposition(job))
        .build();
  }

  /**
   * A HEAD request must read no result and use up no address.
   *
   * @throws NotAllowedException unless the request asks for the whole
   */
  static void onlyWhole(HttpServletRequest request) {
    if (!request.getMethod().equals("GET")) {
      throw new NotAllowedException("GET");
    }
  }

  private static void write(
      Streamer streamer,
      Job job,
      OpenPage first,
      Download download,
      OutputStream out,
      HttpServletRequest request)
      throws IOException {
    try {
      streamer.write(job, first, download.writer(out));
    } catch (RuntimeException | Error e) {
      // Errors are caught too: a result that is not whole must not end as if it were.
      LOG.log(
          Level.WARNING,
          "A result was broken off: {0}",
          e instanceof Problem problem ? problem.code() : e.getClass().getName());
      if (!ConnectionAbort.cut(request)) {
        throw e;
      }
    }
  }
}
