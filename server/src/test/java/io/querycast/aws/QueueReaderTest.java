package io.querycast.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SqsException;

class QueueReaderTest {
  private static final Logger LOG = Logger.getLogger(QueueReader.class.getName());

  private final FakeSqs sqs = new FakeSqs();
  private final QueueReader reader = new QueueReader(sqs, "letters", "querycast.letters");

  @Test
  void aQueueThatHasNotBeenReadIsNotReady() throws Exception {
    assertTrue(reader.advice().isPresent());

    assertEquals(List.of(), reader.read("queue"));

    assertEquals(Optional.empty(), reader.advice());
  }

  @Test
  void aNodeStaysReadyWhileSqsAsAWholeIsOutOfOrder() throws Exception {
    reader.read("queue");
    sqs.trouble = (SqsException) SqsException.builder().statusCode(503).build();

    assertEquals(List.of(), reader.read("queue"));

    assertEquals(Optional.empty(), reader.advice());
  }

  @Test
  void theAdviceForAMissingOrForeignQueueNamesItsSetting() throws Exception {
    reader.read("queue");
    for (SqsException refusal :
        List.of(
            QueueDoesNotExistException.builder().statusCode(400).build(),
            (SqsException) SqsException.builder().statusCode(403).build())) {
      sqs.trouble = refusal;
      reader.read("queue");
      assertEquals(
          "The queue can't be read: create it, or check querycast.letters and the server's role.",
          reader.advice().orElseThrow());

      sqs.trouble = null;
      sqs.put("m", "body", 1);
      assertEquals(1, reader.read("queue").size(), "the next read is tried");
      assertEquals(Optional.empty(), reader.advice());
    }
  }

  @Test
  void anOutageIsLoggedOnceAndTheEndOfTheServerIsNone() throws Exception {
    assertEquals(1, warnings(SqsException.builder().statusCode(503).build()));
    assertEquals(0, warnings(new RejectedExecutionException("The SDK's threads have ended.")));
    assertEquals(0, warnings(AbortedException.create("Thread was interrupted")));
  }

  @Test
  void theEndOfTheServerDoesNotWaitForALongPoll() throws Exception {
    CountDownLatch isWaiting = new CountDownLatch(1);
    sqs.poll =
        () -> {
          isWaiting.countDown();
          new CountDownLatch(1).await();
        };
    FutureTask<List<Message>> reading = new FutureTask<>(() -> reader.read("queue"));
    new Thread(reading).start();
    isWaiting.await();

    reader.end();

    assertEquals(List.of(), reading.get());
  }

  @Test
  void whatWasReceivedAtTheEndIsHandedOutAndNothingMoreIsRead() throws Exception {
    sqs.put("m", "body", 1);
    sqs.poll = reader::end;

    assertEquals(1, reader.read("queue").size());
    assertFalse(Thread.interrupted(), "it is handled in peace");
    sqs.put("n", "body", 1);
    assertEquals(List.of(), reader.read("queue"));
    assertEquals(1, sqs.waiting.size());
  }

  /** How many warnings two reads log, of a reader that meets this trouble. */
  private static int warnings(RuntimeException trouble) throws Exception {
    FakeSqs sqs = new FakeSqs();
    sqs.trouble = trouble;
    QueueReader reader = new QueueReader(sqs, "letters", "querycast.letters");
    List<LogRecord> logged = new ArrayList<>();
    Handler ear =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            if (line.getLevel().equals(Level.WARNING)) {
              logged.add(line);
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    LOG.addHandler(ear);
    try {
      reader.read("queue");
      reader.read("queue");
    } finally {
      LOG.removeHandler(ear);
    }
    return logged.size();
  }
}
