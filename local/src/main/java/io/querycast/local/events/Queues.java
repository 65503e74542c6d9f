package io.querycast.local.events;

/** Where events are delivered to. */
@FunctionalInterface
public interface Queues {

  /**
   * Puts a message into a queue.
   *
   * @param queueArn such as {@code arn:aws:sqs:us-east-1:000000000000:completions}
   * @throws Exception if it could not; it is tried again later
   */
  void send(String queueArn, String body) throws Exception;
}
