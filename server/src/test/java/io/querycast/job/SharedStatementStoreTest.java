package io.querycast.job;

import static io.querycast.job.SharedStatementStore.Closing.ALONE;
import static io.querycast.job.SharedStatementStore.Closing.BEFORE;
import static io.querycast.job.SharedStatementStore.Closing.SHARED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.TestSettings;
import io.querycast.aws.FakeHttp;
import io.querycast.aws.TableFixture;
import io.querycast.job.SharedStatementStore.Closing;
import org.junit.jupiter.api.Test;

class SharedStatementStoreTest {
  private final FakeHttp dynamoDb = new FakeHttp();
  private final SharedStatementStore store =
      new SharedStatementStore(TableFixture.of(dynamoDb.dynamoDbClient(2), TestSettings.SETTINGS));

  @Test
  void whoClosesAStatementLearnsWhetherSomebodyHasJoined() {
    assertEquals(ALONE, closed("0"));
    assertEquals(SHARED, closed("2"));
  }

  @Test
  void aStatementThatIsNotOpenWasClosedBefore() {
    refuse();

    assertEquals(BEFORE, close());
  }

  /** The first try may have closed it. Then nobody else tells the others. */
  @Test
  void aStatementWhoseFirstTryToCloseGotNoAnswerMayHaveBeenJoined() {
    dynamoDb.answer(500, "{}");
    refuse();

    assertEquals(SHARED, close());
  }

  private Closing closed(String joins) {
    dynamoDb.answer(200, "{\"Attributes\":{\"joins\":{\"N\":\"" + joins + "\"}}}");
    return close();
  }

  private void refuse() {
    dynamoDb.answer(
        400,
        "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException\","
            + "\"message\":\"The conditional request failed\"}");
  }

  private Closing close() {
    return store.close("asked", "statement");
  }
}
