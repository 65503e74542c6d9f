package io.querycast.warehouse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
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
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;

/** Gives the SDK's own client the bytes that a test wants. */
public final class FakeRedshift implements SdkHttpClient {
  private final Deque<HttpExecuteResponse> answers = new ArrayDeque<>();
  final Deque<String> asked = new ArrayDeque<>();

  /**
   * The SDK's client as the server builds it.
   *
   * @param tries of a call, without a pause between them
   */
  RedshiftDataClient client(int tries) {
    return client(
        ClientOverrideConfiguration.builder()
            .retryStrategy(
                DefaultRetryStrategy.standardStrategyBuilder()
                    .maxAttempts(tries)
                    .circuitBreakerEnabled(false)
                    .backoffStrategy(BackoffStrategy.retryImmediately())
                    .build())
            .build());
  }

  /** The SDK's client; a test makes its HTTP calls. */
  public RedshiftDataClient client(ClientOverrideConfiguration calls) {
    return RedshiftDataClient.builder()
        .httpClient(this)
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .overrideConfiguration(calls)
        .build();
  }

  /** Adds the next answer. */
  FakeRedshift answer(int status, String body) {
    return answer(status, body.getBytes(StandardCharsets.UTF_8));
  }

  FakeRedshift answer(int status, byte[] body) {
    return answer(
        SdkHttpResponse.builder()
            .statusCode(status)
            .putHeader("Content-Length", Integer.toString(body.length)),
        new ByteArrayInputStream(body));
  }

  /** Adds an answer with a date and nothing else. */
  public FakeRedshift answerDated(int status, String date) {
    return answer(
        SdkHttpResponse.builder().statusCode(status).putHeader("Date", date),
        new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)));
  }

  /** Adds an answer that does not announce its length. */
  FakeRedshift answer(int status, InputStream body) {
    return answer(SdkHttpResponse.builder().statusCode(status), body);
  }

  private FakeRedshift answer(SdkHttpResponse.Builder head, InputStream body) {
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
          throw new IOException("Redshift is silent.");
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
