package io.querycast.local.sql.names;

import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Node;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Closes the engine to the outside: a text can name what Redshift has and what users have made, and
 * nothing that is PostgreSQL's or ours.
 */
public final class Closed {
  /** A schema of ours without functions: a call into it fails in the engine's own words. */
  private static final String WITHOUT_FUNCTIONS = "rdsdb";

  /** What makes the engine answer as Redshift. */
  private static final Set<String> OURS = Set.of("redshift", WITHOUT_FUNCTIONS);

  private static final Set<String> CATALOGUES = Set.of("pg_catalog", "information_schema");

  /** PostgreSQL's tables that Redshift's catalogue has too, in the same shape. */
  private static final Set<String> SHARED =
      Set.of("pg_cast", "pg_conversion", "pg_largeobject", "pg_statistic");

  private Closed() {}

  /** Whether a schema is none that users know. */
  public static boolean isHidden(String schema) {
    return OURS.contains(schema);
  }

  /** PostgreSQL's tables that Redshift's catalogue has too, in the same shape. */
  public static Set<String> sharedTables() {
    return SHARED;
  }

  /** The names of all functions that users may call. */
  public static Set<String> functions() {
    return KnownFunctions.here();
  }

  /** Whether Redshift has a function of this name. */
  public static boolean isRedshifts(String function) {
    return KnownFunctions.isHere(function);
  }

  /**
   * Refuses a schema that users don't know.
   *
   * @param near the schema's name in the text
   */
  public static void checkSchema(Token near) {
    if (isHidden(near.value())) {
      throw new Refused("schema \"%s\" does not exist".formatted(near.value()), near);
    }
  }

  /**
   * Checks all calls of a statement before it is rewritten: those that a rewrite makes are ours.
   */
  public static void checkCalls(Tree statement, Tables tables) {
    Deque<Tree> open = new ArrayDeque<>(List.of(statement));
    while (!open.isEmpty()) {
      Tree tree = open.pop();
      if (tree.is(Kind.CALL)) {
        checkCall(tree.children().get(0), tables);
      }
      tree.children().forEach(open::push);
    }
  }

  private static void checkCall(Tree name, Tables tables) {
    List<Node> parts = name.parts();
    Token function = (Token) parts.get(parts.size() - 1);
    Token schema = parts.size() < 3 ? null : (Token) parts.get(parts.size() - 3);
    if (schema != null) {
      checkSchema(schema);
      if (!CATALOGUES.contains(schema.value())) {
        return;
      }
    }
    if (KnownFunctions.isHere(function.value())) {
      return;
    }
    Optional<String> made =
        schema == null ? tables.functionSchema(function.value()) : Optional.empty();
    if (made.isEmpty() && KnownFunctions.isElsewhere(function.value())) {
      throw Refused.notAvailable(function.value().toUpperCase(Locale.ROOT), function);
    }
    Token first = name.first();
    parts.clear();
    parts.add(first.as(Token.Kind.NAME, made.orElse(WITHOUT_FUNCTIONS)));
    parts.add(Made.mark(first, "."));
    parts.add(function);
  }

  /**
   * Refuses a relation of PostgreSQL's catalogue that Redshift does not have.
   *
   * @param name without the database
   */
  public static void checkRelation(Tree name, Tables tables) {
    Token relation = (Token) name.parts().get(name.parts().size() - 1);
    boolean hasSchema = name.parts().size() > 1;
    if (hasSchema) {
      Token schema = (Token) name.parts().get(name.parts().size() - 3);
      checkSchema(schema);
      // What the engine's own views of the standard are made of.
      if (schema.value().equals("information_schema") && relation.value().startsWith("_pg_")) {
        throw Refused.missing(relation, name.first());
      }
    }
    boolean isForeign =
        !hasSchema
            && relation.value().startsWith("pg_")
            && !SHARED.contains(relation.value())
            && tables.columns("redshift", relation.value()).isEmpty()
            && tables.columns("pg_catalog", relation.value()).isPresent();
    if (isForeign) {
      throw Refused.missing(relation, name.first());
    }
  }
}
