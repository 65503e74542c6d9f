package io.querycast.completion;

import io.querycast.Settings;
import io.querycast.StartEvent;
import io.querycast.job.Jobs;
import io.querycast.job.LearnedFrom;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Waits at the completions queue and takes what comes, several messages at a time. */
@ApplicationScoped
@Default
@Readiness
public class CompletionListener implements HealthCheck {
  private static final Logger LOG = Logger.getLogger(CompletionListener.class.getName());

  /** As long as SQS lets a receive wait. */
  private static final int WAIT_SECONDS = 20;

  /** As many messages as SQS hands out at once. */
  private static final int BATCH = 10;

  /** As many messages as are handled at the same time. */
  private static final int AT_ONCE = 32;

  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  @Inject private SqsClient sqs;
  @Inject private Settings settings;
  @Inject private Jobs jobs;
  @Resource private ManagedExecutorService executor;

  private final Semaphore room = new Semaphore(AT_ONCE);
  private volatile boolean stopped;
  private volatile boolean hears;
  private boolean silent;

  void start(@Observes StartEvent starting) {
    executor.execute(this::listen);
  }

  /** Ready when the queue could be read the last time. */
  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("completions").status(hears);
    if (!hears) {
      response.withData(
          "advice",
          "The queue can't be read: look at querycast.completions-queue and the server's role.");
    }
    return response.build();
  }

  @PreDestroy
  void stop() {
    stopped = true;
  }

  private void listen() {
    while (!stopped) {
      try {
        receive();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RejectedExecutionException e) {
        return;
      } catch (RuntimeException e) {
        pause(e);
      }
    }
  }

  private void receive() throws InterruptedException {
    // Never take what there is no room for: it would wait here while another node is idle.
    room.acquire(BATCH);
    int taken = 0;
    try {
      List<Message> messages =
          sqs.receiveMessage(
                  request ->
                      request
                          .queueUrl(settings.completionsQueue().toString())
                          .maxNumberOfMessages(BATCH)
                          .waitTimeSeconds(hears ? WAIT_SECONDS : 0))
              .messages();
      hears = true;
      silent = false;
      for (Message message : messages) {
        executor.execute(() -> handle(message));
        taken++;
      }
    } finally {
      room.release(BATCH - taken);
    }
  }

  private void handle(Message message) {
    try {
      Optional<CompletionEvent> event = CompletionEvent.parse(message.body());
      event.ifPresent(known -> jobs.learn(known.statementName(), LearnedFrom.EVENT));
      if (event.isEmpty()) {
        LOG.warning("A message that is no completion was taken off the queue.");
      }
      sqs.deleteMessage(
          request ->
              request
                  .queueUrl(settings.completionsQueue().toString())
                  .receiptHandle(message.receiptHandle()));
    } catch (RuntimeException e) {
      // It comes again when its visibility ends, and the sweeper would ask in any case.
      LOG.log(Level.WARNING, "A completion could not be handled yet: {0}", e.getClass().getName());
    } finally {
      room.release();
    }
  }

  private void pause(RuntimeException e) {
    if (stopped) {
      return;
    }
    // Said once: an outage is one event, however often it is noticed.
    Level level = silent ? Level.FINE : Level.WARNING;
    LOG.log(level, "The completions queue can''t be read; trying on: {0}", e.getClass().getName());
    silent = true;
    hears = false;
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_FAILURE.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      stopped = true;
    }
  }
}
