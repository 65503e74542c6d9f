package io.querycast.identity;

import io.querycast.Settings;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import io.querycast.rest.ProblemMapper;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.Provider;
import java.security.Principal;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Admits only Cognito access tokens of our client, on every route but the public ones.
 *
 * <p>MicroProfile JWT has already checked signature, issuer and time. A token that failed there
 * leaves no principal. The container does not guard the routes itself, because its refusal is empty
 * and makes some browsers ask for a password.
 */
@Provider
@PreMatching
@Priority(Priorities.AUTHENTICATION)
@RequestScoped
public class AccessTokenFilter implements ContainerRequestFilter {
  /** Routes that anybody may read, one-time addresses, and what only the gateway's secret opens. */
  private static final Pattern PUBLIC =
      Pattern.compile("/?(config|downloads/[^/]+|door/(connect|disconnect))");

  @Inject private Settings settings;
  @Inject private SignIns signIns;

  @Override
  public void filter(ContainerRequestContext request) {
    if (PUBLIC.matcher(request.getUriInfo().getPath()).matches()) {
      return;
    }
    SecurityContext before = request.getSecurityContext();
    if (before.getUserPrincipal() instanceof JsonWebToken token
        && isOurAccessToken(token)
        && stands(token, request)) {
      request.setSecurityContext(new SignedIn(user(token), before.isSecure()));
    } else {
      request.abortWith(
          ProblemMapper.response(
              new Problem(
                  ErrorCode.UNAUTHENTICATED,
                  "Send a valid Cognito access token as 'Authorization: Bearer'; sign in again if"
                      + " yours has ended.")));
    }
  }

  private boolean isOurAccessToken(JsonWebToken token) {
    return "access".equals(text(token.getClaim("token_use")))
        && settings.clientId().equals(text(token.getClaim("client_id")))
        && token.getSubject() != null
        && isAsIssued(token.getRawToken());
  }

  /**
   * Whether a token is written in the only way that RFC 7515 allows. Liberty skips characters that
   * are not base64, so that one token could come in many spellings. A store of tokens would take
   * each spelling for another token.
   */
  private static boolean isAsIssued(String token) {
    try {
      return Stream.of(token.split("\\.", -1))
          .allMatch(
              part ->
                  Base64.getUrlEncoder()
                      .withoutPadding()
                      .encodeToString(Base64.getUrlDecoder().decode(part))
                      .equals(part));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** If Cognito can't be asked about a token, it is good until it ends. */
  private boolean stands(JsonWebToken token, ContainerRequestContext request) {
    Optional<AccessToken> askable =
        AccessToken.askable(
            token.getRawToken(),
            Instant.ofEpochSecond(token.getExpirationTime()),
            text(token.getClaim("scope")));
    askable.ifPresent(each -> request.setProperty(AccessToken.ATTRIBUTE, each));
    return askable.map(signIns::stands).orElse(true);
  }

  private static User user(JsonWebToken token) {
    return new User(
        token.getSubject(),
        groups(token.getClaim("cognito:groups")),
        Instant.ofEpochSecond(token.getExpirationTime()));
  }

  private static Set<String> groups(Object claim) {
    if (claim instanceof JsonArray array) {
      return array.getValuesAs(JsonString.class).stream()
          .map(JsonString::getString)
          .collect(Collectors.toSet());
    }
    if (claim instanceof Collection<?> collection) {
      return collection.stream().map(Object::toString).collect(Collectors.toSet());
    }
    return Set.of();
  }

  private static String text(Object claim) {
    return claim instanceof JsonString string ? string.getString() : String.valueOf(claim);
  }

  private record SignedIn(User user, boolean isSecure) implements SecurityContext {
    @Override
    public Principal getUserPrincipal() {
      return user;
    }

    @Override
    public boolean isUserInRole(String role) {
      return user.groups().contains(role);
    }

    @Override
    public String getAuthenticationScheme() {
      return "Bearer";
    }
  }
}
