package io.querycast.faults;

import io.querycast.faults.History.AnswerTold;
import io.querycast.faults.History.Answered;
import io.querycast.faults.History.Asked;
import io.querycast.faults.History.Lost;
import io.querycast.faults.History.Probed;
import io.querycast.faults.History.Refused;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares what clients saw with the ledger. It does not know how the nodes work. */
final class Checker {
  private static final int NOT_FOUND = 404;
  private static final int ACCEPTED = 202;
  private static final int UNLUCKY = 5;

  /** How a gateway ends sockets. A node has other codes. */
  private static final Set<String> OF_GATEWAY = Set.of("closed with 1000", "closed with 1001");

  private final Plan plan;
  private final Pace pace;
  private final History history;
  private final Ledger ledger;
  private final Map<String, StoredJob> byId;
  private final Map<String, Ask> asks;
  private final List<Violation> violations = new ArrayList<>();

  private Checker(Plan plan, Pace pace, History history, Ledger ledger) {
    this.plan = plan;
    this.pace = pace;
    this.history = history;
    this.ledger = ledger;
    this.byId =
        ledger.jobs().stream().collect(Collectors.toMap(StoredJob::id, Function.identity()));
    this.asks = plan.asks().stream().collect(Collectors.toMap(Ask::mark, Function.identity()));
  }

  /** All broken promises, in the order in which they are checked. */
  static List<Violation> check(Plan plan, Pace pace, History history, Ledger ledger) {
    Checker checker = new Checker(plan, pace, history, ledger);
    checker.everyAcceptedJobIsStored();
    checker.everyAskIsOneJob();
    checker.everyJobHasOneEnding();
    checker.jobsEndAsTheirStatements();
    checker.everyJobIsOneStatement();
    checker.everyTextIsRunOnceAtATime();
    checker.noTextIsRunWhileItsAnswerIsThere();
    checker.nobodyWhoWantsANewRunGetsAnAnswer();
    checker.noStatementIsOfTwoCatalogues();
    checker.everyTabIsTold();
    checker.whatIsWatchedRunsOnceAPause();
    checker.onlyWhoWatchesIsToldAnswers();
    checker.everyRowComesOnce();
    checker.nobodySeesOthers();
    checker.noSocketIsSilent();
    checker.everySocketIsReplacedInTime();
    checker.noTicketServesTwice();
    ledger.leftovers().forEach(left -> checker.broken(Kind.LEFTOVER, "", left));
    return checker.violations;
  }

  private void everyAcceptedJobIsStored() {
    history
        .all(Answered.class)
        .filter(answer -> answer.job() != null && !byId.containsKey(answer.job().id()))
        .forEach(
            answer ->
                broken(
                    Kind.LOST,
                    answer.job().id(),
                    answer.user() + " had it, but the table does not have it."));
  }

  private void everyAskIsOneJob() {
    history
        .all(Answered.class)
        .filter(answer -> answer.status() == ACCEPTED)
        .collect(
            Collectors.groupingBy(
                Answered::mark,
                Collectors.mapping(answer -> answer.job().id(), Collectors.toSet())))
        .forEach(
            (mark, ids) -> {
              if (ids.size() > 1) {
                broken(Kind.TWICE, mark, "the same key gave the jobs " + ids);
              }
            });
    ledger.jobs().stream()
        .collect(Collectors.groupingBy(StoredJob::mark))
        .forEach(
            (mark, jobs) -> {
              if (jobs.size() > 1 || !asks.containsKey(mark)) {
                broken(Kind.TWICE, mark, "the table has " + jobs);
              }
            });
  }

