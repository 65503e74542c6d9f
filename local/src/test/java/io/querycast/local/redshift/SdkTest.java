package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.querycast.local.AwsError;
import io.querycast.local.AwsService;
import io.querycast.local.events.EventBridge;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.InvalidEventPatternException;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;
import software.amazon.awssdk.services.redshiftdata.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.redshiftdata.model.DescribeStatementResponse;
import software.amazon.awssdk.services.redshiftdata.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.redshiftdata.model.ExecutionMode;
import software.amazon.awssdk.services.redshiftdata.model.Field;
import software.amazon.awssdk.services.redshiftdata.model.ResourceNotFoundException;
import software.amazon.awssdk.services.redshiftdata.model.ResultFormatString;
import software.amazon.awssdk.services.redshiftdata.model.SessionStatusString;
import software.amazon.awssdk.services.redshiftdata.model.StatementStatusString;
import software.amazon.awssdk.services.redshiftdata.model.StatusString;
import software.amazon.awssdk.services.redshiftdata.model.ValidationException;

/** Both services, called over HTTP by Amazon's own clients. */
class SdkTest {
  private static final StaticCredentialsProvider ANY =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any"));

  @TempDir Path folder;
  private final ObjectMapper json = new ObjectMapper();
  private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private LocalRedshift redshift;
  private EventBridge events;
  private HttpServer http;
  private RedshiftDataClient client;
  private EventBridgeClient bridge;

  @BeforeEach
  void start() throws IOException {
    redshift = LocalRedshift.reading(folder, s -> s.withPageRows(2));
    events =
        new EventBridge(
            folder,
            redshift.faults,
            (queue, body) -> messages.add(queue + " " + body),
            redshift.clock,
            line -> {});
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    http.createContext("/", this::answer);
    http.start();
    URI address = URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    client =
        RedshiftDataClient.builder()
            .endpointOverride(address)
            .region(Region.US_EAST_1)
            .credentialsProvider(ANY)
            .build();
    bridge =
        EventBridgeClient.builder()
            .endpointOverride(address)
            .region(Region.US_EAST_1)
            .credentialsProvider(ANY)
            .build();
  }

