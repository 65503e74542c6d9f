package io.querycast.local.copy;

import com.fasterxml.jackson.databind.JsonNode;
import io.querycast.local.copy.Buckets.Prefix;
import io.querycast.local.copy.Buckets.S3Object;
import io.querycast.local.sql.tree.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Which files a COPY reads. */
final class Sources {
  /** Manifests and JSONPaths files are read as a whole. */
  private static final int LONGEST = 16 << 20;

  private Sources() {}

  static List<S3Object> of(CopyOptions options, Buckets buckets) throws IOException {
    List<S3Object> files =
        options.isManifest ? listed(options.from, buckets) : named(options, buckets);
    if (options.format == FileOptions.Format.PARQUET) {
      files.removeIf(Sources::isHidden);
    }
    return files;
  }

  private static List<S3Object> named(CopyOptions options, Buckets buckets) throws IOException {
    Prefix place = buckets.prefix(options.from);
    List<S3Object> files = buckets.list(place);
    if (files.isEmpty()) {
      throw new Refused("The specified S3 prefix '%s' does not exist".formatted(place.key()), -1);
    }
    return files;
  }

  /** Columnar files are passed over when their names begin so. */
  private static boolean isHidden(S3Object file) {
    String name = file.key().substring(file.key().lastIndexOf('/') + 1);
    return name.startsWith("_")
        || name.startsWith(".")
        || name.startsWith("#")
        || name.endsWith("~");
  }

  private static List<S3Object> listed(String address, Buckets buckets) throws IOException {
    S3Object manifest = buckets.object(address);
    if (!manifest.exists()) {
      throw new Refused(
          "Problem reading manifest file - S3ServiceException:The specified key does not exist."
              + ",Status 404,Error NoSuchKey,Key "
              + manifest.key(),
          -1);
    }
    JsonNode entries = json(manifest, "manifest").path("entries");
    List<S3Object> files = new ArrayList<>();
    for (JsonNode entry : entries) {
      String url = entry.path("url").asText();
      S3Object file = buckets.object(url);
      if (file.exists()) {
        files.add(file);
      } else if (entry.path("mandatory").asBoolean()) {
        throw new Refused(
            "S3ServiceException:The specified key does not exist.,Status 404,Error NoSuchKey,Key "
                + file.key(),
            -1);
      }
    }
    if (!entries.isArray() || files.isEmpty()) {
      throw new Refused("No files in the manifest '%s' were found".formatted(address), -1);
    }
    return files;
  }

  /** A small file that holds one JSON object. */
  static JsonNode json(S3Object file, String what) throws IOException {
    try (InputStream in = file.read()) {
      byte[] content = in.readNBytes(LONGEST);
      return JsonRecords.JSON.readTree(content);
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new Refused(
          "Invalid %s file '%s': it is not well-formed JSON".formatted(what, file.url()), -1);
    }
  }
}
