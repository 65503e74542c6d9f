package io.querycast.local.copy;

import com.fasterxml.jackson.databind.JsonNode;
import io.querycast.local.copy.Buckets.S3Object;
import io.querycast.local.copy.FileOptions.Format;
import io.querycast.local.sql.tree.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** One COPY: rows of files, each value turned into its column's type, into one table. */
final class CopyCommand {
  private static final int ENOUGH = 1 << 16;

  private final CopyOptions options;
  private final Buckets buckets;
  private final Connection connection;
  private final Times.Meaning meaning;
  private final Target target;
  private final TransferLog log;
  private final List<Converter> converters = new ArrayList<>();
  private final Row row = new Row();
  private final Field missing = new Field();
  private CopyIn out;
  private JsonRecords.Shape shape;
  private long rows;
  private long errors;

  CopyCommand(
      CopyOptions options,
      Buckets buckets,
      Connection connection,
      Times.Meaning meaning,
      Target target,
      TransferLog log) {
    this.options = options;
    this.buckets = buckets;
    this.connection = connection;
    this.meaning = meaning;
    this.target = target;
    this.log = log;
    for (TargetColumn column : target.columns()) {
      converters.add(converter(column));
    }
  }

  /**
   * Loads all files.
   *
   * @return how many rows were loaded
   * @throws Refused if it fails as Redshift's would
   */
  long run() throws IOException, SQLException {
    List<S3Object> files = Sources.of(options, buckets);
    if (options.format == Format.JSON) {
      shape = shape();
    }
    if (options.format == Format.FIXED_WIDTH && options.widths.size() != columns().size()) {
      throw new Refused(
          "FIXEDWIDTH has %d columns and the table or column list has %d"
              .formatted(options.widths.size(), columns().size()),
          -1);
    }
    if (!options.noLoad) {
      out = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(target.sql());
    }
    try {
      for (S3Object file : files) {
        load(file);
      }
      send();
      if (out != null) {
        out.endCopy();
      }
    } finally {
      if (out != null && out.isActive()) {
        out.cancelCopy();
      }
    }
    return options.noLoad ? 0 : rows;
  }

  private List<TargetColumn> columns() {
    return target.columns();
  }

  private void load(S3Object file) throws IOException, SQLException {
    LocalDateTime start = log.now();
    long rowsBefore = rows;
    long errorsBefore = errors;
    try (Records records = open(file)) {
      boolean goesOn = true;
      while (goesOn) {
        goesOn = next(file, records);
      }
    } catch (CharacterCodingException e) {
      note(
          file,
          0,
          null,
          0,
          "",
          "",
          new Unfit(1221, "The encoding of the file is not that of the ENCODING option"));
    } catch (IOException e) {
      if (options.compression == Compression.NONE) {
        throw e;
      }
      throw new Refused(
          "The file %s is not in the compressed format that was named".formatted(file.url()), -1);
    } finally {
      log.loaded(file.url(), rows - rowsBefore, file.size(), errors - errorsBefore, start);
    }
  }

