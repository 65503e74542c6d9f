package io.querycast.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.util.List;
import java.util.Set;

/** Who may import whom in the local cloud. */
@AnalyzeClasses(
    packages = "io.querycast.local",
    importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
  private static final String BASE = "io.querycast.local";

  /** From the bottom up: each room sees those in the lines above its own here. */
  private static final List<Set<String>> LAYERS =
      List.of(
          Set.of("postgres", "sql.tree", "taxi"),
          Set.of("sql.names", "sql.parser"),
          Set.of("sql.rewrite"),
          Set.of("sql"),
          Set.of("engine"),
          Set.of("command", "copy"),
          Set.of("redshift", "cognito", "events", "gateway"));

  @ArchTest
  static void eachRoomSeesOnlyWhatLiesBelowIt(JavaClasses ours) {
    List<String> faults =
        ours.stream()
            .filter(each -> !room(each).isEmpty())
            .flatMap(each -> each.getDirectDependenciesFromSelf().stream())
            .filter(each -> isOurs(each.getTargetClass()))
            .filter(each -> !room(each.getTargetClass()).isEmpty())
            .filter(each -> !room(each.getTargetClass()).equals(room(each.getOriginClass())))
            .filter(each -> layer(each.getTargetClass()) >= layer(each.getOriginClass()))
            .map(Dependency::getDescription)
            .toList();
    assertEquals(List.of(), faults);
  }

  @ArchTest
  static void everyRoomHasItsPlace(JavaClasses ours) {
    assertEquals(
        List.of(), ours.stream().filter(each -> layer(each) < 0).map(JavaClass::getName).toList());
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().startsWith(BASE);
  }

  /** The package below ours; empty for the root, which starts the rooms and lends them AwsError. */
  private static String room(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(BASE) ? "" : name.substring(BASE.length() + 1);
  }

  private static int layer(JavaClass type) {
    if (room(type).isEmpty()) {
      return LAYERS.size();
    }
    for (int i = 0; i < LAYERS.size(); i++) {
      if (LAYERS.get(i).contains(room(type))) {
        return i;
      }
    }
    return -1;
  }
}
