package io.querycast.local;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which process is the DynamoDB Local that an earlier local cloud has left. */
class LeftDynamoDbTest {
  private static final Instant STARTED = Instant.parse("2026-11-30T10:00:00Z");

  /** What a system tells of a process. */
  private record Told(Optional<String[]> arguments, Optional<Instant> startInstant)
      implements ProcessHandle.Info {
    @Override
    public Optional<String> command() {
      return Optional.empty();
    }

    @Override
    public Optional<String> commandLine() {
      return Optional.empty();
    }

    @Override
    public Optional<Duration> totalCpuDuration() {
      return Optional.empty();
    }

    @Override
    public Optional<String> user() {
      return Optional.empty();
    }
  }

  @Test
  void itIsKnownByItsArguments() {
    assertTrue(isLeft("-cp", "x", DynamoDbRunner.class.getName()));
    assertFalse(isLeft("-cp", "x", "org.example.Main"));
  }

  @Test
  void whereNoArgumentsAreToldItIsKnownByItsStart() {
    Told windows = new Told(Optional.empty(), Optional.of(STARTED));
    assertTrue(DynamoDb.isDynamoDb(windows, STARTED.plusMillis(20)));
    assertFalse(DynamoDb.isDynamoDb(windows, STARTED.minusSeconds(60)));
  }

  @Test
  void aProcessOfWhichNothingIsToldIsLeftAlone() {
    assertFalse(DynamoDb.isDynamoDb(new Told(Optional.empty(), Optional.empty()), STARTED));
  }

  private static boolean isLeft(String... arguments) {
    return DynamoDb.isDynamoDb(
        new Told(Optional.of(arguments), Optional.of(STARTED)), STARTED.plusMillis(20));
  }
}
