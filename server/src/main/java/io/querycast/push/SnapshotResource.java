package io.querycast.push;

import io.querycast.ErrorCode;
import io.querycast.Node;
import io.querycast.Problem;
import io.querycast.ProblemMapper;
import io.querycast.identity.User;
import io.querycast.job.Job;
import io.querycast.job.Jobs;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code GET /api/snapshot}: what the socket would say, for clients that can hold none. */
@Path("/snapshot")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SnapshotResource {
  private static final int LONGEST_WAIT_SECONDS = 20;

  @Inject private Jobs jobs;
  @Inject private Node node;
  @Inject private InstantSource clock;
  @Resource private ManagedScheduledExecutorService scheduler;

  /**
   * Answers at once, or with {@code wait} and {@code If-None-Match} when something has changed.
   * Nothing holds a thread in between: the store is read once a second. A node that is being
   * stopped keeps nobody waiting.
   */
  @GET
  public void snapshot(
      @QueryParam("wait") @DefaultValue("0") String wait,
      @HeaderParam("If-None-Match") String known,
      @Context SecurityContext security,
      @Suspended AsyncResponse response) {
    Instant end = clock.instant().plusSeconds(seconds(wait));
    new Look(jobs, node, clock, scheduler, User.of(security).id(), known, end, response).run();
  }

  private static int seconds(String wait) {
    if (wait.matches("[0-9]{1,2}") && Integer.parseInt(wait) <= LONGEST_WAIT_SECONDS) {
      return Integer.parseInt(wait);
    }
    throw new Problem(
        ErrorCode.PARAMETER_INVALID,
        "'wait' is a whole number of seconds from 0 to %d.".formatted(LONGEST_WAIT_SECONDS));
  }

  /** One look at the store, and the next one where there is nothing new yet. */
  private record Look(
      Jobs jobs,
      Node node,
      InstantSource clock,
      ManagedScheduledExecutorService scheduler,
      String user,
      String known,
      Instant end,
      AsyncResponse response)
      implements Runnable {

    @Override
    public void run() {
      try {
        List<Job> now = jobs.snapshot(user);
        String fingerprint = fingerprint(now);
        EntityTag tag = new EntityTag(fingerprint);
        if (!isKnown(fingerprint)) {
          response.resume(
              Response.ok(PushMessage.snapshot(null, clock.instant(), now)).tag(tag).build());
        } else if (clock.instant().isBefore(end) && !node.isLeaving()) {
          ScheduledFuture<?> unused = scheduler.schedule(this, 1, TimeUnit.SECONDS);
        } else {
          response.resume(Response.notModified(tag).build());
        }
      } catch (RuntimeException e) {
        response.resume(new ProblemMapper().toResponse(e));
      }
    }

    private boolean isKnown(String fingerprint) {
      return known != null
          && Stream.of(known.split(","))
              .map(tag -> tag.strip().replaceFirst("^W/", "").replace("\"", ""))
              .anyMatch(tag -> tag.equals(fingerprint) || tag.equals("*"));
    }

    /** Changes when, and only when, a job comes, goes or takes a step. */
    private static String fingerprint(List<Job> jobs) {
      StringBuilder text = new StringBuilder();
      jobs.forEach(job -> text.append(job.id()).append(job.version()).append(' '));
      return UUID.nameUUIDFromBytes(text.toString().getBytes(StandardCharsets.UTF_8)).toString();
    }
  }
}
