package io.querycast.faults;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.Message;

/** Takes hints out of the nodes' inboxes, as fast as it can, so that most of them are lost. */
final class InboxThief implements AutoCloseable {
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private InboxThief() {}

  static InboxThief start(World world) {
    InboxThief thief = new InboxThief();
    for (String queue : world.inboxQueues()) {
      thief.threads.execute(() -> thief.steal(world.cloud(), queue));
    }
    return thief;
  }

  private void steal(CloudAccess cloud, String queue) {
    while (!threads.isShutdown()) {
      try {
        List<Message> messages =
            cloud
                .sqs()
                .receiveMessage(
                    ask -> ask.queueUrl(queue).maxNumberOfMessages(10).waitTimeSeconds(1))
                .messages();
        messages.forEach(
            message ->
                cloud
                    .sqs()
                    .deleteMessage(
                        ask -> ask.queueUrl(queue).receiptHandle(message.receiptHandle())));
      } catch (SdkException e) {
        // The faults hit the thief too: it tries again.
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The thread that takes hints does not stop.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
