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

/** Answers as a test says, byte by byte, to the SDK's own client. */
public final class FakeRedshift implements SdkHttpClient {
  private final Deque<HttpExecuteResponse> answers = new ArrayDeque<>();
  final Deque<String> asked = new ArrayDeque<>();

  /**
   * The SDK's client, as it is everywhere.
   *
   * @param tries of a call, at once one after the other
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

  /** The SDK's client, for which calls are made as a test says. */
  public RedshiftDataClient client(ClientOverrideConfiguration calls) {
    return RedshiftDataClient.builder()
        .httpClient(this)
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .overrideConfiguration(calls)
        .build();
  }

  /** The next answer. */
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

  /** An answer that says when it was given, and nothing else. */
  public FakeRedshift answerDated(int status, String date) {
    return answer(
        SdkHttpResponse.builder().statusCode(status).putHeader("Date", date),
        new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)));
  }

  /** An answer whose length is not said before. */
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
        // There is nothing that goes on.
      }
    };
  }

  @Override
  public void close() {
    // There is nothing to close.
  }
}
