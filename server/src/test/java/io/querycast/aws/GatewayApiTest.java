package io.querycast.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.aws.GatewayApi.Outcome;
import java.io.ByteArrayInputStream;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;

/** The SDK's own client, as the server builds it, on answers that a test gives. */
class GatewayApiTest {
  private final Deque<Integer> statuses = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();
  private final GatewayApi api =
      new GatewayApi(
          () ->
              ApiGatewayManagementApiClient.builder()
                  .httpClient(new GivenAnswers())
                  .region(Region.US_EAST_1)
                  .credentialsProvider(AnonymousCredentialsProvider.create())
                  .overrideConfiguration(
                      AwsClients.limits(new ClockSkew(InstantSource.system()), AwsClients.TRIES)
                          .build())
                  .build());

  @Test
  void aMessageIsPostedToTheConnectionAndAConnectionIsDeletedByItsId() {
    statuses.addAll(List.of(200, 204));

    assertEquals(Outcome.DONE, api.post("L0SM9cOFvHcCIhw=", "{}"));
    assertEquals(Outcome.DONE, api.delete("L0SM9cOFvHcCIhw="));

    assertEquals(
        List.of("POST /@connections/L0SM9cOFvHcCIhw%3D", "DELETE /@connections/L0SM9cOFvHcCIhw%3D"),
        asked.stream().map(each -> each.replace("%40", "@")).toList());
  }

  @Test
  void aThrottledCallAndOneThatFailsAreRepeated() {
    statuses.addAll(List.of(429, 500, 503, 200));

    assertEquals(Outcome.DONE, api.post("a", "{}"));
    assertEquals(4, asked.size());
  }

  @Test
  void repeatsHaveABoundAfterWhichTheCallIsGivenUp() {
    for (int i = 0; i < 100; i++) {
      statuses.add(429);
    }

    assertEquals(Outcome.FAILED, api.post("a", "{}"));
    assertEquals(AwsClients.TRIES, asked.size());
  }

  @Test
  void aConnectionThatIsGoneIsNotAskedForAgain() {
    statuses.addAll(List.of(410, 410));

    assertEquals(Outcome.GONE, api.post("a", "{}"));
    assertEquals(Outcome.GONE, api.delete("a"));
    assertEquals(2, asked.size());
  }

  @Test
  void aRefusedRoleIsAFailure() {
    statuses.add(403);

    assertEquals(Outcome.FAILED, api.delete("a"));
    assertTrue(statuses.isEmpty());
  }

  /** Answers with the next status, and the error that belongs to it. */
  private final class GivenAnswers implements SdkHttpClient {
    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      asked.add(request.httpRequest().method() + " " + request.httpRequest().encodedPath());
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() {
          int status = statuses.remove();
          return HttpExecuteResponse.builder()
              .response(
                  SdkHttpResponse.builder()
                      .statusCode(status)
                      .putHeader("x-amzn-ErrorType", error(status))
                      .build())
              .responseBody(AbortableInputStream.create(new ByteArrayInputStream(new byte[0])))
              .build();
        }

        @Override
        public void abort() {
          // No call is running.
        }
      };
    }

    private static String error(int status) {
      return switch (status) {
        case 403 -> "ForbiddenException";
        case 410 -> "GoneException";
        case 429 -> "LimitExceededException";
        default -> "InternalServerErrorException";
      };
    }

    @Override
    public void close() {
      // There is nothing to close.
    }
  }
}
