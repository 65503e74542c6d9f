package io.querycast.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The few calls of S3 that a catalogue and its editor need, by paths: put, get, head and delete an
 * object, make a bucket, and list its objects (one page holds them all).
 *
 * @param folder holds a folder for each bucket, and in that folder the objects by their keys
 */
record S3(Path folder) implements Backend {

  @Override
  public String name() {
    return "s3";
  }

  @Override
  public Answer answer(Request request) throws IOException {
    String path = request.uri().getPath().substring(1);
    if (path.indexOf('\0') >= 0) {
      return error(400, "InvalidRequest", "A key is text.");
    }
    Path place = folder.resolve(path).normalize();
    if (path.isEmpty() || !place.startsWith(folder)) {
      return error(400, "InvalidRequest", "Name a bucket.");
    }
    boolean isBucket = folder.relativize(place).getNameCount() == 1;
    try {
      return isBucket ? bucket(request, place) : object(request, place);
    } catch (NoSuchFileException e) {
      return isBucket
          ? error(404, "NoSuchBucket", "The specified bucket does not exist")
          : error(404, "NoSuchKey", "The specified key does not exist.");
    }
  }

  private static Answer bucket(Request request, Path place) throws IOException {
    switch (request.method()) {
      case "PUT" -> {
        Files.createDirectories(place);
        return new Answer(200, Map.of(), new byte[0]);
      }
      case "GET" -> {
        return list(place, request.parameter("prefix"));
      }
      default -> {
        return error(501, "NotImplemented", "The local cloud can't do this with a bucket.");
      }
    }
  }

  private static Answer list(Path bucket, String prefix) throws IOException {
    StringBuilder xml = new StringBuilder("<ListBucketResult>");
    xml.append("<Name>").append(bucket.getFileName()).append("</Name>");
    List<Path> files;
    try (Stream<Path> all = Files.walk(bucket)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    int count = 0;
    for (Path file : files) {
      String key = bucket.relativize(file).toString().replace('\\', '/');
      if (key.startsWith(prefix)) {
        count++;
        xml.append("<Contents><Key>%s</Key>".formatted(escaped(key)))
            .append("<LastModified>%s</LastModified>".formatted(Files.getLastModifiedTime(file)))
            .append("<ETag>%s</ETag>".formatted(escaped(tag(Files.readAllBytes(file)))))
            .append("<Size>%d</Size></Contents>".formatted(Files.size(file)));
      }
    }
    xml.append("<KeyCount>%d</KeyCount><IsTruncated>false</IsTruncated>".formatted(count));
    return xml(200, xml.append("</ListBucketResult>").toString());
  }

  private static Answer object(Request request, Path place) throws IOException {
    switch (request.method()) {
      case "PUT" -> {
        byte[] content = content(request);
        Files.createDirectories(place.getParent());
        Files.write(place, content);
        return new Answer(200, Map.of("ETag", tag(content)), new byte[0]);
      }
      case "GET", "HEAD" -> {
        byte[] content = Files.readAllBytes(place);
        return new Answer(
            200,
            Map.of("ETag", tag(content), "Content-Type", "binary/octet-stream"),
            request.method().equals("GET") ? content : new byte[0]);
      }
      case "DELETE" -> {
        Files.deleteIfExists(place);
        return new Answer(204, Map.of(), new byte[0]);
      }
      default -> {
        return error(501, "NotImplemented", "The local cloud can't do this with an object.");
      }
    }
  }

  /** The body, without the signed chunks in which Amazon's clients may send it. */
  private static byte[] content(Request request) {
    byte[] body = request.body();
    if (request.header("x-amz-decoded-content-length").isEmpty()) {
      return body;
    }
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    int at = 0;
    try {
      while (at < body.length) {
        int end = at;
        while (body[end] != '\r') {
          end++;
        }
        String head = new String(body, at, end - at, StandardCharsets.US_ASCII);
        int size = Integer.parseInt(head.split(";", 2)[0].strip(), 16);
        if (size == 0) {
          break;
        }
        content.write(body, end + 2, size);
        at = end + 2 + size + 2;
      }
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new Front.BadRequest("The pieces of the body are malformed.");
    }
    return content.toByteArray();
  }

  private static String tag(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("MD5").digest(content);
      return '"' + HexFormat.of().formatHex(digest) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has MD5.", e);
    }
  }

  private static Answer error(int status, String code, String message) {
    return xml(
        status,
        "<Error><Code>%s</Code><Message>%s</Message></Error>".formatted(code, escaped(message)));
  }

  private static Answer xml(int status, String xml) {
    return new Answer(
        status,
        Map.of("Content-Type", "application/xml"),
        ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + xml).getBytes(StandardCharsets.UTF_8));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
