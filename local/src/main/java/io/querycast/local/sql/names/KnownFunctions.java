package io.querycast.local.sql.names;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** The functions of Redshift by their names, from {@code functions.txt}. */
final class KnownFunctions {
  private static final Set<String> HERE = new HashSet<>();
  private static final Set<String> ELSEWHERE = new HashSet<>();

  static {
    Set<String> names = HERE;
    for (String line : lines()) {
      if (line.startsWith("[")) {
        names = ELSEWHERE;
      } else if (!line.isBlank() && !line.startsWith("#")) {
        names.addAll(Set.of(line.strip().split(" ")));
      }
    }
  }

  private KnownFunctions() {}

  /** All that Redshift has and this warehouse too. */
  static Set<String> here() {
    return Set.copyOf(HERE);
  }

  /** Whether Redshift has it, and this warehouse too. */
  static boolean isHere(String function) {
    return HERE.contains(function);
  }

  /** Whether Redshift has it, and this warehouse does not. */
  static boolean isElsewhere(String function) {
    int end = function.indexOf('_') + 1;
    return ELSEWHERE.contains(function) || ELSEWHERE.contains(function.substring(0, end) + "*");
  }

  private static Iterable<String> lines() {
    try (InputStream file = KnownFunctions.class.getResourceAsStream("functions.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
