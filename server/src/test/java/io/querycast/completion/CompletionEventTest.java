package io.querycast.completion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.job.Samples;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompletionEventTest {

  @Test
  void theEventNamesTheJob() {
    assertEquals(
        Optional.of(new CompletionEvent(Samples.ID)),
        CompletionEvent.parse(Samples.example("completion.json").toString()));
  }

  @Test
  void anythingElseIsNoEventAndNoFailure() {
    for (String message :
        List.of(
            "",
            "{",
            "null",
            "[]",
            "7",
            "{}",
            "{\"detail\":7}",
            "{\"detail\":{}}",
            "{\"detail\":{\"statementName\":null}}",
            "{\"detail\":{\"statementName\":\"etl-nightly\"}}",
            "[".repeat(10_000),
            "{\"detail\":".repeat(5_000))) {
      assertEquals(Optional.empty(), CompletionEvent.parse(message));
    }
  }
}
