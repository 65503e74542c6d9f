package io.querycast.faults;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.redshiftdata.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** Breaks a node by changing what it says to AWS. */
final class Mutation implements ExecutionInterceptor {
  private static final String TICKET_USED = " REMOVE ticket, ticketEndsAt";

  private final Mutant mutant;
  private final SqsClient sqs;

  /**
   * @param sqs the harness's own
   */
  Mutation(Mutant mutant, SqsClient sqs) {
    this.mutant = mutant;
    this.sqs = sqs;
  }

  @Override
  public SdkRequest modifyRequest(Context.ModifyRequest call, ExecutionAttributes about) {
    SdkRequest request = call.request();
    if (mutant == Mutant.WRITES_UNCONDITIONAL
        && request instanceof PutItemRequest put
        && "version = :before".equals(put.conditionExpression())) {
      return put.toBuilder().conditionExpression(null).expressionAttributeValues(null).build();
    }
    if (mutant == Mutant.FRESH_TOKEN && request instanceof ExecuteStatementRequest execute) {
      return execute.toBuilder().clientToken(UUID.randomUUID().toString()).build();
    }
    if (mutant == Mutant.TICKET_TWICE
        && request instanceof UpdateItemRequest update
        && update.updateExpression().endsWith(TICKET_USED)) {
      String expression = update.updateExpression().replace(TICKET_USED, "");
      return update.toBuilder().updateExpression(expression).build();
    }
    if (mutant == Mutant.LEASE_UNFENCED
        && request instanceof UpdateItemRequest update
        && update.updateExpression().equals("ADD beat :one")) {
      Map<String, AttributeValue> values = new HashMap<>(update.expressionAttributeValues());
      values.keySet().retainAll(Set.of(":one"));
      return update.toBuilder().conditionExpression(null).expressionAttributeValues(values).build();
    }
    return request;
  }

  @Override
  public SdkResponse modifyResponse(Context.ModifyResponse call, ExecutionAttributes about) {
    if (mutant == Mutant.DELETED_FIRST
        && call.request() instanceof ReceiveMessageRequest receive
        && call.response() instanceof ReceiveMessageResponse received
        && receive.queueUrl().endsWith("completions")) {
      received
          .messages()
          .forEach(
              message ->
                  sqs.deleteMessage(
                      delete ->
                          delete
                              .queueUrl(receive.queueUrl())
                              .receiptHandle(message.receiptHandle())));
    }
    return call.response();
  }
}
