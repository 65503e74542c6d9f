package io.querycast.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What users of the WAR receive: its libraries, their licences and their notices. */
class PackagingIT {
  private static final String META = "WEB-INF/classes/META-INF/";

  /**
   * Each allows the WAR to be passed on with the licence's text. The page's list is in
   * spa/build/bill.ts.
   */
  private static final Set<String> ALLOWED = Set.of("Apache-2.0", "MIT", "MIT-0");

  private static ZipFile war;
  private static Set<String> entries;
  private static List<JsonObject> parts;

  @BeforeAll
  static void open() throws IOException {
    war = new ZipFile("target/querycast.war");
    entries = war.stream().map(ZipEntry::getName).collect(Collectors.toSet());
    parts = components(text(META + "sbom/bom.json"));
  }

  @AfterAll
  static void close() throws IOException {
    war.close();
  }

  @Test
  void everyLibraryOfTheWarIsOnItsBillAndNoOther() {
    Set<String> jars =
        entries.stream()
            .filter(name -> name.matches("WEB-INF/lib/.+"))
            .map(name -> name.substring("WEB-INF/lib/".length()))
            .collect(Collectors.toSet());

    assertEquals(
        jars,
        parts.stream()
            .map(part -> part.getString("name") + "-" + part.getString("version") + ".jar")
            .collect(Collectors.toSet()));
    assertTrue(parts.size() > 20, "libraries are found");
  }

  @Test
  void everyLicenceOfALibraryIsOnTheList() {
    assertAll(
        parts.stream()
            .map(
                part ->
                    () ->
                        assertTrue(
                            ALLOWED.contains(licence(part)),
                            part.getString("name") + ": " + licence(part))));
  }

  @Test
  void everyLibraryComesWithItsLicencesText() {
    assertAll(
        parts.stream()
            .map(
                part ->
                    () -> {
                      String own =
                          META
                              + "licences/%s-%s-jar/META-INF/"
                                  .formatted(part.getString("name"), part.getString("version"));
                      String standard = META + "licences/" + licence(part) + ".txt";
                      assertTrue(
                          entries.contains(standard)
                              || entries.stream()
                                  .anyMatch(
                                      name -> name.startsWith(own) && name.contains("LICENSE")),
                          part.getString("name"));
                    }));
  }

  @Test
  void theWarsOwnLicenceAndNoticeAreInIt() throws IOException {
    assertEquals(Files.readString(Path.of("../LICENSE")), text(META + "LICENSE"));
    assertTrue(text(META + "NOTICE").contains("META-INF/sbom/bom.json"));
  }

  @Test
  void everyPackageOfThePageIsNamedInItsLicences() throws IOException {
    String licences = text("licences.txt");
    List<JsonObject> packages = components(Files.readString(Path.of("../spa/target/bom.json")));

    assertTrue(packages.size() > 20, "packages are found");
    assertAll(
        packages.stream()
            .map(
                each ->
                    () -> {
                      String line =
                          "%s %s (%s)\n"
                              .formatted(
                                  each.getString("name"), each.getString("version"), licence(each));
                      assertTrue(licences.contains(line), line);
                    }));
  }

  @Test
  void nothingOfTheLocalCloudIsPassedOn() {
    // DynamoDB Local's licence forbids it, and nothing else of the local cloud belongs there.
    for (String name : entries) {
      assertFalse(name.matches("(?i).*(dynamodblocal|duckdb|elasticmq|querycast/local/).*"), name);
    }
  }

  private static List<JsonObject> components(String bom) {
    try (JsonReader reader = Json.createReader(new StringReader(bom))) {
      JsonObject read = reader.readObject();
      assertEquals("CycloneDX", read.getString("bomFormat"));
      return read.getJsonArray("components").getValuesAs(JsonObject.class);
    }
  }

  private static String licence(JsonObject component) {
    return component
        .getJsonArray("licenses")
        .getJsonObject(0)
        .getJsonObject("license")
        .getString("id", "none by SPDX");
  }

  private static String text(String name) throws IOException {
    try (InputStream in = war.getInputStream(war.getEntry(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
