package io.querycast.rest;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** {@code GET /api/openapi}: these routes for programs, to whoever has signed in. */
@Path("/openapi")
@RequestScoped
public class OpenApiResource {
  @GET
  @Produces("application/yaml")
  public String document() throws IOException {
    try (InputStream in = OpenApiResource.class.getResourceAsStream("/META-INF/openapi.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
