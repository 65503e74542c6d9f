package io.querycast.aws;

import io.querycast.Settings;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** The bucket by which whole results go past the gateway, whose answers are too small for them. */
@Singleton
public class Bucket {
  private final Optional<String> name;
  private final Supplier<S3Client> client;
  private final Supplier<S3Presigner> presigner;

  /** Both clients are made when they are first needed: at the nodes' own door nobody needs them. */
  @Inject
  Bucket(Settings settings, Instance<S3Client> client, Instance<S3Presigner> presigner) {
    this(settings, client::get, presigner::get);
  }

  Bucket(Settings settings, Supplier<S3Client> client, Supplier<S3Presigner> presigner) {
    this.name =
        settings.gateway().filter(unused -> settings.isAtGateway()).flatMap(each -> each.bucket());
    this.client = client;
    this.presigner = presigner;
  }

  /** Whether whole results go by a bucket. */
  public boolean isUsed() {
    return name.isPresent();
  }

  /**
   * Begins an object. It is there when all of it has been written, or not at all.
   *
   * @param disposition how the object is told to be saved, as the header of that name
   */
  public Upload upload(String key, String mediaType, String disposition) {
    return new Upload(client.get(), name.orElseThrow(), key, mediaType, disposition);
  }

  /** Returns an address at which everybody may read the object who asks within that time. */
  public URI address(String key, Duration life) {
    return URI.create(
        presigner
            .get()
            .presignGetObject(
                about ->
                    about
                        .signatureDuration(life)
                        .getObjectRequest(object -> object.bucket(name.orElseThrow()).key(key)))
            .url()
            .toString());
  }
}
