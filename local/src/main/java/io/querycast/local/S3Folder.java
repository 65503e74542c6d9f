package io.querycast.local;

import java.nio.file.Path;
import java.time.Instant;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The objects in a folder. A file that somebody put there by hand has a tag too, which changes when
 * the file does.
 */
final class S3Folder extends ForwardingBlobStore {

  S3Folder(Path folder) {
    super(new FilesystemNio2BlobStore(folder.toString()));
  }

  @Override
  public ListObjectsV2Response list(ListObjectsV2Request request) {
    ListObjectsV2Response page = super.list(request);
    return page.toBuilder()
        .contents(page.contents().stream().map(S3Folder::tagged).toList())
        .build();
  }

  private static S3Object tagged(S3Object object) {
    return object.eTag() != null
        ? object
        : object.toBuilder().eTag(tag(object.lastModified(), object.size())).build();
  }

  @Override
  public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
    HeadObjectResponse head = super.blobMetadata(request);
    return head == null || head.eTag() != null
        ? head
        : head.toBuilder().eTag(tag(head.lastModified(), head.contentLength())).build();
  }

  @Override
  public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
    ResponseInputStream<GetObjectResponse> object = super.getBlob(request);
    // A piece does not say how long the whole is, and the tag is that of the whole.
    if (object == null || object.response().eTag() != null || request.range() != null) {
      return object;
    }
    GetObjectResponse head = object.response();
    return new ResponseInputStream<>(
        head.toBuilder().eTag(tag(head.lastModified(), head.contentLength())).build(), object);
  }

  private static String tag(Instant modified, long size) {
    return "%x-%x".formatted(modified.toEpochMilli(), size);
  }
}