  private void everyJobHasOneEnding() {
    for (StoredJob job : ledger.jobs()) {
      if (!job.isEnded()) {
        broken(Kind.NO_ENDING, job.id(), "it is " + job.state() + " at the end of the run");
      }
      seen(job.id())
          .filter(seen -> seen.version() > job.version())
          .findFirst()
          .ifPresent(seen -> broken(Kind.NOT_STORED, job.id(), "somebody was told " + seen));
      seen(job.id())
          .filter(JobSeen::isEnded)
          .filter(seen -> !isLastStep(seen, job) || !seen.ending().equals(job.ending()))
          .findFirst()
          .ifPresent(
              seen ->
                  broken(
                      Kind.TWO_ENDINGS,
                      job.id(),
                      "somebody saw '%s' at version %d, the table has '%s' at version %d"
                          .formatted(seen.ending(), seen.version(), job.ending(), job.version())));
    }
  }

  /** A job that ended before its statement is told later what that has cost. */
  private static boolean isLastStep(JobSeen seen, StoredJob job) {
    boolean endedBefore = !job.state().equals("FINISHED") && job.statementId() != null;
    return seen.version() == job.version() || (endedBefore && seen.version() + 1 == job.version());
  }

  private Stream<JobSeen> seen(String id) {
    return Stream.concat(
            history.all(Told.class).map(Told::job),
            history.all(Answered.class).map(Answered::job).filter(Objects::nonNull))
        .filter(job -> job.id().equals(id));
  }

  private void jobsEndAsTheirStatements() {
    Map<String, Executed> statements =
        ledger.statements().stream().collect(Collectors.toMap(Executed::id, Function.identity()));
    for (StoredJob job : ledger.jobs()) {
      if (!job.isEnded() || !asks.containsKey(job.mark())) {
        continue;
      }
      Ask ask = asks.get(job.mark());
      Executed statement = job.statementId() == null ? null : statements.get(job.statementId());
      String status = statement == null ? "no statement" : statement.status();
      boolean fits =
          switch (job.state()) {
            case "FINISHED" ->
                status.equals("FINISHED") && job.ending().contains(" " + ask.rowCount() + " rows");
            case "FAILED" -> status.equals("FAILED") && ask.kind() == Ask.Kind.FAILS;
            default ->
                job.cancelRequested()
                    && ask.isCancelled()
                    && (statement == null
                        || status.equals("ABORTED")
                        || isLeftToOthers(job, statement));
          };
      if (!fits) {
        broken(
            Kind.WRONG_ENDING,
            job.id(),
            "%s %s ended as '%s', with %s: %s"
                .formatted(ask.kind(), job.mark(), job.ending(), status, job.error()));
      }
    }
  }

  /**
   * Whether another job had the statement, or was about to join it: that one came too late to join,
   * or was cancelled before.
   */
  private boolean isLeftToOthers(StoredJob job, Executed statement) {
    return ledger.jobs().stream()
        .filter(other -> !other.id().equals(job.id()))
        .anyMatch(
            other ->
                other.statementName().equals(job.statementName())
                    || (hasSameText(job, other) && isNotBefore(other, statement)));
  }

  private boolean hasSameText(StoredJob job, StoredJob other) {
    Ask ask = asks.get(job.mark());
    Ask its = asks.get(other.mark());
    return ask.shared() && its != null && its.number() == ask.number();
  }

  private boolean isNotBefore(StoredJob job, Executed ended) {
    return ledger.statements().stream()
        .filter(statement -> statement.id().equals(job.statementId()))
        .allMatch(statement -> statement.createdAt() >= ended.updatedAt());
  }

  private void everyJobIsOneStatement() {
    Map<String, List<Executed>> byName =
        ledger.statements().stream()
            .collect(Collectors.groupingBy(each -> String.valueOf(each.name())));
    byName.forEach(
        (name, all) -> {
          if (ledger.runs().contains(name)) {
            if (all.size() > 1) {
              broken(Kind.STATEMENTS, name, "a run has %d statements".formatted(all.size()));
            }
          } else if (!byId.containsKey(name)) {
            broken(Kind.STATEMENTS, name, "no job has the statement " + all);
          }
        });
    for (StoredJob job : ledger.jobs()) {
      List<Executed> all = byName.getOrDefault(job.statementName(), List.of());
      boolean neverStarted = job.state().equals("CANCELLED") && job.statementId() == null;
      if (all.size() > 1 || (all.isEmpty() && !neverStarted)) {
        broken(Kind.STATEMENTS, job.id(), "it has %d statements".formatted(all.size()));
      } else if (job.statementId() != null && !job.statementId().equals(all.get(0).id())) {
        broken(Kind.STATEMENTS, job.id(), "it takes another's statement for its own");
      }
    }
  }

