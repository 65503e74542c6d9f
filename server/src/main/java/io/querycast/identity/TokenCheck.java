package io.querycast.identity;

import static io.querycast.rest.Json.JSON;

import io.querycast.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonConfig;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a token is an access token of our client, signed by the user pool and good now.
 * MicroProfile JWT never sees another token: it would write such a token into its logs.
 */
@Singleton
public class TokenCheck {
  /** Cognito's tokens have a quarter of this length. */
  private static final int LONGEST = 8 * 1024;

  private static final int PARTS = 3;

  /**
   * The pool's own tokens have the first two. Any other header would change how the token is read.
   */
  private static final Set<String> HEADERS = Set.of("alg", "kid", "typ");

  /** The pool uses UUIDs. No key of the table has room for a longer subject. */
  private static final Pattern SUBJECT = Pattern.compile("[\\x21-\\x7e]{1,128}");

  private static final Pattern TIME = Pattern.compile("[0-9]{1,10}");

  /** How far apart clocks may be. */
  private static final Duration SKEW = Duration.ofSeconds(60);

  /** Refuses a member that appears twice: two readers could each take another value. */
  private static final JsonReaderFactory STRICT =
      JSON.createReaderFactory(Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE));

  private final PoolKeys keys;
  private final Settings settings;
  private final InstantSource clock;

  @Inject
  TokenCheck(PoolKeys keys, Settings settings, InstantSource clock) {
    this.keys = keys;
    this.settings = settings;
    this.clock = clock;
  }

  /** Whether the token is one of ours. */
  boolean isOurs(String token) {
    String[] parts = token.length() > LONGEST ? new String[0] : token.split("\\.", -1);
    if (parts.length != PARTS) {
      return false;
    }
    try {
      Optional<PublicKey> key = key(object(decode(parts[0])));
      if (key.isEmpty()) {
        return false;
      }
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(key.get());
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      return signature.verify(decode(parts[2])) && isGood(object(decode(parts[1])));
    } catch (GeneralSecurityException | RuntimeException e) {
      // A token with any fault is not ours.
      return false;
    }
  }

  private Optional<PublicKey> key(JsonObject header) {
    return HEADERS.containsAll(header.keySet()) && is("RS256", header.get("alg"))
        ? keys.find(header.getString("kid"))
        : Optional.empty();
  }

  private boolean isGood(JsonObject claims) {
    long now = clock.instant().getEpochSecond();
    long skew = SKEW.toSeconds();
    return is("access", claims.get("token_use"))
        && is(settings.clientId(), claims.get("client_id"))
        && is(settings.issuer().uri().toString(), claims.get("iss"))
        && SUBJECT.matcher(claims.getString("sub")).matches()
        && time(claims.get("exp")) > now - skew
        && time(claims.get("iat")) < now + skew
        && (!claims.containsKey("nbf") || time(claims.get("nbf")) < now + skew);
  }

  private static boolean is(String expected, JsonValue value) {
    return value instanceof JsonString text && text.getString().equals(expected);
  }

  /**
   * Seconds since 1970, written as the pool writes them. Liberty can't read 1.8e9, nor unlimited
   * times.
   */
  private static long time(JsonValue value) {
    if (!TIME.matcher(value.toString()).matches()) {
      throw new IllegalArgumentException("It is no time.");
    }
    return ((JsonNumber) value).longValue();
  }

  private static JsonObject object(byte[] text) {
    try (JsonReader reader = STRICT.createReader(new ByteArrayInputStream(text))) {
      return reader.readObject();
    }
  }

  /** Accepts only one text for the same bytes. */
  private static byte[] decode(String text) {
    byte[] bytes = Base64.getUrlDecoder().decode(text);
    if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)) {
      throw new IllegalArgumentException("It can be written in another way.");
    }
    return bytes;
  }
}
