package io.querycast.faults;

import io.querycast.faults.Nemesis.Strike;
import io.querycast.faults.Violation.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Near nodes that are broken on purpose, one for each guarantee: the checker must catch them. */
public enum Mutant {
  /** A sound node. */
  NONE("nothing is broken", Set.of()),
  WRITES_UNCONDITIONAL(
      "a job's next version is written without looking at the one that is there",
      Set.of(Kind.TWO_ENDINGS, Kind.NOT_STORED, Kind.NO_ENDING),
      Nemeses.events("duplicate", 1)),
  TOLD_BEFORE_STORED(
      "a step is announced although the table refused it",
      Set.of(Kind.NOT_STORED, Kind.TWO_ENDINGS, Kind.NO_ENDING)),
  ENDING_OVERWRITTEN(
      "news about a job that has ended overwrites its ending",
      Set.of(Kind.TWO_ENDINGS),
      Nemeses.events("duplicate", 1)),
  FRESH_TOKEN(
      "a statement is started with a fresh token",
      Set.of(Kind.STATEMENTS),
      Nemeses.trouble("redshift-data", "timeoutAfterCommit", 0.3)),
  START_BEFORE_STORE(
      "a statement is started before its job is stored",
      Set.of(Kind.STATEMENTS),
      Nemeses.trouble("dynamodb", "error", 0.6)),
  KEY_IGNORED("the Idempotency-Key is not looked at", Set.of(Kind.TWICE)),
  EVENT_BELIEVED(
      "an event is believed without asking Redshift",
      Set.of(Kind.WRONG_ENDING),
      Nemeses.events("forge", 1)),
  SWEEPER_BLIND("the sweeper finds nothing", Set.of(Kind.NO_ENDING), Nemeses.events("lose", 0.5)),
  DELETED_FIRST(
      "a message is deleted before its news is stored, and the sweeper finds nothing",
      Set.of(Kind.NO_ENDING),
      Nemeses.trouble("redshift-data", "error", 0.6)),
  QUEUE_DROPS(
      "the queue forgets jobs",
      Set.of(Kind.NO_ENDING),
      Nemeses.trouble("redshift-data", "throttle", 0.7)),
  NO_FIRST_SNAPSHOT("no snapshot is sent on connecting", Set.of(Kind.SILENT)),
  NO_MORE_SNAPSHOTS("no snapshots follow the first", Set.of(Kind.SILENT)),
  BEATS_ALONE(
      "only beats follow the first snapshot, whatever was heard",
      Set.of(Kind.NOT_TOLD, Kind.LATE),
      Nemeses.stolenHints()),
  SNAPSHOTS_EMPTY_AND_NO_HINTS(
      "snapshots name no jobs, and no hints are sent", Set.of(Kind.NOT_TOLD)),
  TICKET_TWICE("a ticket opens any number of sockets", Set.of(Kind.TICKET)),
  OWNER_NOT_CHECKED("a job is found by its id alone", Set.of(Kind.FOREIGN)),
  EVERYBODY_TOLD("every connection is told of every job", Set.of(Kind.FOREIGN)),
  WRONG_PAGE("a page of rows begins where the one before began", Set.of(Kind.ROWS)),
  LEASE_UNFENCED(
      "a node renews its lease of an inbox that another node took",
      Set.of(Kind.LEASE),
      Nemeses.pause(0),
      Nemeses.newcomers(3)),
  OWN_CLOCK(
      "a node uses its own clock, even if it is wrong",
      Set.of(Kind.LATE, Kind.NOT_TOLD, Kind.NO_ENDING),
      Nemeses.events("lose", 1),
      Nemeses.shiftClock(0, Duration.ofSeconds(60)),
      Nemeses.shiftClock(1, Duration.ofSeconds(-60))),
  CONNECTIONS_STAY("a connection is not forgotten when its socket is gone", Set.of(Kind.MEMORY)),
  RECORDS_STAY("the record of a socket is not removed when it closes", Set.of(Kind.LEFTOVER)),
  JOINED_NOT_TOLD(
      "the ending of a statement is told to its first job only, and the sweeper finds no other",
      Set.of(Kind.NO_ENDING)),
  TWO_STATEMENTS("no job finds the statement that others share", Set.of(Kind.STATEMENTS)),
  CANCEL_STOPS_OTHERS(
      "a cancel stops a statement although others use it", Set.of(Kind.WRONG_ENDING)),
  SHARED_ACROSS_CATALOGUES(
      "jobs share a statement although their catalogues differ", Set.of(Kind.MIXED)),
  ABANDONED_THOUGH_WANTED(
      "a running job is stopped although its user is connected and asks",
      Set.of(Kind.WRONG_ENDING),
      Nemeses.events("lose", 0.5)),
  ANSWER_NEVER_FOUND("no job finds the answer that is there", Set.of(Kind.STATEMENTS)),
  ANSWER_OF_ANY_AGE("an answer serves jobs that want a new run", Set.of(Kind.STALE)),
  RUN_FOR_NOBODY(
      "a watched question is run although nobody who watches it is connected",
      Set.of(Kind.WATCHED)),
  TWO_RUNS_AT_ONCE(
      "a watched question's next run begins whatever another node has begun", Set.of(Kind.WATCHED)),
  WATCHERS_NOT_TOLD("the end of a watched question's run is told nobody", Set.of(Kind.NOT_TOLD)),
  NOTHING_POSTED("no step is posted to the gateway", Set.of(Kind.SILENT)),
  PUT_AWAY_WHILE_OPENING(
      "a socket that the gateway does not know is put away although it may be opening",
      Set.of(Kind.UNRECORDED));

