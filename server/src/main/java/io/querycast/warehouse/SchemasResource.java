package io.querycast.warehouse;

import static io.querycast.Json.JSON;

import io.querycast.Problem;
import io.querycast.Settings;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;

/** {@code /api/warehouse/schemas}: what analysts can ask of, and who asks it in the database. */
@Path("/warehouse/schemas")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SchemasResource {
  @Inject private Schemas schemas;
  @Inject private Settings settings;
  @Context private SecurityContext security;

  @GET
  public JsonObject all() {
    checkAnalyst();
    JsonArrayBuilder array = JSON.createArrayBuilder();
    schemas
        .all()
        .forEach(
            each ->
                array.add(
                    JSON.createObjectBuilder()
                        .add("name", each.name())
                        .add("system", each.system())));
    return JSON.createObjectBuilder()
        .add("database", settings.warehouse().database())
        .add("user", text(settings.warehouse().user()))
        .add("secret", text(settings.warehouse().secretName()))
        .add("schemas", array)
        .build();
  }

  @GET
  @Path("{schema}/tables")
  public JsonObject tables(@PathParam("schema") String schema) {
    checkAnalyst();
    JsonArrayBuilder array = JSON.createArrayBuilder();
    schemas
        .tables(schema)
        .forEach(
            each ->
                array.add(
                    JSON.createObjectBuilder().add("name", each.name()).add("type", each.type())));
    return JSON.createObjectBuilder().add("tables", array).build();
  }

  @GET
  @Path("{schema}/tables/{table}")
  public JsonObject table(@PathParam("schema") String schema, @PathParam("table") String table) {
    checkAnalyst();
    JsonArrayBuilder array = JSON.createArrayBuilder();
    schemas
        .columns(schema, table)
        .forEach(
            each ->
                array.add(
                    JSON.createObjectBuilder()
                        .add("name", each.name())
                        .add("type", each.type())
                        .add("nullable", each.nullable())));
    return JSON.createObjectBuilder().add("columns", array).build();
  }

  private void checkAnalyst() {
    if (!security.isUserInRole("analyst")) {
      throw Problem.notAnAnalyst();
    }
  }

  private static JsonValue text(Optional<String> text) {
    return text.<JsonValue>map(JSON::createValue).orElse(JsonValue.NULL);
  }
}
