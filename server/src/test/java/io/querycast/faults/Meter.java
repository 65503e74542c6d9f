package io.querycast.faults;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** Counts what the calls of near nodes would cost, in the units of AWS's bill. */
final class Meter implements ExecutionInterceptor {
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  /** The kinds of calls that have a price. */
  enum Kind {
    /** Of DynamoDB; the indexes are part of it. */
    WRITE,
    /** Of DynamoDB, by a key or in a user's partition. */
    READ,
    /** Of the jobs that a snapshot or a list is made of. */
    SNAPSHOT,
    /** Of SQS. */
    QUEUE,
    /** Of a node's lease, or by the sweeper: they do not depend on the jobs. */
    NODE
  }

  /**
   * A call that was answered.
   *
   * @param units of DynamoDB's capacity, or 1 request of SQS
   */
  record Call(Kind kind, String what, double units) {}

  /** Forgets what was counted. */
  void reset() {
    calls.clear();
  }

  /** The units of one kind. */
  double units(Kind kind) {
    return calls.stream().filter(call -> call.kind() == kind).mapToDouble(Call::units).sum();
  }

  @Override
  public String toString() {
    return calls.stream()
        .filter(call -> call.kind() != Kind.NODE)
        .map(call -> call.what() + " " + call.units())
        .collect(Collectors.joining("\n"));
  }

  @Override
  public SdkRequest modifyRequest(Context.ModifyRequest call, ExecutionAttributes about) {
    ReturnConsumedCapacity all = ReturnConsumedCapacity.INDEXES;
    SdkRequest request = call.request();
    if (request instanceof PutItemRequest put) {
      return put.toBuilder().returnConsumedCapacity(all).build();
    } else if (request instanceof UpdateItemRequest update) {
      return update.toBuilder().returnConsumedCapacity(all).build();
    } else if (request instanceof BatchWriteItemRequest batch) {
      return batch.toBuilder().returnConsumedCapacity(all).build();
    } else if (request instanceof GetItemRequest get) {
      return get.toBuilder().returnConsumedCapacity(all).build();
    } else if (request instanceof QueryRequest query) {
      return query.toBuilder().returnConsumedCapacity(all).build();
    }
    return request;
  }

  @Override
  public void afterExecution(Context.AfterExecution call, ExecutionAttributes about) {
    SdkRequest request = call.request();
    if (request instanceof PutItemRequest put
        && call.response() instanceof PutItemResponse answer) {
      add(kind(Kind.WRITE, put.item().get("pk").s()), request, answer.consumedCapacity());
    } else if (request instanceof UpdateItemRequest update
        && call.response() instanceof UpdateItemResponse answer) {
      add(kind(Kind.WRITE, update.key().get("pk").s()), request, answer.consumedCapacity());
    } else if (call.response() instanceof BatchWriteItemResponse answer) {
      answer.consumedCapacity().forEach(units -> add(Kind.WRITE, request, units));
    } else if (request instanceof GetItemRequest get
        && call.response() instanceof GetItemResponse answer) {
      add(kind(Kind.READ, get.key().get("pk").s()), request, answer.consumedCapacity());
    } else if (request instanceof QueryRequest query
        && call.response() instanceof QueryResponse answer) {
      add(kind(query), request, answer.consumedCapacity());
    } else if (request instanceof SendMessageRequest
        || request instanceof DeleteMessageRequest
        || request instanceof DeleteMessageBatchRequest
        || (call.response() instanceof ReceiveMessageResponse answer
            && !answer.messages().isEmpty())) {
      calls.add(new Call(Kind.QUEUE, what(request), 1));
    }
  }

  private static Kind kind(QueryRequest query) {
    if (!query.expressionAttributeValues().containsKey(":user")) {
      return Kind.NODE;
    }
    return Boolean.FALSE.equals(query.scanIndexForward()) ? Kind.SNAPSHOT : Kind.READ;
  }

  private static Kind kind(Kind kind, String partition) {
    return partition.startsWith("user#") || partition.startsWith("job#") ? kind : Kind.NODE;
  }

  private void add(Kind kind, SdkRequest request, ConsumedCapacity capacity) {
    if (capacity != null) {
      calls.add(new Call(kind, what(request), capacity.capacityUnits()));
    }
  }

  private static String what(SdkRequest request) {
    return request.getClass().getSimpleName().replace("Request", "");
  }
}
