package io.querycast.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** Amazon's own client and plain HTTP, with the folder beneath in sight. */
class S3Test {
  @TempDir private static Path base;
  private static Path folder;
  private static LocalFront front;
  private static S3Client s3;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void open() throws IOException {
    folder = Files.createDirectory(base.resolve("s3"));
    front = new LocalFront(base.resolve("events")).withS3(folder).open();
    s3 = front.client(S3Client.builder().forcePathStyle(true));
    s3.createBucket(request -> request.bucket("mine"));
  }

  @AfterAll
  static void close() throws Exception {
    s3.close();
    front.close();
  }

  private static void put(String key, String content) {
    s3.putObject(request -> request.bucket("mine").key(key), RequestBody.fromString(content));
  }

  private static String get(String key) {
    return s3.getObjectAsBytes(request -> request.bucket("mine").key(key)).asUtf8String();
  }

  private static List<String> keys(String prefix) {
    return s3.listObjectsV2(request -> request.bucket("mine").prefix(prefix)).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  private static String tag(String key) {
    return s3.headObject(request -> request.bucket("mine").key(key)).eTag();
  }

  private HttpResponse<String> read(String address, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void anObjectIsThereUntilItIsDeleted() {
    put("queries/trips.sql", "select 1");
    assertEquals("select 1", get("queries/trips.sql"));
    s3.deleteObject(request -> request.bucket("mine").key("queries/trips.sql"));
    assertThrows(NoSuchKeyException.class, () -> get("queries/trips.sql"));
  }

  @Test
  void anObjectIsAFileByItsKey() throws IOException {
    put("folder of files/größe+1.csv", "1|2");
    assertEquals("1|2", Files.readString(folder.resolve("mine/folder of files/größe+1.csv")));
  }

  @Test
  void aListHoldsTheKeysThatBeginWithThePrefix() {
    put("list/a.sql", "select 1");
    put("list/deep/b.sql", "select 1");
    put("lost.sql", "select 1");
    assertEquals(List.of("list/a.sql", "list/deep/b.sql"), keys("list/"));
    ListObjectsV2Response level =
        s3.listObjectsV2(request -> request.bucket("mine").prefix("list/").delimiter("/"));
    assertEquals("list/deep/", level.commonPrefixes().get(0).prefix());
    assertEquals(1, level.contents().size());
  }

  @Test
  void aListComesInPages() {
    put("pages/1", "");
    put("pages/2", "");
    put("pages/3", "");
    List<String> all =
        s3
            .listObjectsV2Paginator(request -> request.bucket("mine").prefix("pages/").maxKeys(2))
            .contents()
            .stream()
            .map(S3Object::key)
            .toList();
    assertEquals(List.of("pages/1", "pages/2", "pages/3"), all);
  }

  @Test
  void aLargeFileIsSentInParts() throws IOException {
    byte[] first = new byte[5 << 20];
    new SplittableRandom(7).nextBytes(first);
    byte[] second = {1, 2, 3};
    String id = s3.createMultipartUpload(request -> request.bucket("mine").key("large")).uploadId();
    List<CompletedPart> parts = List.of(part(id, 1, first), part(id, 2, second));
    assertFalse(Files.exists(folder.resolve("mine/large")));
    s3.completeMultipartUpload(
        request ->
            request
                .bucket("mine")
                .key("large")
                .uploadId(id)
                .multipartUpload(all -> all.parts(parts)));
    assertTrue(tag("large").endsWith("-2\""), tag("large"));
    byte[] stored = Files.readAllBytes(folder.resolve("mine/large"));
    assertEquals(first.length + second.length, stored.length);
    assertEquals(3, stored[stored.length - 1]);
    assertFalse(keys("").stream().anyMatch(key -> key.startsWith(".")));
  }

  private static CompletedPart part(String id, int number, byte[] content) {
    String tag =
        s3.uploadPart(
                request -> request.bucket("mine").key("large").uploadId(id).partNumber(number),
                RequestBody.fromBytes(content))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(tag).build();
  }

  @Test
  void aPieceOfAnObjectCanBeRead() {
    put("piece", "0123456789");
    assertEquals(
        "345",
        s3.getObjectAsBytes(request -> request.bucket("mine").key("piece").range("bytes=3-5"))
            .asUtf8String());
  }

  @ParameterizedTest
  @EnumSource(
      value = ChecksumAlgorithm.class,
      names = {"CRC32", "SHA1", "SHA256"})
  void aChecksumOfAnyKindIsTaken(ChecksumAlgorithm algorithm) {
    s3.putObject(
        request -> request.bucket("mine").key("sum").checksumAlgorithm(algorithm),
        RequestBody.fromString("summed"));
    assertEquals("summed", get("sum"));
  }

  @Test
  void aTagChangesWithTheContent() {
    put("tagged", "1");
    String before = tag("tagged");
    put("tagged", "2");
    assertNotEquals(before, tag("tagged"));
    put("tagged", "1");
    assertEquals(before, tag("tagged"));
  }

  @Test
  void aFilePutThereByHandIsAnObjectWithATag() throws IOException {
    Path file = Files.writeString(folder.resolve("mine/by-hand"), "1");
    String before = tag("by-hand");
    assertEquals("1", get("by-hand"));
    S3Object listed =
        s3.listObjectsV2(request -> request.bucket("mine").prefix("by-hand")).contents().get(0);
    assertEquals(before, listed.eTag());
    Files.writeString(file, "12");
    assertNotEquals(before, tag("by-hand"));
  }

  @Test
  void aBucketOutlivesItsLastObject() {
    s3.createBucket(request -> request.bucket("brief"));
    s3.putObject(request -> request.bucket("brief").key("a/b"), RequestBody.fromString(""));
    s3.deleteObject(request -> request.bucket("brief").key("a/b"));
    assertEquals(List.of(), s3.listObjectsV2(request -> request.bucket("brief")).contents());
    s3.deleteBucket(request -> request.bucket("brief"));
    assertFalse(Files.exists(folder.resolve("brief")));
  }

  @Test
  void aMissingBucketIsReported() {
    assertThrows(
        NoSuchBucketException.class, () -> s3.listObjectsV2(request -> request.bucket("other")));
  }

  @Test
  void anAddressThatWasSignedInAdvanceIsEnough() throws Exception {
    put("secret.txt", "shared");
    try (S3Presigner presigner =
        S3Presigner.builder()
            .endpointOverride(front.address)
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
            .serviceConfiguration(S3Configuration.builder().pathStyleAccessEnabled(true).build())
            .build()) {
      String address =
          presigner
              .presignGetObject(
                  request ->
                      request
                          .signatureDuration(Duration.ofMinutes(1))
                          .getObjectRequest(object -> object.bucket("mine").key("secret.txt")))
              .url()
              .toString();
      assertEquals("shared", read(address).body());
    }
  }

  @Test
  void whatIsInABucketCanBeReadUnsigned() throws Exception {
    put("plain.txt", "plain");
    assertEquals("plain", read(front.address + "/mine/plain.txt").body());
    assertEquals(404, read(front.address + "/nobodys/plain.txt").statusCode());
  }

  @Test
  void aPageReadsNothing() throws Exception {
    put("page.js", "1");
    String address = front.address + "/mine/page.js";
    assertEquals(404, read(address, "Sec-Fetch-Site", "cross-site").statusCode());
    assertEquals(
        403,
        read(
                address,
                "Origin",
                "http://example.com",
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request")
            .statusCode());
  }

  @Test
  void theBucketMayBeInFrontOfTheHost() throws Exception {
    put("hosted.txt", "hosted");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), front.address.getPort())) {
      socket
          .getOutputStream()
          .write(
              """
              GET /hosted.txt HTTP/1.1
              Host: mine.localhost
              Connection: close

              """
                  .replace("\n", "\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertTrue(answer.endsWith("hosted"), answer);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/mine/../../secret",
        "/../secret",
        "/mine/%2e%2e/%2e%2e/secret",
        "/mine/..%2f..%2fsecret",
        "/mine/..%5c..%5csecret",
        "/%2e%2e/secret",
        "/mine/%00"
      })
  void nothingOutsideTheFolderCanBeReached(String path) throws Exception {
    Path secret = Files.writeString(base.resolve("secret"), "secret");
    String signature = "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request";
    for (String method : List.of("GET", "PUT", "DELETE")) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(front.address + path))
              .header("Authorization", signature)
              .method(method, HttpRequest.BodyPublishers.ofString("changed"))
              .build();
      assertEquals(400, http.send(request, BodyHandlers.ofString()).statusCode());
    }
    assertArrayEquals("secret".getBytes(StandardCharsets.UTF_8), Files.readAllBytes(secret));
  }

  @Test
  void itStartsWhenItIsFirstAsked() throws Exception {
    try (LocalFront other =
        new LocalFront(base.resolve("other-events"))
            .withS3(Files.createDirectory(base.resolve("other")))
            .open()) {
      long before = jettys();
      assertEquals(404, read(other.address + "/nobodys/key").statusCode());
      assertEquals(before, jettys());
      try (S3Client client = other.client(S3Client.builder().forcePathStyle(true))) {
        client.createBucket(request -> request.bucket("first"));
      }
      assertTrue(jettys() > before);
    }
  }

  private static long jettys() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("S3Proxy-Jetty"))
        .count();
  }
}
