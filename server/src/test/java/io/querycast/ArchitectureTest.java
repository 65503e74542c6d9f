package io.querycast;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
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
import java.util.Set;
import java.util.stream.Collectors;

/** Who may import whom. */
@AnalyzeClasses(packages = "io.querycast", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final Set<String> PACKAGES =
      Set.of("query", "job", "warehouse", "completion", "push", "identity", "rest", "dev");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.querycast.(*)..").should().beFreeOfCycles();

  @ArchTest static final ArchRule rootKnowsNoPackage = onlySees("io.querycast");

  @ArchTest static final ArchRule queryStandsAlone = onlySees("io.querycast.query", "rest");

  @ArchTest static final ArchRule warehouseStandsAlone = onlySees("io.querycast.warehouse", "rest");

  @ArchTest static final ArchRule identityStandsAlone = onlySees("io.querycast.identity", "rest");

  @ArchTest static final ArchRule restStandsAlone = onlySees("io.querycast.rest");

  @ArchTest
  static final ArchRule jobSeesWhatItRuns =
      onlySees("io.querycast.job", "query", "warehouse", "identity", "rest");

  @ArchTest
  static final ArchRule completionSeesJobs =
      onlySees("io.querycast.completion", "job", "warehouse", "rest");

  @ArchTest
  static final ArchRule pushSeesJobs =
      onlySees("io.querycast.push", "job", "identity", "warehouse", "rest");

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
          .because("each call looks for the provider anew: io.querycast.rest.Json has it");

  @ArchTest static final ArchRule devIsSeenByNobody = onlySees("io.querycast.dev");

  @ArchTest
  static final ArchRule theSdkStaysWhereItIsSpoken =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.querycast.warehouse")
          .and()
          .doNotHaveSimpleName("AwsClients")
          .and(isNoPartOf("AwsClients"))
          .and()
          .doNotHaveSimpleName("QueueReader")
          .and()
          .doNotHaveSimpleName("CompletionListener")
          .and()
          .doNotHaveSimpleName("Inboxes")
          .and()
          .doNotHaveSimpleName("InboxListener")
          .and()
          .doNotHaveSimpleName("JobItems")
          .and(isNoPartOf("JobItems"))
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

  /** What it holds is looked at there, once for all. */
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

  /** A package that sees the root, and of the others only those named. */
  private static ArchRule onlySees(String from, String... others) {
    String[] hidden =
        PACKAGES.stream()
            .filter(name -> !from.equals("io.querycast." + name))
            .filter(name -> !Set.of(others).contains(name))
            .map(name -> "io.querycast." + name)
            .collect(Collectors.toSet())
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(hidden)
        .as(from + " sees the root and " + String.join(", ", others));
  }

  private static DescribedPredicate<JavaClass> isNoPartOf(String outer) {
    return DescribedPredicate.describe(
        "is no part of " + outer,
        type ->
            type.getEnclosingClass().map(JavaClass::getSimpleName).filter(outer::equals).isEmpty());
  }
}
