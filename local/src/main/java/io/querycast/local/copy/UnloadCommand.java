package io.querycast.local.copy;

import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.copy.Buckets.Prefix;
import io.querycast.local.copy.Buckets.S3Object;
import io.querycast.local.copy.FileOptions.Format;
import io.querycast.local.sql.tree.Refused;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** One UNLOAD: the rows of a query into files. */
final class UnloadCommand {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The partition of rows whose column is NULL, as Hive names it. */
  private static final String NO_VALUE = "__HIVE_DEFAULT_PARTITION__";

  /** More files at once would need more handles than a process has. */
  private static final int MOST_PARTITIONS = 1000;

  private final UnloadOptions options;
  private final Buckets buckets;
  private final Connection connection;
  private final TransferLog log;
  private final Prefix to;

  /** The files that are being written, by their partitions. */
  private final Map<String, UnloadFile> open = new LinkedHashMap<>();

  private final Map<String, Integer> parts = new HashMap<>();
  private final Set<String> cleaned = new HashSet<>();
  private final List<S3Object> written = new ArrayList<>();
  private final ArrayNode entries = JSON.createArrayNode();
  private Duck duck;
  private long allBytes;
  private long allRows;

  UnloadCommand(UnloadOptions options, Buckets buckets, Connection connection, TransferLog log) {
    this.options = options;
    this.buckets = buckets;
    this.connection = connection;
    this.log = log;
    Prefix place = buckets.prefix(options.to);
    boolean needsSlash =
        !options.partitions.isEmpty() && !place.key().isEmpty() && !place.key().endsWith("/");
    to = needsSlash ? new Prefix(place.bucket(), place.key() + "/") : place;
  }

  /**
   * Runs the query and writes its rows.
   *
   * @param sql PostgreSQL's form of the query
   * @param known what is known of the columns' types beyond what PostgreSQL tells
   * @return how many rows were written
   */
  long run(String sql, List<io.querycast.local.sql.names.Column> known)
      throws SQLException, IOException {
    List<ResultColumn> columns = columns(sql, known);
    check(columns);
    int[] partitions = partitions(columns);
    List<Integer> kept =
        IntStream.range(0, columns.size())
            .filter(
                i ->
                    options.includesPartitions
                        || IntStream.of(partitions).noneMatch(partition -> partition == i))
            .boxed()
            .toList();
    if (kept.isEmpty()) {
      throw new Refused("At least one column must not be in PARTITION BY", -1);
    }
    if (options.format == Format.FIXED_WIDTH && options.widths.size() != kept.size()) {
      throw new Refused(
          "FIXEDWIDTH has %d columns and the query has %d"
              .formatted(options.widths.size(), kept.size()),
          -1);
    }
    prepareDestination(partitions.length > 0);
    boolean done = false;
    try {
      long rows = unload(sql, columns, partitions, kept);
      closeAll();
      if (options.manifest) {
        manifest(columns, kept);
      }
      done = true;
      return rows;
    } finally {
      if (!done) {
        forget();
      }
      if (duck != null) {
        duck.close();
      }
    }
  }

  private List<ResultColumn> columns(String sql, List<io.querycast.local.sql.names.Column> known)
      throws SQLException {
    List<ResultColumn> columns = new ArrayList<>();
    try (PreparedStatement prepared = connection.prepareStatement(sql)) {
      ResultSetMetaData data = prepared.getMetaData();
      for (int i = 1; data != null && i <= data.getColumnCount(); i++) {
        String type = data.getColumnTypeName(i);
        type = type.substring(type.indexOf('.') + 1).replace("\"", "");
        int length = data.getPrecision(i);
        int scale = data.getScale(i);
        if (type.equals("numeric") && length == 0) {
          length = 38;
          scale = 18;
          if (known.size() >= i && known.get(i - 1).type().precision().isPresent()) {
            length = known.get(i - 1).type().precision().getAsInt();
            scale = known.get(i - 1).type().scale().orElse(0);
          }
        }
        columns.add(new ResultColumn(data.getColumnLabel(i), type, length, scale));
      }
    }
    if (columns.isEmpty()) {
      throw new Refused("UNLOAD needs a query with columns", -1);
    }
    return columns;
  }

  private void check(List<ResultColumn> columns) {
    boolean isNamed = options.format == Format.JSON || options.format == Format.PARQUET;
    Set<String> names = new HashSet<>();
    for (ResultColumn column : columns) {
      if (isNamed && !names.add(column.name())) {
        throw new Refused(
            "column name \"%s\" is specified more than once".formatted(column.name()), -1);
      }
      if (column.type().equals("bytea")
          && options.format != Format.CSV
          && options.format != Format.DELIMITED) {
        throw new Refused(
            "VARBYTE column \"%s\" can only be unloaded to text or CSV".formatted(column.name()),
            -1);
      }
    }
  }

