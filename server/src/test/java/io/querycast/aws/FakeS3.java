package io.querycast.aws;

import io.querycast.TestSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** S3 in memory. It takes whole objects, and objects in parts, one at a time. */
public final class FakeS3 implements S3Client {
  /** What each object holds, by its key. */
  public final Map<String, byte[]> objects = new TreeMap<>();

  /** How each object is told to be saved, by its key. */
  public final Map<String, String> dispositions = new TreeMap<>();

  /** The sizes of the parts that were sent. */
  public final List<Integer> parts = new ArrayList<>();

  /** The keys of the objects that were given up. */
  public final List<String> aborted = new ArrayList<>();

  /** How many calls are taken before all others fail. */
  public int callsLeft = Integer.MAX_VALUE;

  private final List<byte[]> sent = new ArrayList<>();

  /** The bucket of {@link TestSettings#atTheGateway}, here. Its addresses are made by the SDK. */
  public Bucket bucket() {
    return new Bucket(
        TestSettings.atTheGateway(),
        () -> this,
        () ->
            S3Presigner.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
                .build());
  }

  @Override
  public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
    call();
    objects.put(request.key(), bytes(body));
    dispositions.put(request.key(), request.contentDisposition());
    return PutObjectResponse.builder().build();
  }

  @Override
  public CreateMultipartUploadResponse createMultipartUpload(CreateMultipartUploadRequest request) {
    call();
    sent.clear();
    dispositions.put(request.key(), request.contentDisposition());
    return CreateMultipartUploadResponse.builder().uploadId("of " + request.key()).build();
  }

  @Override
  public UploadPartResponse uploadPart(UploadPartRequest request, RequestBody body) {
    call();
    sent.add(bytes(body));
    parts.add(sent.get(sent.size() - 1).length);
    return UploadPartResponse.builder().eTag("part " + request.partNumber()).build();
  }

  @Override
  public CompleteMultipartUploadResponse completeMultipartUpload(
      CompleteMultipartUploadRequest request) {
    call();
    List<String> tags =
        request.multipartUpload().parts().stream().map(CompletedPart::eTag).toList();
    for (int i = 0; i < sent.size(); i++) {
      if (!tags.get(i).equals("part " + (i + 1))) {
        throw new AssertionError(tags.toString());
      }
    }
    byte[] all = new byte[sent.stream().mapToInt(each -> each.length).sum()];
    int at = 0;
    for (byte[] each : sent) {
      System.arraycopy(each, 0, all, at, each.length);
      at += each.length;
    }
    objects.put(request.key(), all);
    return CompleteMultipartUploadResponse.builder().build();
  }

  @Override
  public AbortMultipartUploadResponse abortMultipartUpload(AbortMultipartUploadRequest request) {
    aborted.add(request.key());
    return AbortMultipartUploadResponse.builder().build();
  }

  private void call() {
    if (callsLeft-- <= 0) {
      throw SdkClientException.create("S3 is away.");
    }
  }

  private static byte[] bytes(RequestBody body) {
    try (var stream = body.contentStreamProvider().newStream()) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String serviceName() {
    return "s3";
  }

  @Override
  public void close() {}
}
