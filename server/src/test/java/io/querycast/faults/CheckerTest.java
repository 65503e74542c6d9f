package io.querycast.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.faults.History.AnswerTold;
import io.querycast.faults.History.Answered;
import io.querycast.faults.History.Asked;
import io.querycast.faults.History.Lost;
import io.querycast.faults.History.Probed;
import io.querycast.faults.History.Relented;
import io.querycast.faults.History.Result;
import io.querycast.faults.History.Reused;
import io.querycast.faults.History.Struck;
import io.querycast.faults.History.Told;
import io.querycast.faults.History.Watched;
import io.querycast.faults.History.Way;
import io.querycast.faults.History.Whole;
import io.querycast.faults.Ledger.Executed;
import io.querycast.faults.Ledger.StoredJob;
import io.querycast.faults.Violation.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A checker that finds nothing wrong proves nothing. Here each promise is broken once, and found.
 */
class CheckerTest {
  private static final Pace PACE =
      new Pace(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofMillis(200),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(1));
  private static final long BOUND = PACE.boundElsewhere().toMillis();
  private static final Instant BEGAN = Instant.parse("2026-11-23T16:00:00Z");
  private static final Ask ASK = new Ask(0, 0, Ask.Kind.ROWS, 3, 0, -1, false, false, -1);
  private static final Ask CANCELLED = new Ask(1, 0, Ask.Kind.SLOW, 500, 0, 10, false, false, -1);
  private static final Ask SHARED = new Ask(0, 0, Ask.Kind.ROWS, 3, 0, -1, false, true, -1);
  private static final Ask OTHER = new Ask(1, 0, Ask.Kind.ROWS, 3, 0, 10, false, true, -1);
  private static final String ENDING =
      JobSeen.ending("FINISHED", "3", "null", "at some time", "later");
  private static final long END = 100;

  private Plan plan =
      new Plan(
          Size.NEAR,
          1,
          2,
          List.of(
              new Plan.TabPlan(0, 0, 0, 1000, true, false),
              new Plan.TabPlan(0, 1, 0, 1000, false, false),
              new Plan.TabPlan(1, 0, 0, 1000, true, false)),
          List.of(ASK, CANCELLED),
          List.of());
  private History history = new History(BEGAN);
  private final Map<String, StoredJob> jobs = new HashMap<>();
  private final List<Executed> statements = new ArrayList<>();
  private final Map<String, List<String>> rows = new HashMap<>();
  private final Set<String> runs = new HashSet<>();
  private final List<String> leftovers = new ArrayList<>();

  /**
   * A job of u0 that ran as it should, told to both tabs, and a job of u1 that was cancelled at
   * once.
   */
  CheckerTest() {
    jobs.put("J", stored("J", "u0", ASK, "FINISHED", 3, ENDING, "s", false));
    statements.add(new Executed("s", "J", "FINISHED", 20, END));
    rows.put("s", ASK.expectedRows());
    accepted(10, "u0", ASK, seen("J", ASK, "SUBMITTED", 1, ""));
    told(150, "u0.0", Way.PUSH, seen("J", ASK, "FINISHED", 3, ENDING));
    told(160, "u0.1", Way.SNAPSHOT, seen("J", ASK, "FINISHED", 3, ENDING));
    history.add(new Result(170, "u0.0", "J", ASK.expectedRows()));
    String cancelled = JobSeen.ending("CANCELLED", "null", "null", "early", "never");
    jobs.put("K", stored("K", "u1", CANCELLED, "CANCELLED", 2, cancelled, null, true));
    accepted(20, "u1", CANCELLED, seen("K", CANCELLED, "SUBMITTED", 1, ""));
    told(60, "u1.0", Way.PUSH, seen("K", CANCELLED, "CANCELLED", 2, cancelled));
  }

  @Test
  void aRunThatWentWellIsClean() {
    assertEquals(List.of(), check());
  }

  @Test
  void anAcceptedJobThatIsNotInTheTableIsFound() {
    jobs.remove("J");
    statements.clear();
    assertEquals(Set.of(Kind.LOST), kinds());
  }

  @Test
  void twoJobsOfOneKeyAreFound() {
    accepted(30, "u0", ASK, seen("J2", ASK, "SUBMITTED", 1, ""));
    jobs.put("J2", stored("J2", "u0", ASK, "FINISHED", 3, ENDING, "s2", false));
    assertTrue(kinds().contains(Kind.TWICE));
  }

  @Test
  void aJobThatNobodyAskedForIsFound() {
    Ask other = new Ask(0, 7, Ask.Kind.ROWS, 3, 0, -1, false, false, -1);
    jobs.put("X", stored("X", "u0", other, "RUNNING", 2, "", "s3", false));
    assertTrue(kinds().contains(Kind.TWICE));
  }

