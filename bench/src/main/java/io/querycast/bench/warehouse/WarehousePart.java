package io.querycast.bench.warehouse;

import io.querycast.bench.Figure;
import io.querycast.bench.MachineLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;
import software.amazon.awssdk.services.redshiftdata.model.DescribeStatementResponse;
import software.amazon.awssdk.services.redshiftdata.model.SqlParameter;
import software.amazon.awssdk.services.redshiftdata.model.StatusString;

/** The local cloud's warehouse with the 1,200,000 generated trips, asked by Amazon's own client. */
public final class WarehousePart {
  private static final String PART = "warehouse";
  private static final Path FOLDER = Path.of("bench/target/warehouse").toAbsolutePath();
  private static final Path QUERIES = Path.of("sql/queries");
  private static final Pattern DEFAULT =
      Pattern.compile("(?m)^-- parameter: (.+)\n(?:--   .+\n)*?--   default: (.+)$");
  private static final double MILLIS = 1e6;
  private static final int RUNS = 5;

  /** Fewer than these, and the SDK's compiling in this process would be measured. */
  private static final int WARM_CALLS = 3000;

  private static final int AT_ONCE = 50;

  /** Its result has 108,364 rows; the others' have 168 at most. */
  private static final String LONG_RESULT = "trips";

  private final RedshiftDataClient client;
  private final boolean quick;
  private final List<Long> processes;

  private WarehousePart(Cloud cloud, boolean quick) throws IOException {
    this.quick = quick;
    this.processes = Stream.concat(own(), cloud.processes().stream()).toList();
    this.client =
        RedshiftDataClient.builder()
            .endpointOverride(cloud.address())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
            .build();
  }

  /**
   * Measures.
   *
   * @param arguments {@code --quick} for one run of each
   */
  public static void main(String[] arguments) throws Exception {
    boolean quick = List.of(arguments).contains("--quick");
    Path data = FOLDER.resolve("data");
    delete(FOLDER);
    Files.createDirectories(FOLDER);
    starts(data, quick);
    try (Cloud cloud = new Cloud(data)) {
      memory(cloud);
      WarehousePart part = new WarehousePart(cloud, quick);
      part.one();
      part.questions();
      part.whole();
      part.atOnce();
      part.many();
    }
    delete(data);
    System.exit(0);
  }

  private static void starts(Path data, boolean quick) throws IOException, InterruptedException {
    System.err.println("warehouse: starts");
    List<Double> first = new ArrayList<>();
    List<Double> later = new ArrayList<>();
    for (int run = 0; run <= (quick ? 1 : RUNS); run++) {
      long start = System.nanoTime();
      Cloud cloud = new Cloud(data);
      (run == 0 ? first : later).add((System.nanoTime() - start) / MILLIS);
      cloud.close();
    }
    Figure.median(
            PART,
            "start of the local cloud, until it is ready",
            Figure.OURS,
            later,
            "ms",
            List.of())
        .within(5000)
        .print();
    Figure.median(PART, "the first one, which makes the trips", Figure.OURS, first, "ms", List.of())
        .print();
  }

  private static void memory(Cloud cloud) throws IOException {
    List<Double> megabytes = new ArrayList<>();
    cloud.megabytes().ifPresent(megabytes::add);
    if (!megabytes.isEmpty()) {
      Figure.median(
              PART, "memory of all its processes, idle", Figure.OURS, megabytes, "MB", List.of())
          .noted("Pages that some of its processes share count once (PSS).")
          .print();
    }
  }

  /** From the call to the row in the caller's hands: two calls. */
  private void one() {
    System.err.println("warehouse: select 1");
    for (int i = 0; i < (quick ? 10 : WARM_CALLS); i++) {
      answered("select 1");
    }
    List<Double> millis = new ArrayList<>();
    MachineLoad load = MachineLoad.watch(processes);
    for (int i = 0; i < (quick ? 10 : 500); i++) {
      long start = System.nanoTime();
      answered("select 1");
      millis.add((System.nanoTime() - start) / MILLIS);
    }
    Figure.at(0.5, PART, "select 1 and its row, p50", Figure.OURS, millis, "ms", loads(load))
        .within(5)
        .print();
  }

  private void questions() throws IOException {
    System.err.println("warehouse: questions");
    List<Path> files;
    try (Stream<Path> listed = Files.list(QUERIES)) {
      files = listed.sorted().toList();
    }
    for (Path file : files) {
      String name = file.getFileName().toString().replace(".sql", "");
      String sql = Files.readString(file);
      List<SqlParameter> values = new ArrayList<>();
      Matcher found = DEFAULT.matcher(sql);
      while (found.find()) {
        String parameter = found.group(1);
        String value = found.group(2);
        values.add(SqlParameter.builder().name(parameter).value(value).build());
      }
      Figure figure = durations("question " + name, sql, values);
      if (name.equals(LONG_RESULT)) {
        figure.noted("The question trips sorts and writes 108,364 rows.").print();
        inTheEngine(name, sql, values);
      } else {
        figure.within(100).print();
      }
    }
  }

