package io.querycast.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SqsException;

class QueueReaderTest {
  private final FakeSqs sqs = new FakeSqs();
  private final QueueReader reader = new QueueReader(sqs, "letters", "querycast.letters");

  @Test
  void aQueueThatHasNotBeenReadIsNotReady() throws Exception {
    assertTrue(reader.advice().isPresent());

    assertEquals(List.of(), reader.read("queue"));

    assertEquals(Optional.empty(), reader.advice());
  }

  @Test
  void aNodeStaysReadyWhileSqsAsAWholeIsOutOfOrder() throws Exception {
    reader.read("queue");
    sqs.trouble = (SqsException) SqsException.builder().statusCode(503).build();

    assertEquals(List.of(), reader.read("queue"));

    assertEquals(Optional.empty(), reader.advice());
  }

  @Test
  void theAdviceForAMissingOrForeignQueueNamesItsSetting() throws Exception {
    reader.read("queue");
    for (SqsException refusal :
        List.of(
            QueueDoesNotExistException.builder().statusCode(400).build(),
            (SqsException) SqsException.builder().statusCode(403).build())) {
      sqs.trouble = refusal;
      reader.read("queue");
      assertEquals(
          "The queue can't be read: create it, or check querycast.letters and the server's role.",
          reader.advice().orElseThrow());

      sqs.trouble = null;
      sqs.put("m", "body", 1);
      assertEquals(1, reader.read("queue").size(), "the next read is tried");
      assertEquals(Optional.empty(), reader.advice());
    }
  }
}
