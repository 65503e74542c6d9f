package io.querycast.local.command;

import io.querycast.local.sql.Translated;
import io.querycast.local.sql.names.Column;
import io.querycast.local.sql.tree.Type;
import java.util.List;
import java.util.stream.Collectors;

/** The lengths of the VARBYTE columns that a query makes: the engine keeps none. */
final class ByteLengths {
  private ByteLengths() {}

  /** The step that keeps them for a relation made of the query; none if no length is known. */
  static List<String> steps(String relation, Translated.Run query) {
    if (query.columns().stream().noneMatch(column -> isKnown(column.type()))) {
      return List.of();
    }
    String lengths =
        query.columns().stream()
            .map(Column::type)
            .map(type -> isKnown(type) ? "" + type.precision().getAsInt() : "null")
            .collect(Collectors.joining(", "));
    return List.of(
        "select redshift.keep_byte_lengths(%s::regclass, array[%s]::integer[])"
            .formatted(ObjectName.text(relation), lengths));
  }

  private static boolean isKnown(Type type) {
    return type.isBytes() && type.precision().isPresent();
  }
}
