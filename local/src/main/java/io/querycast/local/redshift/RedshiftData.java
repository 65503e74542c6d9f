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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The operations of {@code RedshiftData.*}. */
public final class RedshiftData implements AwsService, AutoCloseable {
  private static final Pattern ID =
      Pattern.compile("[a-z0-9]{8}(-[a-z0-9]{4}){3}-[a-z0-9]{12}(:\\d{1,2})?");

  /** The Data API's limit for one page of the list. */
  private static final int MOST_LISTED = 100;

  private static final String ALL = "ALL";
  private static final Set<String> STATUSES =
      Stream.concat(Stream.of(ALL), Stream.of(State.values()).map(State::name))
          .collect(Collectors.toCollection(TreeSet::new));

  /** In seconds; the Data API's limit. */
  private static final int LONGEST_WAIT = 30;

  private final RedshiftSettings settings;
  private final Faults faults;
  private final InstantSource clock;
  private final Rate rate;
  private final ResultFiles results;
  private final Statements statements;
  private final Engine engine;
  private final History history;
  private final Listing listing;
  private final Runner runner;

  /**
   * Opens the warehouse, which takes seconds if trips must be loaded. It also takes up the
   * statements that an earlier run left unfinished: they only read, so they can run again.
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
    this.rate = new Rate(settings.callsPerSecond(), clock);
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
    } catch (IOException | SQLException e) {
      throw new IllegalArgumentException("The warehouse can't start: " + e.getMessage(), e);
    }
    this.listing = new Listing(settings, engine);
    this.results =
        new ResultFiles(folder.resolve("results"), settings.pageRows(), settings.resultBytes());
    this.statements = new Statements(folder, clock, settings.activeLimit(), results::forget);
    this.runner =
        new Runner(
            engine,
            new Transfers(s3, engine::administrator),
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
    for (StatementData earlier : statements.unfinished()) {
      String id = earlier.id();
      if (statements.change(id, s -> s.at(State.SUBMITTED, clock.instant())).isPresent()) {
        runner.submit(id);
      }
    }
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

  /**
   * {@inheritDoc} Rows are put into the answer as finished JSON text, which only a writer can read.
   */
  @Override
  public JsonNode handle(String operation, ObjectNode input) throws AwsError {
    if (!rate.allows()) {
      throw new AwsError("ThrottlingException", "Rate exceeded");
    }
    return switch (operation) {
      case "ExecuteStatement" -> execute(input);
      case "DescribeStatement" -> describe(input);
      case "GetStatementResult" -> result(input);
      case "CancelStatement" -> cancel(input);
      case "ListStatements" -> list(input);
      case "ListDatabases" -> listing.databases(input);
      case "ListSchemas" -> listing.schemas(input);
      case "ListTables" -> listing.tables(input);
      case "DescribeTable" -> listing.table(input);
      default ->
          throw new AwsError(
              "UnknownOperationException", operation + " is not available in the local warehouse");
    };
  }

  @Override
  public void close() {
    runner.close();
    statements.close();
    try {
      history.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } finally {
      engine.close();
    }
  }

  private JsonNode execute(ObjectNode input) throws AwsError {
    Duration wait = wait(input);
    Statements.Accepted accepted =
        statements.accept(new StatementRequest(settings, input).statement(clock.instant()));
    String id = accepted.statement().id();
    if (accepted.isNew()) {
      runner.submit(id);
    }
    if (wait.isZero()) {
      return Answers.accepted(accepted.statement());
    }
    try {
      statements.await(id, wait);
    } catch (AwsError e) {
      // This operation has no such refusal: it answers with the present state, as if the time were
      // over.
      return Answers.waited(find(id));
    }
    return Answers.waited(find(id));
  }

  private JsonNode describe(ObjectNode input) throws AwsError {
    return Answers.described(awaited(input));
  }

  private JsonNode cancel(ObjectNode input) throws AwsError {
    StatementData statement = asked(input);
    if (statement.isEnded()) {
      throw invalid(
          "Could not cancel a query that is already in %s state with ID: %s"
              .formatted(statement.state(), statement.id()));
    }
    runner.cancel(statement.id());
    return JsonNodeFactory.instance.objectNode().put("Status", true);
  }