  /**
   * However many watch, on however many nodes. A node whose clock is wrong for a moment may begin
   * one run too early.
   */
  private void whatIsWatchedRunsOnceAPause() {
    long wrongClocks =
        history.all(Struck.class).filter(struck -> struck.fault().contains("clock")).count();
    long first = history.all(Watched.class).mapToLong(Watched::at).min().orElse(0);
    long last = history.all(Lost.class).mapToLong(Lost::at).max().orElse(0);
    long most = (last - first) / pace.refresh().toMillis() + 2 + 2 * wrongClocks;
    long runs =
        ledger.statements().stream()
            .filter(each -> ledger.runs().contains(each.name()) && each.createdAt() <= last)
            .count();
    if (runs > most) {
      broken(Kind.WATCHED, "", "it was run %d times within %d ms".formatted(runs, last - first));
    }
  }

  private void onlyWhoWatchesIsToldAnswers() {
    Set<String> watchers =
        history.all(Watched.class).map(Watched::user).collect(Collectors.toSet());
    history
        .all(AnswerTold.class)
        .forEach(
            told -> {
              if (!watchers.contains(Plan.TabPlan.userOf(told.tab()))) {
                broken(Kind.FOREIGN, told.run(), told.tab() + " was told, and does not watch");
              }
              if (told.rows() != null
                  && plan.size() == Size.NEAR
                  && !told.rows().equals(Watcher.ROWS)) {
                broken(Kind.ROWS, told.run(), told.tab() + " was told " + told.rows());
              }
            });
  }

  /** While a statement runs that somebody wants, nobody else's is started for the same text. */
  private void everyTextIsRunOnceAtATime() {
    List<Executed> wanted =
        ledger.statements().stream()
            .filter(each -> !each.status().equals("ABORTED"))
            .filter(each -> ask(each).filter(Ask::shared).isPresent())
            .toList();
    for (Executed first : wanted) {
      for (Executed second : wanted) {
        if (first.createdAt() < second.createdAt()
            && second.createdAt() < first.updatedAt()
            && ask(first).get().number() == ask(second).get().number()
            && isWanted(first)
            && catalogues(first.name()).size() == 1
            && catalogues(first.name()).equals(catalogues(second.name()))) {
          broken(
              Kind.STATEMENTS,
              second.name(),
              "it runs %s while %s does".formatted(ask(first).get().text(), first.name()));
        }
      }
    }
  }

  /**
   * Once somebody was told of a statement's rows, nobody who takes its answer starts another one.
   */
  private void noTextIsRunWhileItsAnswerIsThere() {
    for (Executed first : ledger.statements()) {
      Optional<Ask> asked = ask(first).filter(ask -> ask.maxAge() >= 0);
      if (asked.isEmpty() || !first.status().equals("FINISHED")) {
        continue;
      }
      long known = firstToldRows(first);
      for (Executed second : ledger.statements()) {
        if (known < firstAsked(second)
            && ask(second).filter(ask -> ask.maxAge() > 0).isPresent()
            && ask(second).get().number() == asked.get().number()
            && catalogues(first.name()).size() == 1
            && catalogues(first.name()).equals(catalogues(second.name()))) {
          broken(
              Kind.STATEMENTS,
              second.name(),
              "it runs %s again, which %s has answered"
                  .formatted(asked.get().text(), first.name()));
        }
      }
    }
  }

