package io.querycast.local.redshift;

import static io.querycast.local.redshift.StatementRequest.invalid;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.querycast.local.AwsError;
import io.querycast.local.engine.Session;
import io.querycast.local.redshift.Statements.Place;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The sessions that callers keep for their next statements: one connection each, with its temporary
 * tables, settings and open transaction. One statement at a time runs in a session. All sessions
 * end when the local cloud stops; it remembers for a day that there were some.
 */
final class Sessions implements AutoCloseable {
  /** However long it is kept alive, a session ends after a day. */
  private static final Duration LONGEST = Duration.ofHours(24);

  /** What the Data API says of a session that is busy, and of one that has ended. */
  private static final String NOT_AVAILABLE = "Session is not available";

  private static final String TOKEN = "sessions";

  private final Connector connector;
  private final InstantSource clock;
  private final int limit;
  private final Consumer<String> ended;
  private final Map<String, Kept> byId = new HashMap<>();

  /** The states of a session. */
  enum Status {
    AVAILABLE,
    BUSY,
    CLOSED
  }

  /** A session, as far as it is known. */
  private static final class Kept {
    private final String id;
    private final Target target;
    private final long createdAt;

    /** Taken while a statement uses the connection, for it may end before it has let go. */
    private final ReentrantLock use = new ReentrantLock();

    private long updatedAt;
    private int alive;
    private String statement;
    private boolean closed;
    private Session connection;

    private Kept(StatementData first) {
      this.id = first.order().sessionId();
      this.target = first.order().target();
      this.createdAt = first.createdAt();
      this.updatedAt = createdAt;
    }

    private Status status() {
      return closed ? Status.CLOSED : statement == null ? Status.AVAILABLE : Status.BUSY;
    }

    private long end() {
      long last = createdAt + LONGEST.toMillis();
      return statement == null ? Math.min(last, updatedAt + alive * 1000L) : last;
    }
  }

  /**
   * @param limit how many may be open at once
   * @param ended is told of each that has ended
   */
  Sessions(Connector connector, InstantSource clock, int limit, Consumer<String> ended) {
    this.connector = connector;
    this.clock = clock;
    this.limit = limit;
    this.ended = ended;
  }

  /** Learns from a statement of an earlier run that there was its session. */
  synchronized void remember(StatementData statement) {
    String id = statement.order().sessionId();
    if (id != null) {
      Kept kept = byId.computeIfAbsent(id, any -> new Kept(statement));
      kept.closed = true;
      note(kept, statement);
    }
  }

  /**
   * Where the statements of a session go.
   *
   * @throws AwsError if there is no such session, or if it can't take a statement now
   */
  synchronized Target target(String id) throws AwsError {
    return available(id).target;
  }

  /**
   * Lets a new statement into its session, which is made if the statement begins it.
   *
   * @throws AwsError if the session is busy or has ended, or if there are too many
   */
  synchronized void enter(StatementData statement) throws AwsError {
    String id = statement.order().sessionId();
    if (id == null) {
      return;
    }
    sweep();
    Kept kept;
    if (byId.containsKey(id)) {
      kept = available(id);
    } else {
      long open = byId.values().stream().filter(each -> !each.closed).count();
      if (open >= limit) {
        throw new AwsError(
            "ActiveSessionsExceededException",
            "Active sessions exceeded the allowed quota (%d).".formatted(limit));
      }
      kept = new Kept(statement);
      byId.put(id, kept);
    }
    kept.statement = statement.id();
    note(kept, statement);
  }

  /** Frees the session of a statement that has ended. */
  synchronized void leave(StatementData statement) {
    Kept kept = byId.get(statement.order().sessionId());
    if (kept != null && statement.id().equals(kept.statement)) {
      kept.statement = null;
      note(kept, statement);
      sweep();
    }
  }

  /**
   * The connection for a statement: that of its session, or one of its own.
   *
   * @throws RedshiftError if there is no such database or user
   */
  Connector.Lease connect(StatementData statement) throws SQLException, RedshiftError {
    Kept kept;
    synchronized (this) {
      kept = byId.get(statement.order().sessionId());
    }
    if (kept == null) {
      return connector.own(statement.order().target());
    }
    kept.use.lock();
    try {
      if (kept.connection == null) {
        kept.connection = connector.session(kept.target);
      }
      return Connector.lease(kept.connection, () -> letGo(kept));
    } catch (SQLException | RedshiftError | RuntimeException e) {
      close(kept);
      kept.use.unlock();
      throw e;
    }
  }

