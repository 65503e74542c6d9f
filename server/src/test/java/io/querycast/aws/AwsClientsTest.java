package io.querycast.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;
import software.amazon.awssdk.services.redshiftdata.model.RedshiftDataException;

class AwsClientsTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private final List<Instant> heard = new ArrayList<>();
  private final ClockSkew skew =
      new ClockSkew(() -> NOON) {
        @Override
        public void hear(Instant theirs, Duration took) {
          heard.add(theirs);
        }
      };

  private final FakeHttp redshift = new FakeHttp();
  private final RedshiftDataClient client =
      redshift.redshiftClient(AwsClients.limits(skew, 1).build());

  @Test
  void theTimeIsReadFromTheFirstAnswerOfEachSecond() {
    for (int millis : new int[] {0, 300, 600, 1100, 1900, 2200}) {
      ask(200, dateOf(NOON.plusMillis(millis)));
    }

    assertEquals(List.of(NOON, NOON.plusSeconds(1), NOON.plusSeconds(2)), heard);
  }

  @Test
  void anUnreadableDateIsIgnored() {
    ask(200, "at noon");
    ask(200, dateOf(NOON));

    assertEquals(List.of(NOON), heard);
  }

  @Test
  void theTimeIsNotReadFromARefusal() {
    assertThrows(RedshiftDataException.class, () -> ask(400, dateOf(NOON)));

    assertEquals(List.of(), heard);
  }

  private void ask(int status, String date) {
    redshift.answerDated(status, date);
    client.listStatements(all -> {});
  }

  private static String dateOf(Instant time) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
  }
}