  private long firstToldRows(Executed statement) {
    return ledger.jobs().stream()
        .filter(job -> job.statementName().equals(statement.name()))
        .filter(job -> job.state().equals("FINISHED"))
        .flatMap(job -> firstKnown(history, job.id()).stream())
        .min(Long::compareTo)
        .orElse(Long.MAX_VALUE);
  }

  private long firstAsked(Executed statement) {
    return history
        .all(Asked.class)
        .filter(asked -> byId.containsKey(statement.name()))
        .filter(asked -> asked.mark().equals(byId.get(statement.name()).mark()))
        .mapToLong(Asked::at)
        .min()
        .orElse(0);
  }

  private void nobodyWhoWantsANewRunGetsAnAnswer() {
    for (StoredJob job : ledger.jobs()) {
      if (job.isAnswered() && asks.get(job.mark()).maxAge() <= 0) {
        broken(Kind.STALE, job.id(), "it is served by the answer of " + job.statementName());
      }
    }
  }

  private Optional<Ask> ask(Executed statement) {
    return Optional.ofNullable(byId.get(statement.name())).map(job -> asks.get(job.mark()));
  }

  private boolean isWanted(Executed statement) {
    return ledger.jobs().stream()
        .anyMatch(job -> job.statementName().equals(statement.name()) && !job.cancelRequested());
  }

  /** The catalogues of all nodes that were asked for a job: with one, it is the job's. */
  private Set<Boolean> catalogues(String id) {
    return history
        .all(Asked.class)
        .filter(asked -> byId.containsKey(id) && asked.mark().equals(byId.get(id).mark()))
        .map(asked -> plan.size() == Size.NEAR && NearNode.hasNextCatalogue(asked.node()))
        .collect(Collectors.toSet());
  }

  private void noStatementIsOfTwoCatalogues() {
    if (!plan.isShared()) {
      return;
    }
    for (StoredJob job : ledger.jobs()) {
      Set<Boolean> own = catalogues(job.id());
      Set<Boolean> first = catalogues(job.statementName());
      if (own.size() == 1 && first.size() == 1 && !own.equals(first)) {
        broken(Kind.MIXED, job.id(), "it has joined the statement of " + job.statementName());
      }
    }
  }

  private void everyTabIsTold() {
    Map<String, Map<String, Told>> toldByTab =
        history
            .all(Told.class)
            .filter(told -> told.job().isEnded() && told.way() != Way.ASKED)
            .collect(
                Collectors.groupingBy(
                    Told::tab,
                    Collectors.toMap(
                        told -> told.job().id(), Function.identity(), (first, later) -> first)));
    for (StoredJob job : ledger.jobs()) {
      Optional<Long> ended = endOf(job);
      if (ended.isEmpty()) {
        continue;
      }
      for (Plan.TabPlan tab : plan.tabs()) {
        if (!tab.userName().equals(job.user())) {
          continue;
        }
        Told told = toldByTab.getOrDefault(tab.name(), Map.of()).get(job.id());
        long from = Math.max(ended.get(), tab.opensAt());
        long due =
            tab.asks()
                ? due(Math.max(from, firstAnswered(job.id())), pace.bound())
                : due(from, pace.boundElsewhere());
        if (told == null) {
          broken(
              Kind.NOT_TOLD,
              job.id(),
              "%s was never told; it ended at %d ms".formatted(tab.name(), ended.get()));
        } else if (told.at() > due) {
          broken(
              Kind.LATE,
              job.id(),
              "%s was told at %d ms; it ended at %d ms, and %d ms was the latest"
                  .formatted(tab.name(), told.at(), ended.get(), due));
        }
      }
    }
  }

