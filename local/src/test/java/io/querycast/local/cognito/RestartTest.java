package io.querycast.local.cognito;

import static io.querycast.local.cognito.Town.ADA;
import static io.querycast.local.cognito.Town.PASSWORD;
import static io.querycast.local.cognito.Town.assertRefused;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.querycast.local.AwsError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {
  @TempDir Path parent;
  private Path folder;
  private Town town;

  @BeforeEach
  void open() throws IOException {
    folder = Files.createDirectory(parent.resolve("cognito"));
    town = Town.withKey(folder);
  }

  /** In a folder that is not there yet, with a key of its own. */
  private void openAnew() {
    folder = parent.resolve("anew");
    town = new Town(folder);
  }

  @Test
  void usersTokensAndTheKeyOutliveARestart() throws AwsError {
    openAnew();
    town.settle(ADA);
    town.admin("AdminAddUserToGroup", "'Username':'%s','GroupName':'analyst'", ADA);
    JsonNode tokens = town.signIn(ADA, PASSWORD);
    JsonNode jwks = town.cognito().jwks();
    town.restart();
    assertEquals(jwks, town.cognito().jwks());
    assertEquals(ADA, town.getUser(tokens).at("/UserAttributes/2/Value").textValue());
    assertEquals(
        "[\"analyst\"]",
        Town.claims(town.refresh(tokens), "AccessToken").get("cognito:groups").toString());
    assertFalse(town.signIn(ADA, PASSWORD).isEmpty());
    assertFalse(new SrpClient(town, 1).signIn(ADA, PASSWORD).isEmpty());
  }

  @Test
  void anOpenCodeOutlivesARestart() throws AwsError {
    town.signUp(ADA);
    town.restart();
    town.confirm(ADA, town.newestCode(ADA));
  }

  @Test
  void usersStoredBeforeThereWereInvitationsAreStillUsers() throws AwsError, IOException {
    String sub = town.settle(ADA);
    Path file = folder.resolve("users/" + sub + ".json");
    String kept = Files.readString(file);
    String older =
        kept.replace("\"status\":\"CONFIRMED\",\"emailVerified\":true", "\"confirmed\":true")
            .replaceAll("\"(attributes|temporaryUntil|authenticator|newSecret)\":(null|\\{}),", "");
    Files.writeString(file, older);
    town.restart();
    assertTrue(older.contains("confirmed") && !older.contains("newSecret"), older);
    assertFalse(town.signIn(ADA, PASSWORD).isEmpty());
    assertEquals(
        "true",
        town.admin("AdminGetUser", "'Username':'%s'", ADA).at("/UserAttributes/1/Value").asText());
  }

  @Test
  void aRevokedTokenStaysRevoked() throws AwsError {
    town.settle(ADA);
    JsonNode tokens = town.signIn(ADA, PASSWORD);
    town.call("GlobalSignOut", "{'AccessToken':'%s'}", tokens.get("AccessToken").textValue());
    town.restart();
    assertRefused(
        "NotAuthorizedException", "Refresh Token has been revoked", () -> town.refresh(tokens));
    assertRefused(
        "NotAuthorizedException", "Access Token has been revoked", () -> town.getUser(tokens));
  }

  @Test
  void noPasswordAndNoTokenIsOnDiskOrOnTheConsole() throws AwsError, IOException {
    town.settle(ADA);
    JsonNode tokens = town.signIn(ADA, PASSWORD);
    StringBuilder traces = new StringBuilder(String.join("\n", town.console));
    for (Path file : files()) {
      traces.append(Files.readString(file, ISO_8859_1));
    }
    assertTrue(traces.toString().contains(ADA), "the search must be able to find something");
    for (String secret :
        List.of(
            PASSWORD,
            tokens.get("AccessToken").textValue(),
            tokens.get("IdToken").textValue(),
            tokens.get("RefreshToken").textValue())) {
      assertFalse(traces.toString().contains(secret));
    }
  }

  @Test
  void onlyTheOwnerCanReadTheFiles() throws AwsError, IOException {
    Assumptions.assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    openAnew();
    town.settle(ADA);
    assertEquals(3, files().size());
    for (Path file : files()) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
  }

  @Test
  void filesHalfWrittenAtACrashAreRemoved() throws AwsError, IOException {
    town.settle(ADA);
    Path half = folder.resolve("users/half.json123.tmp");
    Files.writeString(half, "{");
    town.restart();
    assertFalse(Files.exists(half));
    assertFalse(town.signIn(ADA, PASSWORD).isEmpty());
  }

  @Test
  void aDamagedFileIsNamed() throws AwsError, IOException {
    String sub = town.settle(ADA);
    Path file = folder.resolve("users/" + sub + ".json");
    Files.write(file, "{\"sub\":".getBytes(UTF_8));
    UncheckedIOException error = assertThrows(UncheckedIOException.class, town::restart);
    assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
  }

  @Test
  void aDamagedKeyIsNamed() throws IOException {
    Path file = folder.resolve("signing.key");
    Files.write(file, new byte[] {1, 2, 3});
    UncheckedIOException error = assertThrows(UncheckedIOException.class, town::restart);
    assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
