package io.querycast.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.DirectExecutor;
import io.querycast.TestSettings;
import io.querycast.Threads;
import io.querycast.aws.FakeDynamoDb;
import io.querycast.aws.FakeS3;
import io.querycast.aws.TableFixture;
import io.querycast.job.Job;
import io.querycast.job.Samples;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import io.querycast.warehouse.Rows;
import io.querycast.warehouse.RowsSamples;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

class ResultFilesTest {
  private final Problem expired = new Problem(ErrorCode.RESULT_EXPIRED, "Expired.");

  /** The pages in order, or the exceptions instead of them. */
  private final Deque<Object> pages = new ArrayDeque<>();

  private Runnable beforePage = () -> {};
  private final FakeS3 s3 = new FakeS3();
  private final Job job = Samples.submitted(Instant.EPOCH);
  private Instant now = Instant.parse("2026-11-30T12:00:00Z");

  /** What a node that is slow has not done yet. */
  private final Deque<Runnable> undone = new ArrayDeque<>();

  /** How long that node was waited for, each time. */
  private final List<Duration> waits = new ArrayList<>();

  /** Whether the table takes what is told of files. */
  private boolean isTold = true;

  private final FileStore store =
      new FileStore(TableFixture.of(new FakeDynamoDb(), TestSettings.atTheGateway()), () -> now) {
        @Override
        void writing(String id) {
          orThrow();
          super.writing(id);
        }

        @Override
        void failed(String id, Problem why) {
          orThrow();
          super.failed(id, why);
        }

        private void orThrow() {
          if (!isTold) {
            throw SdkClientException.create("DynamoDB is away.");
          }
        }
      };
  private final ResultFiles quick = node(new DirectExecutor());
  private final ResultFiles slow =
      node(
          new DirectExecutor() {
            @Override
            public void execute(Runnable task) {
              undone.add(task);
            }

            @Override
            protected <T> RunnableFuture<T> newTaskFor(Callable<T> task) {
              return new FutureTask<>(task) {
                @Override
                public T get(long wait, TimeUnit unit)
                    throws InterruptedException, ExecutionException, TimeoutException {
                  waits.add(Duration.of(wait, unit.toChronoUnit()));
                  return super.get(wait, unit);
                }
              };
            }
          });

  private ResultFiles node(DirectExecutor executor) {
    Results results =
        new Results(null, null, () -> now, null, null) {
          @Override
          public Rows rows(Job job, String page) {
            beforePage.run();
            Object next = pages.remove();
            if (next instanceof Rows rows) {
              return rows;
            }
            throw (Problem) next;
          }
        };
    return new ResultFiles(
        s3.bucket(),
        store,
        new Streamer(results, new Threads(new DirectExecutor(), null), Duration.ZERO),
        new Threads(executor, null),
        () -> now,
        Duration.ofMillis(3),
        Duration.ofMillis(1));
  }

  @Test
  void aFileHoldsEveryRowAndIsSavedUnderTheNameOfItsJob() {
    pages.add(RowsSamples.numbers(0, 2, true));
    pages.add(RowsSamples.numbers(2, 1, false));

    ResultFiles.File file = quick.write(job, Download.ndjson());

    assertEquals(List.of("[0]", "[1]", "[2]", "{\"end\":{\"rows\":3}}"), lines(file).subList(1, 5));
    assertEquals(Download.ndjson().disposition(job), s3.dispositions.get(file.id()));
    String address = file.address().orElseThrow().toString();
    assertTrue(address.contains(file.id()) && address.contains("X-Amz-Expires=60"), address);
  }

  @Test
  void whoWaitsForALongFileGetsItAtAnyNode() {
    pages.add(RowsSamples.numbers(0, 1, false));

    ResultFiles.File begun = slow.write(job, Download.ndjson());
    assertEquals(Optional.empty(), begun.address());
    assertEquals(begun, quick.await(begun.id(), job, Download.ndjson()), "it is not ready yet");
    undone.remove().run();

    ResultFiles.File ready = quick.await(begun.id(), job, Download.ndjson());
    assertEquals(begun.id(), ready.id());
    assertTrue(ready.address().isPresent());
    assertEquals(Set.of(begun.id()), s3.objects.keySet(), "it was written once");
  }

  @Test
  void aFileWhoseNodeIsGoneIsWrittenByAnotherNode() {
    pages.add(RowsSamples.numbers(0, 1, false));
    pages.add(RowsSamples.numbers(0, 1, false));
    ResultFiles.File begun = slow.write(job, Download.ndjson());

    now = now.plus(FileStore.SILENCE);
    ResultFiles.File another = quick.await(begun.id(), job, Download.ndjson());

    assertFalse(another.id().equals(begun.id()));
    assertEquals("{\"end\":{\"rows\":1}}", lines(another).get(2));
  }