  @AfterEach
  void stop() {
    client.close();
    bridge.close();
    http.stop(0);
    threads.shutdownNow();
    events.close();
    redshift.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String[] target = exchange.getRequestHeaders().getFirst("X-Amz-Target").split("\\.", 2);
    AwsService service = target[0].equals("RedshiftData") ? redshift.data : events;
    int status = 200;
    JsonNode body;
    try {
      body = service.handle(target[1], (ObjectNode) json.readTree(exchange.getRequestBody()));
    } catch (AwsError e) {
      status = e.status();
      body = json.createObjectNode().put("__type", e.code()).put("message", e.getMessage());
    }
    byte[] bytes = json.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private ExecuteStatementResponse execute(String sql) {
    return client.executeStatement(
        r -> r.clusterIdentifier("querycast").database("dev").dbUser("awsuser").sql(sql));
  }

  @Test
  void aStatementRunsAndItsPagesAreRead() {
    ExecuteStatementResponse started =
        execute("select 1 as a union all select 2 union all select null order by 1");
    DescribeStatementResponse ended =
        client.describeStatement(r -> r.id(started.id()).waitTimeSeconds(30));
    assertEquals(StatusString.FINISHED, ended.status());
    assertEquals(3, ended.resultRows());
    assertEquals(LocalRedshift.NOON, ended.createdAt());
    List<Field> cells =
        client.getStatementResultPaginator(r -> r.id(started.id())).stream()
            .flatMap(page -> page.records().stream())
            .map(row -> row.get(0))
            .toList();
    assertEquals(List.of(1L, 2L), cells.subList(0, 2).stream().map(Field::longValue).toList());
    assertEquals(true, cells.get(2).isNull());
  }

  @Test
  void aBatchRunsInASessionAndItsResultIsReadAsCsv() {
    String session =
        client
            .executeStatement(
                r ->
                    r.clusterIdentifier("querycast")
                        .database("dev")
                        .dbUser("awsuser")
                        .sql("create temp table few (n int)")
                        .sessionKeepAliveSeconds(60)
                        .waitTimeSeconds(30))
            .sessionId();
    BatchExecuteStatementResponse batch =
        client.batchExecuteStatement(
            r ->
                r.sessionId(session)
                    .sqls("insert into few values (1), (2)", "select n from few order by n")
                    .executionMode(ExecutionMode.AUTO_COMMIT)
                    .resultFormat(ResultFormatString.CSV)
                    .waitTimeSeconds(30));
    assertEquals(StatementStatusString.FINISHED, batch.status());
    DescribeStatementResponse ended = client.describeStatement(r -> r.id(batch.id()));
    assertEquals(List.of(2L, 2L), ended.subStatements().stream().map(s -> s.resultRows()).toList());
    assertEquals(
        "n\r\n1\r\n2\r\n",
        client.getStatementResultV2(r -> r.id(batch.id() + ":2")).records().get(0).csvRecords());
    assertEquals(
        List.of(SessionStatusString.AVAILABLE),
        client.listSessions(r -> r.sessionId(session)).sessions().stream()
            .map(s -> s.status())
            .toList());
  }

  @Test
  void theCatalogueIsReadPageByPage() {
    List<String> schemas =
        client
            .listSchemasPaginator(
                r -> r.clusterIdentifier("querycast").database("dev").maxResults(2))
            .schemas()
            .stream()
            .toList();
    assertEquals(List.of("information_schema", "pg_catalog", "public"), schemas);
    assertEquals(
        List.of("TABLE nyc_yellow_taxi"),
        client
            .listTablesPaginator(
                r -> r.clusterIdentifier("querycast").database("dev").schemaPattern("public"))
            .tables()
            .stream()
            .map(table -> table.type() + " " + table.name())
            .toList());
    List<String> columns =
        client
            .describeTablePaginator(
                r ->
                    r.clusterIdentifier("querycast")
                        .database("dev")
                        .schema("public")
                        .table("nyc_yellow_taxi")
                        .maxResults(7))
            .columnList()
            .stream()
            .map(column -> column.name() + " " + column.typeName())
            .toList();
    assertEquals(18, columns.size());
    assertEquals("congestion_surcharge numeric", columns.get(17));
    assertThrows(
        ValidationException.class,
        () -> client.listSchemas(r -> r.clusterIdentifier("other").database("dev")));
  }

  @Test
  void refusalsArriveAsTheModelledExceptions() {
    assertThrows(ValidationException.class, () -> client.describeStatement(r -> r.id("nonsense")));
    assertThrows(
        ResourceNotFoundException.class,
        () -> client.getStatementResult(r -> r.id("00000000-0000-0000-0000-000000000000")));
    assertThrows(
        InvalidEventPatternException.class,
        () -> bridge.putRule(r -> r.name("bad").eventPattern("{\"source\":\"x\"}")));
  }

  @Test
  void anEndedStatementReachesTheQueueOfItsRule() throws Exception {
    bridge.putRule(r -> r.name("done").eventPattern("{\"source\":[\"aws.redshift-data\"]}"));
    bridge.putTargets(
        r ->
            r.rule("done")
                .targets(Target.builder().id("q").arn("arn:aws:sqs:us-east-1:0:c").build()));
    client.executeStatement(
        r -> r.clusterIdentifier("querycast").database("dev").sql("select 1").withEvent(true));
    events.publish(redshift.nextEvent());
    String message = messages.poll(30, TimeUnit.SECONDS);
    assertEquals("arn:aws:sqs:us-east-1:0:c", message.split(" ", 2)[0]);
    assertEquals("FINISHED", json.readTree(message.split(" ", 2)[1]).at("/detail/state").asText());
  }
}
