package io.querycast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
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
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SqsException;

class AwsClientsTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private final List<Instant> heard = new ArrayList<>();
  private final Skew skew =
      new Skew(() -> NOON) {
        @Override
        public void hear(Instant theirs, Duration took) {
          heard.add(theirs);
        }
      };

  private int status = 200;
  private String date;
  private final SqsClient sqs =
      SqsClient.builder()
          .httpClient(new Service())
          .region(Region.US_EAST_1)
          .credentialsProvider(AnonymousCredentialsProvider.create())
          .overrideConfiguration(AwsClients.limits(skew, 1).build())
          .build();

  @Test
  void theTimeIsReadOffTheFirstAnswerOfEachSecond() {
    for (int millis : new int[] {0, 300, 600, 1100, 1900, 2200}) {
      answer(NOON.plusMillis(millis));
    }

    assertEquals(List.of(NOON, NOON.plusSeconds(1), NOON.plusSeconds(2)), heard);
  }

  @Test
  void aDateThatNobodyCanReadIsNone() {
    date = "at noon";
    sqs.listQueues();
    answer(NOON);

    assertEquals(List.of(NOON), heard);
  }

  @Test
  void aRefusalSaysNothingOfTheTime() {
    status = 400;

    assertThrows(SqsException.class, () -> answer(NOON));

    assertEquals(List.of(), heard);
  }

  private void answer(Instant at) {
    date = DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atOffset(ZoneOffset.UTC));
    sqs.listQueues();
  }

  /** Gives the answer that the test holds. */
  private final class Service implements SdkHttpClient {
    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() throws IOException {
          return HttpExecuteResponse.builder()
              .response(
                  SdkHttpResponse.builder().statusCode(status).putHeader("Date", date).build())
              .responseBody(
                  AbortableInputStream.create(new ByteArrayInputStream(new byte[] {'{', '}'})))
              .build();
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
}