  private JsonNode result(ObjectNode input) throws AwsError {
    StatementData statement = awaited(input);
    if (statement.state() != State.FINISHED) {
      // The same error name as for a lost result, whether or not the call has waited.
      throw noResult();
    }
    String id = statement.id();
    Result result = results.find(id).orElseThrow(RedshiftData::gone);
    if (faults.strikes("redshift-data", "expire")) {
      throw gone();
    }
    int page = NextTokens.place(id, input.path("NextToken").textValue(), result.ends().size());
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode columns = answer.putArray("ColumnMetadata");
    if (!result.isSet()) {
      throw noResult();
    }
    result.columns().forEach(column -> columns.add(Answers.column(column)));
    answer.put("TotalNumRows", result.rows());
    if (page + 1 < result.ends().size()) {
      answer.put("NextToken", NextTokens.of(id, page + 1));
    }
    answer.putRawValue("Records", new RawValue(results.page(id, result, page)));
    return answer;
  }

  private JsonNode list(ObjectNode input) throws AwsError {
    int most = input.path("MaxResults").asInt(0);
    if (most < 0 || most > MOST_LISTED) {
      throw invalid("MaxResults must be from 0 to %d.".formatted(MOST_LISTED));
    }
    most = most == 0 ? MOST_LISTED : most;
    String status = input.path("Status").asText(State.FINISHED.name());
    if (!STATUSES.contains(status)) {
      throw invalid("Status must be one of %s.".formatted(String.join(", ", STATUSES)));
    }
    String name = input.path("StatementName").asText("");
    Statements.Place after = place(input.path("NextToken").textValue());
    // One more than is shown, to learn whether there are more.
    List<StatementData> found =
        statements.list(
            after,
            most + 1,
            s ->
                (status.equals(ALL) || s.state().name().equals(status))
                    && (name.isEmpty() || (s.name() != null && s.name().startsWith(name))));
    List<StatementData> shown = found.subList(0, Math.min(most, found.size()));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode lines = answer.putArray("Statements");
    shown.forEach(s -> lines.add(Answers.listed(s)));
    if (found.size() > most) {
      StatementData last = shown.get(most - 1);
      answer.put(
          "NextToken", NextTokens.encoded("list#%d#%s".formatted(last.createdAt(), last.id())));
    }
    return answer;
  }

  /**
   * The place where a page of the list ended. The next page goes on there, even if new statements
   * have come.
   */
  private static Statements.Place place(String token) throws AwsError {
    if (token == null) {
      return null;
    }
    try {
      String[] parts = NextTokens.decoded(token).split("#", 3);
      if (parts.length == 3 && parts[0].equals("list")) {
        return new Statements.Place(Long.parseLong(parts[1]), parts[2]);
      }
    } catch (IllegalArgumentException e) {
      // answered below
    }
    throw NextTokens.invalid();
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
    String id = input.path("Id").asText("");
    if (!ID.matcher(id).matches()) {
      throw invalid(
          "id must satisfy regex pattern: ^[a-z0-9]{8}(-[a-z0-9]{4}){3}-[a-z0-9]{12}(:\\d+)?$");
    }
    return find(id);
  }

  private StatementData find(String id) throws AwsError {
    return statements.find(id).orElseThrow(RedshiftData::gone);
  }

  private static AwsError noResult() {
    return new AwsError(
        "ResourceNotFoundException",
        "Query does not have result. Please check query status with DescribeStatement.");
  }

  private static AwsError gone() {
    return new AwsError("ResourceNotFoundException", "Query does not exist.");
  }

  /** Zero if the call does not ask to wait. */
  private static Duration wait(ObjectNode input) throws AwsError {
    JsonNode seconds = input.path("WaitTimeSeconds");
    if (seconds.isMissingNode() || seconds.isNull()) {
      return Duration.ZERO;
    }
    if (!seconds.canConvertToExactIntegral()
        || seconds.longValue() < 1
        || seconds.longValue() > LONGEST_WAIT) {
      throw invalid("WaitTimeSeconds must be from 1 to %d.".formatted(LONGEST_WAIT));
    }
    return Duration.ofSeconds(seconds.longValue());
  }
}
