package io.querycast.warehouse;

import io.querycast.Health;
import io.querycast.HealthCheck;
import io.querycast.Settings;
import io.querycast.aws.AwsClients;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;
import software.amazon.awssdk.services.redshiftdata.model.ActiveSessionsExceededException;
import software.amazon.awssdk.services.redshiftdata.model.ActiveStatementsExceededException;
import software.amazon.awssdk.services.redshiftdata.model.DescribeStatementRequest;
import software.amazon.awssdk.services.redshiftdata.model.DescribeStatementResponse;
import software.amazon.awssdk.services.redshiftdata.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.redshiftdata.model.GetStatementResultRequest;
import software.amazon.awssdk.services.redshiftdata.model.ListStatementsRequest;
import software.amazon.awssdk.services.redshiftdata.model.ResourceNotFoundException;
import software.amazon.awssdk.services.redshiftdata.model.SqlParameter;
import software.amazon.awssdk.services.redshiftdata.model.StatementData;
import software.amazon.awssdk.services.redshiftdata.model.StatusString;
import software.amazon.awssdk.services.redshiftdata.model.ValidationException;

/** Starts statements, asks for their states, cancels them and reads their rows. */
@Singleton
public class Warehouse implements HealthCheck {
  /** The longest time for an answer, once Redshift has the call. */
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** Redshift recognises a token for this long: the Data API documents 8 hours. */
  public static final Duration TOKEN_LIFE = Duration.ofHours(8);

  private static final Logger LOG = Logger.getLogger(Warehouse.class.getName());

  private final RedshiftDataClient client;

  /** The operations that Redshift last refused to this server's role. */
  private final Set<String> refused = ConcurrentHashMap.newKeySet();

  private volatile boolean asked;

  private final Settings.Redshift redshift;
  private final Quota quota;
  private final SharedPages pages;
  private final Calls calls;

  @Inject
  Warehouse(
      RedshiftDataClient client, Settings settings, Quota quota, SharedPages pages, Calls calls) {
    this.client = client;
    this.quota = quota;
    this.pages = pages;
    this.calls = calls;
    this.redshift = settings.warehouse();
  }

  /** Ready unless Redshift turns this server away. While Redshift is silent, jobs wait for it. */
  @Override
  public Health health() {
    if (!asked) {
      look();
    }
    List<String> now = refused.stream().sorted().toList();
    return now.isEmpty()
        ? Health.up("warehouse")
        : Health.down(
            "warehouse",
            "Redshift's Data API refuses this server %s: check querycast.redshift-cluster or"
                    .formatted(String.join(", ", now))
                + " querycast.redshift-workgroup, and the server's role.");
  }

  private void look() {
    try {
      asked("ListStatements", null, () -> client.listStatements(request -> request.maxResults(1)));
      asked = true;
    } catch (RuntimeException e) {
      // No answer says nothing about this server. A refusal is noted elsewhere.
      LOG.log(Level.FINE, "Redshift did not answer: {0}", e.getClass().getName());
    }
  }

  /** Whether a statement could be started now, as far as the account's quota is concerned. */
  public boolean mayStart() {
    return quota.isLeft(Quota.Call.EXECUTE);
  }

  /**
   * Starts the statement of a job, or finds it if it was started before. The job's id is the
   * statement's name. It is also the token that makes a repeat harmless (for 8 hours, says the Data
   * API).
   *
   * @param sql the text, the same for all values
   * @param values by parameter name
   * @return Redshift's id of the statement
   * @throws Refused if Redshift does not take it
   * @throws Unavailable if it may take it later
   */
  public String start(String jobId, String sql, Map<String, String> values) {
    ExecuteStatementRequest.Builder request =
        ExecuteStatementRequest.builder()
            .clientToken(jobId)
            .statementName(jobId)
            .withEvent(true)
            .database(redshift.database())
            .sql(sql);
    redshift.name(
        request::clusterIdentifier, request::workgroupName, request::dbUser, request::secretArn);
    if (!values.isEmpty()) {
      request.parameters(
          values.entrySet().stream()
              .map(
                  each -> SqlParameter.builder().name(each.getKey()).value(each.getValue()).build())
              .toList());
    }
    quota.take(Quota.Call.EXECUTE);
    try {
      return asked("ExecuteStatement", jobId, () -> client.executeStatement(request.build()).id());
    } catch (Expired e) {
      // There is no such cluster or workgroup now: the job waits until there is one.
      throw new Unavailable(Unavailable.Reason.UNREACHABLE, e);
    }
  }

  /**
   * Finds the statement of a job by its name. It is for a job so old that a new start would not
   * find the earlier statement.
   *
   * @return Redshift's id of the statement; empty if Redshift has none of that name
   * @throws Unavailable if Redshift can't be asked now
   */
  public Optional<String> find(String jobId) {
    ListStatementsRequest.Builder request =
        ListStatementsRequest.builder().statementName(jobId).status(StatusString.ALL);
    return asked(
        "ListStatements",
        jobId,
        () ->
            client.listStatementsPaginator(request.build()).statements().stream()
                .filter(statement -> jobId.equals(statement.statementName()))
                .map(StatementData::id)
                .findFirst());
  }

