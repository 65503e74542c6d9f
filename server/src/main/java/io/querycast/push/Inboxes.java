package io.querycast.push;

import io.querycast.Settings;
import io.querycast.Threads;
import io.querycast.aws.AwsClients;
import io.querycast.node.Lease;
import io.querycast.node.Node;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Sends hints to the other nodes that hold sockets of a user. While the door is changed, a node
 * that does not know the gateway yet also sends them to one that does.
 */
@Singleton
public class Inboxes {
  private static final Logger LOG = Logger.getLogger(Inboxes.class.getName());

  /** In most cases Redshift takes a new job before this is over, and then one hint says both. */
  static final Duration SOON = Duration.ofMillis(200);

  /**
   * Most jobs end before this is over. Whoever asked knows from the answer that Redshift has the
   * job: only the user's tabs on other nodes wait for this step until then.
   */
  static final Duration LATER = Duration.ofSeconds(5);

  private final SqsClient sqs;
  private final SessionStore sessions;
  private final Node node;
  private final Settings settings;
  private final Threads threads;

  /** The newest hint about each job that waits until it is sent. */
  private final Map<String, Object> waiting = new ConcurrentHashMap<>();

  @Inject
  Inboxes(SqsClient sqs, SessionStore sessions, Node node, Settings settings, Threads threads) {
    this.sqs = sqs;
    this.sessions = sessions;
    this.node = node;
    this.settings = settings;
    this.threads = threads;
  }

  /**
   * Sends a hint when a pause is over, unless this node has a newer one about the job until then.
   *
   * @param isNews whether it is worth sending when the pause is over
   */
  void tellAfter(Duration pause, Hint hint, BooleanSupplier isNews) {
    Object mark = new Object();
    waiting.put(hint.job(), mark);
    ScheduledFuture<?> unused =
        threads
            .timer()
            .schedule(
                () -> threads.executor().execute(() -> tellIfNewest(hint, mark, isNews)),
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private void tellIfNewest(Hint hint, Object mark, BooleanSupplier isNews) {
    boolean isNewest = waiting.remove(hint.job(), mark);
    boolean hasOthers = !node.othersWithSockets().isEmpty() || !postersForThis().isEmpty();
    if (isNewest && hasOthers && isNews.getAsBoolean()) {
      tell(hint);
    }
  }

  /**
   * Sends a hint to the living nodes. A failed send is not repeated for long: the next snapshot on
   * the socket says the same.
   */
  void tell(Hint hint) {
    waiting.remove(hint.job());
    Set<Lease> others = node.othersWithSockets();
    Set<Lease> posters = postersForThis();
    if (others.isEmpty() && posters.isEmpty()) {
      return;
    }
    try {
      SessionStore.Where where = sessions.where(hint.owner());
      where.nodes().stream().filter(others::contains).forEach(lease -> send(lease, hint));
      if (where.isAtGateway()) {
        posters.stream().findAny().ifPresent(lease -> send(lease, hint));
      }
    } catch (SdkException e) {
      LOG.log(Level.FINE, "Other nodes were not told about a step: {0}", e.getClass().getName());
    }
  }

  /** The nodes that can post to the gateway's sockets, if this one can't do that itself. */
  private Set<Lease> postersForThis() {
    return settings.gateway().isPresent() ? Set.of() : node.othersAtGateway();
  }

  private void send(Lease lease, Hint hint) {
    String queue = settings.inboxQueue(lease.inbox());
    try {
      sqs.sendMessage(request -> request.queueUrl(queue).messageBody(hint.toJson()));
    } catch (SdkException e) {
      LOG.log(
          AwsClients.isForbidden(e) ? Level.WARNING : Level.FINE,
          "A hint can''t be sent to {0}: {1}",
          new Object[] {queue, e.getClass().getName()});
    }
  }
}
