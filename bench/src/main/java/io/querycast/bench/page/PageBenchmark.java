package io.querycast.bench.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.management.OperatingSystemMXBean;
import io.querycast.TestSettings;
import io.querycast.Threads;
import io.querycast.aws.AwsClients;
import io.querycast.aws.ClockSkew;
import io.querycast.faults.Mutant;
import io.querycast.warehouse.Rows;
import io.querycast.warehouse.Warehouse;
import io.querycast.warehouse.WarehouseFixture;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;
import software.amazon.awssdk.services.redshiftdata.model.Field;
import software.amazon.awssdk.services.redshiftdata.model.GetStatementResultResponse;
import software.amazon.awssdk.services.redshiftdata.model.QueryRecords;

/**
 * One page, from the Data API's socket to the bytes that a browser gets. Every way reads the same
 * answers from the same other process. All but the bare one use the SDK's own client.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PageBenchmark {
  /** Milliseconds of CPU time for warming up. */
  static final String WARM = "querycast.bench.warm";

  private static final String ID = "d9b6c0c9-0747-4bf4-b142-e8883122f766";

  /** A timeout, as in the server, but longer because the machine may be busy. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final JsonFactory JSON = new JsonFactory();

  /** The content of the pages. */
  @Param({"NUMBERS", "TRIPS", "TEXT"})
  public Shape shape;

  private final byte[] buffer = new byte[64 * 1024];
  private final CountingSink out = new CountingSink();
  private Process neighbour;
  private URI address;
  private RedshiftDataClient client;
  private Warehouse warehouse;
  private ScheduledExecutorService thread;
  private long statements;

  /** Starts the other process and the client, which is built as in the server, and warms up. */
  @Setup(Level.Trial)
  public void open(BenchmarkParams params) throws IOException {
    neighbour =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                DataApi.class.getName(),
                shape.name())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said = neighbour.inputReader(StandardCharsets.US_ASCII);
    address = URI.create("http://127.0.0.1:" + said.readLine() + "/");
    client =
        RedshiftDataClient.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .endpointOverride(address)
            .overrideConfiguration(
                AwsClients.limits(new ClockSkew(InstantSource.system()), 2)
                    .apiCallTimeout(PATIENCE)
                    .apiCallAttemptTimeout(PATIENCE)
                    .build())
            .build();
    thread = Executors.newScheduledThreadPool(1);
    warehouse =
        WarehouseFixture.open(
            client, TestSettings.SETTINGS, new Threads(thread, thread), Mutant.NONE);
    String name = params.getBenchmark();
    warmUp(name.substring(name.lastIndexOf('.') + 1));
  }

  /** By CPU time, because on a busy machine some time on the clock would not be enough. */
  private void warmUp(String method) throws IOException {
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long end = process.getProcessCpuTime() + Duration.ofMillis(Long.getLong(WARM)).toNanos();
    while (process.getProcessCpuTime() < end) {
      switch (method) {
        case "bareJson" -> bareJson();
        case "bareCsv" -> bareCsv();
        case "sdkJson" -> sdkJson();
        case "sdkCsv" -> sdkCsv();
        case "ours" -> ours();
        default -> throw new IllegalArgumentException(method);
      }
    }
  }

  /** Ends the client and the other process. */
  @TearDown(Level.Trial)
  public void close() {
    client.close();
    thread.shutdownNow();
    neighbour.destroy();
  }

  /** The answer as it comes, read by Java's own HTTP client. No way can be cheaper. */
  @Benchmark
  public long bareJson() throws IOException {
    return bare("RedshiftData.GetStatementResult");
  }

  /** The same for CSV. */
  @Benchmark
  public long bareCsv() throws IOException {
    return bare("RedshiftData.GetStatementResultV2");
  }

  /** The SDK's objects, written as our rows. */
  @Benchmark
  public long sdkJson() throws IOException {
    GetStatementResultResponse page = client.getStatementResult(request -> request.id(ID));
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartArray();
      for (List<Field> row : page.records()) {
        json.writeStartArray();
        for (Field field : row) {
          write(field, json);
        }
        json.writeEndArray();
      }
      json.writeEndArray();
    }
    return out.count;
  }

  /** CSV text from the SDK, written as it is. */
  @Benchmark
  public long sdkCsv() throws IOException {
    for (QueryRecords records : client.getStatementResultV2(request -> request.id(ID)).records()) {
      try (OutputStreamWriter writer = new OutputStreamWriter(out, StandardCharsets.UTF_8)) {
        writer.write(records.csvRecords());
      }
    }
    return out.count;
  }

  /** Our rows, as the server writes them. */
  @Benchmark
  public long ours() throws IOException {
    // Another statement each time: a page that was read a moment ago is not read again.
    try (Rows rows = warehouse.rows(ID + statements++, null)) {
      rows.writeTo(out);
    }
    return out.count;
  }

  private long bare(String target) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setRequestMethod("POST");
    connection.setRequestProperty("X-Amz-Target", target);
    connection.setDoOutput(true);
    connection
        .getOutputStream()
        .write(("{\"Id\":\"" + ID + "\"}").getBytes(StandardCharsets.UTF_8));
    try (InputStream in = connection.getInputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
      }
    }
    return out.count;
  }

  private static void write(Field field, JsonGenerator json) throws IOException {
    switch (field.type()) {
      case STRING_VALUE -> json.writeString(field.stringValue());
      case LONG_VALUE -> json.writeNumber(field.longValue());
      case DOUBLE_VALUE -> json.writeNumber(field.doubleValue());
      case BOOLEAN_VALUE -> json.writeBoolean(field.booleanValue());
      case BLOB_VALUE -> json.writeBinary(field.blobValue().asByteArrayUnsafe());
      default -> json.writeNull();
    }
  }

  /** Takes all bytes and counts them, so that the JVM does not remove the work as unused. */
  private static final class CountingSink extends OutputStream {
    private long count;

    @Override
    public void write(int each) {
      count++;
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      count += length;
    }
  }
}
