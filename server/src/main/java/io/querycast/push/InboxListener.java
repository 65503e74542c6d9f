package io.querycast.push;

import io.querycast.Health;
import io.querycast.HealthCheck;
import io.querycast.Settings;
import io.querycast.StartEvent;
import io.querycast.StopEvent;
import io.querycast.Threads;
import io.querycast.aws.Deletions;
import io.querycast.aws.QueueReader;
import io.querycast.node.Lease;
import io.querycast.node.Node;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Reads this node's inbox: hints that a job has taken a step, for users with a socket here. If the
 * gateway holds the sockets, they come only from nodes that have their own door still.
 */
@Singleton
public class InboxListener implements HealthCheck {
  private static final Logger LOG = Logger.getLogger(InboxListener.class.getName());
  private static final int PAUSE_MILLIS = 100;

  /** How many hints are handled at the same time. */
  private static final int AT_ONCE = 32;

  private final Node node;
  private final Event<Hint> hints;
  private final Settings settings;
  private final Threads threads;
  private final QueueReader reader;
  private final Deletions deletions;
  private final Semaphore room = new Semaphore(AT_ONCE);
  private volatile boolean stopped;

  @Inject
  InboxListener(SqsClient sqs, Node node, Event<Hint> hints, Settings settings, Threads threads) {
    this.node = node;
    this.hints = hints;
    this.settings = settings;
    this.threads = threads;
    this.reader = new QueueReader(sqs, "hints", "querycast.inbox-queues");
    this.deletions = new Deletions(sqs, threads);
  }

  void start(@Observes StartEvent starting) {
    threads.executor().execute(this::listen);
  }

  void stop(@Observes StopEvent stopping) {
    stopped = true;
    reader.end();
  }

  /**
   * Ready if the leased inbox can be read. {@link Node} reports whether there is a lease at all.
   */
  @Override
  public Health health() {
    if (settings.isAtGateway()) {
      return new Health("hints", Optional.empty());
    }
    return reader.health(
        node.lease().map(lease -> settings.inboxQueue(lease.inbox())).orElse("none yet"));
  }

  private void listen() {
    while (!stopped) {
      try {
        Optional<Lease> lease = node.lease().filter(held -> mayGetHints());
        if (lease.isPresent()) {
          receive(lease.get());
        } else {
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        // The next snapshot says what is lost here.
        LOG.log(Level.FINE, "Hints could not be handled: {0}", e.getClass().getName());
      }
    }
  }

  /** Nodes at the gateway have nothing to tell each other. */
  private boolean mayGetHints() {
    return !settings.isAtGateway() || !node.othersWithSockets().isEmpty();
  }

  private void receive(Lease lease) throws InterruptedException {
    String queue = settings.inboxQueue(lease.inbox());
    List<Message> messages = reader.read(queue);
    if (messages.isEmpty() || !node.lease().equals(Optional.of(lease))) {
      // The inbox belongs to another node now. That node gets these messages when SQS shows them
      // again.
      return;
    }
    for (Message message : messages) {
      Optional<Hint> hint = Hint.parse(message.body());
      if (hint.isPresent()) {
        take(hint.get());
      }
      deletions.add(queue, message);
    }
  }

  private void take(Hint hint) throws InterruptedException {
    room.acquire();
    try {
      threads.executor().execute(() -> handle(hint));
    } catch (RejectedExecutionException e) {
      room.release();
      throw e;
    }
  }

  private void handle(Hint hint) {
    try {
      hints.fire(hint);
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "A hint could not be handled: {0}", e.getClass().getName());
    } finally {
      room.release();
    }
  }
}
