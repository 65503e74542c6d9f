package io.querycast.bench.sockets;

import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/**
 * A user pool that signs hundreds of users in at once. It publishes its key and asks for no
 * passwords.
 */
final class FakeUserPool implements AutoCloseable {
  static final String CLIENT = "bench";
  private static final String PATH = "/us-east-1_bench";
  private static final Duration TOKEN_LIFE = Duration.ofHours(1);

  private final KeyPair keys;
  private final HttpServer server;

  FakeUserPool() throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    keys = generator.generateKeyPair();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] jwks = jwks().getBytes(StandardCharsets.UTF_8);
    server.createContext(
        PATH + "/.well-known/jwks.json",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, jwks.length);
          exchange.getResponseBody().write(jwks);
          exchange.close();
        });
    // GetUser: everybody stays signed in.
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  String issuer() {
    return "http://localhost:" + server.getAddress().getPort() + PATH;
  }

  /** An access token of a new user, who is an analyst. */
  String newUser() throws GeneralSecurityException {
    String id = UUID.randomUUID().toString();
    long now = Instant.now().getEpochSecond();
    String header = "{\"kid\":\"bench\",\"alg\":\"RS256\"}";
    String claims =
        Json.createObjectBuilder()
            .add("sub", id)
            .add("username", id)
            .add("iss", issuer())
            .add("client_id", CLIENT)
            .add("token_use", "access")
            .add("scope", "aws.cognito.signin.user.admin")
            .add("cognito:groups", Json.createArrayBuilder().add("analyst"))
            .add("jti", UUID.randomUUID().toString())
            .add("auth_time", now)
            .add("iat", now)
            .add("exp", now + TOKEN_LIFE.toSeconds())
            .build()
            .toString();
    String signed =
        encode(header.getBytes(StandardCharsets.UTF_8))
            + "."
            + encode(claims.getBytes(StandardCharsets.UTF_8));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(keys.getPrivate());
    signature.update(signed.getBytes(StandardCharsets.UTF_8));
    return signed + "." + encode(signature.sign());
  }

  private String jwks() {
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    return Json.createObjectBuilder()
        .add(
            "keys",
            Json.createArrayBuilder()
                .add(
                    Json.createObjectBuilder()
                        .add("kid", "bench")
                        .add("kty", "RSA")
                        .add("alg", "RS256")
                        .add("use", "sig")
                        .add("n", encode(unsigned(key.getModulus())))
                        .add("e", encode(unsigned(key.getPublicExponent())))))
        .build()
        .toString();
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