  private int[] partitions(List<ResultColumn> columns) {
    return options.partitions.stream()
        .mapToInt(
            name ->
                IntStream.range(0, columns.size())
                    .filter(i -> columns.get(i).name().equals(name))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new Refused(
                                "Partition column \"%s\" is not in the query's result"
                                    .formatted(name),
                                -1)))
        .toArray();
  }

  private void prepareDestination(boolean hasPartitions) throws IOException {
    if (options.cleansPath && !hasPartitions) {
      clean(to);
    } else if (!options.cleansPath && !options.allowsOverwrite && !buckets.list(to).isEmpty()) {
      throw new Refused(
          "Specified unload destination on S3 is not empty. Consider using a different bucket /"
              + " prefix, manually removing the target files in S3, or using the ALLOWOVERWRITE"
              + " option.",
          -1);
    }
  }

  private void clean(Prefix place) throws IOException {
    for (S3Object object : buckets.list(place)) {
      Files.delete(object.file());
    }
  }

  private long unload(String sql, List<ResultColumn> columns, int[] partitions, List<Integer> kept)
      throws SQLException, IOException {
    RowFormat format = RowFormat.of(options, columns, kept);
    ResultRow row = new ResultRow(columns.size());
    long rows = 0;
    CopyOut out =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyOut("copy (" + sql + "\n) to stdout");
    try {
      for (byte[] line = out.readFromCopy(); line != null; line = out.readFromCopy()) {
        row.read(line);
        String partition = partition(row, columns, partitions);
        UnloadFile file = open.get(partition);
        if (file != null && file.size() >= options.fileSize) {
          close(open.remove(partition));
          file = null;
        }
        if (file == null) {
          file = next(partition, columns, kept, format);
        }
        file.write(row);
        rows++;
      }
    } finally {
      // A cancellation that comes too late would hit the next statement, so the rest is read.
      while (out.isActive() && out.readFromCopy() != null) {}
    }
    if (rows == 0 && partitions.length == 0) {
      UnloadFile unused = next("", columns, kept, format);
    }
    return rows;
  }

  /** The folder of a row's partition: {@code year=2019/month=May/}. */
  private static String partition(ResultRow row, List<ResultColumn> columns, int[] partitions) {
    if (partitions.length == 0) {
      return "";
    }
    StringBuilder folder = new StringBuilder();
    for (int column : partitions) {
      String value = row.text(column);
      folder
          .append(escaped(columns.get(column).name()))
          .append('=')
          .append(value == null || value.isEmpty() ? NO_VALUE : escaped(value))
          .append('/');
    }
    return folder.toString();
  }

  /** As Hive escapes a value, so that it is one part of a path on any system. */
  private static String escaped(String value) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || "\"#%'*/:=?\\{}[]^<>|\u007f".indexOf(c) >= 0) {
        escaped.append("%%%02X".formatted((int) c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private UnloadFile next(
      String partition, List<ResultColumn> columns, List<Integer> kept, RowFormat format)
      throws IOException {
    if (options.cleansPath && !partition.isEmpty() && cleaned.add(partition)) {
      clean(new Prefix(to.bucket(), to.key() + partition));
    }
    if (open.size() >= MOST_PARTITIONS) {
      throw new Refused(
          "UNLOAD into more than %d partitions is not available in the local warehouse"
              .formatted(MOST_PARTITIONS),
          -1);
    }
    int part = parts.merge(partition, 1, Integer::sum) - 1;
    String name = options.isParallel ? "0000_part_%02d".formatted(part) : "%03d".formatted(part);
    S3Object object = buckets.object(to.bucket(), to.key() + partition + name + options.ending());
    UnloadFile file =
        options.format == Format.PARQUET
            ? new UnloadFile.Parquet(duck(), object, columns, kept, log.now())
            : new UnloadFile.Text(object, format, options, log.now());
    written.add(object);
    open.put(partition, file);
    return file;
  }

  private Duck duck() {
    if (duck == null) {
      duck = Duck.open();
    }
    return duck;
  }

  private void closeAll() throws IOException, SQLException {
    for (UnloadFile file : List.copyOf(open.values())) {
      close(file);
    }
    open.clear();
  }

  private void close(UnloadFile file) throws IOException, SQLException {
    file.close();
    long bytes = file.object().size();
    long header = options.header ? 1 : 0;
    log.unloaded(file.object().url(), file.rows() - header, bytes, file.start());
    ObjectNode entry = entries.addObject().put("url", file.object().url());
    if (options.verbose) {
      entry.putObject("meta").put("content_length", bytes).put("record_count", file.rows());
    }
    allBytes += bytes;
    allRows += file.rows();
  }

  /** Leaves nothing behind of an UNLOAD that failed. */
  private void forget() throws IOException {
    for (UnloadFile file : open.values()) {
      file.abandon();
    }
    for (S3Object object : written) {
      Files.deleteIfExists(object.file());
    }
  }

  private void manifest(List<ResultColumn> columns, List<Integer> kept) throws IOException {
    ObjectNode manifest = JSON.createObjectNode();
    manifest.set("entries", entries);
    if (options.verbose) {
      ArrayNode elements = manifest.putObject("schema").putArray("elements");
      for (int i : kept) {
        ResultColumn column = columns.get(i);
        ObjectNode type = elements.addObject().put("name", column.name()).putObject("type");
        type.put("base", column.shownType());
        if (column.type().equals("numeric")) {
          type.put("precision", column.length()).put("scale", column.scale());
        } else if (column.isText()) {
          type.put("max_length", column.length());
        }
      }
      manifest.putObject("meta").put("content_length", allBytes).put("record_count", allRows);
      manifest.putObject("author").put("name", "Amazon Redshift").put("version", "1.0.0");
    }
    S3Object object = buckets.object(to.bucket(), to.key() + "manifest");
    written.add(object);
    try (OutputStream out = object.write()) {
      out.write(
          JSON.writer(new DefaultPrettyPrinter())
              .writeValueAsString(manifest)
              .getBytes(StandardCharsets.UTF_8));
    }
  }
}
