package io.querycast.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** How a seed went. */
record Outcome(Plan plan, History history, Ledger ledger, List<Violation> violations) {
  private static final int TAIL = 60;

  boolean isClean() {
    return violations.isEmpty();
  }

  /**
   * Everything that is needed to understand a failure and to repeat it.
   *
   * @param replay the command
   */
  String report(String replay) {
    String about =
        violations.stream()
            .map(Violation::job)
            .filter(job -> !job.isEmpty())
            .distinct()
            .limit(3)
            .map(job -> "All about %s:\n%s".formatted(job, history.about(job)))
            .collect(Collectors.joining());
    return """
        Seed %d (%s) is not clean:
        %s
        The faults of its plan:
        %s
        %sThe last of its history:
        %sTo run it again:
          %s
        """
        .formatted(
            plan.seed(),
            plan.size(),
            violations.stream()
                .limit(20)
                .map(each -> "  " + each)
                .collect(Collectors.joining("\n")),
            plan.strikes().stream().map(each -> "  " + each).collect(Collectors.joining("\n")),
            about,
            history.tail(TAIL),
            replay);
  }

  /** Writes the whole history to a file. */
  void writeHistory(Path file) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, history.tail(Integer.MAX_VALUE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