  /**
   * When a job ended: the end of its statement, or, without a statement, when somebody first knew
   * of it. Empty if the job has not ended.
   */
  private Optional<Long> endOf(StoredJob job) {
    if (!job.isEnded()) {
      return Optional.empty();
    }
    return ledger.statements().stream()
        .filter(statement -> statement.id().equals(job.statementId()))
        // Who lets go of a statement that others use does not wait for its end.
        .filter(it -> !job.state().equals("CANCELLED") || it.status().equals("ABORTED"))
        .map(Executed::updatedAt)
        // Somebody may join a statement before anybody has learned that it is over.
        .map(end -> plan.isShared() ? Math.max(end, firstAnswered(job.id())) : end)
        .findFirst()
        .or(() -> firstKnown(history, job.id()));
  }

  static Optional<Long> firstKnown(History history, String id) {
    return history.lines().stream()
        .filter(
            line ->
                (line instanceof Told told && told.job().id().equals(id) && told.job().isEnded())
                    || (line instanceof Answered answer
                        && answer.job() != null
                        && answer.job().id().equals(id)
                        && answer.job().isEnded()))
        .map(History.Line::at)
        .findFirst();
  }

  /** When the user's tab learned that there is such a job; 0 if it had no answer. */
  private long firstAnswered(String id) {
    return history
        .all(Answered.class)
        .filter(answer -> answer.job() != null && answer.job().id().equals(id))
        .mapToLong(Answered::at)
        .min()
        .orElse(0);
  }

  /**
   * The latest moment at which a client must know what was there at a given moment. Outages stop
   * the clock.
   */
  private long due(long from, Duration bound) {
    long due = from + bound.toMillis();
    List<Outage> outages = outages(history);
    boolean moved = true;
    while (moved) {
      moved = false;
      for (Outage outage : outages) {
        long after = outage.until() + pace.recovery().toMillis() + bound.toMillis();
        if (outage.from() <= due && outage.until() >= from && after > due) {
          due = after;
          moved = true;
        }
      }
    }
    return due;
  }

  /** A period in which endings may be late. */
  record Outage(long from, long until) {}

  static List<Outage> outages(History history) {
    Map<String, Long> ends =
        history
            .all(Relented.class)
            .collect(Collectors.toMap(Relented::fault, Relented::at, Math::max));
    return history
        .all(Struck.class)
        .filter(Struck::delays)
        .map(struck -> new Outage(struck.at(), ends.getOrDefault(struck.fault(), struck.at())))
        .toList();
  }

  private void everyRowComesOnce() {
    for (StoredJob job : ledger.jobs()) {
      if (!job.state().equals("FINISHED")) {
        continue;
      }
      Ask ask = asks.get(job.mark());
      List<String> rows = ledger.rows().get(job.statementId());
      if (rows == null || ask == null) {
        broken(Kind.ROWS, job.id(), "its statement has no result");
        continue;
      }
      if (ask.kind() == Ask.Kind.ROWS && !rows.equals(ask.expectedRows())) {
        broken(Kind.ROWS, job.id(), "its statement has other rows than the ask");
      }
      for (Plan.TabPlan tab : plan.tabs()) {
        if (tab.userName().equals(job.user()) && tab.readsRows()) {
          rowsOf(tab, job, rows);
        }
      }
    }
    history
        .all(Refused.class)
        .forEach(
            no ->
                broken(
                    Kind.ROWS,
                    no.job(),
                    "%s was refused its rows with %d".formatted(no.tab(), no.status())));
  }

  private void rowsOf(Plan.TabPlan tab, StoredJob job, List<String> rows) {
    List<Result> results =
        history
            .all(Result.class)
            .filter(result -> result.tab().equals(tab.name()) && result.job().equals(job.id()))
            .toList();
    if (results.size() != 1) {
      broken(
          Kind.ROWS,
          job.id(),
          "%s has its result %d times, not once".formatted(tab.name(), results.size()));
    } else if (!results.get(0).rows().equals(rows)) {
      List<String> got = results.get(0).rows();
      Set<String> strange = new HashSet<>(got);
      rows.forEach(strange::remove);
      broken(
          Kind.ROWS,
          job.id(),
          "%s has %d rows, %d of them different ones, and %d that are not the statement's %d"
              .formatted(
                  tab.name(), got.size(), Set.copyOf(got).size(), strange.size(), rows.size()));
    }
  }

