package io.querycast.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.TestSettings;
import io.querycast.aws.FakeDynamoDb;
import io.querycast.aws.Table;
import io.querycast.aws.TableFixture;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class JobStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");
  private static final JobStore.Text FIRST = new JobStore.Text("select 1", Map.of());
  private static final JobStore.Text SECOND = new JobStore.Text("select 2", Map.of());

  private final FakeDynamoDb dynamoDb = new FakeDynamoDb();
  private final JobStore store =
      new JobStore(TableFixture.of(dynamoDb, TestSettings.SETTINGS), TestSettings.SETTINGS);
  private final Job job = Samples.submittedBy("ada", NOW);
  private final Job repeat =
      Job.submitted(
          JobId.next(NOW.plusSeconds(1)),
          "ada",
          null,
          "Own SQL",
          job.arguments(),
          "select 2",
          NOW.plusSeconds(1));

  @Test
  void aRepeatGetsTheJobThatItsKeyMadeFirst() {
    assertTrue(store.create(job, FIRST, "k").isNew());
    JobStore.Created again = store.create(repeat, SECOND, "k");

    assertEquals(job, again.job());
    assertFalse(again.isNew());
    assertEquals(Optional.empty(), store.find("ada", repeat.id()));
  }

  @Test
  void theOwnerOfAJobIsReadOnlyWhereItWasNotStored() {
    store.create(job, FIRST, "k");
    JobStore elsewhere =
        new JobStore(TableFixture.of(dynamoDb, TestSettings.SETTINGS), TestSettings.SETTINGS);

    assertEquals(Optional.of(job), store.find(job.id()));
    assertEquals(1, dynamoDb.reads);
    assertEquals(Optional.of(job), elsewhere.find(job.id()));
    assertEquals(3, dynamoDb.reads);
  }

  /** All nodes were gone for days. */
  @Test
  void aDueJobIsFoundAlthoughItsTextIsForgotten() {
    store.create(job, FIRST, "k");
    dynamoDb.forget(JobItems.byId(job.id()), JobItems.TEXT);
    JobStore later =
        new JobStore(TableFixture.of(dynamoDb, TestSettings.SETTINGS), TestSettings.SETTINGS);

    for (int part = 0; part < TestSettings.SETTINGS.dueParts(); part++) {
      later.due(part, NOW.plusSeconds(60)).forEach(id -> assertEquals(job.id(), id));
    }

    assertEquals(Optional.of(job), later.find(job.id()));
  }

  @Test
  void keysBelongToTheirUsers() {
    Job other = Samples.submittedBy("bob", NOW);
    store.create(job, FIRST, "k");

    assertTrue(store.create(other, SECOND, "k").isNew());
  }

  @Test
  void aRepeatMakesTheJobThatANodeDiedOver() {
    dynamoDb.beforeWrites.add(JobStoreTest::nothing);
    dynamoDb.beforeWrites.add(JobStoreTest::nothing);
    dynamoDb.beforeWrites.add(JobStoreTest::dies);
    assertThrows(IllegalStateException.class, () -> store.create(job, FIRST, "k"));
    JobStore.Created again = store.create(repeat, SECOND, "k");

    assertEquals(job, again.job());
    assertTrue(again.isNew(), "nobody else starts it");
    assertEquals(FIRST, again.text());
    assertEquals(FIRST, store.text(job.id()));
  }

  @Test
  void aKeyThatANodeDiedBeforeIsStillFree() {
    dynamoDb.beforeWrites.add(JobStoreTest::nothing);
    dynamoDb.beforeWrites.add(JobStoreTest::dies);
    assertThrows(IllegalStateException.class, () -> store.create(job, FIRST, "k"));

    assertEquals(repeat, store.create(repeat, SECOND, "k").job());
  }

  /** With a retention of less than a day, a key is there longer than its job. */
  @Test
  void aKeyWhoseJobIsForgottenMakesANewOne() {
    store.create(job, FIRST, "k");
    dynamoDb.forget(Table.user("ada"), JobItems.sortKey(job.id()));
    dynamoDb.forget(JobItems.byId(job.id()), JobItems.TEXT);

    assertEquals(new JobStore.Created(repeat, SECOND, true), store.create(repeat, SECOND, "k"));
    assertEquals(Optional.of(repeat), store.byKey("ada", "k"), "and keeps that one");
  }

  @Test
  void aRequestThatItsRepeatHasOvertakenMakesNoSecondJob() {
    dynamoDb.beforeWrites.add(JobStoreTest::nothing);
    dynamoDb.beforeWrites.add(JobStoreTest::nothing);
    dynamoDb.beforeWrites.add(
        () -> {
          Job running = Samples.running(store.create(repeat, SECOND, "k").job());
          assertTrue(store.update(job, running));
        });
    JobStore.Created slow = store.create(job, FIRST, "k");

    assertEquals(Samples.running(job), slow.job(), "as it has become meanwhile");
    assertFalse(slow.isNew());
  }

  @Test
  void aJobIsNewAlthoughTheAnswerToItsWriteWasLost() {
    dynamoDb.beforeWrites.add(JobStoreTest::nothing);
    dynamoDb.beforeWrites.add(() -> dynamoDb.putItem(write -> write.item(key())));
    dynamoDb.beforeWrites.add(JobStoreTest::nothing);
    dynamoDb.beforeWrites.add(() -> dynamoDb.putItem(write -> write.item(item())));

    assertEquals(new JobStore.Created(job, FIRST, true), store.create(job, FIRST, "k"));
  }

  private Map<String, AttributeValue> key() {
    return new JobItems(TestSettings.SETTINGS).key(job, "k").attributes();
  }

  private Map<String, AttributeValue> item() {
    return new JobItems(TestSettings.SETTINGS).job(job).attributes();
  }

  private static void nothing() {}

  private static void dies() {
    throw new IllegalStateException("The node dies.");
  }
}
