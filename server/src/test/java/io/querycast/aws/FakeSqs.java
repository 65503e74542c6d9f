package io.querycast.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** A queue that gives out what a test put in, and remembers what was done with each message. */
public final class FakeSqs implements SqsClient {
  public final List<Message> waiting = new ArrayList<>();
  public final List<String> sent = new ArrayList<>();
  public final List<String> deleted = new ArrayList<>();

  /** By how many requests they were deleted. */
  public int deletions;

  /** For how many seconds a message was hidden, by its id. */
  public final List<String> hidden = new ArrayList<>();

  /** Happens while a receive waits; the SDK makes an exception of its own of an interruption. */
  @FunctionalInterface
  public interface Poll {
    void happens() throws InterruptedException;
  }

  public Poll poll = () -> {};

  /** Thrown by the next receives; null for none. */
  public RuntimeException trouble;

  public void put(String id, String body, int received) {
    waiting.add(
        Message.builder()
            .messageId(id)
            .receiptHandle(id)
            .body(body)
            .attributes(
                Map.of(
                    MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                    Integer.toString(received)))
            .build());
  }

  @Override
  public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
    if (trouble != null) {
      throw trouble;
    }
    try {
      poll.happens();
    } catch (InterruptedException e) {
      throw AbortedException.create("Thread was interrupted", e);
    }
    List<Message> messages = List.copyOf(waiting);
    waiting.clear();
    return ReceiveMessageResponse.builder().messages(messages).build();
  }

  @Override
  public SendMessageResponse sendMessage(SendMessageRequest request) {
    sent.add(request.queueUrl() + " " + request.messageBody());
    return SendMessageResponse.builder().build();
  }

  @Override
  public DeleteMessageBatchResponse deleteMessageBatch(DeleteMessageBatchRequest request) {
    deletions++;
    request.entries().forEach(entry -> deleted.add(entry.receiptHandle()));
    return DeleteMessageBatchResponse.builder().build();
  }

  @Override
  public ChangeMessageVisibilityResponse changeMessageVisibility(
      ChangeMessageVisibilityRequest request) {
    hidden.add(request.receiptHandle() + " " + request.visibilityTimeout());
    return ChangeMessageVisibilityResponse.builder().build();
  }

  @Override
  public String serviceName() {
    return "sqs";
  }

  @Override
  public void close() {}
}
