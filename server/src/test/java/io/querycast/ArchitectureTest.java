package io.querycast;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.json.JsonReader;
import jakarta.json.stream.JsonParser;
import jakarta.servlet.ServletContextListener;
import java.io.InputStream;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/** Who may import whom. */
@AnalyzeClasses(packages = "io.querycast", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "";

  /** From the bottom up: each package sees those in the lines above its own here. */
  private static final List<Set<String>> LAYERS =
      List.of(
          Set.of(ROOT),
          Set.of("aws", "dev", "telemetry"),
          Set.of("rest", "node"),
          Set.of("identity"),
          Set.of("warehouse"),
          Set.of("query"),
          Set.of("job"),
          Set.of("result", "completion"),
          Set.of("watch"),
          Set.of("push", "usage"),
          Set.of("door"));

  @ArchTest
  static void eachPackageSeesOnlyWhatLiesBelowIt(JavaClasses ours) {
    List<String> faults =
        ours.stream()
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .filter(each -> isOurs(each.getTargetClass()))
            .filter(each -> !room(each.getTargetClass()).equals(room(each.getOriginClass())))
            .filter(each -> layer(each.getTargetClass()) >= layer(each.getOriginClass()))
            .map(Dependency::getDescription)
            .toList();
    assertEquals(List.of(), faults);
  }

  private static int layer(JavaClass type) {
    String room = room(type);
    for (int i = 0; i < LAYERS.size(); i++) {
      if (LAYERS.get(i).contains(room)) {
        return i;
      }
    }
    throw new AssertionError("Say above where the package '" + room + "' lies.");
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().matches("io\\.querycast(\\..*)?");
  }

  /** The name of the package without the names of the packages around it. */
  private static String room(JavaClass type) {
    return type.getPackageName().replaceFirst("^io\\.querycast\\.?", "");
  }

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.querycast.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule devIsSeenByNobody =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.querycast.dev")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.querycast.dev");

  /** What it needs is not there on a server where it is off. */
  @ArchTest
  static final ArchRule telemetryIsSeenByNobody =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.querycast.telemetry")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.querycast.telemetry", "io.opentelemetry..", "org.eclipse.microprofile.metrics..");

  @ArchTest
  static final ArchRule pushHearsOfEndingsByJobsAlone =
      noClasses()
          .that()
          .resideInAPackage("io.querycast.push")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.querycast.completion");

  @ArchTest
  static final ArchRule pushSeesOnlyTheWarehousesRows =
      noClasses()
          .that()
          .resideInAPackage("io.querycast.push")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.querycast.warehouse").and(simpleName("Rows").negate()));

  @ArchTest
  static final ArchRule jsonsProviderIsLookedUpOnce =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("jakarta.json.Json")
          .because(
              "each call looks for the provider again: use io.querycast.rest.Json, which keeps it");

  @ArchTest
  static final ArchRule theSdkStaysWhereItIsSpoken =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.querycast.warehouse", "io.querycast.aws")
          .and()
          .doNotHaveSimpleName("CompletionListener")
          .and()
          .doNotHaveSimpleName("Inboxes")
          .and()
          .doNotHaveSimpleName("InboxListener")
          .and()
          .haveSimpleNameNotEndingWith("Store")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon..");

  @ArchTest
  static final ArchRule restStaysInResourcesFiltersAndMappers =
      noClasses()
          .that()
          .haveSimpleNameNotEndingWith("Resource")
          .and()
          .haveSimpleNameNotEndingWith("Filter")
          .and()
          .haveSimpleNameNotEndingWith("Mapper")
          .and()
          .doNotHaveSimpleName("Api")
          .and()
          .doNotHaveSimpleName("User")
          .and(isNoPartOf("SnapshotResource"))
          .and(isNoPartOf("AccessTokenFilter"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jakarta.ws.rs..");

  /** Body checks what it reads, so no resource has to check it again. */
  @ArchTest
  static final ArchRule bodiesAreReadByBodyAlone =
      noClasses()
          .that()
          .haveSimpleNameEndingWith("Resource")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(JsonReader.class, JsonParser.class)
          .orShould()
          .callMethodWhere(JavaCall.Predicates.target(owner(type(InputStream.class))));

  @ArchTest
  static final ArchRule socketsStayInPush =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.querycast.push")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jakarta.websocket..");

  @ArchTest
  static final ArchRule timeIsInjected =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(LocalDate.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule namesAreWordsOfTheDesign =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Service")
          .orShould()
          .haveSimpleNameEndingWith("DTO");

  @ArchTest
  static final ArchRule whatStartsIsInTheRootOrInDev =
      classes()
          .that()
          .implement(ServletContextListener.class)
          .should()
          .resideInAnyPackage("io.querycast", "io.querycast.dev");

  private static DescribedPredicate<JavaClass> isNoPartOf(String outer) {
    return DescribedPredicate.describe(
        "is not part of " + outer,
        type ->
            type.getEnclosingClass().map(JavaClass::getSimpleName).filter(outer::equals).isEmpty());
  }
}