  @Test
  void aJobThatDoesNotEndIsFound() {
    jobs.put("J", stored("J", "u0", ASK, "RUNNING", 2, "", "s", false));
    assertTrue(kinds().contains(Kind.NO_ENDING));
  }

  @Test
  void anEndingThatBecameAnotherIsFound() {
    String other = JobSeen.ending("FAILED", "null", "STATEMENT_LOST", "at some time", "later");
    told(155, "u0.1", Way.PUSH, seen("J", ASK, "FAILED", 3, other));
    assertEquals(Set.of(Kind.TWO_ENDINGS), kinds());
  }

  @Test
  void aVersionRaisedAfterTheEndingIsFound() {
    told(155, "u0.1", Way.PUSH, seen("J", ASK, "FINISHED", 2, ENDING));
    assertEquals(Set.of(Kind.TWO_ENDINGS), kinds());
  }

  @Test
  void newsThatWasNeverStoredIsFound() {
    told(155, "u0.1", Way.PUSH, seen("J", ASK, "RUNNING", 4, ""));
    assertEquals(Set.of(Kind.NOT_STORED), kinds());
  }

  @Test
  void aJobWithAnotherEndingThanItsStatementIsFound() {
    statements.set(0, new Executed("s", "J", "FAILED", 20, END));
    assertTrue(kinds().contains(Kind.WRONG_ENDING));
  }

  @Test
  void aFailureThatNobodyAskedForIsFound() {
    String failed = JobSeen.ending("FAILED", "null", "STATEMENT_LOST", "at some time", "later");
    jobs.put("J", stored("J", "u0", ASK, "FAILED", 3, failed, "s", false));
    assertTrue(kinds().contains(Kind.WRONG_ENDING));
  }

  @Test
  void aSecondStatementOfAJobIsFound() {
    statements.add(new Executed("s2", "J", "FINISHED", 20, END));
    assertEquals(Set.of(Kind.STATEMENTS), kinds());
  }

  @Test
  void aStatementOfNoJobIsFound() {
    statements.add(new Executed("s2", "stray", "FINISHED", 20, END));
    assertEquals(Set.of(Kind.STATEMENTS), kinds());
  }

  @Test
  void aJobWithoutAStatementIsFound() {
    statements.clear();
    assertTrue(kinds().contains(Kind.STATEMENTS));
  }

  @Test
  void aTabThatWasNotToldIsFound() {
    Plan third = withTab(new Plan.TabPlan(0, 2, 0, 1000, false, false));
    told(155, "u0.2", Way.ASKED, seen("J", ASK, "FINISHED", 3, ENDING));
    assertEquals(Set.of(Kind.NOT_TOLD), kinds(third));
  }

  @Test
  void aTabThatWasToldWithinTheBoundIsFine() {
    Plan third = withTab(new Plan.TabPlan(0, 2, 0, 1000, false, false));
    told(END + BOUND, "u0.2", Way.SNAPSHOT, seen("J", ASK, "FINISHED", 3, ENDING));
    assertEquals(Set.of(), kinds(third));
  }

  @Test
  void aTabThatWasToldAfterTheBoundIsFound() {
    Plan third = withTab(new Plan.TabPlan(0, 2, 0, 1000, false, false));
    told(END + BOUND + 1, "u0.2", Way.SNAPSHOT, seen("J", ASK, "FINISHED", 3, ENDING));
    assertEquals(Set.of(Kind.LATE), kinds(third));
  }

  @Test
  void theTabThatAskedMustBeToldSooner() {
    Ask second = new Ask(0, 1, Ask.Kind.FAILS, 1, 0, -1, false, false, -1);
    String failed = JobSeen.ending("FAILED", "null", "STATEMENT_FAILED", "at some time", "later");
    Plan both = new Plan(Size.NEAR, 1, 2, plan.tabs(), List.of(ASK, CANCELLED, second), List.of());
    jobs.put("L", stored("L", "u0", second, "FAILED", 3, failed, "t", false));
    statements.add(new Executed("t", "L", "FAILED", 20, END));
    accepted(50, "u0", second, seen("L", second, "SUBMITTED", 1, ""));
    told(END + BOUND, "u0.1", Way.SNAPSHOT, seen("L", second, "FAILED", 3, failed));
    told(
        END + PACE.bound().toMillis() + 1,
        "u0.0",
        Way.LOOKED,
        seen("L", second, "FAILED", 3, failed));

    assertEquals(Set.of(Kind.LATE), kinds(both));
  }