  /** The answer of ListSessions: newest first. */
  synchronized ObjectNode list(ObjectNode input) throws AwsError {
    sweep();
    String id = input.path("SessionId").textValue();
    if (id != null) {
      return one(input, id);
    }
    Target filter = Target.named(input);
    if (filter.cluster() != null && filter.workgroup() != null) {
      throw invalid("ClusterIdentifier and WorkgroupName exclude each other.");
    }
    String status = input.path("Status").textValue();
    Place before = NextTokens.before(TOKEN, input.path("NextToken").textValue());
    List<Kept> found =
        byId.values().stream()
            .filter(
                kept ->
                    status == null
                        ? kept.status() != Status.CLOSED
                        : kept.status().name().equals(status))
            .filter(kept -> kept.target.fits(filter))
            .filter(kept -> before == null || place(kept).compareTo(before) < 0)
            .sorted(Comparator.comparing(Sessions::place).reversed())
            .toList();
    int asked = input.path("MaxResults").asInt(0);
    int most = asked == 0 ? Model.SHORT_PAGE : asked;
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode list = answer.putArray("Sessions");
    found.stream().limit(most).forEach(kept -> list.add(described(kept)));
    if (found.size() > most) {
      answer.put("NextToken", NextTokens.behind(TOKEN, place(found.get(most - 1))));
    }
    return answer;
  }

  /** Ends the sessions whose time is over. */
  synchronized void sweep() {
    long now = clock.millis();
    for (Kept kept : List.copyOf(byId.values())) {
      if (!kept.closed && now >= kept.end()) {
        close(kept);
      }
      if (kept.closed && now >= kept.createdAt + LONGEST.toMillis()) {
        byId.remove(kept.id);
      }
    }
  }

  /** The statements of sessions that are over, and that must not run on. */
  synchronized List<String> overdue() {
    List<String> statements = new ArrayList<>();
    for (Kept kept : byId.values()) {
      if (kept.statement != null && clock.millis() >= kept.end()) {
        statements.add(kept.statement);
      }
    }
    return statements;
  }

  @Override
  public synchronized void close() {
    byId.values().forEach(this::close);
  }

  private ObjectNode one(ObjectNode input, String id) throws AwsError {
    if (!Target.named(input).isNothing() || input.hasNonNull("Status")) {
      throw invalid("SessionId excludes Status, ClusterIdentifier, WorkgroupName and Database.");
    }
    Kept kept = byId.get(id);
    if (kept == null) {
      throw new AwsError("ResourceNotFoundException", "Session does not exist.");
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.putArray("Sessions").add(described(kept));
    return answer;
  }

  private Kept available(String id) throws AwsError {
    sweep();
    Kept kept = byId.get(id);
    if (kept == null) {
      throw invalid("Session with Id: %s is invalid".formatted(id));
    }
    if (kept.status() != Status.AVAILABLE) {
      throw invalid(NOT_AVAILABLE);
    }
    return kept;
  }

  private void letGo(Kept kept) throws SQLException {
    synchronized (this) {
      boolean broken = kept.connection != null && kept.connection.connection().isClosed();
      if (kept.closed || broken) {
        close(kept);
        end(kept);
      }
    }
    kept.use.unlock();
  }

  /** Marks it as ended; its connection goes back as soon as no statement uses it. */
  private synchronized void close(Kept kept) {
    kept.closed = true;
    if (kept.use.tryLock()) {
      try {
        end(kept);
      } finally {
        kept.use.unlock();
      }
    }
  }

  private void end(Kept kept) {
    Session connection = kept.connection;
    kept.connection = null;
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        // The engine has ended it: that is what was wanted.
      }
      ended.accept(kept.id);
    }
  }

  private static void note(Kept kept, StatementData statement) {
    kept.updatedAt = statement.updatedAt();
    Integer alive = statement.order().alive();
    if (alive != null) {
      kept.alive = alive;
    }
  }

  private static Place place(Kept kept) {
    return new Place(kept.createdAt, kept.id);
  }

  private static ObjectNode described(Kept kept) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("SessionId", kept.id);
    answer.put("Status", kept.status().name());
    answer.put("CreatedAt", Answers.seconds(kept.createdAt));
    answer.put("UpdatedAt", Answers.seconds(kept.updatedAt));
    Answers.put(answer, "Database", kept.target.database());
    Answers.put(answer, "DbUser", kept.target.dbUser());
    Answers.put(answer, "ClusterIdentifier", kept.target.cluster());
    Answers.put(answer, "WorkgroupName", kept.target.workgroup());
    answer.put("SessionAliveSeconds", kept.alive);
    answer.put("SessionTtl", Answers.seconds(kept.end()));
    if (kept.status() == Status.BUSY) {
      answer.put("CurrentStatementId", kept.statement);
    }
    return answer;
  }
}
