package io.querycast.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private static final String HALF =
      "{'seed':7,'events':{'lose':0.5,'forge':0.5},"
          + "'sqs':{'throttle':0.3,'error':0.3,'timeoutAfterCommit':0.5},'dynamodb':{'error':0.5}}";

  private final ObjectMapper json = new ObjectMapper();
  private final Faults faults = new Faults();

  private void set(String document) throws JsonProcessingException {
    faults.set(json.readTree(document.replace('\'', '"')));
  }

  private List<Faults.Fate> calls(String service) {
    List<Faults.Fate> fates = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      fates.add(faults.call(service));
    }
    return fates;
  }

  @Test
  void aSeedRepeatsWhatHappensToTheCallsOfAService() throws Exception {
    set(HALF);
    List<Faults.Fate> first = calls("sqs");
    set(HALF);
    assertEquals(first, calls("sqs"));
    set(HALF.replace("7", "8"));
    assertNotEquals(first, calls("sqs"));
  }

  @Test
  void whatHappensToOneServiceDoesNotDependOnTheCallsOfAnother() throws Exception {
    set(HALF);
    List<Faults.Fate> alone = calls("sqs");
    set(HALF);
    List<Faults.Fate> between = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      faults.call("dynamodb");
      faults.strikes("events", "lose");
      between.add(faults.call("sqs"));
    }
    assertEquals(alone, between);
  }

  @Test
  void faultsOfOneServiceAreIndependent() throws Exception {
    set(HALF);
    List<Faults.Fate> fates = calls("sqs");
    assertTrue(fates.stream().anyMatch(f -> f.throttled() && !f.broken()));
    assertTrue(fates.stream().anyMatch(f -> !f.throttled() && f.broken()));
    assertTrue(fates.stream().anyMatch(f -> !f.throttled() && f.cutOff()));
  }

  @Test
  void overManyCallsAProbabilityIsMet() throws Exception {
    set("{'seed':1,'sqs':{'throttle':0.2}}");
    int struck = 0;
    for (int i = 0; i < 10_000; i++) {
      struck += faults.call("sqs").throttled() ? 1 : 0;
    }
    assertTrue(struck > 1800 && struck < 2200, "struck " + struck);
  }

  @Test
  void aFaultStrikesOnlyBetweenBeingSetAndBeingCleared() throws Exception {
    Faults.Fate harmless = new Faults.Fate(Duration.ZERO, false, false, false);
    assertEquals(harmless, faults.call("sqs"));
    set("{'sqs':{'throttle':1,'error':1,'timeoutAfterCommit':1,'delay':'PT0.5S'}}");
    assertEquals(new Faults.Fate(Duration.ofMillis(500), true, true, true), faults.call("sqs"));
    assertEquals(harmless, faults.call("dynamodb"));
    faults.clear();
    assertEquals(harmless, faults.call("sqs"));
    assertFalse(faults.strikes("events", "lose"));
  }

  @Test
  void everyServiceAcceptsItsOwnFaultsOnly() throws Exception {
    set(
        "{'seed':7,'events':{'lose':0.1,'duplicate':0.1,'reorder':0.1,'forge':0.1,'delay':'PT1S'},"
            + "'redshift-data':{'throttle':0.1,'error':0.1,'timeoutAfterCommit':0.1,'expire':0.1,'slow':'PT2S',"
            + "'delay':'PT1S'},"
            + "'dynamodb':{'throttle':0.1,'error':0.1,'timeoutAfterCommit':0.1,'delay':'PT1S'},"
            + "'sqs':{'throttle':0.1,'error':0.1,'timeoutAfterCommit':0.1,'delay':'PT1S'},"
            + "'gateway':{'throttle':0.1,'error':0.1,'timeoutAfterCommit':0.1,'delay':'PT1S',"
            + "'lose':0.1,'linger':'PT5S','cut':0.1}}");
    assertEquals(Duration.ofSeconds(5), faults.duration("gateway", "linger"));
    assertEquals(Duration.ofSeconds(2), faults.duration("redshift-data", "slow"));
    String before = faults.document().toString();
    for (String wrong :
        List.of(
            "{'sqs':{'lose':0.1}}",
            "{'dynamodb':{'expire':0.1}}",
            "{'dynamodb':{'slow':'PT1S'}}",
            "{'redshift-data':{'slow':0.5}}",
            "{'gateway':{'linger':0.5}}",
            "{'gateway':{'expire':0.1}}",
            "{'sns':{'error':0.1}}",
            "{'sqs':{'error':1.1}}",
            "{'sqs':{'delay':'soon'}}",
            "{'sqs':{'delay':'-PT1S'}}",
            "[]")) {
      assertThrows(IllegalArgumentException.class, () -> set(wrong), wrong);
    }
    assertEquals(before, faults.document().toString());
  }
}
