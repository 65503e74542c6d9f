package io.querycast.local.cognito;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;

/** A pool and its users. The tests call it as an application's page does. */
final class Town {
  static final String POOL = "us-east-1_querycast";
  static final String CLIENT = "querycastlocal0000000000000";
  static final String ADA = "ada@example.com";
  static final String PASSWORD = "Correct-horse-1";
  static final String OTHER_PASSWORD = "Battery-staple-2";
  static final Duration TOKEN_LIFE = Duration.ofMinutes(10);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] KEY = key();

  final ManualClock clock = new ManualClock();
  final List<String> console = new ArrayList<>();
  final Mailbox mailbox = new Mailbox(console::add);
  private final Path folder;
  private CognitoIdentityProvider cognito;
  private CognitoSettings.Mode mfa = CognitoSettings.Mode.OPTIONAL;
  private Set<String> required = Set.of();

  /** Whether codes, sessions and tokens count as too old. */
  boolean expires;

  Town(Path folder) {
    this.folder = folder;
    restart();
  }

  /**
   * A town on a folder with a ready signing key, because making one takes longer than most tests.
   */
  static Town withKey(Path folder) {
    try {
      Files.write(folder.resolve("signing.key"), KEY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Town(folder);
  }

  /** A new process on the same folder. */
  void restart() {
    try {
      cognito =
          new CognitoIdentityProvider(
              folder,
              new CognitoSettings(
                  URI.create("http://localhost:4566"), POOL, CLIENT, TOKEN_LIFE, mfa, required),
              clock,
              mailbox,
              () -> expires);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new process on the same folder, with other settings. */
  void restart(CognitoSettings.Mode newMfa, Set<String> newRequired) {
    mfa = newMfa;
    required = newRequired;
    restart();
  }

  CognitoIdentityProvider cognito() {
    return cognito;
  }

  /**
   * Calls an operation.
   *
   * @param input JSON, with single quotes for double ones and {@code %s} for each value
   */
  JsonNode call(String operation, String input, String... values) throws AwsError {
    String json = input.replace('\'', '"');
    for (String value : values) {
      json = json.replaceFirst("%s", Matcher.quoteReplacement(value));
    }
    try {
      return cognito.handle(operation, (ObjectNode) JSON.readTree(json));
    } catch (IOException e) {
      throw new UncheckedIOException(json, e);
    }
  }

  /** Calls an operation as the one client; the input has no outer braces. */
  JsonNode client(String operation, String input, String... values) throws AwsError {
    return call(operation, "{'ClientId':'" + CLIENT + "'," + input + "}", values);
  }

  /** Calls an operation on the one pool; the input has no outer braces. */
  JsonNode admin(String operation, String input, String... values) throws AwsError {
    return call(operation, "{'UserPoolId':'" + POOL + "'," + input + "}", values);
  }

  JsonNode signUp(String email) throws AwsError {
    return client("SignUp", "'Username':'%s','Password':'%s'", email, PASSWORD);
  }

  void confirm(String email, String code) throws AwsError {
    client("ConfirmSignUp", "'Username':'%s','ConfirmationCode':'%s'", email, code);
  }

  /** Signs a user up, confirms the address, and returns the user's sub. */
  String settle(String email) throws AwsError {
    String sub = signUp(email).get("UserSub").textValue();
    confirm(email, newestCode(email));
    return sub;
  }

  String newestCode(String email) {
    return mailbox.mails(email).get(0).code();
  }

  /** Six digits that are not the newest code. */
  String wrongCode(String email) {
    return newestCode(email).equals("000000") ? "111111" : "000000";
  }

  /** Signs in with the plain password. The answer holds the tokens. */
  JsonNode signIn(String email, String password) throws AwsError {
    return client(
            "InitiateAuth",
            "'AuthFlow':'USER_PASSWORD_AUTH',"
                + "'AuthParameters':{'USERNAME':'%s','PASSWORD':'%s'}",
            email,
            password)
        .get("AuthenticationResult");
  }

  JsonNode refresh(JsonNode tokens) throws AwsError {
    return client(
            "GetTokensFromRefreshToken",
            "'RefreshToken':'%s'",
            tokens.get("RefreshToken").textValue())
        .get("AuthenticationResult");
  }

  JsonNode getUser(JsonNode tokens) throws AwsError {
    return call("GetUser", "{'AccessToken':'%s'}", tokens.get("AccessToken").textValue());
  }

  static JsonNode claims(JsonNode tokens, String kind) {
    return part(tokens.get(kind).textValue(), 1);
  }

  static JsonNode part(String token, int index) {
    try {
      return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[index]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] key() {
    try {
      return KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A call that may be refused. */
  interface Deed {
    void run() throws AwsError;
  }

  static void assertRefused(String code, String message, Deed deed) {
    AwsError error = assertThrows(AwsError.class, deed::run);
    assertEquals(code + ": " + message, error.code() + ": " + error.getMessage());
    assertEquals(400, error.status());
  }
}
