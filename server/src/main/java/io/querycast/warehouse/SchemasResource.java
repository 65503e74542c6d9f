package io.querycast.warehouse;

import static io.querycast.rest.Json.JSON;

import io.querycast.Settings;
import io.querycast.identity.User;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code /api/warehouse}: the schemas, tables and columns that analysts can use, and the database
 * user that runs their SQL.
 *
 * <p>Names of schemas and tables may hold any character, so they travel in the query string: a path
 * takes only some characters.
 */
@Path("/warehouse")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SchemasResource {
  @Inject private Schemas schemas;
  @Inject private Settings settings;
  @Context private SecurityContext security;

  @GET
  @Path("schemas")
  public JsonObject all() {
    User.of(security).requireAnalyst();
    JsonArrayBuilder array = JSON.createArrayBuilder();
    answered(schemas::all)
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
  @Path("tables")
  public JsonObject tables(@QueryParam("schema") String schema) {
    User.of(security).requireAnalyst();
    checkNamed("schema", schema);
    JsonArrayBuilder array = JSON.createArrayBuilder();
    answered(() -> schemas.tables(schema))
        .forEach(
            each ->
                array.add(
                    JSON.createObjectBuilder().add("name", each.name()).add("type", each.type())));
    return JSON.createObjectBuilder().add("tables", array).build();
  }

  @GET
  @Path("columns")
  public JsonObject columns(
      @QueryParam("schema") String schema, @QueryParam("table") String table) {
    User.of(security).requireAnalyst();
    checkNamed("schema", schema);
    checkNamed("table", table);
    JsonArrayBuilder array = JSON.createArrayBuilder();
    answered(() -> schemas.columns(schema, table))
        .forEach(
            each ->
                array.add(
                    JSON.createObjectBuilder()
                        .add("name", each.name())
                        .add("type", each.type())
                        .add("nullable", each.nullable())));
    return JSON.createObjectBuilder().add("columns", array).build();
  }

  private static <T> T answered(Supplier<T> answer) {
    try {
      return answer.get();
    } catch (NotFound e) {
      throw new Problem(ErrorCode.NOT_FOUND, e.getMessage());
    } catch (WarehouseException e) {
      throw new Problem(
          ErrorCode.UNAVAILABLE, "Redshift can't list its contents now. Try again in a moment.");
    }
  }

  private static void checkNamed(String parameter, String name) {
    if (name == null || name.isEmpty()) {
      throw new Problem(
          ErrorCode.PARAMETER_INVALID,
          "Name a %s: '%s=' is missing.".formatted(parameter, parameter));
    }
  }

  private static JsonValue text(Optional<String> text) {
    return text.<JsonValue>map(JSON::createValue).orElse(JsonValue.NULL);
  }
}
