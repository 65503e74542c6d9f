package io.querycast.identity;

import static io.querycast.Json.JSON;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;

/** Whether a token is one that the user pool has signed: the others are not even looked at. */
@Singleton
public class Signatures {
  /** Cognito's are a quarter of it. */
  private static final int LONGEST = 8 * 1024;

  private static final int PARTS = 3;

  private final PoolKeys keys;

  @Inject
  Signatures(PoolKeys keys) {
    this.keys = keys;
  }

  /** Whether the token's signature is the pool's, by RS256; what it says is not looked at. */
  boolean isPools(String token) {
    String[] parts = token.length() > LONGEST ? new String[0] : token.split("\\.", -1);
    if (parts.length != PARTS) {
      return false;
    }
    try {
      Optional<PublicKey> key = key(Base64.getUrlDecoder().decode(parts[0]));
      if (key.isEmpty()) {
        return false;
      }
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(key.get());
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }

  private Optional<PublicKey> key(byte[] header) {
    try (JsonReader reader = JSON.createReader(new ByteArrayInputStream(header))) {
      JsonObject json = reader.readObject();
      return json.getString("alg", "").equals("RS256")
          ? keys.find(json.getString("kid", ""))
          : Optional.empty();
    } catch (JsonException e) {
      return Optional.empty();
    }
  }
}