  @Test
  void theBoundBeginsWhenATabIsOpened() {
    Plan third = withTab(new Plan.TabPlan(0, 2, 5_000, 1000, false, false));
    told(5_000 + BOUND, "u0.2", Way.SNAPSHOT, seen("J", ASK, "FINISHED", 3, ENDING));
    assertEquals(Set.of(), kinds(third));
  }

  @Test
  void anOutageStopsTheClockAndAnythingElseDoesNot() {
    Plan third = withTab(new Plan.TabPlan(0, 2, 0, 1000, false, false));
    history.add(new Struck(50, "lost events", false));
    history.add(new Relented(9_000, "lost events"));
    long late = 3_000 + PACE.recovery().toMillis() + BOUND;
    told(late, "u0.2", Way.SNAPSHOT, seen("J", ASK, "FINISHED", 3, ENDING));
    assertEquals(Set.of(Kind.LATE), kinds(third));
    history.add(new Struck(50, "an outage", true));
    history.add(new Relented(3_000, "an outage"));
    assertEquals(Set.of(), kinds(third));
  }

  @Test
  void missingDoubledStrayAndShuffledRowsAreFound() {
    int tab = 2;
    for (List<String> wrong :
        List.of(
            ASK.expectedRows().subList(0, 2),
            List.of(row(0), row(1), row(1), row(2)),
            List.of(row(0), row(2), row(1)),
            List.of(row(0), row(1), row(3)))) {
      assertEquals(Set.of(Kind.ROWS), kinds(readBy(tab++, wrong)), wrong.toString());
    }
  }

  @Test
  void aResultThatNeverCameIsFound() {
    assertEquals(Set.of(Kind.ROWS), kinds(readBy(2, null)));
  }

  @Test
  void rowsThatWereRefusedAreFound() {
    history.add(new History.Refused(180, "u0.0", "J", 410));
    assertEquals(Set.of(Kind.ROWS), kinds());
  }

  @Test
  void aTabThatWasToldOfSomebodyElsesJobIsFound() {
    told(155, "u1.0", Way.PUSH, seen("J", ASK, "FINISHED", 3, ENDING));
    assertEquals(Set.of(Kind.FOREIGN), kinds());
  }

  @Test
  void rowsOfSomebodyElseAreFound() {
    history.add(new Result(180, "u1.0", "J", ASK.expectedRows()));
    assertEquals(Set.of(Kind.FOREIGN), kinds());
  }

  @Test
  void anotherUsersJobThatIsNotHiddenIsFound() {
    history.add(new Probed(180, "u1", "J", "rows", 409));
    assertEquals(Set.of(Kind.FOREIGN), kinds());
  }

  @Test
  void aSilentSocketIsFoundUnlessAnOutageExplainsIt() {
    history.add(new Lost(5_000, "u0.0", "n1", Lost.SILENCE));
    assertEquals(Set.of(Kind.SILENT), kinds());
    history.add(new Struck(2_000, "an outage", true));
    history.add(new Relented(4_000, "an outage"));
    assertEquals(Set.of(), kinds());
  }

  @Test
  void socketsWithoutAFirstSnapshotAreFoundUnlessOnlySomeLackIt() {
    for (int i = 0; i < 4; i++) {
      history.add(new Whole(10, "u0.0", "n0", 990));
    }
    assertEquals(Set.of(), kinds(), "too few to tell");
    history.add(new Whole(10, "u0.1", "n0", 990));
    assertEquals(Set.of(Kind.SILENT), kinds());
    history.add(new Whole(10, "u0.1", "n0", 5));
    assertEquals(Set.of(), kinds());
  }

  @Test
  void aTicketThatOpensTwoSocketsIsFound() {
    history.add(new Reused(500, "u0.0", "close code 4401"));
    assertEquals(Set.of(), kinds());
    history.add(new Reused(500, "u0.0", "a message"));
    assertEquals(Set.of(Kind.TICKET), kinds());
  }

  @Test
  void aJobThatEndedBeforeItsStatementMayBeToldItsCostOnce() {
    String early = JobSeen.ending("CANCELLED", "null", "null", "early", "never");
    statements.add(new Executed("t", "K", "ABORTED", 30, 90));
    jobs.put("K", stored("K", "u1", CANCELLED, "CANCELLED", 3, early, "t", true));
    assertEquals(Set.of(), kinds());
    jobs.put("K", stored("K", "u1", CANCELLED, "CANCELLED", 4, early, "t", true));
    assertEquals(Set.of(Kind.TWO_ENDINGS), kinds());
  }