  private Records open(S3Object file) throws IOException {
    if (options.format == Format.PARQUET) {
      ParquetRecords records = new ParquetRecords(file.file());
      return records;
    }
    InputStream bytes = options.compression.open(file.read());
    try {
      Input in = new Input(bytes, options.encoding);
      return switch (options.format) {
        case JSON -> new JsonRecords(in, options.header, shape);
        case FIXED_WIDTH -> new FixedRecords(in, options);
        default -> new DelimitedRecords(in, options);
      };
    } catch (IOException | RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /** Loads the next row, or notes why it can't be; false after the last one. */
  private boolean next(S3Object file, Records records) throws IOException, SQLException {
    int at = -1;
    row.begin();
    try {
      if (!records.next()) {
        return false;
      }
      checkCount(records);
      for (at = 0; at < converters.size(); at++) {
        row.nextField();
        put(records, at);
      }
      row.end();
      rows++;
    } catch (Unfit why) {
      row.drop();
      boolean isField = at >= 0 && at < converters.size();
      note(
          file,
          records.line(),
          isField ? columns().get(at) : null,
          isField ? records.position(at) : 0,
          records.raw(),
          isField && at < records.count() ? records.field(at).toString() : "",
          why);
    }
    if (row.length() > ENOUGH) {
      send();
    }
    return true;
  }

  private void send() throws SQLException {
    if (out != null && row.length() > 0) {
      out.writeToCopy(row.bytes(), 0, row.length());
    }
    row.clear();
  }

  private void checkCount(Records records) throws Unfit {
    int count = records.count();
    int wanted = converters.size();
    if (count < wanted && !options.fillRecord) {
      if (options.format == Format.PARQUET) {
        throw unsuitable(count, wanted);
      }
      throw new Unfit(Unfit.NO_DELIMITER, "Delimiter not found");
    }
    if (count > wanted) {
      // A line may end with a delimiter.
      boolean isTrailing =
          options.format == Format.DELIMITED
              && count == wanted + 1
              && records.field(wanted).length() == 0;
      if (!isTrailing) {
        if (options.format == Format.PARQUET) {
          throw unsuitable(count, wanted);
        }
        throw new Unfit(Unfit.EXTRA_COLUMNS, "Extra column(s) found");
      }
    }
  }

  private static Refused unsuitable(int count, int wanted) {
    return new Refused(
        "Unmatched number of columns between table and file. Table columns: %d, Data columns: %d"
            .formatted(wanted, count),
        -1);
  }

  private void put(Records records, int index) throws Unfit, SQLException {
    TargetColumn column = columns().get(index);
    Field field = index < records.count() ? records.field(index) : filled(column);
    if (field.isNull || isNothing(field, column)) {
      putNull(column);
      return;
    }
    if (column.type().equals("super")
        && ((records instanceof JsonRecords json && json.isText(index))
            || records instanceof ParquetRecords)) {
      row.putText(asJson(records, index, field));
    } else if (!converters.get(index).convert(field, row)) {
      putNull(column);
    }
  }

  /** A text of JSON that goes into a SUPER is a text there too. */
  private static String asJson(Records records, int index, Field field) {
    String text = field.toString();
    boolean isText = !(records instanceof ParquetRecords parquet) || parquet.isText(index);
    return isText ? JsonRecords.JSON.getNodeFactory().textNode(text).toString() : text;
  }

  /** What FILLRECORD puts in place of a field that is not there. */
  private Field filled(TargetColumn column) {
    boolean isEmpty =
        column.type().equals("varchar") && !options.emptyAsNull && options.format != Format.PARQUET;
    if (isEmpty) {
      missing.set("");
    } else {
      missing.setNull();
    }
    return missing;
  }

  private boolean isNothing(Field field, TargetColumn column) {
    if (!column.isText()) {
      return field.isBlank();
    }
    return field.length() == 0 ? options.emptyAsNull : options.blanksAsNull && field.isBlank();
  }

  private void putNull(TargetColumn column) throws Unfit {
    if (column.isNotNull()) {
      throw new Unfit(Unfit.MISSING, "Missing data for not-null field");
    }
    row.putNull();
  }

  /** Notes a row that was left out, and fails if there are too many of them. */
  private void note(
      S3Object file,
      long line,
      TargetColumn column,
      int position,
      String raw,
      String value,
      Unfit why) {
    errors++;
    log.fault(file.url(), line, column, position, raw, value, why);
    if (errors >= Math.max(1, options.maxErrors)) {
      throw new Refused(
          "Load into table '%s' failed.  Check 'stl_load_errors' system table for details."
              .formatted(target.name()),
          -1);
    }
  }

  private JsonRecords.Shape shape() throws IOException {
    return switch (options.json) {
      case "auto" -> JsonRecords.byName(columns(), false);
      case "auto ignorecase" -> JsonRecords.byName(columns(), true);
      case "noshred" -> {
        if (columns().size() != 1 || !columns().get(0).type().equals("super")) {
          throw new Refused("JSON 'noshred' needs exactly one column, of type SUPER", -1);
        }
        yield JsonRecords.whole();
      }
      default -> paths();
    };
  }

  private JsonRecords.Shape paths() throws IOException {
    S3Object file = buckets.object(options.json);
    if (!file.exists()) {
      throw new Refused("JSONPath file '%s' was not found".formatted(file.url()), -1);
    }
    JsonNode paths = Sources.json(file, "JSONPaths").path("jsonpaths");
    if (!paths.isArray()) {
      // The guide says that it is ignored then.
      return JsonRecords.byName(columns(), false);
    }
    if (paths.size() != columns().size()) {
      throw new Refused(
          ("Number of jsonpaths and the number of columns should match. JSONPath size: %d, Number"
                  + " of columns in table or column list: %d")
              .formatted(paths.size(), columns().size()),
          -1);
    }
    List<JsonPath> all = new ArrayList<>();
    paths.forEach(path -> all.add(new JsonPath(path.asText())));
    return JsonRecords.byPath(all);
  }

  private Converter converter(TargetColumn column) {
    return switch (column.type()) {
      case "int2" -> Numbers.whole("Short", Short.MAX_VALUE);
      case "int4" -> Numbers.whole("Integer", Integer.MAX_VALUE);
      case "int8" -> Numbers.whole("Long", Long.MAX_VALUE);
      case "numeric" -> Numbers.decimal(column.length(), column.scale(), options.rounds);
      case "float4" -> Numbers.floating(false);
      case "float8" -> Numbers.floating(true);
      case "bool" -> Numbers::truth;
      case "varchar", "text" -> Texts.text(column.length(), false, options);
      case "bpchar" -> Texts.text(column.length(), true, options);
      case "date", "time", "timetz", "timestamp", "timestamptz" ->
          new Times(column.type(), options, meaning);
      case "super" -> Texts::json;
      case "bytea" -> Texts.bytes(column.length());
      default ->
          throw new Refused(
              "COPY into a column of type %s is not available in the local warehouse"
                  .formatted(column.type().toUpperCase(java.util.Locale.ROOT)),
              -1);
    };
  }
}
