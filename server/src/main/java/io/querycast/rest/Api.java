package io.querycast.rest;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.auth.LoginConfig;

/**
 * Every REST route is under {@code /api}. MicroProfile JWT checks each request that has a token.
 */
@ApplicationPath("/api")
@LoginConfig(authMethod = "MP-JWT")
public class Api extends Application {}
