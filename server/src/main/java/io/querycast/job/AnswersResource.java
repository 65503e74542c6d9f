package io.querycast.job;

import io.querycast.identity.User;
import io.querycast.query.QueryCatalogue;
import io.querycast.rest.Body;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import java.util.Set;

/** {@code POST /api/admin/forget}: answers that are there serve nobody any more. */
@Path("/admin/forget")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AnswersResource {
  @Inject private Answers answers;
  @Inject private QueryCatalogue queries;
  @Context private SecurityContext security;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public void forget(InputStream body) {
    User user = User.of(security);
    user.requireAdmin();
    JsonObject json = Body.read(body, Set.of("query"));
    String query = Body.text(json, "query");
    answers.forget(user, query == null ? null : queries.get(query).name());
  }
}