  /**
   * Asks for the state of a statement.
   *
   * @return empty if Redshift no longer knows it
   * @throws Unavailable if Redshift can't be asked now
   */
  public Optional<Statement> describe(String statementId) {
    return described(statementId, request -> request.id(statementId));
  }

  /**
   * The same, but answered when the statement ends, or after a while.
   *
   * @param seconds how long to wait for the end, from 1 to 30: the Data API's bounds
   */
  public Optional<Statement> await(String statementId, int seconds) {
    Duration limit = Duration.ofSeconds(seconds).plus(ANSWER);
    return described(
        statementId,
        request ->
            request
                .id(statementId)
                .waitTimeSeconds(seconds)
                .overrideConfiguration(
                    each -> each.apiCallTimeout(limit).apiCallAttemptTimeout(limit)));
  }

  private Optional<Statement> described(
      String statementId, Consumer<DescribeStatementRequest.Builder> request) {
    quota.await(Quota.Call.DESCRIBE);
    try {
      return Optional.of(
          statement(
              asked("DescribeStatement", statementId, () -> client.describeStatement(request))));
    } catch (Expired | Refused e) {
      return Optional.empty();
    }
  }

  /**
   * Asks Redshift to stop a statement; a statement that has ended stays as it is.
   *
   * @throws Unavailable if Redshift can't be asked now
   */
  public void cancel(String statementId) {
    try {
      asked(
          "CancelStatement",
          statementId,
          () -> client.cancelStatement(request -> request.id(statementId)));
    } catch (Refused | Expired ended) {
      // It ended in the meantime: the news of that is on its way.
    }
  }

  /**
   * Reads one page of a finished statement's rows. Those who ask for a page at the same time get it
   * from one call.
   *
   * @param page the place that the page before named; null for the first
   * @throws Expired if Redshift no longer keeps the result
   * @throws Unavailable if Redshift can't be asked now
   * @throws NotFound if there is no such place
   */
  public Rows rows(String statementId, String page) {
    Page place = Page.parse(statementId, page);
    Transcoder.Answer answer;
    try {
      answer = pages.page(statementId, place.token(), () -> read(statementId, place));
    } catch (Refused e) {
      if (page == null) {
        throw e;
      }
      throw Page.notFound();
    }
    Rows rows = new Rows(statementId, answer.body(), place, answer.nextToken());
    if (place.skip() > answer.body().count()) {
      rows.close();
      throw Page.notFound();
    }
    return rows;
  }

  private Transcoder.Answer read(String statementId, Page place) {
    GetStatementResultRequest.Builder request = GetStatementResultRequest.builder().id(statementId);
    if (!place.token().isEmpty()) {
      request.nextToken(place.token());
    }
    quota.await(Quota.Call.RESULT);
    return asked(
        "GetStatementResult",
        statementId,
        () -> PageTaker.page(() -> client.getStatementResult(request.build())));
  }

  private static Statement statement(DescribeStatementResponse response) {
    Statement.State state =
        switch (response.status()) {
          case FINISHED -> Statement.State.FINISHED;
          case FAILED -> Statement.State.FAILED;
          case ABORTED -> Statement.State.ABORTED;
          default -> Statement.State.RUNNING;
        };
    boolean rows = Boolean.TRUE.equals(response.hasResultSet());
    return new Statement(
        response.id(),
        state,
        response.createdAt(),
        response.updatedAt(),
        took(response.duration()),
        rows ? response.resultRows() : 0,
        rows ? response.resultSize() : 0,
        rows,
        response.error());
  }

  /** Redshift says -1 while it has not begun. */
  private static Duration took(Long nanos) {
    return nanos == null || nanos < 0 ? Duration.ZERO : Duration.ofNanos(nanos);
  }

  /**
   * Makes one call, with the SDK's own retries, and tells the kinds of refusal apart.
   *
   * @param about the statement's name, or Redshift's id of it; null for none
   */
  private <T> T asked(String operation, String about, Supplier<T> call) {
    calls.made(about);
    try {
      T answer = call.get();
      refused.remove(operation);
      return answer;
    } catch (ActiveStatementsExceededException | ActiveSessionsExceededException e) {
      throw new Unavailable(Unavailable.Reason.WAREHOUSE_FULL, e);
    } catch (ResourceNotFoundException e) {
      throw new Expired("Redshift no longer has this statement.");
    } catch (ValidationException e) {
      throw new Refused(words(e));
    } catch (SdkException e) {
      // This includes a refusal of the server's own credentials: that is not the user's fault.
      if (AwsClients.isForbidden(e)) {
        refused.add(operation);
      }
      boolean throttled = e instanceof SdkServiceException said && said.isThrottlingException();
      throw new Unavailable(
          throttled ? Unavailable.Reason.THROTTLED : Unavailable.Reason.UNREACHABLE, e);
    }
  }

  /** The service's own message, without the SDK's request ids after it. */
  private static String words(SdkServiceException e) {
    return e instanceof AwsServiceException aws
            && aws.awsErrorDetails() != null
            && aws.awsErrorDetails().errorMessage() != null
        ? aws.awsErrorDetails().errorMessage()
        : "Redshift refused this without saying why.";
  }
}
