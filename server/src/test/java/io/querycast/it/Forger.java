package io.querycast.it;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes tokens from recipes, with a real token and the pool's own key, so that each is wrong in one
 * way only. A recipe is an object:
 *
 * <ul>
 *   <li>{@code header}, {@code claims}: members that replace those of the real token; null removes
 *       one
 *   <li>{@code headerText}, {@code claimsText}: the whole text, if it is not such an object
 *   <li>{@code sign}: how and with whose key; {@code RS256 pool} by default
 *   <li>{@code encrypt}: RFC 7516's algorithm, around a token that is otherwise good
 *   <li>{@code edit}: patterns and their replacements, applied in order to the finished token
 *   <li>{@code token}, {@code authorization}: the whole text, instead of everything above
 * </ul>
 *
 * <p>{@code @now+60}, {@code @iss}, {@code @kid} and the other words that begin with {@code @} are
 * filled in.
 */
final class Forger {
  private final TestUser user;
  private final String strangersAddress;
  private final PrivateKey pool;
  private final RSAPublicKey poolPublic;
  private final String keySet;
  private final KeyPair stranger;

  /**
   * @param strangersAddress the address of a stranger's keys; the server must not fetch them
   */
  Forger(TestUser user, String strangersAddress) throws GeneralSecurityException, IOException {
    this.user = user;
    this.strangersAddress = strangersAddress;
    KeyFactory rsa = KeyFactory.getInstance("RSA");
    RSAPrivateCrtKey key =
        (RSAPrivateCrtKey) rsa.generatePrivate(new PKCS8EncodedKeySpec(TestCloud.signingKey()));
    this.pool = key;
    this.poolPublic =
        (RSAPublicKey)
            rsa.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
    this.keySet =
        TestHttp.send(
                HttpRequest.newBuilder(URI.create(TestCloud.issuer() + "/.well-known/jwks.json")))
            .response()
            .body();
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    this.stranger = generator.generateKeyPair();
  }

  /** The value of the header {@code Authorization} for a recipe. */
  String authorization(JsonObject recipe) throws GeneralSecurityException {
    return recipe.containsKey("authorization")
        ? recipe.getString("authorization").replace("@token", token(JsonValue.EMPTY_JSON_OBJECT))
        : "Bearer " + token(recipe);
  }

  /** The key set that a stranger would serve. */
  String strangersKeySet() {
    return "{\"keys\":[" + strangersJwk() + "]}";
  }

  private String token(JsonObject recipe) throws GeneralSecurityException {
    if (recipe.containsKey("token")) {
      return filled(recipe.getString("token"));
    }
    String header = part(recipe, "header", 0);
    String claims = part(recipe, "claims", 1);
    String signed = encode(header) + "." + encode(claims);
    String token = signed + "." + encode(signature(recipe.getString("sign", "RS256 pool"), signed));
    if (recipe.containsKey("encrypt")) {
      token = encrypted(recipe.getString("encrypt"), token);
    }
    List<JsonString> edits =
        recipe.containsKey("edit")
            ? recipe.getJsonArray("edit").getValuesAs(JsonString.class)
            : List.of();
    for (int i = 0; i < edits.size(); i += 2) {
      String instead = instead(edits.get(i + 1).getString(), token);
      token = Pattern.compile(edits.get(i).getString()).matcher(token).replaceAll(instead);
    }
    return token;
  }

  private String part(JsonObject recipe, String name, int index) {
    JsonObject real = object(decoded(user.accessToken(), index));
    if (recipe.containsKey(name + "Text")) {
      String members = real.toString().substring(1);
      return filled(recipe.getString(name + "Text").replace("@claims", members));
    }
    JsonObjectBuilder changed = Json.createObjectBuilder(real);
    if (recipe.containsKey(name)) {
      object(filled(recipe.getJsonObject(name).toString()))
          .forEach(
              (key, value) -> {
                if (value == JsonValue.NULL) {
                  changed.remove(key);
                } else {
                  changed.add(key, value);
                }
              });
    }
    return changed.build().toString();
  }

  private String filled(String text) {
    JsonObject claims = object(decoded(user.accessToken(), 1));
    String kid = object(decoded(user.accessToken(), 0)).getString("kid");
    String filled =
        text.replace("\"@stranger-jwk\"", strangersJwk())
            .replace("@stranger-url", strangersAddress)
            .replace("@stranger-der", base64(stranger.getPublic().getEncoded()))
            .replace("@ISS", TestCloud.issuer().toUpperCase(Locale.ROOT))
            .replace("@iss", TestCloud.issuer())
            .replace("@kid", kid)
            .replace("@CLIENT", TestCloud.CLIENT.toUpperCase(Locale.ROOT))
            .replace("@client", TestCloud.CLIENT)
            .replace("@sub", claims.getString("sub"))
            .replace("@id-token", user.idToken())
            .replace("@refresh-token", user.refreshToken())
            .replace("@long", "k".repeat(8000))
            .replace("@digits", "9".repeat(400))
            .replace("@deep", "{\"a\":".repeat(2000) + "1" + "}".repeat(2000));
    return Pattern.compile("\"@now([+-][0-9]+)\"")
        .matcher(filled)
        .replaceAll(
            found ->
                Long.toString(Instant.now().getEpochSecond() + Long.parseLong(found.group(1))));
  }