  @Test
  void aWatchedQuestionThatRunsTooOftenIsFound() {
    history.add(new Watched(0, "u0"));
    history.add(new Lost(PACE.refresh().toMillis(), "u0.0", "n0", "the tab closes"));
    for (String run : List.of("R", "S", "T")) {
      runs.add(run);
      statements.add(new Executed(run, run, "FINISHED", 30, 90));
    }
    assertEquals(Set.of(), kinds());
    runs.add("U");
    statements.add(new Executed("u", "U", "FINISHED", 30, 90));
    assertEquals(Set.of(Kind.WATCHED), kinds());
  }

  @Test
  void aRunThatHasTwoStatementsIsFound() {
    history.add(new Watched(0, "u0"));
    runs.add("R");
    statements.add(new Executed("r", "R", "FINISHED", 30, 90));
    statements.add(new Executed("r2", "R", "FINISHED", 30, 90));
    assertEquals(Set.of(Kind.STATEMENTS), kinds());
  }

  @Test
  void anAnswerForSomebodyElseIsFoundAndSoAreWrongRows() {
    history.add(new Watched(0, "u0"));
    history.add(new AnswerTold(90, "u0.0", "w", "R", Watcher.ROWS));
    assertEquals(Set.of(), kinds());
    history.add(new AnswerTold(90, "u1.0", "w", "R", Watcher.ROWS));
    assertEquals(Set.of(Kind.FOREIGN), kinds());
    history.add(new AnswerTold(90, "u0.0", "w", "R", "[[2]]"));
    assertEquals(Set.of(Kind.FOREIGN, Kind.ROWS), kinds());
  }

  @Test
  void leftoversAreFound() {
    leftovers.add("The sweeper still looks for J");
    assertEquals(Set.of(Kind.LEFTOVER), kinds());
  }

  private List<Violation> check() {
    return check(plan);
  }

  private List<Violation> check(Plan of) {
    return Checker.check(
        of,
        PACE,
        history,
        new Ledger(List.copyOf(jobs.values()), statements, rows, runs, leftovers));
  }

  private Set<Kind> kinds() {
    return kinds(plan);
  }

  private Set<Kind> kinds(Plan of) {
    return check(of).stream().map(Violation::kind).collect(Collectors.toSet());
  }

  private Plan withTab(Plan.TabPlan tab) {
    List<Plan.TabPlan> tabs = new ArrayList<>(plan.tabs());
    tabs.add(tab);
    return new Plan(plan.size(), plan.seed(), plan.users(), tabs, plan.asks(), plan.strikes());
  }

  /** The plan with another tab, which got these rows; null if it got none. */
  private Plan readBy(int number, List<String> got) {
    Plan.TabPlan reader = new Plan.TabPlan(0, number, 0, 1000, true, false);
    told(150, reader.name(), Way.PUSH, seen("J", ASK, "FINISHED", 3, ENDING));
    if (got != null) {
      history.add(new Result(180, reader.name(), "J", got));
    }
    return withTab(reader);
  }

  private static String row(int n) {
    return new Ask(0, 0, Ask.Kind.ROWS, n + 1, 0, -1, false, false, -1).expectedRows().get(n);
  }

  private void accepted(long at, String user, Ask ask, JobSeen job) {
    history.add(new Answered(at, user, ask.mark(), "n0", "submit", 202, job));
  }

  private void told(long at, String tab, Way way, JobSeen job) {
    history.add(new Told(at, tab, way, job));
  }

  private static JobSeen seen(String id, Ask ask, String state, long version, String ending) {
    return new JobSeen(id, ask.mark(), state, version, ending, "", BEGAN);
  }

  @Test
  void whoLetsGoOfAStatementThatAnotherKeepsIsClean() {
    share("J", "s", "n0");

    assertEquals(List.of(), check());
  }

  @Test
  void whoIsCancelledAtOnceAlthoughNobodyElseKeepsTheStatementIsFound() {
    share("K", "t", "n1");
    statements.add(new Executed("t", "K", "FINISHED", 25, 120));

    assertEquals(Set.of(Kind.WRONG_ENDING), kinds());
  }

  @Test
  void aSecondStatementForATextThatRunsIsFound() {
    share("K", "t", "n2");
    statements.add(new Executed("t", "K", "FINISHED", 25, 120));

    assertTrue(kinds().contains(Kind.STATEMENTS));
  }

  @Test
  void aStatementOfTwoCataloguesIsFound() {
    share("J", "s", "n1");

    assertEquals(Set.of(Kind.MIXED), kinds());
  }

  @Test
  void aTextThatIsRunAgainAlthoughItsAnswerIsThereIsFound() {
    answered("s2", "K", false, Ask.ANY_AGE);

    assertEquals(Set.of(Kind.STATEMENTS), kinds());
  }

