package io.querycast.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;

/** Gives the SDK's own clients the bytes that a test wants. */
public final class FakeHttp implements SdkHttpClient {
  private final Deque<HttpExecuteResponse> answers = new ArrayDeque<>();

  /** The operations that were called. */
  public final Deque<String> asked = new ArrayDeque<>();

  /**
   * The SDK's client of the Data API as the server builds it.
   *
   * @param tries of a call, without a pause between them
   */
  public RedshiftDataClient redshiftClient(int tries) {
    return redshiftClient(repeating(tries));
  }

  /** The SDK's client of the Data API; a test makes its HTTP calls. */
  public RedshiftDataClient redshiftClient(ClientOverrideConfiguration calls) {
    return ready(RedshiftDataClient.builder(), calls).build();
  }

  /**
   * The SDK's client of DynamoDB.
   *
   * @param tries of a call, without a pause between them
   */
  public DynamoDbClient dynamoDbClient(int tries) {
    return ready(DynamoDbClient.builder(), repeating(tries)).build();
  }

  private static ClientOverrideConfiguration repeating(int tries) {
    return ClientOverrideConfiguration.builder()
        .retryStrategy(
            DefaultRetryStrategy.standardStrategyBuilder()
                .maxAttempts(tries)
                .circuitBreakerEnabled(false)
                .backoffStrategy(BackoffStrategy.retryImmediately())
                .build())
        .build();
  }

  private <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> B ready(
      B client, ClientOverrideConfiguration calls) {
    return client
        .httpClient(this)
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .overrideConfiguration(calls);
  }

  /** Adds the next answer. */
  public FakeHttp answer(int status, String body) {
    return answer(status, body.getBytes(StandardCharsets.UTF_8));
  }

  public FakeHttp answer(int status, byte[] body) {
    return answer(
        SdkHttpResponse.builder()
            .statusCode(status)
            .putHeader("Content-Length", Integer.toString(body.length)),
        new ByteArrayInputStream(body));
  }

  /** Adds an answer with a date and nothing else. */
  public FakeHttp answerDated(int status, String date) {
    return answer(
        SdkHttpResponse.builder().statusCode(status).putHeader("Date", date),
        new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)));
  }

  /** Adds an answer that does not announce its length. */
  public FakeHttp answer(int status, InputStream body) {
    return answer(SdkHttpResponse.builder().statusCode(status), body);
  }

  private FakeHttp answer(SdkHttpResponse.Builder head, InputStream body) {
    answers.add(
        HttpExecuteResponse.builder()
            .response(head.build())
            .responseBody(AbortableInputStream.create(body))
            .build());
    return this;
  }

  @Override
  public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
    asked.add(request.httpRequest().firstMatchingHeader("X-Amz-Target").orElse(""));
    return new ExecutableHttpRequest() {
      @Override
      public HttpExecuteResponse call() throws IOException {
        if (answers.isEmpty()) {
          throw new IOException("AWS is silent.");
        }
        return answers.poll();
      }

      @Override
      public void abort() {
        // No call is running.
      }
    };
  }

  @Override
  public void close() {
    // There is nothing to close.
  }
}
