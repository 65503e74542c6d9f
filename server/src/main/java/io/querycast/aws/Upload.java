package io.querycast.aws;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * An object of S3 that is being written. It is sent in parts, so its length need not be known, and
 * only one part is in memory. Nothing is there before {@link #finish}.
 */
public final class Upload extends OutputStream {
  private static final Logger LOG = Logger.getLogger(Upload.class.getName());

  /** The least that S3 takes as a part that is not the last, in bytes. It takes 10,000 parts. */
  static final int PART = 5 * 1024 * 1024;

  private final S3Client client;
  private final String bucket;
  private final String key;
  private final String mediaType;
  private final String disposition;
  private final Part part = new Part();
  private final List<CompletedPart> sent = new ArrayList<>();

  /** S3's name for the parts together; null before the first one is sent. */
  private String id;

  private boolean isFinished;

  Upload(S3Client client, String bucket, String key, String mediaType, String disposition) {
    this.client = client;
    this.bucket = bucket;
    this.key = key;
    this.mediaType = mediaType;
    this.disposition = disposition;
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  /**
   * Sends each part as soon as it is full.
   *
   * @throws IOException if S3 does not take it
   */
  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      int taken = Math.min(left, PART - part.size());
      part.write(bytes, from, taken);
      from += taken;
      left -= taken;
      if (part.size() == PART) {
        orFail(this::send);
      }
    }
  }

  /**
   * Sends the rest, and has S3 make the object.
   *
   * @throws IOException if S3 does not
   */
  public void finish() throws IOException {
    orFail(id == null ? this::putAtOnce : this::complete);
    isFinished = true;
  }

  /** Without {@link #finish}, has S3 forget what was sent. */
  @Override
  public void close() {
    if (isFinished || id == null) {
      return;
    }
    try {
      client.abortMultipartUpload(about -> about.bucket(bucket).key(key).uploadId(id));
    } catch (SdkException e) {
      LOG.log(Level.FINE, "The bucket's own rule deletes what is left", e);
    }
  }

  private void putAtOnce() {
    client.putObject(
        about ->
            about.bucket(bucket).key(key).contentType(mediaType).contentDisposition(disposition),
        part.body());
  }

  private void send() {
    if (id == null) {
      id =
          client
              .createMultipartUpload(
                  about ->
                      about
                          .bucket(bucket)
                          .key(key)
                          .contentType(mediaType)
                          .contentDisposition(disposition))
              .uploadId();
    }
    int number = sent.size() + 1;
    String tag =
        client
            .uploadPart(
                about -> about.bucket(bucket).key(key).uploadId(id).partNumber(number), part.body())
            .eTag();
    sent.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
    part.reset();
  }

  private void complete() {
    if (part.size() > 0) {
      send();
    }
    client.completeMultipartUpload(
        about ->
            about.bucket(bucket).key(key).uploadId(id).multipartUpload(parts -> parts.parts(sent)));
  }

  private static void orFail(Runnable call) throws IOException {
    try {
      call.run();
    } catch (SdkException e) {
      throw new IOException("S3 does not take a result.", e);
    }
  }

  /** The bytes that are not sent yet. */
  private static final class Part extends ByteArrayOutputStream {
    /** As large as a part from the beginning: if it grew, it would double to more than that. */
    Part() {
      super(PART);
    }

    /** They are sent from where they are: to copy them would take as much memory again. */
    RequestBody body() {
      return RequestBody.fromContentProvider(
          () -> new ByteArrayInputStream(buf, 0, count), count, "application/octet-stream");
    }
  }
}
