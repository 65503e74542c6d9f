package io.querycast.local.events;

/** Where events are delivered. */
@FunctionalInterface
public interface Queues {

  /**
   * Puts a message into a queue.
   *
   * @param queueArn such as {@code arn:aws:sqs:us-east-1:000000000000:completions}
   * @throws Exception if that fails; it is tried again later
   */
  void send(String queueArn, String body) throws Exception;
}
