package io.querycast.result;

import io.querycast.job.Job;
import io.querycast.rest.ConnectionAbort;
import io.querycast.rest.Problem;
import io.querycast.rest.PublicAddress;
import io.querycast.rest.Turn;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What all routes share that answer with a whole result. */
abstract class WholeResultResource {
  private static final Logger LOG = Logger.getLogger(WholeResultResource.class.getName());

  /**
   * The price in turns, added to its own turn: a whole result is read page by page without another
   * turn.
   */
  private static final int PRICE = 4;

  @Inject Streamer streamer;
  @Inject DownloadStore store;
  @Inject DownloadAudit audit;
  @Inject private ResultFiles files;
  @Inject private PublicAddress server;
  @Context HttpServletRequest request;

  /** The answer with a result: its bytes, or where they are. */
  Response answer(Job job, Download download) {
    return files.areUsed() ? fileOf(job, download) : streamOf(job, download);
  }

  private Response streamOf(Job job, Download download) {
    OpenPage first = streamer.open(job);
    leaveTurn();
    audit.downloaded(job, download);
    Streamer pages = streamer;
    HttpServletRequest asked = request;
    StreamingOutput body = out -> write(pages, job, first, download, out, asked);
    return Response.ok(body)
        .header(HttpHeaders.CONTENT_TYPE, download.format().mediaType())
        .header(HttpHeaders.CONTENT_DISPOSITION, download.disposition(job))
        .build();
  }

  private Response fileOf(Job job, Download download) {
    leaveTurn();
    ResultFiles.File file = files.write(job, download);
    audit.downloaded(job, download);
    return leadTo(file, job, download);
  }

  private void leaveTurn() {
    Turn.charge(request, PRICE);
    Turn.leave(request);
  }

  /** The answer to whoever waits for a file that is being written. */
  Response await(String file, Job job, Download download) {
    Turn.leave(request);
    return leadTo(files.await(file, job, download), job, download);
  }

  /** Leads to the file, or, as long as it is being written, to where it can be waited for. */
  private Response leadTo(ResultFiles.File file, Job job, Download download) {
    URI place =
        file.address().orElseGet(() -> address(store.grant(job, download, Optional.of(file.id()))));
    return Response.seeOther(place).build();
  }

  /** The address that a key opens once. */
  URI address(String key) {
    return server.of("/api/downloads/" + key, request.getHeader(HttpHeaders.HOST));
  }

  /**
   * A HEAD request must read no result and use up no address.
   *
   * @throws NotAllowedException unless the request asks for the whole
   */
  void onlyWhole() {
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
