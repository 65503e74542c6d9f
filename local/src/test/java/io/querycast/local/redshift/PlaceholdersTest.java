package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {

  private static String fault(String sql, Map<String, String> values) {
    return assertThrows(RedshiftError.class, () -> Placeholders.check(sql, values)).getMessage();
  }

  /** The first is a real failure, from an issue of aws-sdk-pandas. */
  @Test
  void withoutParametersAColonIsNoSql() {
    assertEquals(
        "ERROR: syntax error at or near \":\" in context \"where ittype = :\", at line 1\n"
            + "  Position: 47",
        fault("SELECT itemcode FROM itemtable where ittype = :ittype LIMIT 5", Map.of()));
    assertEquals(
        "ERROR: syntax error at or near \":\" in context \"select\n :\", at line 2\n  Position: 9",
        fault("select\n :a", Map.of()));
    assertEquals(
        "ERROR: syntax error at or near \":\" in context \"ct '\uD83D\uDE95\uD83D\uDE95\uD83D\uDE95', 1 +  :\", at line 1\n"
            + "  Position: 20",
        fault("select '\uD83D\uDE95\uD83D\uDE95\uD83D\uDE95', 1 +  :a", Map.of()));
  }

  @Test
  void aColonMayJoinTheNameOfAUserToItsProvider() {
    assertDoesNotThrow(
        () -> Placeholders.check("create user myco_aad:bob password disable", Map.of()));
    assertEquals(
        "ERROR: syntax error at or near \":\" in context \" user myco_aad :\", at line 1\n"
            + "  Position: 22",
        fault("create user myco_aad :bob password disable", Map.of()));
    assertDoesNotThrow(() -> Placeholders.check("create user a:b", Map.of("b", "1")));
  }

  @Test
  void aQuestionMarkStandsForAValueThatNobodyCanGive() {
    assertEquals("No value specified for parameter 1.", fault("select ?", Map.of()));
    assertEquals("No value specified for parameter 1.", fault("select 1 where 1=?", Map.of()));
    assertEquals("No value specified for parameter 2.", fault("select :a, ?", Map.of("a", "1")));
    assertEquals(
        "No value specified for parameter 3.", fault("select :a, ?, :a", Map.of("a", "1")));
  }

  @Test
  void inTextsNamesAndCommentsTheyMeanNothing() {
    assertDoesNotThrow(
        () ->
            Placeholders.check(
                "select 'a ? :b', \"c ? :d\", 1::int /* ? :e */ -- ? :f\n", Map.of()));
    assertDoesNotThrow(() -> Placeholders.check("select :a, :a", Map.of("a", "1")));
  }
}