  @Test
  void aNodeThatWritesForLongCountsAsAlive() {
    int steps = 8;
    for (int i = 0; i < steps; i++) {
      pages.add(RowsSamples.numbers(i, 20_000, i < steps - 1));
    }
    ResultFiles.File begun = slow.write(job, Download.ndjson());
    List<Optional<FileStore.State>> seen = new ArrayList<>();
    beforePage =
        () -> {
          now = now.plus(FileStore.BEAT);
          seen.add(store.find(begun.id()));
        };

    undone.remove().run();

    assertEquals(Collections.nCopies(steps - 1, Optional.of(FileStore.State.WRITING)), seen);
    assertEquals(Optional.of(FileStore.State.WRITTEN), store.find(begun.id()));
  }

  @Test
  void aResultThatCannotBeReadIsRefusedInWordsAndLeavesNoFile() {
    pages.add(expired);
    assertEquals(
        ErrorCode.RESULT_EXPIRED,
        assertThrows(Problem.class, () -> quick.write(job, Download.ndjson())).code());

    pages.add(RowsSamples.numbers(0, 1, true));
    pages.add(expired);
    assertEquals(
        ErrorCode.RESULT_EXPIRED,
        assertThrows(Problem.class, () -> quick.write(job, Download.ndjson())).code(),
        "in the middle too: nobody gets half of it");
    assertEquals(Set.of(), s3.objects.keySet());
  }

  @Test
  void whoWaitsForAFileThatFailsLearnsWhyAndNobodyWritesItAgain() {
    pages.add(RowsSamples.numbers(0, 1, true));
    pages.add(expired);
    ResultFiles.File begun = slow.write(job, Download.ndjson());
    undone.remove().run();
    pages.add(RowsSamples.numbers(0, 1, false));

    Problem why =
        assertThrows(Problem.class, () -> quick.await(begun.id(), job, Download.ndjson()));

    assertEquals(expired.toJson(), why.toJson());
    assertEquals(1, pages.size());
  }

  @Test
  void whoWaitsForAFileThatS3DoesNotTakeMayTryAgain() {
    pages.add(RowsSamples.numbers(0, 1, false));
    ResultFiles.File begun = slow.write(job, Download.ndjson());
    s3.callsLeft = 0;
    undone.remove().run();

    assertEquals(
        ErrorCode.UNAVAILABLE,
        assertThrows(Problem.class, () -> quick.await(begun.id(), job, Download.ndjson())).code());
  }

  @Test
  void aReasonThatCannotBeToldIsStillTheReasonHere() {
    pages.add(RowsSamples.numbers(0, 1, true));
    pages.add(expired);
    beforePage = () -> isTold = pages.size() > 1;

    assertEquals(
        ErrorCode.RESULT_EXPIRED,
        assertThrows(Problem.class, () -> quick.write(job, Download.ndjson())).code());
  }

  @Test
  void aBeatThatCannotBeToldCostsNoFile() {
    pages.add(RowsSamples.numbers(0, 20_000, true));
    pages.add(RowsSamples.numbers(1, 20_000, false));
    ResultFiles.File begun = slow.write(job, Download.ndjson());
    beforePage =
        () -> {
          now = now.plus(FileStore.BEAT);
          isTold = false;
        };

    undone.remove().run();

    assertEquals(Optional.of(FileStore.State.WRITTEN), store.find(begun.id()));
  }

  @Test
  void theTimeOfTheFirstPageIsPartOfTheWait() {
    pages.add(RowsSamples.numbers(0, 1, false));
    beforePage = () -> now = now.plusMillis(2);

    slow.write(job, Download.ndjson());

    assertEquals(List.of(Duration.ofMillis(1)), waits);
  }

  @Test
  void whatS3DoesNotTakeMayBeTriedAgain() {
    s3.callsLeft = 0;
    for (int i = 0; i < 2 * Streamer.MOST; i++) {
      pages.add(RowsSamples.numbers(0, 1, false));
      assertEquals(
          ErrorCode.UNAVAILABLE,
          assertThrows(Problem.class, () -> quick.write(job, Download.ndjson())).code(),
          "and takes no place");
    }
  }

  private List<String> lines(ResultFiles.File file) {
    return new String(s3.objects.get(file.id()), StandardCharsets.UTF_8).lines().toList();
  }
}
