package io.querycast.aws;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.TestSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BucketTest {
  private final FakeS3 s3 = new FakeS3();

  @Test
  void onlyAtTheGatewayIsThereABucket() {
    assertTrue(s3.bucket().isUsed());
    assertFalse(new Bucket(TestSettings.SETTINGS, () -> null, () -> null).isUsed());
  }

  @Test
  void aSmallObjectIsSentAtOnce() throws Exception {
    try (Upload upload = upload()) {
      upload.write('a');
      upload.write(new byte[] {'b', 'c'});
      upload.finish();
    }

    assertArrayEquals(new byte[] {'a', 'b', 'c'}, s3.objects.get("key"));
    assertEquals(List.of(), s3.parts);
    assertEquals(Map.of("key", "attachment"), s3.dispositions);
  }

  @Test
  void anObjectMayBeEmpty() throws Exception {
    try (Upload upload = upload()) {
      upload.finish();
    }

    assertEquals(0, s3.objects.get("key").length);
  }

  @Test
  void aLargeObjectIsSentInPartsOfTheLeastLength() throws Exception {
    byte[] bytes = new byte[2 * Upload.PART + 3];
    new Random(7).nextBytes(bytes);

    try (Upload upload = upload()) {
      upload.write(bytes, 0, 10);
      upload.write(bytes, 10, bytes.length - 10);
      assertEquals(2, s3.parts.size(), "a full part does not wait");
      assertEquals(Set.of(), s3.objects.keySet(), "there is nothing before the end");
      upload.finish();
    }

    assertEquals(List.of(Upload.PART, Upload.PART, 3), s3.parts);
    assertArrayEquals(bytes, s3.objects.get("key"));
    assertEquals(Map.of("key", "attachment"), s3.dispositions);
    assertEquals(List.of(), s3.aborted);
  }

  @Test
  void anObjectThatEndsWithAPartHasNoEmptyOne() throws Exception {
    try (Upload upload = upload()) {
      upload.write(new byte[Upload.PART]);
      upload.finish();
    }

    assertEquals(List.of(Upload.PART), s3.parts);
  }

  @Test
  void whatIsNotFinishedIsGivenUp() throws Exception {
    try (Upload upload = upload()) {
      upload.write(new byte[Upload.PART + 1]);
    }
    try (Upload upload = upload()) {
      upload.write(new byte[1]);
    }

    assertEquals(List.of("key"), s3.aborted, "of the small one, nothing was sent");
    assertEquals(Set.of(), s3.objects.keySet());
  }

  @Test
  void whatS3DoesNotTakeEndsTheWriting() throws Exception {
    s3.callsLeft = 2;
    try (Upload upload = upload()) {
      upload.write(new byte[Upload.PART]);
      assertThrows(IOException.class, () -> upload.write(new byte[Upload.PART]));
    }
    assertEquals(List.of("key"), s3.aborted);

    try (Upload upload = upload()) {
      assertThrows(IOException.class, upload::finish);
    }
  }

  @Test
  void anAddressIsSignedForOneObjectAndAShortTime() {
    String address = s3.bucket().address("key", Duration.ofSeconds(60)).toString();

    assertTrue(address.startsWith("https://"), address);
    assertTrue(address.contains("files") && address.contains("/key?"), address);
    assertTrue(address.contains("X-Amz-Expires=60") && address.contains("X-Amz-Signature="));
  }

  private Upload upload() {
    return s3.bucket().upload("key", "text/csv", "attachment");
  }
}
