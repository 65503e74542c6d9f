package io.querycast.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

class ProvisionTest {
  @TempDir Path folder;
  private LocalFront cloud;

  @BeforeEach
  void start() throws Exception {
    cloud = new LocalFront(folder).open();
    provide();
  }

  @AfterEach
  void stop() {
    cloud.close();
  }

  private void provide() throws Exception {
    Provision provision = new Provision(cloud.address);
    provision.queues();
    provision.rule();
  }

  private String attribute(String queue, QueueAttributeName name) {
    return cloud
        .sqs
        .getQueueAttributes(r -> r.queueUrl(cloud.url(queue)).attributeNames(name))
        .attributes()
        .get(name);
  }

  private List<Message> receive(String queue, int wait) {
    return cloud
        .sqs
        .receiveMessage(
            r -> r.queueUrl(cloud.url(queue)).maxNumberOfMessages(10).waitTimeSeconds(wait))
        .messages();
  }

  /** Receives until the queue is empty. */
  private void wearOut(String queue) {
    List<Message> left = receive(queue, 0);
    while (!left.isEmpty()) {
      for (Message message : left) {
        cloud.sqs.changeMessageVisibility(
            r ->
                r.queueUrl(cloud.url(queue))
                    .receiptHandle(message.receiptHandle())
                    .visibilityTimeout(0));
      }
      left = receive(queue, 0);
    }
  }

  private void publish(String statementName) {
    ObjectNode event =
        cloud
            .json
            .createObjectNode()
            .put("source", "aws.redshift-data")
            .put("detail-type", "Redshift Data Statement Status Change");
    event
        .putObject("detail")
        .put("principal", "arn:aws:sts::123456789012:assumed-role/querycast-task/local")
        .put("statementName", statementName);
    cloud.events.publish(event);
  }

  @Test
  void everyNodeFindsAnInboxWithDeadLettersBehindIt() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      expected.add(cloud.url("querycast-inbox-0" + (i < 10 ? "0" : "") + i));
    }
    assertEquals(
        expected,
        cloud.sqs.listQueues(r -> r.queueNamePrefix("querycast-inbox-")).queueUrls().stream()
            .sorted()
            .toList());
    for (String queue : List.of("querycast-inbox-000", "querycast-inbox-015")) {
      assertEquals("30", attribute(queue, QueueAttributeName.VISIBILITY_TIMEOUT));
      assertEquals(
          "arn:aws:sqs:us-east-1:000000000000:" + queue,
          attribute(queue, QueueAttributeName.QUEUE_ARN));
      String redrive = attribute(queue, QueueAttributeName.REDRIVE_POLICY);
      assertTrue(redrive.contains(":querycast-inboxes-dead"), redrive);
      assertTrue(redrive.matches(".*\"maxReceiveCount\":\"?5\\b.*"), redrive);
    }
  }

  @Test
  void existingThingsAreNotChanged() throws Exception {
    cloud.bridge.disableRule(r -> r.name("querycast-completions"));
    cloud.sqs.setQueueAttributes(
        r ->
            r.queueUrl(cloud.url("querycast-inbox-003"))
                .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "7")));
    provide();
    assertEquals(
        RuleState.DISABLED,
        cloud.bridge.describeRule(r -> r.name("querycast-completions")).state());
    assertEquals("7", attribute("querycast-inbox-003", QueueAttributeName.VISIBILITY_TIMEOUT));
  }

  @Test
  void hintsAreSentInBatchesAndLeftForAnotherTry() {
    String inbox = cloud.url("querycast-inbox-001");
    cloud.sqs.sendMessageBatch(
        r ->
            r.queueUrl(inbox)
                .entries(
                    List.of(
                        SendMessageBatchRequestEntry.builder().id("a").messageBody("one").build(),
                        SendMessageBatchRequestEntry.builder()
                            .id("b")
                            .messageBody("two")
                            .build())));
    List<String> bodies = new ArrayList<>();
    String handle = null;
    for (Message message : receive("querycast-inbox-001", 0)) {
      bodies.add(message.body());
      handle = message.body().equals("two") ? message.receiptHandle() : handle;
    }
    assertEquals(List.of("one", "two"), bodies.stream().sorted().toList());
    assertTrue(receive("querycast-inbox-001", 0).isEmpty());
    String two = handle;
    cloud.sqs.changeMessageVisibility(
        r -> r.queueUrl(inbox).receiptHandle(two).visibilityTimeout(0));
    assertEquals("two", receive("querycast-inbox-001", 0).get(0).body());
  }

  @Test
  void aMessageThatFiveReceiversGaveUpIsDeadAndCanBeRedriven() throws Exception {
    String queue = cloud.url("querycast-completions");
    String dead = "arn:aws:sqs:us-east-1:000000000000:querycast-completions-dead";
    cloud.sqs.sendMessage(r -> r.queueUrl(queue).messageBody("poison"));
    wearOut("querycast-completions");
    assertEquals(
        "1",
        attribute("querycast-completions-dead", QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
    cloud.sqs.startMessageMoveTask(r -> r.sourceArn(dead));
    assertEquals("poison", receive("querycast-completions", 20).get(0).body());
    assertEquals(
        "COMPLETED",
        cloud.sqs.listMessageMoveTasks(r -> r.sourceArn(dead)).results().get(0).status());
  }

  @Test
  void aSecondRuleWithItsOwnQueueWorksBesideTheFirst() {
    cloud.sqs.createQueue(r -> r.queueName("other-completions"));
    cloud.bridge.putRule(
        r ->
            r.name("querycast-other")
                .eventPattern(
                    "{\"source\":[\"aws.redshift-data\"],"
                        + "\"detail\":{\"statementName\":[{\"prefix\":\"other-\"}]}}"));
    cloud.bridge.putTargets(
        r ->
            r.rule("querycast-other")
                .targets(
                    Target.builder()
                        .id("q")
                        .arn("arn:aws:sqs:us-east-1:000000000000:other-completions")
                        .build()));
    publish("mine-1");
    publish("other-2");
    List<Message> other = receive("other-completions", 20);
    assertEquals(1, other.size());
    assertTrue(other.get(0).body().contains("other-2"), other.get(0).body());
    List<Message> both = new ArrayList<>(receive("querycast-completions", 20));
    while (both.size() < 2) {
      both.addAll(receive("querycast-completions", 20));
    }
    assertEquals(2, both.size());
  }
}