  /** Without writing the result: its rows are found and sorted as before, and then only counted. */
  private void inTheEngine(String name, String sql, List<SqlParameter> values) {
    String counted = "select count(*) from (" + sql + "\n) as answer";
    durations("question %s, in the engine".formatted(name), counted, values)
        .within(100)
        .noted("The rows are found and sorted, and then counted instead of written.")
        .print();
  }

  private void whole() {
    System.err.println("warehouse: all trips");
    durations("1,200,000 trips, written as pages", "select * from nyc_yellow_taxi", List.of())
        .print();
  }

  private void atOnce() throws InterruptedException, ExecutionException {
    System.err.println("warehouse: at once");
    List<Double> millis = new ArrayList<>();
    MachineLoad load = MachineLoad.watch(processes);
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      for (int run = 0; run < (quick ? 1 : RUNS); run++) {
        long start = System.nanoTime();
        Callable<DescribeStatementResponse> ask =
            () -> run("select payment_type, count(*) from nyc_yellow_taxi group by 1", List.of());
        for (Future<DescribeStatementResponse> each :
            threads.invokeAll(Collections.nCopies(AT_ONCE, ask))) {
          each.get();
        }
        millis.add((System.nanoTime() - start) / MILLIS);
      }
    } finally {
      threads.shutdownNow();
    }
    String what = "50 statements at once over all trips, until the last one's end";
    Figure.median(PART, what, Figure.OURS, millis, "ms", loads(load)).print();
  }

  /** A month of ten million trips, by day. */
  private void many() {
    System.err.println("warehouse: ten million trips");
    run("drop table if exists many", List.of());
    run(
        "create table many (pickup_datetime timestamp, fare decimal(9, 2)) sortkey (pickup_datetime)",
        List.of());
    run(
        "insert into many with digits as (select 0 as n union all select 1 union all select 2"
            + " union all select 3 union all select 4 union all select 5 union all select 6"
            + " union all select 7) select pickup_datetime, fare_amount from nyc_yellow_taxi, digits"
            + " union all select pickup_datetime, fare_amount from (select pickup_datetime,"
            + " fare_amount from nyc_yellow_taxi limit 400000) rest order by 1",
        List.of());
    run("analyze many", List.of());
    durations(
            "a month of 10,000,000 trips, by day",
            "select trunc(pickup_datetime), count(*), sum(fare) from many where pickup_datetime"
                + " >= '2015-03-01' and pickup_datetime < '2015-04-01' group by 1 order by 1",
            List.of())
        .within(1000)
        .print();
    run("drop table many", List.of());
  }

  /** How long the warehouse says that a statement took. */
  private Figure durations(String what, String sql, List<SqlParameter> values) {
    List<Double> millis = new ArrayList<>();
    run(sql, values);
    MachineLoad load = MachineLoad.watch(processes);
    for (int i = 0; i < (quick ? 1 : RUNS); i++) {
      millis.add(run(sql, values).duration() / MILLIS);
    }
    return Figure.median(PART, what, Figure.OURS, millis, "ms", loads(load));
  }

  private void answered(String sql) {
    String id =
        client
            .executeStatement(
                r ->
                    r.clusterIdentifier("querycast")
                        .database("dev")
                        .dbUser("awsuser")
                        .sql(sql)
                        .waitTimeSeconds(30))
            .id();
    client.getStatementResult(r -> r.id(id));
  }

  private DescribeStatementResponse run(String sql, List<SqlParameter> values) {
    String id =
        client
            .executeStatement(
                r ->
                    r.clusterIdentifier("querycast")
                        .database("dev")
                        .dbUser("awsuser")
                        .sql(sql)
                        .parameters(values.isEmpty() ? null : values))
            .id();
    while (true) {
      DescribeStatementResponse described =
          client.describeStatement(r -> r.id(id).waitTimeSeconds(30));
      if (described.status() == StatusString.FINISHED) {
        return described;
      }
      if (described.status() == StatusString.FAILED || described.status() == StatusString.ABORTED) {
        throw new IllegalStateException(described.error());
      }
    }
  }

  private static List<Double> loads(MachineLoad load) {
    return load.others().stream().boxed().toList();
  }

  private static Stream<Long> own() {
    return Stream.of(ProcessHandle.current().pid());
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(folder)) {
      deepestFirst = paths.sorted(Collections.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.delete(path);
    }
  }
}
