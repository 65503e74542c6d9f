package io.querycast.completion;

import io.querycast.Health;
import io.querycast.HealthCheck;
import io.querycast.Settings;
import io.querycast.StartEvent;
import io.querycast.StopEvent;
import io.querycast.Threads;
import io.querycast.Traces;
import io.querycast.aws.Deletions;
import io.querycast.aws.QueueReader;
import io.querycast.job.LearnedFrom;
import io.querycast.job.StatementFollower;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** Waits at the completions queue and handles the messages, several at a time. */
@Singleton
public class CompletionListener implements HealthCheck {
  private static final Logger LOG = Logger.getLogger(CompletionListener.class.getName());

  /** At most this many messages are handled at the same time. */
  private static final int AT_ONCE = 32;

  /** A message is hidden from other nodes for this long: the queue's own setting. */
  private static final int HIDDEN_SECONDS = 30;

  private final SqsClient sqs;
  private final String queue;
  private final StatementFollower follower;
  private final Threads threads;
  private final QueueReader reader;
  private final Deletions deletions;
  private final Semaphore room = new Semaphore(AT_ONCE);
  private volatile boolean stopped;

  @Inject
  CompletionListener(
      SqsClient sqs, Settings settings, StatementFollower follower, Threads threads) {
    this.sqs = sqs;
    this.queue = settings.completionsQueue().toString();
    this.follower = follower;
    this.threads = threads;
    this.reader = new QueueReader(sqs, "completions", "querycast.completions-queue");
    this.deletions = new Deletions(sqs, threads);
  }

  void start(@Observes StartEvent starting) {
    threads.executor().execute(this::listen);
  }

  /** Receives nothing more; messages that were received are finished. */
  void stop(@Observes @Priority(StopEvent.FIRST) StopEvent stopping) {
    stopped = true;
    reader.end();
  }

  /** So that what is done with does not come to another node. */
  void end(@Observes @Priority(StopEvent.LAST) StopEvent stopping) {
    deletions.flush();
  }

  @Override
  public Health health() {
    return reader.health(queue);
  }

  private void listen() {
    while (!stopped) {
      try {
        receive();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        // No failure may end the listening. Messages that were received come again.
        LOG.log(Level.WARNING, "Completions could not be received: {0}", e.getClass().getName());
      }
    }
  }

  /** Receives the messages that are there, or waits for some. */
  void receive() throws InterruptedException {
    // Receive only what there is room for: else a message would wait here while another node is
    // idle.
    room.acquire(QueueReader.BATCH);
    int taken = 0;
    try {
      for (Message message : reader.read(queue)) {
        threads.executor().execute(() -> handle(message));
        taken++;
      }
    } finally {
      room.release(QueueReader.BATCH - taken);
    }
  }

  private void handle(Message message) {
    try {
      if (learn(message)) {
        deletions.add(queue, message);
      } else {
        // The time doubles with each receive: five receives must outlast an outage of some minutes.
        hide(message, HIDDEN_SECONDS << Math.min(received(message) - 1, 4));
      }
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "A message will be received again: {0}", e.getClass().getName());
    } finally {
      room.release();
    }
  }

  /**
   * Whether a message is done with. A message that is not an event of Redshift's never is: after
   * five receives SQS moves it to the dead letters, where somebody can look at it.
   */
  private boolean learn(Message message) {
    Optional<CompletionEvent> event = CompletionEvent.parse(message.body());
    if (event.isEmpty()) {
      LOG.log(
          received(message) == 1 ? Level.WARNING : Level.FINE,
          "The queue had a message that is not a completion: {0}",
          message.messageId());
      return false;
    }
    ScheduledFuture<?> hiding = keepHidden(message);
    try {
      String job = event.get().statementName();
      if (!Traces.during(
          Traces.Step.COMPLETION, job, () -> follower.learn(job, LearnedFrom.EVENT))) {
        // A job is stored before it is started, so a job that is not there never was.
        LOG.log(Level.WARNING, "A completion belongs to no job of this server: {0}", job);
      }
      return true;
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "A completion can''t be handled yet: {0}", e.getClass().getName());
      return false;
    } finally {
      hiding.cancel(false);
    }
  }

  /** While the message is being handled, no other node may receive it. */
  private ScheduledFuture<?> keepHidden(Message message) {
    long half = HIDDEN_SECONDS / 2;
    return threads
        .scheduler()
        .scheduleAtFixedRate(() -> stayHidden(message), half, half, TimeUnit.SECONDS);
  }

  private void stayHidden(Message message) {
    try {
      hide(message, HIDDEN_SECONDS);
    } catch (RuntimeException e) {
      // An exception that is thrown out of here would end the repeats.
      LOG.log(Level.FINE, "Another node may receive this message too: {0}", e.getClass().getName());
    }
  }

  private void hide(Message message, int seconds) {
    sqs.changeMessageVisibility(
        request ->
            request
                .queueUrl(queue)
                .receiptHandle(message.receiptHandle())
                .visibilityTimeout(seconds));
  }

  private static int received(Message message) {
    return Integer.parseInt(
        message
            .attributes()
            .getOrDefault(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1"));
  }
}