  private void nobodySeesOthers() {
    history
        .all(Told.class)
        .filter(told -> !userOf(told.job()).equals(Plan.TabPlan.userOf(told.tab())))
        .forEach(told -> broken(Kind.FOREIGN, told.job().id(), told.tab() + " was told of it"));
    history
        .all(Result.class)
        .forEach(
            result -> {
              String mine = "[\"%s/".formatted(Plan.TabPlan.userOf(result.tab()));
              String everybodys = "[\"" + Ask.ALL;
              if (!result.rows().stream()
                  .allMatch(row -> row.startsWith(mine) || row.startsWith(everybodys))) {
                broken(Kind.FOREIGN, result.job(), result.tab() + " has rows of somebody else");
              }
            });
    history
        .all(Probed.class)
        .filter(probed -> probed.status() != NOT_FOUND)
        .forEach(
            probed ->
                broken(
                    Kind.FOREIGN,
                    probed.job(),
                    "%s tried %s and got %d"
                        .formatted(probed.user(), probed.verb(), probed.status())));
  }

  private String userOf(JobSeen job) {
    StoredJob stored = byId.get(job.id());
    return stored == null ? Ask.userOf(job.mark()) : stored.user();
  }

  /**
   * A live socket sends a message at once and then at each interval, unless an outage prevents it.
   */
  private void noSocketIsSilent() {
    history
        .all(Lost.class)
        .filter(lost -> lost.why().equals(Lost.SILENCE) && !isDuringOutage(lost.at()))
        .forEach(
            lost ->
                broken(
                    Kind.SILENT, "", "%s heard nothing of %s".formatted(lost.tab(), lost.node())));
    noGatewayIsSilent();
    // One socket may be silent at first by chance, but not all of them.
    List<Long> waited = history.all(Whole.class).map(Whole::waited).toList();
    long interval = pace.snapshotInterval().toMillis();
    if (waited.size() >= UNLUCKY && waited.stream().allMatch(time -> time > interval / 2)) {
      broken(Kind.SILENT, "", "no socket begins with a snapshot: the first ones took " + waited);
    }
  }

  /** A message may be lost by chance, but not all of them. */
  private void noGatewayIsSilent() {
    List<Way> ways =
        history
            .all(Told.class)
            .filter(told -> told.job().isEnded() && told.way() != Way.ASKED)
            .map(Told::way)
            .toList();
    if (ways.size() >= UNLUCKY && ways.stream().allMatch(way -> way == Way.LOOKED)) {
      broken(
          Kind.SILENT, "", "no socket told of an ending: %d were asked for".formatted(ways.size()));
    }
  }

  /** A gateway closes a socket of its own accord only if its time or its session is over. */
  private void everySocketIsReplacedInTime() {
    history
        .all(Lost.class)
        .filter(lost -> OF_GATEWAY.contains(lost.why()) && !isDuringOutage(lost.at()))
        .forEach(
            lost ->
                broken(Kind.GAP, "", "%s was %s by the gateway".formatted(lost.tab(), lost.why())));
  }

  private boolean isDuringOutage(long at) {
    return outages(history).stream()
        .anyMatch(
            outage ->
                outage.from() <= at
                    && at <= outage.until() + pace.recovery().plus(pace.silence()).toMillis());
  }

  private void noTicketServesTwice() {
    history
        .all(Reused.class)
        .filter(again -> again.heard().equals("a message"))
        .forEach(again -> broken(Kind.TICKET, "", again.tab() + " opened a second socket with it"));
  }

  private void broken(Kind kind, String job, String what) {
    violations.add(new Violation(kind, job, what));
  }
}