  @Test
  void aNewRunIsFineForWhoWantsOne() {
    answered("s2", "K", false, 0);

    assertEquals(Set.of(), kinds());
  }

  @Test
  void anAnswerServesWhoTakesOneAndIsFoundIfItServesAnother() {
    answered("s", "J", true, Ask.ANY_AGE);
    assertEquals(Set.of(), kinds());

    answered("s", "J", true, 0);
    assertEquals(Set.of(Kind.STALE), kinds());
  }

  /**
   * Both users ask for the same, the first one at the node n0, and the second one lets go.
   *
   * @param name of the second job's statement
   * @param node that the second one asked
   */
  private void share(String name, String statementId, String node) {
    plan = new Plan(Size.NEAR, 1, 2, plan.tabs(), List.of(SHARED, OTHER), List.of());
    String cancelled = jobs.get("K").ending();
    jobs.put(
        "K", stored("K", "u1", OTHER, "CANCELLED", 2, cancelled, statementId, true, name, false));
    rows.put("s", SHARED.expectedRows());
    history = new History(BEGAN);
    history.add(new Asked(5, "u0", SHARED.mark(), "n0"));
    history.add(new Asked(15, "u1", OTHER.mark(), node));
    accepted(10, "u0", SHARED, seen("J", SHARED, "SUBMITTED", 1, ""));
    accepted(20, "u1", OTHER, seen("K", OTHER, "SUBMITTED", 1, ""));
    told(60, "u1.0", Way.PUSH, seen("K", OTHER, "CANCELLED", 2, cancelled));
    told(150, "u0.0", Way.PUSH, seen("J", SHARED, "FINISHED", 3, ENDING));
    told(160, "u0.1", Way.SNAPSHOT, seen("J", SHARED, "FINISHED", 3, ENDING));
    history.add(new Result(170, "u0.0", "J", SHARED.expectedRows()));
  }

  /**
   * The first user's job is told to be finished before the second one asks for the same.
   *
   * @param statementId and the name of the second job's statement
   * @param isAnswered whether the first one's answer serves the second one
   * @param maxAge of the answer that the second one takes
   */
  private void answered(String statementId, String name, boolean isAnswered, int maxAge) {
    Ask first = new Ask(0, 0, Ask.Kind.ROWS, 3, 0, -1, false, true, Ask.ANY_AGE);
    Ask second = new Ask(1, 0, Ask.Kind.ROWS, 3, 0, -1, false, true, maxAge);
    plan = new Plan(Size.NEAR, 1, 2, plan.tabs(), List.of(first, second), List.of());
    jobs.put(
        "K",
        stored("K", "u1", second, "FINISHED", 3, ENDING, statementId, false, name, isAnswered));
    statements.removeIf(each -> !each.id().equals("s"));
    if (!isAnswered) {
      statements.add(new Executed("s2", "K", "FINISHED", 210, 215));
    }
    rows.put("s", first.expectedRows());
    rows.put("s2", first.expectedRows());
    history = new History(BEGAN);
    history.add(new Asked(5, "u0", first.mark(), "n0"));
    accepted(10, "u0", first, seen("J", first, "SUBMITTED", 1, ""));
    told(150, "u0.0", Way.PUSH, seen("J", first, "FINISHED", 3, ENDING));
    told(160, "u0.1", Way.SNAPSHOT, seen("J", first, "FINISHED", 3, ENDING));
    history.add(new Result(170, "u0.0", "J", first.expectedRows()));
    history.add(new Asked(200, "u1", second.mark(), "n0"));
    accepted(220, "u1", second, seen("K", second, "FINISHED", 3, ENDING));
    told(230, "u1.0", Way.PUSH, seen("K", second, "FINISHED", 3, ENDING));
    history.add(new Result(240, "u1.0", "K", second.expectedRows()));
  }

  /** A job with a statement of its own. */
  private static StoredJob stored(
      String id,
      String user,
      Ask ask,
      String state,
      long version,
      String ending,
      String statementId,
      boolean cancelRequested) {
    return stored(id, user, ask, state, version, ending, statementId, cancelRequested, id, false);
  }

  private static StoredJob stored(
      String id,
      String user,
      Ask ask,
      String state,
      long version,
      String ending,
      String statementId,
      boolean cancelRequested,
      String statementName,
      boolean isAnswered) {
    return new StoredJob(
        id,
        user,
        ask.mark(),
        state,
        version,
        ending,
        statementId,
        cancelRequested,
        null,
        "event",
        statementName,
        isAnswered);
  }
}
