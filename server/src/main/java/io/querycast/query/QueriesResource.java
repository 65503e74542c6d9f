package io.querycast.query;

import static io.querycast.rest.Json.JSON;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code GET /api/queries}: the questions that users may ask. */
@Path("/queries")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class QueriesResource {
  @Inject private QueryCatalogue queries;

  @GET
  public JsonObject all() {
    JsonArrayBuilder array = JSON.createArrayBuilder();
    queries.all().forEach(query -> array.add(query.toJson()));
    return JSON.createObjectBuilder().add("queries", array).build();
  }
}
