package io.querycast.local.taxi;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** A local S3 for trips, and what is told while they are written into it. */
final class S3Folder {
  static final Path SAMPLES = Path.of("src/test/resources/io/querycast/local/trips");

  final List<String> progress = new ArrayList<>();
  private final Path folder;

  S3Folder(Path folder) {
    this.folder = folder;
  }

  /** Writes the trips of files and returns the rows that COPY would read. */
  List<String> rowsOf(Path... files) throws IOException {
    write(new Trips(List.of(files), 0));
    return rows();
  }

  void write(Trips trips) throws IOException {
    trips.write(folder.resolve("s3"), own(), progress::add);
  }

  /** The folder for the marker and for what is not finished. */
  Path own() {
    return folder.resolve("taxi");
  }

  Path place() {
    return folder.resolve("s3/amzn-s3-demo-bucket/yellow_tripdata");
  }

  List<Path> parts() throws IOException {
    try (Stream<Path> parts = Files.list(place())) {
      return parts.filter(part -> part.toString().endsWith(".gz")).sorted().toList();
    }
  }

  /** All rows in the order of the files, without their headers. */
  List<String> rows() throws IOException {
    List<String> rows = new ArrayList<>();
    for (Path part : parts()) {
      List<String> lines = lines(part);
      rows.addAll(lines.subList(1, lines.size()));
    }
    return rows;
  }

  static List<String> lines(Path part) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(part)), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
