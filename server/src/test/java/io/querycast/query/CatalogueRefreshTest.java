package io.querycast.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogueRefreshTest {
  private final Map<String, String> bucket = new HashMap<>();
  private final List<String> read = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();
  private final CatalogueRefresh catalogue =
      new CatalogueRefresh(
          () -> {
            Map<String, CatalogueStore.Found> found = new HashMap<>();
            bucket.forEach(
                (name, content) ->
                    found.put(name, new CatalogueStore.Found(name, "tag-" + content.hashCode())));
            return found;
          },
          file -> {
            read.add(file.key());
            return bucket.get(file.key());
          },
          complaints::add);

  private static String query(String title) {
    return "-- title: %s\n-- description: d\n\nselect 1".formatted(title);
  }

  @Test
  void eachFileIsReadOnceForEachContent() {
    bucket.put("trips", query("Trips"));
    assertEquals("Trips", catalogue.look().orElseThrow().get("trips").title());
    assertTrue(catalogue.look().isEmpty());
    bucket.put("fares", query("Fares"));
    assertEquals(Set.of("trips", "fares"), catalogue.look().orElseThrow().keySet());
    bucket.put("trips", query("All trips"));
    assertEquals("All trips", catalogue.look().orElseThrow().get("trips").title());
    assertEquals(List.of("trips", "fares", "trips"), read);
  }

  @Test
  void aBrokenFileKeepsItsLastQueryAndIsReportedOnce() {
    bucket.put("trips", query("Trips"));
    catalogue.look();
    bucket.put("trips", "select 1;");
    assertEquals("Trips", catalogue.look().orElseThrow().get("trips").title());
    assertTrue(catalogue.look().isEmpty());
    assertEquals(1, catalogue.faults());
    assertEquals(List.of("trips.sql, line 1: the statement must not end with ';'."), complaints);
    bucket.put("trips", query("Mended"));
    assertEquals("Mended", catalogue.look().orElseThrow().get("trips").title());
    assertEquals(0, catalogue.faults());
  }

  @Test
  void aFileThatWasNeverReadableLeavesTheOthersAlone() {
    bucket.put("broken", "nothing");
    bucket.put("trips", query("Trips"));
    assertEquals(Set.of("trips"), catalogue.look().orElseThrow().keySet());
    assertEquals(1, catalogue.faults());
    bucket.remove("broken");
    catalogue.look();
    assertEquals(0, catalogue.faults());
  }

  @Test
  void aQueryWhoseFileIsGoneIsGone() {
    bucket.put("trips", query("Trips"));
    bucket.put("fares", query("Fares"));
    QueryCatalogue queries = QueryCatalogue.of(catalogue.look().orElseThrow());
    bucket.remove("fares");
    queries.become(catalogue.look().orElseThrow());
    assertEquals(1, queries.all().size());
  }

  @Test
  void aCatalogueWithoutAQueryIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> QueryCatalogue.of(new java.util.TreeMap<>()));
  }
}
