package io.querycast.local.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import io.querycast.local.Faults;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventBridgeTest {
  private static final String QUEUE = "arn:aws:sqs:us-east-1:000000000000:completions";

  /** A queue that a test can make fail for a while. */
  private final class Inbox implements Queues {
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final AtomicInteger failures = new AtomicInteger();

    @Override
    public void send(String queueArn, String body) throws IOException {
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IOException("queue is away");
      }
      assertEquals(QUEUE, queueArn);
      messages.add(json.readTree(body));
    }

    private JsonNode next() throws InterruptedException {
      return messages.poll(20, TimeUnit.SECONDS);
    }
  }

  @TempDir Path folder;
  private final ObjectMapper json = new ObjectMapper();
  private final Faults faults = new Faults();
  private final Inbox inbox = new Inbox();
  private EventBridge bridge;

  @BeforeEach
  void start() {
    bridge = new EventBridge(folder, faults, inbox, InstantSource.fixed(Instant.EPOCH), line -> {});
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  private JsonNode call(String operation, String input) throws AwsError, IOException {
    return bridge.handle(operation, (ObjectNode) json.readTree(input.replace('\'', '"')));
  }

  private void rule(String name, String source) throws AwsError, IOException {
    call(
        "PutRule",
        "{'Name':'%s','EventPattern':'{\\\"source\\\":[\\\"%s\\\"]}'}".formatted(name, source));
    call("PutTargets", "{'Rule':'%s','Targets':[{'Id':'q','Arn':'%s'}]}".formatted(name, QUEUE));
  }

  private ObjectNode event(String source, int number) {
    ObjectNode event = json.createObjectNode().put("source", source).put("id", "id-" + number);
    event
        .putObject("detail")
        .put("statementId", "statement-" + number)
        .put("statementName", "job-" + number)
        .put("state", "FAILED")
        .put("rows", 0);
    return event;
  }

  private void faults(String document) throws IOException {
    faults.set(json.readTree("{\"events\":{" + document.replace('\'', '"') + "}}"));
  }

  @Test
  void aMatchingEventIsSentWholeToTheRulesTarget() throws Exception {
    rule("done", "a");
    bridge.publish(event("b", 1));
    bridge.publish(event("a", 2));
    assertEquals(event("a", 2), inbox.next());
    assertTrue(inbox.messages.isEmpty());
  }

  @Test
  void eventsArriveInOrder() throws Exception {
    rule("done", "a");
    for (int i = 0; i < 100; i++) {
      bridge.publish(event("a", i));
    }
    for (int i = 0; i < 100; i++) {
      assertEquals("id-" + i, inbox.next().get("id").asText());
    }
  }

  @Test
  void aDisabledRuleDeliversNothingUntilItIsEnabled() throws Exception {
    rule("off", "a");
    rule("marker", "m");
    call("DisableRule", "{'Name':'off'}");
    assertEquals("DISABLED", call("DescribeRule", "{'Name':'off'}").get("State").asText());
    bridge.publish(event("a", 1));
    bridge.publish(event("m", 2));
    assertEquals("id-2", inbox.next().get("id").asText());
    call("EnableRule", "{'Name':'off'}");
    bridge.publish(event("a", 3));
    assertEquals("id-3", inbox.next().get("id").asText());
    assertTrue(inbox.messages.isEmpty());
  }

  @Test
  void rulesTargetsAndStatesOutliveARestart() throws Exception {
    rule("on", "a");
    rule("off", "b");
    call("DisableRule", "{'Name':'off'}");
    stop();
    start();
    assertEquals(2, call("ListRules", "{}").get("Rules").size());
    bridge.publish(event("b", 1));
    bridge.publish(event("a", 2));
    assertEquals("id-2", inbox.next().get("id").asText());
  }

  @Test
  void changingARuleKeepsItsTargets() throws Exception {
    rule("done", "a");
    call("PutRule", "{'Name':'done','EventPattern':'{\\\"source\\\":[\\\"b\\\"]}'}");
    bridge.publish(event("b", 1));
    assertEquals("id-1", inbox.next().get("id").asText());
  }

  @Test
  void aRuleWithTargetsCannotBeDeleted() throws Exception {
    rule("done", "a");
    assertThrows(AwsError.class, () -> call("DeleteRule", "{'Name':'done'}"));
    call("RemoveTargets", "{'Rule':'done','Ids':['q']}");
    assertEquals(0, call("ListTargetsByRule", "{'Rule':'done'}").get("Targets").size());
    call("DeleteRule", "{'Name':'done'}");
    AwsError gone = assertThrows(AwsError.class, () -> call("DescribeRule", "{'Name':'done'}"));
    assertEquals("ResourceNotFoundException", gone.code());
  }

  @Test
  void aTargetThatIsNotAQueueIsRefused() throws Exception {
    rule("done", "a");
    assertThrows(
        AwsError.class,
        () ->
            call(
                "PutTargets",
                "{'Rule':'done','Targets':[{'Id':'f','Arn':'arn:aws:lambda:us-east-1:1:function:f'}]}"));
  }

  @Test
  void aQueueThatFailsGetsItsEventLater() throws Exception {
    rule("done", "a");
    inbox.failures.set(3);
    bridge.publish(event("a", 1));
    assertEquals("id-1", inbox.next().get("id").asText());
  }

  @Test
  void putEventsPublishesEachEntryAndFailsABadOneAlone() throws Exception {
    rule("done", "a");
    JsonNode answer =
        call(
            "PutEvents",
            "{'Entries':[{'Source':'a','DetailType':'t','Detail':'{\\\"x\\\":1}'},"
                + "{'Source':'a','DetailType':'t','Detail':'no'}]}");
    assertEquals(1, answer.get("FailedEntryCount").asInt());
    JsonNode message = inbox.next();
    assertEquals(answer.at("/Entries/0/EventId"), message.get("id"));
    assertEquals("1970-01-01T00:00:00Z", message.get("time").asText());
    assertEquals(1, message.at("/detail/x").asInt());
  }

  @Test
  void aLostEventNeverArrives() throws Exception {
    rule("done", "a");
    faults("'lose':1.0");
    bridge.publish(event("a", 1));
    faults.clear();
    bridge.publish(event("a", 2));
    assertEquals("id-2", inbox.next().get("id").asText());
    assertTrue(inbox.messages.isEmpty());
  }

  @Test
  void aDuplicatedEventArrivesTwice() throws Exception {
    rule("done", "a");
    faults("'duplicate':1.0");
    bridge.publish(event("a", 1));
    assertEquals(inbox.next(), inbox.next());
  }

  @Test
  void aReorderedEventComesAfterTheNextOne() throws Exception {
    rule("done", "a");
    faults("'reorder':1.0");
    bridge.publish(event("a", 1));
    faults.clear();
    bridge.publish(event("a", 2));
    assertEquals("id-2", inbox.next().get("id").asText());
    assertEquals("id-1", inbox.next().get("id").asText());
  }

  @Test
  void aReorderedEventWithoutASuccessorComesAfterASecond() throws Exception {
    rule("done", "a");
    faults("'reorder':1.0");
    long start = System.nanoTime();
    bridge.publish(event("a", 1));
    assertEquals("id-1", inbox.next().get("id").asText());
    assertTrue(System.nanoTime() - start >= Duration.ofMillis(900).toNanos());
  }

  @Test
  void aForgedEventClaimsAFalseEnding() throws Exception {
    rule("done", "a");
    faults("'forge':1.0");
    bridge.publish(event("a", 1));
    JsonNode forged = inbox.next();
    assertEquals("job-1", forged.at("/detail/statementName").asText());
    assertEquals("FINISHED", forged.at("/detail/state").asText());
    assertNotEquals("statement-1", forged.at("/detail/statementId").asText());
    assertNotEquals(0, forged.at("/detail/rows").asInt());
    assertEquals(event("a", 1), inbox.next());
  }

  @Test
  void aClaimIsDeliveredUnchangedOnlyWhileEventsAreForged() throws Exception {
    rule("done", "a");
    bridge.claim(event("a", 1));
    faults("'forge':1.0");
    bridge.claim(event("a", 2));
    assertEquals(event("a", 2), inbox.next());
    faults.clear();
    bridge.publish(event("a", 3));
    assertEquals("id-3", inbox.next().get("id").asText());
    assertTrue(inbox.messages.isEmpty());
  }

  @Test
  void aDelayHoldsEventsBack() throws Exception {
    rule("done", "a");
    faults("'delay':'PT0.4S'");
    long start = System.nanoTime();
    bridge.publish(event("a", 1));
    inbox.next();
    assertTrue(System.nanoTime() - start >= Duration.ofMillis(400).toNanos());
  }

  @Test
  void onlyTheDefaultBusExists() {
    AwsError error =
        assertThrows(AwsError.class, () -> call("ListRules", "{'EventBusName':'other'}"));
    assertEquals("ResourceNotFoundException", error.code());
  }
}
