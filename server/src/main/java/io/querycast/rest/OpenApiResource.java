package io.querycast.rest;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/** {@code GET /api/openapi}: describes these routes for programs, to every signed-in user. */
@Path("/openapi")
@RequestScoped
public class OpenApiResource {
  @GET
  @Produces("application/yaml")
  public String document() {
    return ApiDocument.TEXT;
  }
}
