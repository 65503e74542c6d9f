package io.querycast.identity;

import static io.querycast.rest.Json.JSON;

import io.querycast.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The user pool. Only the pool knows who has signed out or was disabled. GetUser needs no
 * credentials but the token that it is about.
 */
@Singleton
public class Cognito {
  /** What the pool says about a token. */
  enum Answer {
    STANDS,
    /** The token was revoked, or its user has signed out everywhere, or was disabled or deleted. */
    OVER,
    /**
     * There is no answer, or none about the token: the pool is out of reach, or is asked too often.
     */
    SILENT
  }

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** All other refusals say nothing about the token. */
  private static final Set<String> REFUSALS =
      Set.of(
          "NotAuthorizedException",
          "UserNotFoundException",
          "UserNotConfirmedException",
          "PasswordResetRequiredException");

  private final URI address;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  @Inject
  Cognito(Settings settings) {
    this.address = settings.issuer().uri().resolve("/");
  }

  /** Asks about a token. The answer comes in any case, and soon. */
  CompletableFuture<Answer> ask(AccessToken token) {
    String body = JSON.createObjectBuilder().add("AccessToken", token.text()).build().toString();
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(PATIENCE)
            .header("X-Amz-Target", "AWSCognitoIdentityProviderService.GetUser")
            .header("Content-Type", "application/x-amz-json-1.1")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client
        .sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenApply(answer -> read(answer.statusCode(), answer.body()))
        .exceptionally(thrown -> Answer.SILENT);
  }

  /** Returns what an answer of the pool means. */
  static Answer read(int status, String body) {
    if (status == 200) {
      return Answer.STANDS;
    }
    try (JsonReader reader = JSON.createReader(new StringReader(body))) {
      String type = reader.readObject().getString("__type", "");
      // Some AWS services put a name space before it.
      String name = type.substring(type.lastIndexOf('#') + 1);
      return REFUSALS.contains(name) ? Answer.OVER : Answer.SILENT;
    } catch (JsonException | ClassCastException e) {
      return Answer.SILENT;
    }
  }
}
