package io.querycast.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.DirectExecutor;
import io.querycast.FakeNanoClock;
import io.querycast.FakeTimer;
import io.querycast.TestSettings;
import io.querycast.Threads;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignInsTest {
  private static final Duration CHECK = TestSettings.SETTINGS.tokenCheck();
  private static final AccessToken ADA = new AccessToken("ada's", Instant.MAX);
  private static final AccessToken EVE = new AccessToken("eve's", Instant.MAX);

  private final FakeCognito cognito = new FakeCognito();
  private final FakeNanoClock ticks = new FakeNanoClock();
  private final SignIns signIns =
      new SignIns(
          cognito,
          TestSettings.SETTINGS,
          ticks,
          new Threads(new DirectExecutor(), new FakeTimer()));

  private final List<String> told = new ArrayList<>();

  @Test
  void aTokenIsAskedAboutWhenItIsFirstSeenAndNotAgainWhileTheAnswerIsYoung() {
    assertTrue(signIns.stands(ADA));
    ticks.pass(CHECK.dividedBy(2));
    assertTrue(signIns.stands(ADA));

    assertEquals(List.of(ADA), cognito.asked);
  }

  @Test
  void aTokenWhoseSignInEndedBeforeItWasSeenIsRefusedAtOnce() {
    cognito.over.add(ADA);

    assertFalse(signIns.stands(ADA));
    assertTrue(signIns.stands(EVE));
  }

  @Test
  void oneThatHasEndedSinceIsRefusedWithinTheBoundAndForGood() {
    assertTrue(signIns.stands(ADA));

    cognito.over.add(ADA);
    ticks.pass(CHECK);

    assertFalse(signIns.stands(ADA));
    cognito.over.clear();
    ticks.pass(CHECK);
    assertFalse(signIns.stands(ADA));
    assertEquals(List.of(ADA, ADA), cognito.asked);
  }

  @Test
  void anOldAnswerStillServesWhileItIsAskedForAgain() {
    signIns.stands(ADA);
    ticks.pass(CHECK.multipliedBy(9).dividedBy(10));
    cognito.answersLater = true;

    assertTrue(signIns.stands(ADA));
    assertTrue(signIns.stands(ADA));

    assertEquals(List.of(ADA, ADA), cognito.asked, "one question at a time");
    cognito.later.complete(Cognito.Answer.OVER);
    assertFalse(signIns.stands(ADA));
  }

  @Test
  void whileCognitoIsSilentTheLastAnswersCount() {
    cognito.over.add(EVE);
    signIns.stands(ADA);
    signIns.stands(EVE);

    cognito.isSilent = true;
    ticks.pass(CHECK.multipliedBy(3));

    assertTrue(signIns.stands(ADA));
    assertFalse(signIns.stands(EVE));
    assertTrue(signIns.stands(new AccessToken("new", Instant.MAX)));
    int asked = cognito.asked.size();
    assertTrue(signIns.stands(ADA));
    assertEquals(asked, cognito.asked.size(), "it is not asked at each request");
  }

  @Test
  void whenCognitoAnswersAgainTheNewAnswersCount() {
    cognito.isSilent = true;
    assertTrue(signIns.stands(ADA));

    cognito.isSilent = false;
    cognito.over.add(ADA);
    ticks.pass(CHECK.dividedBy(10));
    signIns.stands(ADA);

    assertFalse(signIns.stands(ADA));
  }

  @Test
  void whoLivesByATokenIsToldOfItsEndWithinTheBoundAndTheOthersAreNot() {
    signIns.watch(ADA, () -> told.add("ada 1"));
    signIns.watch(ADA, () -> told.add("ada 2"));
    signIns.watch(EVE, () -> told.add("eve"));

    cognito.over.add(ADA);
    look();

    told.sort(null);
    assertEquals(List.of("ada 1", "ada 2"), told);
    assertFalse(signIns.stands(ADA));
  }

  @Test
  void ofASocketThatAnotherNodeHasLetInNothingIsKnownAndCognitoIsAsked() {
    cognito.over.add(ADA);
    signIns.watch(ADA, () -> told.add("ada"));

    assertFalse(signIns.stands(ADA), "requests do not use what the other node was told");
    signIns.watch(EVE, () -> told.add("eve"));
    cognito.over.add(EVE);
    ticks.pass(CHECK.dividedBy(10));
    signIns.look();

    assertEquals(List.of("ada", "eve"), told);
  }

  @Test
  void oneQuestionServesAllSocketsOfAToken() {
    for (int i = 0; i < 20; i++) {
      signIns.watch(ADA, () -> told.add("ada"));
    }

    signIns.look();

    assertEquals(List.of(ADA), cognito.asked);
  }

  @Test
  void withoutASocketCognitoIsNotAsked() {
    SignIns.Watch one = signIns.watch(ADA, () -> told.add("ada 1"));
    SignIns.Watch two = signIns.watch(ADA, () -> told.add("ada 2"));

    one.end();
    signIns.look();
    assertEquals(1, cognito.asked.size());
    two.end();
    look();

    assertEquals(1, cognito.asked.size());
    assertEquals(List.of(), told);
  }

  @Test
  void aSocketWhoseTokenHasEndedAlreadyIsTold() {
    cognito.over.add(ADA);
    signIns.stands(ADA);

    signIns.watch(ADA, () -> told.add("ada"));

    assertEquals(List.of("ada"), told);
  }

  @Test
  void tokensOfSocketsAreNotForgottenHoweverManyOthersCome() {
    signIns.watch(ADA, () -> told.add("ada"));
    for (int i = 0; i < SignIns.MOST + 10; i++) {
      signIns.stands(new AccessToken("one " + i, Instant.MAX));
    }

    cognito.over.add(ADA);
    look();

    assertEquals(List.of("ada"), told);
  }

  /** Lets the time pass after which a socket's token is asked about, in the timer's steps. */
  private void look() {
    for (int i = 0; i < 9; i++) {
      ticks.pass(CHECK.dividedBy(10));
      signIns.look();
    }
  }
}
