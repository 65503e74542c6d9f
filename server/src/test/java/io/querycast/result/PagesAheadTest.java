package io.querycast.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.querycast.DirectExecutor;
import io.querycast.FakeTimer;
import io.querycast.Threads;
import io.querycast.job.Job;
import io.querycast.job.Samples;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import io.querycast.warehouse.Rows;
import io.querycast.warehouse.RowsSamples;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PagesAheadTest {
  private static final String NEXT = RowsSamples.numbers(0, 1, true).next();

  private final Instant now = Instant.parse("2026-11-23T16:00:00Z");
  private final Job job = Samples.finished(Samples.submitted(now), now, now);
  private final List<String> asked = new ArrayList<>();

  /** Thrown when the second page is read; null for none. */
  private Problem trouble;

  private boolean more = true;
  private final List<Rows> read = new ArrayList<>();
  private final FakeTimer timer = new FakeTimer();
  private final PagesAhead ahead =
      new PagesAhead(
          new Results(null, null, () -> now, null, null) {
            @Override
            public Rows rows(Job job, String page) {
              asked.add(job.id().substring(job.id().length() - 1) + " " + page);
              if (trouble != null && NEXT.equals(page)) {
                throw trouble;
              }
              Rows rows = RowsSamples.numbers(0, 1, more);
              read.add(rows);
              return rows;
            }
          },
          new Threads(new DirectExecutor(), timer));

  @Test
  void theNextPageIsReadBeforeThisOneIsSent() {
    rows(job, "page");

    assertEquals(List.of("C page", "C " + NEXT), asked);
  }

  @Test
  void aPageReadAheadIsGivenAndTheNextIsReadAhead() {
    rows(job, "page");

    assertEquals(read.get(1), rows(job, NEXT));

    assertEquals(List.of("C page", "C " + NEXT, "C " + NEXT), asked, "one ahead, no more");
  }

  @Test
  void aPageReadAheadIsGivenOnceAndOfThisJobOnly() {
    rows(job, "page");
    more = false;

    rows(other(), NEXT);
    rows(job, NEXT);
    rows(job, NEXT);

    assertEquals(List.of("C page", "C " + NEXT, "1 " + NEXT, "C " + NEXT), asked);
  }

  @Test
  void aLookAtTheFirstPageReadsNoOther() {
    rows(job, null);

    assertEquals(List.of("C null"), asked);
  }

  @Test
  void nothingIsReadBehindTheLastPage() {
    more = false;

    rows(job, "page");

    assertEquals(1, asked.size());
  }

  @Test
  void aPageThatCouldNotBeReadAheadIsReadWhenItIsRequested() {
    trouble = new Problem(ErrorCode.UNAVAILABLE, "Busy.");
    rows(job, "page");
    assertEquals(2, asked.size());
    trouble = null;

    assertEquals(1, rows(job, NEXT).count());
  }

  @Test
  void aPageThatNobodyRequestsIsGivenBack() {
    rows(job, "page");
    timer.pass(PagesAhead.LIFE);

    assertThrows(IllegalStateException.class, () -> read.get(1).count(), "its array is in use");
    rows(job, NEXT);
    assertEquals("C " + NEXT, asked.get(2), "it is read again");
  }

  @Test
  void aGivenPageIsNotTakenBack() {
    rows(job, "page");
    Rows given = rows(job, NEXT);
    timer.pass(PagesAhead.LIFE);

    assertEquals(1, given.count());
  }

  @Test
  void manyReadersHaveOnlySoManyPagesReadAhead() {
    for (int i = 0; i < PagesAhead.MOST + 5; i++) {
      rows(Samples.finished(numbered(i), now, now), "page");
    }

    assertEquals(2 * PagesAhead.MOST + 5, asked.size());
  }

  @Test
  void noPageReadAheadIsGivenOfAnExpiredResult() {
    rows(job, "page");

    Problem problem =
        assertThrows(Problem.class, () -> rows(Samples.expired(job, now), NEXT), "it is expired");
    assertEquals(ErrorCode.RESULT_EXPIRED, problem.code());
  }

  @Test
  void aUserHasOnlySoManyPagesOnTheirWay() {
    List<OpenPage> open = new ArrayList<>();
    for (int i = 0; i < PagesAhead.MOST_OF_USER; i++) {
      open.add(ahead.open(job.owner(), job, null));
    }

    Problem problem = assertThrows(Problem.class, () -> ahead.open(job.owner(), job, null));
    assertEquals(ErrorCode.TOO_MANY_REQUESTS, problem.code());
    open.get(0).close();
    open.get(0).close();
    open.get(1).close();
    ahead.open(job.owner(), job, null);
    ahead.open(job.owner(), job, null);
    assertThrows(
        Problem.class, () -> ahead.open(job.owner(), job, null), "closed twice counts once");
  }

  @Test
  void aPageThatCannotBeReadTakesNoRoom() {
    trouble = new Problem(ErrorCode.UNAVAILABLE, "Busy.");
    for (int i = 0; i < PagesAhead.MOST_OF_USER; i++) {
      assertThrows(Problem.class, () -> ahead.open(job.owner(), job, NEXT));
    }
    trouble = null;

    assertEquals(1, rows(job, NEXT).count());
  }

  /** A page that does not arrive. */
  private Rows rows(Job job, String page) {
    return ahead.open(job.owner(), job, page).rows();
  }

  private Job other() {
    return Samples.finished(numbered(1), now, now);
  }

  private Job numbered(int number) {
    return Samples.submitted(
        Samples.ID.substring(1) + number,
        null,
        "Own SQL",
        JsonValue.EMPTY_JSON_OBJECT,
        "select 1",
        now);
  }
}
