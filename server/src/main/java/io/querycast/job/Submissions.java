package io.querycast.job;

import io.querycast.Settings;
import io.querycast.Traces;
import io.querycast.identity.User;
import io.querycast.query.Placeholders;
import io.querycast.query.QueryCatalogue;
import io.querycast.rest.Body;
import io.querycast.rest.ErrorCode;
import io.querycast.rest.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Makes jobs of what is asked for. Each is stored first, and started after that. */
@Singleton
public class Submissions {
  private static final Logger LOG = Logger.getLogger(Submissions.class.getName());

  private final QueryCatalogue queries;
  private final JobStore store;
  private final Settings settings;
  private final InstantSource clock;
  private final QueueDepth depth;
  private final StatementStarter starter;
  private final JobSteps steps;
  private final UsualDurations usual;
  private final Answers answers;

  @Inject
  Submissions(
      QueryCatalogue queries,
      JobStore store,
      Settings settings,
      InstantSource clock,
      QueueDepth depth,
      StatementStarter starter,
      JobSteps steps,
      UsualDurations usual,
      Answers answers) {
    this.queries = queries;
    this.store = store;
    this.settings = settings;
    this.clock = clock;
    this.depth = depth;
    this.starter = starter;
    this.steps = steps;
    this.usual = usual;
    this.answers = answers;
  }

  /**
   * Stores a job, then starts its statement, unless an answer serves it. Once it is stored, it is
   * accepted: if something fails after that, the sweeper repairs it, on this node or another.
   *
   * @param key the user's idempotency key: the same one gives the same job; null for none
   * @throws Problem if it can't be run; then nothing is stored
   */
  Job submit(User user, Submission asked, String key) {
    CheckedSubmission draft = CheckedSubmission.of(asked, user, queries);
    if (isFullFor(user.id())) {
      Optional<Job> known = key == null ? Optional.empty() : store.byKey(user.id(), key);
      if (known.isPresent()) {
        return known.get();
      }
      throw new Problem(
          ErrorCode.TOO_MANY_JOBS,
          "%d of your jobs are waiting already: try again when some have started, or cancel some."
              .formatted(QueueDepth.MOST_WAITING));
    }
    Instant now = clock.instant();
    Job job =
        Job.submitted(
                JobId.next(now),
                user.id(),
                asked.query(),
                draft.title(),
                draft.arguments(),
                asked.sql(),
                now)
            .asking(shared(draft, draft.maxAge()))
            .expecting(usual.of(asked.query()), draft.abandon().orElse(null));
    Optional<Answer> answer = answers.find(job);
    if (answer.isPresent()) {
      job = job.answeredFromTheStart(answer.get());
    } else if (depth.waiting() > 0) {
      // The jobs that came before go first.
      job = job.queuedFromTheStart(starter.nextPlace(depth.reason()));
    }
    Job made = job;
    return Traces.during(
        Traces.Step.SUBMIT, job.id(), () -> storedAndStarted(made, draft.text(), key));
  }

  /**
   * Runs a query for many at once: a job that is no user's. It is stored and started once, however
   * often and on however many nodes this is called with its id.
   *
   * @param owner under whom it is kept: no user's id
   * @param id from {@link #nextId()}
   * @throws Problem if it can't be run any more; then nothing is stored
   */
  public Job run(String owner, String id, String query, JsonObject arguments) {
    Optional<Job> known = store.find(owner, id);
    if (known.isPresent()) {
      return known.get();
    }
    Submission asked = new Submission(query, null, arguments, null);
    CheckedSubmission draft = CheckedSubmission.ofQuery(asked, queries);
    // It is a new run, and leaves its answer for others if the query lets answers serve.
    Duration maxAge = draft.maxAge() == null ? null : Duration.ZERO;
    Job job =
        Job.submitted(id, owner, query, draft.title(), draft.arguments(), null, clock.instant())
            .asking(shared(draft, maxAge))
            .expecting(usual.of(query), null);
    if (depth.waiting() > 0) {
      job = job.queuedFromTheStart(starter.nextPlace(depth.reason()));
    }
    return storedAndStarted(job, draft.text(), null);
  }

  /**
   * The complete arguments of a query that can be run again and again.
   *
   * @throws Problem if it can't be run, or would change something
   */
  public JsonObject checked(String query, JsonObject arguments) {
    CheckedSubmission draft =
        CheckedSubmission.ofQuery(new Submission(query, null, arguments, null), queries);
    if (!Placeholders.isQuestion(draft.text().sql())) {
      throw Body.invalid("'%s' may change something: ask for each run.".formatted(query));
    }
    return draft.arguments();
  }

  /** An id for a job that will be run. */
  public String nextId() {
    return JobId.next(clock.instant());
  }

  private SharedStatement shared(CheckedSubmission draft, Duration maxAge) {
    return settings.sharing()
        ? SharedStatement.of(draft.text(), settings.warehouse(), queries.version(), maxAge)
        : null;
  }

  /** Asks the store only if this node does not see the whole queue. */
  private boolean isFullFor(String user) {
    return depth.isFullFor(user) || (depth.isDeep() && store.open(user) >= QueueDepth.MOST_WAITING);
  }

  private Job storedAndStarted(Job job, JobStore.Text text, String key) {
    JobStore.Created created = store.create(job, text, key);
    return created.isNew() ? start(created.job(), created.text()) : created.job();
  }

  private Job start(Job job, JobStore.Text text) {
    steps.created(job);
    try {
      return job.queue() == null ? starter.startOrQueue(job, text) : starter.share(job);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "A job is stored and not yet started: {0}", e.getClass().getName());
      return job;
    }
  }
}
