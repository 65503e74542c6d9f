package io.querycast.rest;

import static io.querycast.rest.Json.JSON;

import io.querycast.Settings;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

/** {@code GET /api/config}: what a page must know before anybody has signed in. */
@Path("/config")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ConfigResource {
  @Inject private Settings settings;
  @Inject private PublicAddress address;

  @GET
  public JsonObject config(@HeaderParam(HttpHeaders.HOST) String host) {
    JsonObjectBuilder json =
        JSON.createObjectBuilder()
            .add("region", settings.issuer().region())
            .add("userPoolId", settings.issuer().userPoolId())
            .add("clientId", settings.clientId());
    settings
        .issuer()
        .endpoint()
        .ifPresent(endpoint -> json.add("userPoolEndpoint", endpoint.toString()));
    return json.add("socketUrl", address.socket(host).toString()).build();
  }
}
