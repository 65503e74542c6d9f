package io.querycast.aws;

import io.querycast.Health;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/**
 * Reads an SQS queue in long polls, and goes on through outages. Only one thread may use it at a
 * time.
 */
public final class QueueReader {
  private static final Logger LOG = Logger.getLogger(QueueReader.class.getName());

  /** SQS hands out at most this many messages at once. */
  public static final int BATCH = 10;

  /** SQS lets a receive wait up to this long. */
  private static final int WAIT_SECONDS = 20;

  private static final Duration CALL_LIMIT = Duration.ofSeconds(WAIT_SECONDS + 5);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final SqsClient sqs;
  private final String name;
  private final String setting;
  private volatile boolean refused;
  private volatile boolean hasRead;
  private int failures;

  /** The thread that waits for messages; null if none does. */
  private Thread waiting;

  private boolean hasEnded;

  /**
   * @param name the queue's name in health checks and logs
   * @param setting the setting that names the queue
   */
  public QueueReader(SqsClient sqs, String name, String setting) {
    this.sqs = sqs;
    this.name = name;
    this.setting = setting;
  }

  /**
   * Waits for messages, at most 20 s. After a failure it pauses and returns none. The pause is
   * random, up to a bound that doubles to 5 s.
   *
   * @throws InterruptedException if the thread is to end
   */
  public List<Message> read(String queue) throws InterruptedException {
    if (!startWaiting()) {
      return List.of();
    }
    try {
      List<Message> messages = receive(queue);
      refused = false;
      hasRead = true;
      failures = 0;
      return messages;
    } catch (RuntimeException e) {
      refused = e instanceof QueueDoesNotExistException || AwsClients.isForbidden(e);
      // Logged once: an outage is one event, even if it is noticed many times. And not at all when
      // the server ends: it interrupts this thread, or has ended the SDK's own threads before.
      boolean isEnd = e instanceof RejectedExecutionException || e instanceof AbortedException;
      boolean isNews = failures == 0 && !isEnd;
      LOG.log(
          isNews ? Level.WARNING : Level.FINE,
          "The queue of {0} can''t be read and is tried again: {1}",
          new Object[] {name, refused ? advice().orElseThrow() : e.getClass().getName()});
      failures++;
      long bound = Math.min(LONGEST_PAUSE.toMillis(), 100L << Math.min(failures, 10));
      TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(bound + 1));
      return List.of();
    } finally {
      stopWaiting();
    }
  }

  /**
   * Reads nothing more, and waits no longer: the server's end would wait for the long poll. A
   * message that comes at this very moment is handed out again when SQS shows it again.
   */
  public synchronized void end() {
    hasEnded = true;
    if (waiting != null) {
      waiting.interrupt();
    }
  }

  private synchronized boolean startWaiting() {
    waiting = hasEnded ? null : Thread.currentThread();
    return waiting != null;
  }

  /** What was received is still handled, and must not be interrupted. */
  private synchronized void stopWaiting() {
    waiting = null;
    boolean unused = hasEnded && Thread.interrupted();
  }

  /**
   * Why the queue can't be read; empty if it can be. While SQS as a whole is out of order, the same
   * news still comes in other ways. So a node that has been ready stays ready.
   */
  public Optional<String> advice() {
    return hasRead && !refused
        ? Optional.empty()
        : Optional.of(
            "The queue can't be read: create it, or check %s and the server's role."
                .formatted(setting));
  }

  /** Ready if there is nothing to advise. */
  public Health health(String queue) {
    return new Health(name, advice().map(said -> said + " It is " + queue + "."));
  }

  private List<Message> receive(String queue) {
    return sqs.receiveMessage(
            request ->
                request
                    .queueUrl(queue)
                    .maxNumberOfMessages(BATCH)
                    .messageSystemAttributeNames(
                        MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT)
                    .waitTimeSeconds(failures == 0 && hasRead ? WAIT_SECONDS : 0)
                    .overrideConfiguration(
                        each -> each.apiCallTimeout(CALL_LIMIT).apiCallAttemptTimeout(CALL_LIMIT)))
        .messages();
  }
}
