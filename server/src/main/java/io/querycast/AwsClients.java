package io.querycast;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import org.eclipse.microprofile.config.Config;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Makes what everything else is built on: the settings, the clock and the SDK's clients.
 *
 * <p>The clients find region, credentials and addresses by the SDK's own settings ({@code
 * AWS_REGION}, {@code AWS_ENDPOINT_URL_SQS} and so on), which is how they find the local cloud.
 */
@Singleton
public class AwsClients {
  /** Longer than SQS's longest poll, which is 20 s. */
  private static final Duration CALL_LIMIT = Duration.ofSeconds(30);

  @Produces
  @Singleton
  Settings settings(Config config) {
    return Settings.from(config);
  }

  @Produces
  @Singleton
  InstantSource clock() {
    return InstantSource.system();
  }

  @Produces
  @Singleton
  RedshiftDataClient redshiftData() {
    return RedshiftDataClient.builder().overrideConfiguration(limits()).build();
  }

  @Produces
  @Singleton
  DynamoDbClient dynamoDb() {
    return DynamoDbClient.builder().overrideConfiguration(limits()).build();
  }

  @Produces
  @Singleton
  SqsClient sqs() {
    return SqsClient.builder().overrideConfiguration(limits()).build();
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
  static boolean isOutage(Throwable thrown) {
    return thrown instanceof SdkException;
  }

  private static ClientOverrideConfiguration limits() {
    return ClientOverrideConfiguration.builder().apiCallTimeout(CALL_LIMIT).build();
  }
}
