package io.querycast.local.redshift;

import static io.querycast.local.redshift.StatementRequest.invalid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.querycast.local.AwsError;
import io.querycast.local.AwsService;
import io.querycast.local.Faults;
import io.querycast.local.copy.Transfers;
import io.querycast.local.engine.Engine;
import io.querycast.local.redshift.Order.Format;
import io.querycast.local.redshift.StatementData.State;
import io.querycast.local.taxi.Trips;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The operations of {@code RedshiftData.*}. */
public final class RedshiftData implements AwsService, AutoCloseable {
  private static final String ALL = "ALL";
  private static final String LIST = "list";

  /** How often sessions are looked at that nobody asks for any more. */
  private static final Duration SWEEP = Duration.ofSeconds(5);

  private final RedshiftSettings settings;
  private final Faults faults;
  private final InstantSource clock;
  private final Quotas quotas;
  private final ResultFiles results;
  private final Statements statements;
  private final Sessions sessions;
  private final Engine engine;
  private final History history;
  private final Listing listing;
  private final Runner runner;
  private final AtomicLong queries;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ScheduledExecutorService sweeper;

  /**
   * Opens the warehouse, which takes seconds if trips must be loaded. It also takes up the
   * statements that an earlier run left unfinished, as far as they only read.
   *
   * @param folder where the warehouse, the statements and their results are kept
   * @param s3 the folder with a folder for each bucket, from which COPY reads
   * @param events gets the event of each statement that ended and asked for one, once the end is
   *     stored
   * @param claims gets an event when such a statement begins to run: the event that would say that
   *     it has finished, as a forger would send it
   * @param progress gets a line for people about slow steps
   * @throws IllegalArgumentException if the setup script or a taxi file is unusable
   */
  public RedshiftData(
      Path folder,
      Path s3,
      RedshiftSettings settings,
      Faults faults,
      InstantSource clock,
      Consumer<ObjectNode> events,
      Consumer<ObjectNode> claims,
      Consumer<String> progress) {
    this.settings = settings;
    this.faults = faults;
    this.clock = clock;
    this.quotas = new Quotas(settings.callsPerSecond(), settings.quotas(), clock);
    try {
      String script = Files.readString(settings.setup());
      String from = script;
      if (Trips.areReadBy(script)) {
        settings.trips().write(s3, folder.resolve("trips"), progress);
        from += settings.trips().source();
      }
      this.engine =
          Engine.open(
              folder.resolve("warehouse"), settings.database(), settings.limits(), from, progress);
      this.history = new History(engine, clock);
      this.queries = new AtomicLong(history.lastQuery());
    } catch (IOException | SQLException e) {
      throw new IllegalArgumentException("The warehouse can't start: " + e.getMessage(), e);
    }
    Connector connector = new Connector(engine, settings);
    this.listing = new Listing(settings, connector);
    this.sessions = new Sessions(connector, clock, settings.sessionLimit(), history::disconnected);
    this.results =
        new ResultFiles(folder.resolve("results"), settings.pageRows(), settings.resultBytes());
    this.statements =
        new Statements(folder, clock, settings.activeLimit(), sessions::leave, results::forget);
    statements.all().forEach(sessions::remember);
    this.runner =
        new Runner(
            sessions,
            new Transfers(s3, engine::administrator, clock),
            history,
            statements,
            results,
            clock,
            settings.threads(),
            () -> faults.duration("redshift-data", "slow"),
            started -> tell(claims, started.finished(clock.instant(), 0, 1, 8)),
            ended -> tell(events, ended));
    if (engine.isNew()) {
      setUp(progress);
    }
    statements.unfinished().forEach(runner::resume);
    this.sweeper =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "redshift-sessions");
              thread.setDaemon(true);
              return thread;
            });
    ScheduledFuture<?> unused =
        sweeper.scheduleWithFixedDelay(
            this::sweep, SWEEP.toSeconds(), SWEEP.toSeconds(), TimeUnit.SECONDS);
  }

  private void setUp(Consumer<String> progress) {
    try {
      new SetupScript(this, settings, progress).run(Files.readString(settings.setup()));
      engine.keep();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void tell(Consumer<ObjectNode> listener, StatementData statement) {
    if (statement.withEvent()) {
      listener.accept(StatementEvent.of(statement, settings.cluster()));
    }
  }

  /** Ends the sessions whose time is over, with what still runs in them. */
  private void sweep() {
    sessions.overdue().forEach(runner::cancel);
    sessions.sweep();
  }

  /**
   * {@inheritDoc} Rows are put into the answer as finished JSON text, which only a writer can read.
   */
  @Override
  public JsonNode handle(String operation, ObjectNode input) throws AwsError {
    if (!quotas.allow(operation)) {
      throw new AwsError("ThrottlingException", "Rate exceeded");
    }
    Model.check(operation, input);
    return switch (operation) {
      case "ExecuteStatement", "BatchExecuteStatement" -> start(operation, input);
      case "DescribeStatement" -> Answers.described(awaited(input));
      case "GetStatementResult" -> result(input, Format.JSON);
      case "GetStatementResultV2" -> result(input, Format.CSV);
      case "CancelStatement" -> cancel(input);
      case "ListStatements" -> list(input);
      case "ListSessions" -> sessions.list(input);
      case "ListDatabases" -> listing.databases(input);
      case "ListSchemas" -> listing.schemas(input);
      case "ListTables" -> listing.tables(input);
      default -> listing.table(input);
    };
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    if (sweeper != null) {
      sweeper.shutdownNow();
    }
    runner.close();
    sessions.close();
    statements.close();
    try {
      history.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } finally {
      engine.close();
    }
  }

  private JsonNode start(String operation, ObjectNode input) throws AwsError {
    Duration wait = wait(input);
    // A repeated call is answered even if its session is busy or over by now.
    Optional<StatementData> earlier = statements.repeated(input.path("ClientToken").textValue());
    StatementData statement;
    if (earlier.isPresent()) {
      statement = earlier.get();
    } else {
      StatementRequest request =
          new StatementRequest(settings, sessions, queries::incrementAndGet, input);
      Statements.Accepted accepted =
          statements.accept(
              operation.equals("ExecuteStatement")
                  ? request.statement(clock.instant())
                  : request.batch(clock.instant()),
              sessions::enter);
      statement = accepted.statement();
      if (accepted.isNew()) {
        runner.submit(statement.id());
      }
    }
    if (wait.isZero()) {
      return Answers.accepted(statement);
    }
    try {
      statements.await(statement.id(), wait);
    } catch (AwsError e) {
      // This operation has no such refusal: it answers with the present state, as if the time were
      // over.
      return Answers.waited(find(statement.id()));
    }
    return Answers.waited(find(statement.id()));
  }

  private JsonNode cancel(ObjectNode input) throws AwsError {
    StatementData statement = asked(input);
    if (statement.isEnded()) {
      throw invalid(
          "Could not cancel a query that is already in %s state with ID: %s"
              .formatted(statement.state(), statement.id()));
    }
    runner.cancel(statement.id().split(":", 2)[0]);
    return JsonNodeFactory.instance.objectNode().put("Status", true);
  }

  private JsonNode result(ObjectNode input, Format format) throws AwsError {
    StatementData asked = asked(input);
    if (asked.isBatch()) {
      throw invalid("BatchExecuteStatement result can only be retrieved with sub-statement id.");
    }
    if (asked.order().format() != format) {
      throw invalid(
          "The result format of the statement is %s: use %s."
              .formatted(
                  asked.order().format(),
                  format == Format.CSV ? "GetStatementResult" : "GetStatementResultV2"));
    }
    StatementData statement = awaited(input);
    if (statement.state() != State.FINISHED || !statement.progress().hasResultSet()) {
      // The same error name as for a lost result, whether or not the call has waited.
      throw missing(
          "Query does not have result. Please check query status with DescribeStatement.",
          statement.id());
    }
    String id = statement.id();
    Result result = results.find(id).orElseThrow(() -> gone(id));
    if (faults.strikes("redshift-data", "expire")) {
      throw gone(id);
    }
    int page = NextTokens.place(id, input.path("NextToken").textValue(), result.ends().size());
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode columns = answer.putArray("ColumnMetadata");
    result.columns().forEach(column -> columns.add(Answers.column(column)));
    answer.put("TotalNumRows", result.rows());
    if (page + 1 < result.ends().size()) {
      answer.put("NextToken", NextTokens.of(id, page + 1));
    }
    if (format == Format.CSV) {
      answer.put("ResultFormat", format.name());
      answer
          .putArray("Records")
          .addObject()
          .put("CSVRecords", Csv.of(result.columns(), results.page(id, result, page), page == 0));
    } else {
      answer.putRawValue("Records", new RawValue(results.page(id, result, page)));
    }
    return answer;
  }

  private JsonNode list(ObjectNode input) throws AwsError {
    int asked = input.path("MaxResults").asInt(0);
    int most = asked == 0 ? Model.SHORT_PAGE : asked;
    String status = input.path("Status").asText(State.FINISHED.name());
    String name = input.path("StatementName").asText("");
    Target filter = Target.named(input);
    if (filter.cluster() != null && filter.workgroup() != null) {
      throw invalid("ClusterIdentifier and WorkgroupName exclude each other.");
    }
    // One more than is shown, to learn whether there are more.
    List<StatementData> found =
        statements.list(
            NextTokens.before(LIST, input.path("NextToken").textValue()),
            most + 1,
            s ->
                (status.equals(ALL) || s.state().name().equals(status))
                    && s.order().target().fits(filter)
                    && (name.isEmpty() || (s.name() != null && s.name().startsWith(name))));
    List<StatementData> shown = found.subList(0, Math.min(most, found.size()));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode lines = answer.putArray("Statements");
    shown.forEach(s -> lines.add(Answers.listed(s)));
    if (found.size() > most) {
      answer.put("NextToken", NextTokens.behind(LIST, Statements.Place.of(shown.get(most - 1))));
    }
    return answer;
  }

  /** The statement that is asked for; if the call wants to wait, the statement after its end. */
  private StatementData awaited(ObjectNode input) throws AwsError {
    Duration wait = wait(input);
    StatementData statement = asked(input);
    if (wait.isZero()) {
      return statement;
    }
    statements.await(statement.id(), wait);
    return find(statement.id());
  }

  private StatementData asked(ObjectNode input) throws AwsError {
    return find(input.path("Id").textValue());
  }

  private StatementData find(String id) throws AwsError {
    return statements.find(id).orElseThrow(() -> gone(id));
  }

  private static AwsError gone(String id) {
    return missing("Query does not exist.", id);
  }

  private static AwsError missing(String message, String id) {
    return new AwsError("ResourceNotFoundException", message).with("ResourceId", id);
  }

  /** Zero if the call does not ask to wait. */
  private static Duration wait(ObjectNode input) {
    return Duration.ofSeconds(input.path("WaitTimeSeconds").asInt(0));
  }
}
