package io.querycast.local.cognito;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The pool's RSA key. It is made at the first start and kept from then on. Its public half is open
 * to everybody.
 */
final class SigningKey {
  private static final String FILE = "signing.key";
  private static final int BITS = 2048;

  private final RSAPrivateCrtKey key;
  private final PublicKey publicKey;
  private final String id;

  /**
   * @throws IOException also if the kept key is damaged; the message names the file
   */
  SigningKey(Vault vault) throws IOException {
    Optional<byte[]> kept = vault.read(FILE);
    try {
      key = kept.isPresent() ? decode(kept.get()) : generate();
      publicKey =
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
      id = thumbprint();
    } catch (GeneralSecurityException | ClassCastException e) {
      throw new IOException(
          "%s is damaged: delete it; all users have to sign in again.".formatted(vault.path(FILE)),
          e);
    }
    if (kept.isEmpty()) {
      vault.write(FILE, key.getEncoded());
    }
  }

  /** The key's name, in tokens and in {@link #jwks}. */
  String id() {
    return id;
  }

  /** The RS256 signature of some bytes. */
  byte[] sign(byte[] bytes) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(bytes);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has SHA256withRSA.", e);
    }
  }

  /** Whether a signature is ours, for these bytes. */
  boolean verifies(byte[] bytes, byte[] given) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(publicKey);
      signature.update(bytes);
      return signature.verify(given);
    } catch (GeneralSecurityException e) {
      // A signature of the wrong length also ends here.
      return false;
    }
  }

  /** The public half as a JSON Web Key Set. */
  JsonNode jwks() {
    ObjectNode set = JsonNodeFactory.instance.objectNode();
    set.putArray("keys")
        .addObject()
        .put("alg", "RS256")
        .put("e", base64(key.getPublicExponent()))
        .put("kid", id)
        .put("kty", "RSA")
        .put("n", base64(key.getModulus()))
        .put("use", "sig");
    return set;
  }

  private static RSAPrivateCrtKey generate() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(BITS);
    return (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
  }

  private static RSAPrivateCrtKey decode(byte[] pkcs8) throws GeneralSecurityException {
    return (RSAPrivateCrtKey)
        KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
  }

  /** RFC 7638: the id follows from the key. */
  private String thumbprint() throws GeneralSecurityException {
    String members =
        "{\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\"}"
            .formatted(base64(key.getPublicExponent()), base64(key.getModulus()));
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(sha.digest(members.getBytes(StandardCharsets.UTF_8)));
  }

  private static String base64(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int signByte = bytes[0] == 0 ? 1 : 0;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOfRange(bytes, signByte, bytes.length));
  }
}
