package io.querycast.identity;

import static io.querycast.rest.Json.JSON;

import io.querycast.NanoClock;
import io.querycast.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The public keys of the user pool's signatures, by name. */
@Singleton
public class PoolKeys {
  private static final Logger LOG = Logger.getLogger(PoolKeys.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /**
   * The pool is asked for unknown names no more often than this, because anybody can make them up.
   */
  private static final Duration REST = Duration.ofSeconds(10);

  private final URI address;
  private final NanoClock ticks;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private volatile Map<String, PublicKey> keys = Map.of();
  private long readAt;

  @Inject
  PoolKeys(Settings settings, NanoClock ticks) {
    this.address = URI.create(settings.issuer().uri() + "/.well-known/jwks.json");
    this.ticks = ticks;
    this.readAt = ticks.nanos() - REST.toNanos();
  }

  /** Returns the key of that name; nothing if the pool has none, or can't be asked. */
  Optional<PublicKey> find(String name) {
    PublicKey key = keys.get(name);
    return Optional.ofNullable(key == null ? readAndFind(name) : key);
  }

  private synchronized PublicKey readAndFind(String name) {
    if (!keys.containsKey(name) && ticks.nanos() - readAt >= REST.toNanos()) {
      readAt = ticks.nanos();
      try {
        keys = read(fetch());
      } catch (IOException | RuntimeException e) {
        LOG.log(Level.WARNING, "The pool''s keys can''t be read: {0}", e.getClass().getName());
      }
    }
    return keys.get(name);
  }

  /** Returns the document of the keys, as the pool gives it. */
  String fetch() throws IOException {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static Map<String, PublicKey> read(String document) throws IOException {
    Map<String, PublicKey> read = new HashMap<>();
    try (JsonReader reader = JSON.createReader(new StringReader(document))) {
      for (JsonObject each :
          reader.readObject().getJsonArray("keys").getValuesAs(JsonObject.class)) {
        if (each.getString("kty", "").equals("RSA")) {
          RSAPublicKeySpec spec =
              new RSAPublicKeySpec(number(each.getString("n")), number(each.getString("e")));
          read.put(each.getString("kid"), KeyFactory.getInstance("RSA").generatePublic(spec));
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
    return read;
  }

  private static BigInteger number(String text) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(text));
  }
}
