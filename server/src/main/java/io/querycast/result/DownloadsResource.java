package io.querycast.result;

import io.querycast.job.Job;
import io.querycast.job.Jobs;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** {@code GET /api/downloads/KEY}: a whole result, by an address that works once. */
@Path("/downloads")
@RequestScoped
public class DownloadsResource extends WholeResultResource {
  @Inject private Jobs jobs;

  @GET
  @Path("{key}")
  @Produces(MediaType.WILDCARD)
  public Response download(@PathParam("key") String key) {
    onlyWhole();
    streamer.begins();
    DownloadStore.Granted granted = store.redeem(key).orElseThrow(DownloadsResource::notFound);
    Job job = jobs.find(granted.owner(), granted.job()).orElseThrow(DownloadsResource::notFound);
    return granted
        .file()
        .map(file -> await(file, job, granted.download()))
        .orElseGet(() -> answer(job, granted.download()));
  }

  private static Problem notFound() {
    return new Problem(
        ErrorCode.DOWNLOAD_NOT_FOUND,
        "A download address works once, for a minute: request a new one.");
  }
}
