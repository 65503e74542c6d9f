package io.querycast.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;
import software.amazon.awssdk.services.redshiftdata.model.InternalServerException;
import software.amazon.awssdk.services.redshiftdata.model.RedshiftDataException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.RequestThrottledException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** Faults as Amazon's own clients meet them, over HTTP. */
class OutageTest {
  @TempDir Path folder;
  private final AtomicInteger carriedOut = new AtomicInteger();
  private LocalFront cloud;
  private DynamoDbClient table;
  private RedshiftDataClient redshift;

  @BeforeEach
  void start() throws Exception {
    AwsService counting =
        (operation, input) -> {
          carriedOut.incrementAndGet();
          return JsonNodeFactory.instance.objectNode();
        };
    cloud =
        new LocalFront(folder)
            .with("DynamoDB_20120810", Backend.of("dynamodb", counting))
            .with("RedshiftData", Backend.of("redshift-data", counting))
            .open();
    table = cloud.client(DynamoDbClient.builder());
    redshift = cloud.client(RedshiftDataClient.builder());
    cloud.sqs.createQueue(
        r -> r.queueName("q").attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "1")));
  }

  @AfterEach
  void stop() {
    table.close();
    redshift.close();
    cloud.close();
  }

  private void send() {
    cloud.sqs.sendMessage(r -> r.queueUrl(cloud.url("q")).messageBody("news"));
  }

  private List<Message> receive() {
    return cloud.sqs.receiveMessage(r -> r.queueUrl(cloud.url("q")).waitTimeSeconds(20)).messages();
  }

  private String waiting() {
    return cloud
        .sqs
        .getQueueAttributes(
            r ->
                r.queueUrl(cloud.url("q"))
                    .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
        .attributes()
        .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES);
  }

  private static void assertThrottled(AwsServiceException refused) {
    assertTrue(refused.isThrottlingException(), refused.toString());
    assertEquals(400, refused.statusCode());
  }

  @Test
  void aThrottledServiceSaysSoInItsOwnWordsAndDoesNothing() throws Exception {
    cloud.faults(
        "{'sqs':{'throttle':1.0},'dynamodb':{'throttle':1.0},'redshift-data':{'throttle':1.0}}");
    assertThrottled(
        assertThrows(
            ProvisionedThroughputExceededException.class,
            () -> table.getItem(r -> r.tableName("t"))));
    assertThrottled(assertThrows(RequestThrottledException.class, this::send));
    RedshiftDataException refused =
        assertThrows(RedshiftDataException.class, () -> redshift.describeStatement(r -> r.id("i")));
    assertThrottled(refused);
    assertEquals("ThrottlingException", refused.awsErrorDetails().errorCode());
    cloud.faults.clear();
    assertEquals(0, carriedOut.get());
    assertEquals("0", waiting());
  }

  @Test
  void aFailingServiceSaysSoInItsOwnWordsAndDoesNothing() throws Exception {
    cloud.faults("{'sqs':{'error':1.0},'dynamodb':{'error':1.0},'redshift-data':{'error':1.0}}");
    assertThrows(InternalServerErrorException.class, () -> table.getItem(r -> r.tableName("t")));
    assertThrows(InternalServerException.class, () -> redshift.describeStatement(r -> r.id("i")));
    SqsException broken = assertThrows(SqsException.class, this::send);
    assertEquals("InternalFailure", broken.awsErrorDetails().errorCode());
    assertEquals(500, broken.statusCode());
    cloud.faults.clear();
    assertEquals(0, carriedOut.get());
    assertEquals("0", waiting());
  }

  @Test
  void aCallThatTimesOutAfterCommitIsCarriedOutAndGetsNoAnswer() throws Exception {
    String always = "{'timeoutAfterCommit':1.0}";
    cloud.faults("{'sqs':%1$s,'dynamodb':%1$s,'redshift-data':%1$s}".formatted(always));
    assertThrows(SdkClientException.class, () -> table.getItem(r -> r.tableName("t")));
    assertThrows(SdkClientException.class, () -> redshift.describeStatement(r -> r.id("i")));
    assertThrows(SdkClientException.class, this::send);
    cloud.faults.clear();
    assertEquals(2, carriedOut.get());
    assertEquals("1", waiting());
  }

  @Test
  void aMessageWhoseReceiverWasCutOffComesAgain() throws Exception {
    send();
    cloud.faults("{'sqs':{'timeoutAfterCommit':1.0}}");
    assertThrows(SdkClientException.class, this::receive);
    cloud.faults.clear();
    assertEquals("0", waiting());
    assertEquals("news", receive().get(0).body());
  }

  @Test
  void aMessageThatAThrottledReceiverDidNotGetIsStillThere() throws Exception {
    send();
    cloud.faults("{'sqs':{'throttle':1.0}}");
    assertThrows(RequestThrottledException.class, this::receive);
    cloud.faults.clear();
    assertEquals("1", waiting());
    assertFalse(receive().isEmpty());
  }
}
