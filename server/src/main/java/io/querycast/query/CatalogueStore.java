package io.querycast.query;

import io.querycast.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.s3.S3Client;

/** The files of a catalogue in S3. */
@Singleton
class CatalogueStore {
  private static final String SUFFIX = ".sql";

  private final S3Client client;
  private final String bucket;
  private final String prefix;

  /** The place of a file, and S3's name for its present content. */
  record Found(String key, String tag) {}

  @Inject
  CatalogueStore(S3Client client, Settings settings) {
    URI place = settings.catalogue().orElse(URI.create("s3://none/"));
    this.client = client;
    this.bucket = place.getAuthority();
    this.prefix = place.getPath().isEmpty() ? "" : place.getPath().substring(1);
  }

  /**
   * The files there are, by the names of their queries. Files in deeper folders are not part of it.
   *
   * @throws software.amazon.awssdk.core.exception.SdkException if S3 can't be asked
   */
  Map<String, Found> list() {
    Map<String, Found> files = new TreeMap<>();
    String folder = prefix.substring(0, prefix.lastIndexOf('/') + 1);
    client
        .listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix))
        .contents()
        .forEach(
            object -> {
              String name = object.key().substring(folder.length());
              if (name.endsWith(SUFFIX) && !name.contains("/")) {
                files.put(
                    name.substring(0, name.length() - SUFFIX.length()),
                    new Found(object.key(), object.eTag()));
              }
            });
    return files;
  }

  /**
   * The content of a file.
   *
   * @throws software.amazon.awssdk.core.exception.SdkException if S3 can't be asked, or the file is
   *     gone
   */
  String read(Found file) {
    return client
        .getObjectAsBytes(request -> request.bucket(bucket).key(file.key()))
        .asUtf8String();
  }
}
