package io.querycast.job;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Answers in memory, with the rules of the real store. */
class FakeAnswerStore extends AnswerStore {
  final Map<String, Answer> answers = new HashMap<>();
  final Map<String, Instant> forgotten = new HashMap<>();

  /** How often it was asked for an answer. */
  int looks;

  private final Runnable beforeWrite;

  FakeAnswerStore() {
    this(() -> {});
  }

  FakeAnswerStore(Runnable beforeWrite) {
    super(null);
    this.beforeWrite = beforeWrite;
  }

  @Override
  Optional<Answer> find(String asked, String query) {
    looks++;
    return Optional.ofNullable(answers.get(asked + " " + query));
  }

  @Override
  void keep(String asked, String query, Answer answer) {
    beforeWrite.run();
    answers.merge(
        asked + " " + query,
        answer,
        (before, later) -> before.asOf().isBefore(later.asOf()) ? later : before);
  }

  @Override
  void drop(String asked, String query, String statement) {
    beforeWrite.run();
    answers.computeIfPresent(
        asked + " " + query, (key, answer) -> answer.statement().equals(statement) ? null : answer);
  }

  @Override
  void forget(String query, Instant until) {
    beforeWrite.run();
    forgotten.merge(
        "of " + query, until, (before, later) -> before.isBefore(later) ? later : before);
  }

  @Override
  Optional<Instant> forgotten(String query) {
    return Stream.of("of null", "of " + query)
        .flatMap(key -> Stream.ofNullable(forgotten.get(key)))
        .max(Instant::compareTo);
  }
}
