package io.querycast.push;

import io.querycast.Lease;
import io.querycast.Node;
import io.querycast.QueueReader;
import io.querycast.Settings;
import io.querycast.StartEvent;
import io.querycast.StopEvent;
import io.querycast.Threads;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/** Reads this node's inbox: hints that jobs of users with a socket here have taken a step. */
@Singleton
@Default
@Readiness
public class InboxListener implements HealthCheck {
  private static final Logger LOG = Logger.getLogger(InboxListener.class.getName());
  private static final int WITHOUT_LEASE_MILLIS = 100;

  private final SqsClient sqs;
  private final Node node;
  private final Pusher pusher;
  private final Settings settings;
  private final Threads threads;
  private final QueueReader reader;
  private volatile boolean stopped;

  @Inject
  InboxListener(SqsClient sqs, Node node, Pusher pusher, Settings settings, Threads threads) {
    this.sqs = sqs;
    this.node = node;
    this.pusher = pusher;
    this.settings = settings;
    this.threads = threads;
    this.reader = new QueueReader(sqs, "hints", "querycast.inbox-queues");
  }

  void start(@Observes StartEvent starting) {
    threads.executor().execute(this::listen);
  }

  void stop(@Observes StopEvent stopping) {
    stopped = true;
  }

  /** Ready when the inbox that is leased can be read; {@link Node} tells of having one at all. */
  @Override
  public HealthCheckResponse call() {
    return reader.health(
        node.lease().map(lease -> settings.inboxQueue(lease.inbox())).orElse("none yet"));
  }

  private void listen() {
    try {
      while (!stopped) {
        Optional<Lease> lease = node.lease();
        if (lease.isPresent()) {
          receive(lease.get());
        } else {
          TimeUnit.MILLISECONDS.sleep(WITHOUT_LEASE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void receive(Lease lease) throws InterruptedException {
    String queue = settings.inboxQueue(lease.inbox());
    List<Message> messages = reader.read(queue);
    if (messages.isEmpty() || !node.lease().equals(Optional.of(lease))) {
      // What was received after the inbox became another's comes to that one when it shows again.
      return;
    }
    try {
      CompletableFuture.allOf(
              messages.stream()
                  .flatMap(message -> Hint.parse(message.body()).stream())
                  .map(
                      hint ->
                          CompletableFuture.runAsync(() -> pusher.hinted(hint), threads.executor()))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
      sqs.deleteMessageBatch(
          request ->
              request
                  .queueUrl(queue)
                  .entries(messages.stream().map(InboxListener::entry).toList()));
    } catch (RuntimeException e) {
      // What is lost here the next snapshot says.
      LOG.log(Level.FINE, "Hints could not be handled: {0}", e.getClass().getName());
    }
  }

  private static DeleteMessageBatchRequestEntry entry(Message message) {
    return DeleteMessageBatchRequestEntry.builder()
        .id(message.messageId())
        .receiptHandle(message.receiptHandle())
        .build();
  }
}
