package io.querycast.push;

import io.querycast.identity.User;
import io.querycast.job.Jobs;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import io.querycast.rest.ProblemMapper;
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
import java.time.InstantSource;
import java.util.stream.Stream;

/** {@code GET /api/snapshot}: what the socket would say, for clients that can't hold a socket. */
@Path("/snapshot")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SnapshotResource {
  private static final int LONGEST_WAIT_SECONDS = 20;

  @Inject private Jobs jobs;
  @Inject private Waits waits;
  @Inject private InstantSource clock;

  /**
   * Answers at once. With {@code wait} and {@code If-None-Match} it answers when something has
   * changed: see {@link Waits}.
   */
  @GET
  public void snapshot(
      @QueryParam("wait") @DefaultValue("0") String wait,
      @HeaderParam("If-None-Match") String known,
      @Context SecurityContext security,
      @Suspended AsyncResponse response) {
    int seconds = seconds(wait);
    String user = User.of(security).id();
    Client client = new Client(known, clock, response);
    Snapshot now = read(jobs, user);
    if (!client.knows(now)) {
      client.changed(now);
    } else if (seconds == 0) {
      client.unchanged(now);
    } else {
      Jobs all = jobs;
      waits.add(user, clock.instant().plusSeconds(seconds), client, each -> read(all, each));
    }
  }

  private static Snapshot read(Jobs jobs, String user) {
    return Snapshot.of(jobs.snapshot(user));
  }

  private static int seconds(String wait) {
    if (wait.matches("[0-9]{1,2}") && Integer.parseInt(wait) <= LONGEST_WAIT_SECONDS) {
      return Integer.parseInt(wait);
    }
    throw new Problem(
        ErrorCode.PARAMETER_INVALID,
        "'wait' is a whole number of seconds from 0 to %d.".formatted(LONGEST_WAIT_SECONDS));
  }

  /**
   * The client that gets the answer.
   *
   * @param known the tags of what the client has; null if it has nothing
   */
  private record Client(String known, InstantSource clock, AsyncResponse response)
      implements Waits.Waiter {
    @Override
    public boolean knows(Snapshot snapshot) {
      return known != null
          && Stream.of(known.split(","))
              .map(tag -> tag.strip().replaceFirst("^W/", "").replace("\"", ""))
              .anyMatch(tag -> tag.equals(snapshot.fingerprint()) || tag.equals("*"));
    }

    @Override
    public void changed(Snapshot snapshot) {
      response.resume(
          Response.ok(PushMessage.snapshot(null, clock.instant(), snapshot.jobs()))
              .tag(new EntityTag(snapshot.fingerprint()))
              .build());
    }

    @Override
    public void unchanged(Snapshot snapshot) {
      response.resume(Response.notModified(new EntityTag(snapshot.fingerprint())).build());
    }

    @Override
    public void failed(RuntimeException why) {
      response.resume(new ProblemMapper().toResponse(why));
    }
  }
}
