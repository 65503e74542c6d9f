package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import io.querycast.local.Faults;
import io.querycast.local.taxi.Trips;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** A Data API on a folder, and methods to look at it. */
final class LocalRedshift implements AutoCloseable {
  static final Path SETUP = Path.of("../sql/setup.sql");
  static final Path QUERIES = Path.of("../sql/queries");
  static final Trips TRIPS = Trips.generated(2500);
  static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  /** Runs for minutes unless it is interrupted. */
  static final String LONG =
      "select count(*) from nyc_yellow_taxi a, nyc_yellow_taxi b, nyc_yellow_taxi c, nyc_yellow_taxi d"
          + " where a.trip_distance + b.trip_distance + c.trip_distance = d.trip_distance + 0.01";

  final ObjectMapper json = new ObjectMapper();
  final Faults faults = new Faults();
  final BlockingQueue<ObjectNode> events = new LinkedBlockingQueue<>();
  final BlockingQueue<ObjectNode> claims = new LinkedBlockingQueue<>();
  final List<String> progress = new ArrayList<>();
  final MovableClock clock = new MovableClock();
  final RedshiftData data;
  private final Path folder;

  /** On a warehouse of its own, with a few trips. */
  LocalRedshift(Path folder) {
    this(folder, TRIPS, settings -> settings);
  }

  LocalRedshift(Path folder, UnaryOperator<RedshiftSettings> change) {
    this(folder, TRIPS, change);
  }

  LocalRedshift(Path folder, Trips trips, UnaryOperator<RedshiftSettings> change) {
    this(folder, change.apply(RedshiftSettings.of(SETUP, trips)), Warehouses::copy);
  }

  private LocalRedshift(
      Path folder, RedshiftSettings settings, BiConsumer<RedshiftSettings, Path> put) {
    this.folder = folder;
    put.accept(settings, folder);
    data =
        new RedshiftData(
            folder,
            folder.resolve("s3"),
            settings,
            faults,
            clock,
            events::add,
            claims::add,
            progress::add);
  }

  /** On the warehouse of all tests that change nothing in its tables. */
  static LocalRedshift reading(Path folder, UnaryOperator<RedshiftSettings> change) {
    return new LocalRedshift(
        folder, change.apply(RedshiftSettings.of(SETUP, TRIPS)), Warehouses::lend);
  }

  static final class MovableClock implements InstantSource {
    volatile Instant now = NOON;

    @Override
    public Instant instant() {
      return now;
    }
  }

  /** A connection to the engine with all rights. */
  Connection administrator() throws IOException, SQLException {
    Path warehouse = folder.resolve("warehouse");
    String port = Files.readAllLines(warehouse.resolve("data/postmaster.pid")).get(3);
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/dev?sslmode=disable",
        "rdsdb",
        Files.readString(warehouse.resolve("password")));
  }

  ObjectNode request(String sql) {
    return json.createObjectNode()
        .put("ClusterIdentifier", "querycast")
        .put("Database", "dev")
        .put("DbUser", "awsuser")
        .put("Sql", sql);
  }

  ObjectNode request(String sql, Map<String, String> parameters) {
    ObjectNode request = request(sql);
    ArrayNode list = request.putArray("Parameters");
    parameters.forEach((name, value) -> list.addObject().put("name", name).put("value", value));
    return request;
  }

  JsonNode call(String operation, ObjectNode input) throws AwsError {
    try {
      return json.readTree(json.writeValueAsBytes(data.handle(operation, input)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode call(String operation, String id) throws AwsError {
    return call(operation, id(id));
  }

  /** The error of a call. */
  AwsError refused(String operation, ObjectNode input) {
    return assertThrows(AwsError.class, () -> call(operation, input));
  }

  /** A call whose only parameter is the statement's id. */
  ObjectNode id(String id) {
    return json.createObjectNode().put("Id", id);
  }

  /** Waits for the statement's end, and describes it. */
  JsonNode run(ObjectNode request) throws AwsError {
    JsonNode ended = call("ExecuteStatement", request.put("WaitTimeSeconds", 30));
    return call("DescribeStatement", ended.get("Id").asText());
  }

  /** Runs a statement that has to succeed. */
  void must(String sql) throws AwsError {
    JsonNode ended = run(request(sql));
    if (!ended.path("Status").asText().equals("FINISHED")) {
      throw new AssertionError(ended.path("Error").asText() + " in " + sql);
    }
  }

  String error(String sql) throws AwsError {
    JsonNode ended = run(request(sql));
    return ended.path("Status").asText() + " " + ended.path("Error").asText();
  }

  /** The first page of a query's result. */
  JsonNode result(ObjectNode request) throws AwsError {
    JsonNode ended = run(request);
    if (!ended.path("Status").asText().equals("FINISHED")) {
      throw new AssertionError(ended);
    }
    return call("GetStatementResult", ended.get("Id").asText());
  }

  /** The rows with bare values; null for NULL. */
  List<List<Object>> rows(ObjectNode request) throws AwsError {
    return rows(result(request));
  }

  List<List<Object>> rows(String sql) throws AwsError {
    return rows(request(sql));
  }

  static List<List<Object>> rows(JsonNode result) {
    List<List<Object>> rows = new ArrayList<>();
    for (JsonNode record : result.get("Records")) {
      List<Object> row = new ArrayList<>();
      record.forEach(cell -> row.add(value(cell)));
      rows.add(row);
    }
    return rows;
  }

  /** The name and the type of each column. */
  static List<String> columns(JsonNode result) {
    List<String> columns = new ArrayList<>();
    for (JsonNode column : result.get("ColumnMetadata")) {
      columns.add(column.get("name").asText() + " " + column.get("typeName").asText());
    }
    return columns;
  }

  ObjectNode nextEvent() throws InterruptedException {
    ObjectNode event = events.poll(30, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("no event came");
    }
    return event;
  }

  private static Object value(JsonNode cell) {
    if (cell.has("isNull")) {
      return null;
    }
    JsonNode value = cell.elements().next();
    if (value.isIntegralNumber()) {
      return value.longValue();
    }
    return value.isNumber()
        ? value.doubleValue()
        : value.isBoolean() ? (Object) value.booleanValue() : value.asText();
  }

  @Override
  public void close() {
    data.close();
  }
}
