package io.querycast.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3Test {
  @TempDir private Path folder;
  private S3 s3;

  @BeforeEach
  void makeABucket() throws IOException {
    s3 = new S3(folder.resolve("s3"));
    assertEquals(200, ask("PUT", "/mine", "").status());
  }

  private Answer ask(String method, String path, String body) throws IOException {
    return ask(method, path, body, new Headers());
  }

  private Answer ask(String method, String path, String body, Headers headers) throws IOException {
    return s3.answer(
        new Request(method, URI.create(path), headers, body.getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(Answer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  @Test
  void anObjectIsThereUntilItIsDeleted() throws IOException {
    ask("PUT", "/mine/queries/trips.sql", "select 1");
    assertEquals("select 1", text(ask("GET", "/mine/queries/trips.sql", "")));
    assertEquals(0, ask("HEAD", "/mine/queries/trips.sql", "").body().length);
    assertEquals(204, ask("DELETE", "/mine/queries/trips.sql", "").status());
    Answer gone = ask("GET", "/mine/queries/trips.sql", "");
    assertEquals(404, gone.status());
    assertTrue(text(gone).contains("<Code>NoSuchKey</Code>"));
  }

  @Test
  void aListHoldsTheKeysThatBeginWithThePrefix() throws IOException {
    ask("PUT", "/mine/queries/trips.sql", "select 1");
    ask("PUT", "/mine/other.sql", "select 1");
    String list = text(ask("GET", "/mine?list-type=2&prefix=queries%2F", ""));
    assertTrue(list.contains("<Key>queries/trips.sql</Key>"));
    assertFalse(list.contains("other.sql"));
    assertTrue(list.contains("<KeyCount>1</KeyCount><IsTruncated>false</IsTruncated>"));
  }

  @Test
  void aTagChangesWithTheContent() throws IOException {
    String before = ask("PUT", "/mine/a", "1").headers().get("ETag");
    assertEquals(before, ask("GET", "/mine/a", "").headers().get("ETag"));
    assertNotEquals(before, ask("PUT", "/mine/a", "2").headers().get("ETag"));
  }

  @Test
  void aBodyInSignedPiecesIsPutTogether() throws IOException {
    Headers headers = new Headers();
    headers.set("x-amz-decoded-content-length", "8");
    String body =
        """
        5;chunk-signature=ab
        selec
        3;chunk-signature=cd
        t 1
        0;chunk-signature=ef
        x-amz-checksum-crc32:aa==

        """
            .replace("\n", "\r\n");
    ask("PUT", "/mine/a", body, headers);
    assertEquals("select 1", text(ask("GET", "/mine/a", "")));
  }

  @Test
  void aMissingBucketIsReported() throws IOException {
    assertTrue(text(ask("GET", "/other?list-type=2", "")).contains("<Code>NoSuchBucket</Code>"));
  }

  @Test
  void nothingOutsideTheFolderCanBeReached() throws IOException {
    Files.writeString(folder.resolve("secret"), "secret");
    Answer answer = ask("GET", "/mine/../../secret", "");
    assertEquals(400, answer.status());
    assertArrayEquals(
        "secret".getBytes(StandardCharsets.UTF_8), Files.readAllBytes(folder.resolve("secret")));
  }
}
