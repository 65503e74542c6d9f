package io.querycast.query;

import static io.querycast.rest.Json.JSON;

import io.querycast.identity.User;
import io.querycast.rest.Body;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;

/** {@code /api/queries/mine}: the SQL that analysts keep for themselves. */
@Path("/queries/mine")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class PersonalQueriesResource {
  @Inject private PersonalQueries queries;
  @Context private SecurityContext security;

  @GET
  public JsonObject list() {
    JsonArrayBuilder array = JSON.createArrayBuilder();
    queries.list(analyst()).forEach(query -> array.add(query.toJson()));
    return JSON.createObjectBuilder().add("queries", array).build();
  }

  @GET
  @Path("{name}")
  public JsonObject get(@PathParam("name") String name) {
    return queries.get(analyst(), name).toJson();
  }

  @PUT
  @Path("{name}")
  @Consumes(MediaType.APPLICATION_JSON)
  public JsonObject put(@PathParam("name") String name, InputStream body) {
    String owner = analyst();
    return queries.put(owner, name, Body.read(body, PersonalQuery.KEYS)).toJson();
  }

  @DELETE
  @Path("{name}")
  public void delete(@PathParam("name") String name) {
    queries.delete(analyst(), name);
  }

  /** The user who asks, if that user may use own SQL. */
  private String analyst() {
    User user = User.of(security);
    user.requireAnalyst();
    return user.id();
  }
}