  /** What breaks a node's own sockets. */
  private static final Set<Mutant> OF_NODE =
      Set.of(
          NO_FIRST_SNAPSHOT,
          NO_MORE_SNAPSHOTS,
          BEATS_ALONE,
          SNAPSHOTS_EMPTY_AND_NO_HINTS,
          CONNECTIONS_STAY);

  private static final Set<Mutant> OF_GATEWAY = Set.of(NOTHING_POSTED, PUT_AWAY_WHILE_OPENING);

  private static final Set<Mutant> OF_SHARING =
      Set.of(
          JOINED_NOT_TOLD,
          TWO_STATEMENTS,
          CANCEL_STOPS_OTHERS,
          SHARED_ACROSS_CATALOGUES,
          ANSWER_NEVER_FOUND,
          ANSWER_OF_ANY_AGE,
          RUN_FOR_NOBODY,
          TWO_RUNS_AT_ONCE,
          WATCHERS_NOT_TOLD);

  private final String what;

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<Kind> caughtAs;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<Nemesis> nemeses;

  /**
   * @param caughtAs the violations that show it
   * @param nemeses the faults that make it visible, in addition to those of every seed
   */
  Mutant(String what, Set<Kind> caughtAs, Nemesis... nemeses) {
    this.what = what;
    this.caughtAs = caughtAs;
    this.nemeses = List.of(nemeses);
  }

  /** What is broken. */
  String what() {
    return what;
  }

  /** Whether it breaks anything with this door. */
  boolean isOf(Door door) {
    return this != NONE && !(door == Door.NODE ? OF_GATEWAY : OF_NODE).contains(this);
  }

  /** The seed's plan with the faults that make this mutant visible. */
  Plan plan(Door door, long seed, int slower) {
    // Every other seed shares.
    Plan plan = Plan.draw(Size.NEAR, door, OF_SHARING.contains(this) ? 2 * seed : seed, slower);
    // Silence and leftovers during an outage prove nothing: these mutants have the kill alone.
    boolean calm =
        switch (this) {
          case RECORDS_STAY,
              NO_FIRST_SNAPSHOT,
              NO_MORE_SNAPSHOTS,
              NOTHING_POSTED,
              PUT_AWAY_WHILE_OPENING ->
              true;
          default -> false;
        };
    if (this == RUN_FOR_NOBODY) {
      // The record of a socket of a killed node may stand for long, and counts.
      return plan.with(List.of());
    }
    List<Strike> strikes = new ArrayList<>(calm ? plan.strikes().subList(0, 1) : plan.strikes());
    nemeses.forEach(nemesis -> strikes.add(new Strike(nemesis, 0, (long) Size.NEAR.span * slower)));
    return plan.with(strikes);
  }

  /** The violation that shows this mutant and nothing else; empty if there is none. */
  Optional<Violation> caughtBy(List<Violation> violations) {
    return violations.stream().filter(each -> caughtAs.contains(each.kind())).findFirst();
  }
}
