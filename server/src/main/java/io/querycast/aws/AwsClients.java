package io.querycast.aws;

import io.querycast.Settings;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClientBuilder;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Makes the base of everything else: the settings, the clock and the SDK's clients.
 *
 * <p>The clients find region, credentials and addresses by the SDK's own settings ({@code
 * AWS_REGION}, {@code AWS_ENDPOINT_URL_SQS} and so on). They find the local cloud in the same way.
 */
@Singleton
public class AwsClients {
  /** The limit of a call with all its repeats; it is longer if a call is meant to wait. */
  private static final Duration CALL_LIMIT = Duration.ofSeconds(10);

  /** The limit of one try of a call: if the network swallows it, there must be time for another. */
  private static final Duration TRY_LIMIT = Duration.ofSeconds(3);

  /**
   * The connections to DynamoDB: one for each thread that server.xml begins with, so that no thread
   * waits for another's connection.
   */
  private static final int CONNECTIONS = 128;

  /** The tries of a call to the gateway: after that the client asks for what it has missed. */
  static final int TRIES = 4;

  private static final int FORBIDDEN = 403;

  /** The errors by which services with JSON protocols refuse this server; their status is 400. */
  private static final Set<String> REFUSALS =
      Set.of(
          "AccessDeniedException",
          "AccessDenied",
          "UnrecognizedClientException",
          "InvalidClientTokenId",
          "ExpiredTokenException",
          "InvalidSignatureException");

  @Produces
  @Singleton
  Settings settings(Config config) {
    return Settings.from(config);
  }

  @Produces
  @Singleton
  ClockSkew skew() {
    return new ClockSkew(InstantSource.system());
  }

  /** The time by AWS's clocks, as far as this machine's own clock is wrong. */
  @Produces
  @Singleton
  InstantSource clock(ClockSkew skew) {
    return skew::now;
  }

  @Produces
  @Singleton
  RedshiftDataClient redshiftData(ClockSkew skew) {
    return RedshiftDataClient.builder().overrideConfiguration(limits(skew, 2).build()).build();
  }

  @Produces
  @Singleton
  DynamoDbClient dynamoDb(ClockSkew skew) {
    return DynamoDbClient.builder()
        .httpClientBuilder(Apache5HttpClient.builder().maxConnections(CONNECTIONS))
        .overrideConfiguration(limits(skew, 8).build())
        .build();
  }

  @Produces
  @Singleton
  SqsClient sqs(ClockSkew skew) {
    return SqsClient.builder().overrideConfiguration(limits(skew, 4).build()).build();
  }

  /**
   * It uses paths, not host names: so a bucket's name may have dots, and the client any address.
   */
  @Produces
  @Singleton
  S3Client s3(ClockSkew skew) {
    return S3Client.builder()
        .forcePathStyle(true)
        .overrideConfiguration(limits(skew, 4).build())
        .build();
  }

  /** It makes addresses for browsers, and calls nobody. */
  @Produces
  @Singleton
  S3Presigner presigner() {
    return S3Presigner.builder()
        .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
        .build();
  }

  void close(@Disposes S3Presigner presigner) {
    presigner.close();
  }

  @Produces
  @Singleton
  ElasticLoadBalancingV2Client loadBalancer(ClockSkew skew) {
    return ElasticLoadBalancingV2Client.builder()
        .overrideConfiguration(limits(skew, 2).build())
        .build();
  }

  /** With door {@code node} nobody asks for it. */
  @Produces
  @Singleton
  ApiGatewayManagementApiClient gateway(ClockSkew skew, Settings settings) {
    ApiGatewayManagementApiClientBuilder builder =
        ApiGatewayManagementApiClient.builder().overrideConfiguration(limits(skew, TRIES).build());
    settings.gateway().flatMap(Settings.Gateway::management).ifPresent(builder::endpointOverride);
    return builder.build();
  }

  void close(@Disposes ApiGatewayManagementApiClient client) {
    client.close();
  }

  void close(@Disposes ElasticLoadBalancingV2Client client) {
    client.close();
  }

  void close(@Disposes S3Client client) {
    client.close();
  }

  void close(@Disposes RedshiftDataClient client) {
    client.close();
  }

  void close(@Disposes DynamoDbClient client) {
    client.close();
  }

  void close(@Disposes SqsClient client) {
    client.close();
  }

  /** Whether something failed because an AWS service does not answer as it should. */
  public static boolean isOutage(Throwable thrown) {
    return thrown instanceof SdkException;
  }

  /** Whether a service answers, but refuses this server: its role or credentials are wrong. */
  public static boolean isForbidden(Throwable thrown) {
    return thrown instanceof AwsServiceException said
        && (said.statusCode() == FORBIDDEN
            || (said.awsErrorDetails() != null
                && REFUSALS.contains(said.awsErrorDetails().errorCode())));
  }

  /**
   * How calls are repeated: with full jitter, inside a deadline of 10 s.
   *
   * @param skew hears what time the services have
   * @param tries of a call that fails or is throttled; few if the caller has a queue for what can't
   *     be done now
   */
  public static ClientOverrideConfiguration.Builder limits(ClockSkew skew, int tries) {
    RetryStrategy retries =
        DefaultRetryStrategy.standardStrategyBuilder()
            .maxAttempts(tries)
            .backoffStrategy(backoff(20))
            .throttlingBackoffStrategy(backoff(100))
            .build();
    return ClientOverrideConfiguration.builder()
        .apiCallTimeout(CALL_LIMIT)
        .apiCallAttemptTimeout(TRY_LIMIT)
        .retryStrategy(retries)
        .addExecutionInterceptor(new SkewInterceptor(skew));
  }

  /** A random pause from zero up to a bound that doubles from {@code millis} to 2 s. */
  private static BackoffStrategy backoff(long millis) {
    return BackoffStrategy.exponentialDelay(Duration.ofMillis(millis), Duration.ofSeconds(2));
  }

  /** Reads a service's time from each of its answers. */
  private static final class SkewInterceptor implements ExecutionInterceptor {
    private static final ExecutionAttribute<Long> SENT = new ExecutionAttribute<>("Sent");

    private final ClockSkew skew;

    /** A date has whole seconds, so only the first answer of each second tells something new. */
    private volatile String last = "";

    SkewInterceptor(ClockSkew skew) {
      this.skew = skew;
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission call, ExecutionAttributes about) {
      about.putAttribute(SENT, System.nanoTime());
    }

    @Override
    public void afterTransmission(Context.AfterTransmission call, ExecutionAttributes about) {
      Duration took = Duration.ofNanos(System.nanoTime() - about.getAttribute(SENT));
      if (call.httpResponse().isSuccessful()) {
        call.httpResponse().firstMatchingHeader("Date").ifPresent(date -> hear(date, took));
      }
    }

    private void hear(String date, Duration took) {
      if (date.equals(last)) {
        return;
      }
      last = date;
      try {
        skew.hear(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from), took);
      } catch (DateTimeParseException e) {
        // A proxy in between may write the date in any form.
      }
    }
  }
}
