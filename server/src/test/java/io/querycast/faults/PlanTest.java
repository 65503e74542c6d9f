package io.querycast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlanTest {

  @ParameterizedTest
  @EnumSource(Size.class)
  void aSeedAlwaysGivesTheSamePlanAndAnotherSeedAnother(Size size) {
    assertEquals(
        Plan.draw(size, Door.NODE, 7, 1).toString(), Plan.draw(size, Door.NODE, 7, 1).toString());
    assertNotEquals(
        Plan.draw(size, Door.NODE, 7, 1).asks(), Plan.draw(size, Door.NODE, 8, 1).asks());
  }

  @ParameterizedTest
  @EnumSource(Size.class)
  void everySeedHasFiftyJobsAKillAndAtLeastTwoOtherFaults(Size size) {
    for (long seed = 1; seed <= 200; seed++) {
      Plan plan = Plan.draw(size, Door.NODE, seed, 1);
      assertEquals(50, plan.asks().size());
      assertEquals("kill", plan.strikes().get(0).nemesis().kind());
      assertTrue(plan.strikes().size() >= 3);
      assertTrue(plan.tabs().size() > plan.users(), "somebody has two tabs");
    }
  }

  @Test
  void inEverySecondSeedUsersAskForTheSameAndNobodyTwice() {
    Plan plan = Plan.draw(Size.NEAR, Door.NODE, 2, 1);
    assertTrue(plan.isShared());
    assertEquals(50, plan.asks().stream().map(Ask::mark).distinct().count());
    assertEquals(
        12, plan.asks().stream().map(ask -> ask.body().get("arguments")).distinct().count());
    assertTrue(plan.asks().stream().anyMatch(ask -> ask.maxAge() == 0), "somebody wants a new run");
    assertTrue(plan.asks().stream().anyMatch(ask -> ask.maxAge() > 0), "an answer may serve");
    assertFalse(Plan.draw(Size.NEAR, Door.NODE, 3, 1).isShared());
    assertTrue(Plan.draw(Size.FAR, Door.NODE, 2, 1).isShared());
  }

  @Test
  void everyFaultOccursInAThousandSeeds() {
    assertEquals(23, kinds(Door.NODE).size(), () -> kinds(Door.NODE).toString());
    Set<String> more = kinds(Door.GATEWAY);
    more.removeAll(kinds(Door.NODE));
    assertEquals(7, more.size(), more::toString);
  }

  private static Set<String> kinds(Door door) {
    Set<String> near = new HashSet<>();
    for (long seed = 1; seed <= 1000; seed++) {
      Plan.draw(Size.NEAR, door, seed, 1)
          .strikes()
          .forEach(strike -> near.add(strike.nemesis().kind()));
    }
    return near;
  }

  @Test
  void aSlowerMachineGetsTheSamePlanWithMoreTime() {
    Plan quick = Plan.draw(Size.NEAR, Door.NODE, 3, 1);
    Plan slow = Plan.draw(Size.NEAR, Door.NODE, 3, 4);
    for (int i = 0; i < quick.asks().size(); i++) {
      assertEquals(4 * quick.asks().get(i).at(), slow.asks().get(i).at());
      assertEquals(quick.asks().get(i).rows(), slow.asks().get(i).rows());
    }
  }
}