  private byte[] signature(String how, String signed) throws GeneralSecurityException {
    String[] words = how.split(" ", -1);
    byte[] bytes = signed.getBytes(StandardCharsets.UTF_8);
    return switch (words[0]) {
      case "none" -> new byte[0];
      case "zeros" -> new byte[Integer.parseInt(words[1])];
      case "real" -> Base64.getUrlDecoder().decode(user.accessToken().split("\\.", -1)[2]);
      case "HS256", "HS384", "HS512" -> {
        Mac mac = Mac.getInstance("HmacSHA" + words[0].substring(2));
        mac.init(new SecretKeySpec(secret(words[1]), "HMAC"));
        yield mac.doFinal(bytes);
      }
      case "ES256" -> {
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate());
        signature.update(bytes);
        yield signature.sign();
      }
      default -> {
        Signature signature = rsa(words[0]);
        signature.initSign(words[1].equals("pool") ? pool : stranger.getPrivate());
        signature.update(bytes);
        yield signature.sign();
      }
    };
  }

  private static Signature rsa(String algorithm) throws GeneralSecurityException {
    if (algorithm.equals("PS256")) {
      Signature signature = Signature.getInstance("RSASSA-PSS");
      signature.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
      return signature;
    }
    return Signature.getInstance("SHA" + algorithm.substring(2) + "withRSA");
  }

  /** Public bytes that a careless check would use as a secret. */
  private byte[] secret(String name) {
    byte[] der = poolPublic.getEncoded();
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    String pem = "-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----";
    return switch (name) {
      case "pem" -> bytes(pem);
      case "pem-line" -> bytes(pem + "\n");
      case "der" -> der;
      case "modulus" -> bytes(encode(poolPublic.getModulus()));
      case "jwks" -> bytes(keySet);
      case "nul" -> new byte[1];
      case "kid" -> bytes(filled("@kid"));
      case "client" -> bytes(TestCloud.CLIENT);
      default -> bytes(name);
    };
  }

  /** A token within an encrypted token: RFC 7519 calls it nested. */
  private String encrypted(String algorithm, String token) throws GeneralSecurityException {
    String header =
        encode(
            "{\"alg\":\"%s\",\"enc\":\"A256GCM\",\"cty\":\"JWT\",\"kid\":\"%s\"}"
                .formatted(algorithm, filled("@kid")));
    KeyGenerator generator = KeyGenerator.getInstance("AES");
    generator.init(256);
    SecretKey key = generator.generateKey();
    byte[] nonce = new byte[12];
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
    cipher.updateAAD(bytes(header));
    byte[] sealed = cipher.doFinal(bytes(token));
    int tag = sealed.length - 16;
    return String.join(
        ".",
        header,
        algorithm.equals("dir") ? "" : encode(wrapped(key)),
        encode(nonce),
        encode(Arrays.copyOf(sealed, tag)),
        encode(Arrays.copyOfRange(sealed, tag, sealed.length)));
  }

  private byte[] wrapped(Key key) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
    cipher.init(Cipher.WRAP_MODE, poolPublic);
    return cipher.wrap(key);
  }

  private String strangersJwk() {
    RSAPublicKey key = (RSAPublicKey) stranger.getPublic();
    return "{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"stranger\",\"n\":\"%s\",\"e\":\"%s\"}"
        .formatted(encode(key.getModulus()), encode(key.getPublicExponent()));
  }

  private static String instead(String text, String token) {
    return switch (text) {
      // Another first character of the signature.
      case ".@other" -> token.charAt(token.lastIndexOf('.') + 1) == 'A' ? ".B" : ".A";
      // Another last character, which differs only in bits that a decoder ignores.
      case "@twin" -> Character.toString(token.charAt(token.length() - 1) + 1);
      default -> text;
    };
  }

  private static String decoded(String token, int index) {
    return new String(
        Base64.getUrlDecoder().decode(token.split("\\.", -1)[index]), StandardCharsets.UTF_8);
  }

  private static JsonObject object(String json) {
    try (JsonReader reader = Json.createReader(new StringReader(json))) {
      return reader.readObject();
    }
  }

  private static String encode(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return encode(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }

  private static String encode(String text) {
    return encode(bytes(text));
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
