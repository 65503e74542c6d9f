package io.querycast.aws;

import io.querycast.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Deletes messages that are done with, several at once: each request to SQS has a price. If the
 * node dies before that, SQS shows the messages again, to whoever reads the queue then.
 */
public final class Deletions {
  private static final Logger LOG = Logger.getLogger(Deletions.class.getName());

  /** Far shorter than the time for which SQS hides a message that was received, 30 s. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

  private final SqsClient sqs;
  private final Threads threads;
  private String queue;
  private List<String> handles = new ArrayList<>();

  public Deletions(SqsClient sqs, Threads threads) {
    this.sqs = sqs;
    this.threads = threads;
  }

  /**
   * Deletes a message within {@link #LONGEST_WAIT}.
   *
   * @param from the queue that it came from; of another queue than the message before, if the node
   *     reads another one now
   */
  public void add(String from, Message message) {
    if (!isOf(from)) {
      flush();
    }
    boolean isFirst;
    boolean isFull;
    synchronized (this) {
      queue = from;
      isFirst = handles.isEmpty();
      handles.add(message.receiptHandle());
      isFull = handles.size() == QueueReader.BATCH;
    }
    if (isFull) {
      flush();
    } else if (isFirst) {
      later();
    }
  }

  private synchronized boolean isOf(String from) {
    return from.equals(queue);
  }

  private void later() {
    try {
      ScheduledFuture<?> unused =
          threads
              .timer()
              .schedule(
                  () -> threads.executor().execute(this::flush),
                  LONGEST_WAIT.toMillis(),
                  TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The server ends: nothing is left for later.
      flush();
    }
  }

  /** Deletes now what waits. */
  public void flush() {
    String from;
    List<String> some;
    synchronized (this) {
      from = queue;
      some = handles;
      handles = new ArrayList<>();
    }
    if (some.isEmpty()) {
      return;
    }
    try {
      sqs.deleteMessageBatch(request -> request.queueUrl(from).entries(entries(some)));
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "Messages will be received again: {0}", e.getClass().getName());
    }
  }

  private static List<DeleteMessageBatchRequestEntry> entries(List<String> handles) {
    return IntStream.range(0, handles.size())
        .mapToObj(
            i ->
                DeleteMessageBatchRequestEntry.builder()
                    .id(Integer.toString(i))
                    .receiptHandle(handles.get(i))
                    .build())
        .toList();
  }
}
