package io.querycast.local.copy;

import io.querycast.local.sql.tree.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The local S3 as COPY and UNLOAD see it: a folder for each bucket, and in it a file for each
 * object. No key leads out of its bucket, not by links either.
 */
final class Buckets {
  /** S3 orders keys by their bytes. */
  private static final Comparator<S3Object> BY_KEY =
      (a, b) ->
          Arrays.compareUnsigned(
              a.key().getBytes(StandardCharsets.UTF_8), b.key().getBytes(StandardCharsets.UTF_8));

  /** What begins so are parts of files that are still being sent. */
  private static final String UNFINISHED = ".mpus-";

  private final Path folder;

  Buckets(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** An object, there or to be written. */
  record S3Object(String bucket, String key, Path file) {
    String url() {
      return "s3://" + bucket + "/" + key;
    }

    boolean exists() {
      return Files.isRegularFile(file);
    }

    InputStream read() throws IOException {
      return Files.newInputStream(file);
    }

    /** Opens it for writing; its folders are made. */
    OutputStream write() throws IOException {
      Files.createDirectories(file.getParent());
      return Files.newOutputStream(file);
    }

    long size() throws IOException {
      return Files.size(file);
    }
  }

  /** A bucket and the beginning of keys in it. */
  record Prefix(String bucket, String key) {}

  /**
   * Reads an address.
   *
   * @throws Refused if it is none, or if there is no such bucket
   */
  Prefix prefix(String url) {
    if (!url.startsWith("s3://")) {
      throw new Refused("S3 path must start with s3://: " + url, -1);
    }
    String path = url.substring(5);
    int slash = path.indexOf('/');
    String bucket = slash < 0 ? path : path.substring(0, slash);
    String key = slash < 0 ? "" : path.substring(slash + 1);
    if (!bucket.matches("[a-z0-9][a-z0-9.-]*") || bucket.contains("..")) {
      throw new Refused("The S3 bucket name '%s' is not valid".formatted(bucket), -1);
    }
    if (!Files.isDirectory(folder.resolve(bucket))) {
      throw new Refused(
          "S3ServiceException:The specified bucket does not exist,Status 404,Error NoSuchBucket,"
              + "Bucket "
              + bucket,
          -1);
    }
    return new Prefix(bucket, key);
  }

  /**
   * One object, which need not exist.
   *
   * @throws Refused if the address can't be that of an object in a bucket that exists
   */
  S3Object object(String url) {
    Prefix place = prefix(url);
    return object(place.bucket(), place.key());
  }

  /** The object with this key in a bucket that exists. */
  S3Object object(String bucket, String key) {
    Path home = folder.resolve(bucket);
    try {
      Path file = home.resolve(key).normalize();
      boolean isOdd =
          key.isEmpty()
              || key.endsWith("/")
              || key.indexOf('\\') >= 0
              || !file.startsWith(home)
              // What a path would take apart, S3 takes as it is.
              || !home.relativize(file).toString().replace('\\', '/').equals(key);
      if (!isOdd && isInside(home, file)) {
        return new S3Object(bucket, key, file);
      }
    } catch (InvalidPathException e) {
      // refused below
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new Refused("The S3 key '%s' is not valid in the local warehouse".formatted(key), -1);
  }

  /** The objects whose keys begin so, in order of their keys. */
  List<S3Object> list(Prefix place) throws IOException {
    Path home = folder.resolve(place.bucket()).toRealPath();
    List<S3Object> found = new ArrayList<>();
    Files.walkFileTree(
        home,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            String key = key(path);
            boolean mayHold =
                key.isEmpty()
                    || (!key.startsWith(UNFINISHED)
                        && (place.key().startsWith(key + "/")
                            || (key + "/").startsWith(place.key())));
            return mayHold ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            String key = key(path);
            // Links are passed over: they could lead out of the bucket.
            if (attributes.isRegularFile() && key.startsWith(place.key())) {
              found.add(new S3Object(place.bucket(), key, path));
            }
            return FileVisitResult.CONTINUE;
          }

          private String key(Path path) {
            return home.relativize(path).toString().replace('\\', '/');
          }
        });
    found.sort(BY_KEY);
    return found;
  }

  /** Whether the deepest part of the path that exists lies, with all links followed, in it. */
  private static boolean isInside(Path home, Path file) throws IOException {
    if (Files.isSymbolicLink(file)) {
      return false;
    }
    Path there = file;
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    return there.toRealPath().startsWith(home.toRealPath());
  }
}
