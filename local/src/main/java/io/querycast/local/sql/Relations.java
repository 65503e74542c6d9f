package io.querycast.local.sql;

import io.querycast.local.sql.rewrite.Names;
import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which relations the queries of a statement read that is not rewritten. */
public final class Relations {

  /**
   * A relation, as the text names it.
   *
   * @param schema null if the text names none
   * @param offset where in the text its name begins
   */
  public record Named(String schema, String name, int offset) {}

  private final List<Named> relations = new ArrayList<>();
  private final Set<String> queries = new HashSet<>();
  private final Set<String> aliases = new HashSet<>();

  private Relations() {}

  static List<Named> of(Tree statement) {
    Relations read = new Relations();
    List<Tree> trees = all(statement);
    trees.forEach(read::name);
    trees.forEach(read::read);
    return read.relations;
  }

  /** What INSERT, UPDATE, DELETE or MERGE changes; null for a query. */
  static Named target(Tree statement) {
    boolean isChange =
        List.of("insert", "update", "delete", "merge").stream().anyMatch(statement::has);
    if (!isChange) {
      return null;
    }
    Tree table = statement.child(Kind.TABLE);
    Tree name = table == null ? statement.child(Kind.COLUMN) : table.children().get(0);
    return name == null ? null : named(name, Names.parts(name));
  }

  private static Named named(Tree name, List<String> parts) {
    int last = parts.size() - 1;
    return new Named(last == 0 ? null : parts.get(last - 1), parts.get(last), name.first().start());
  }

  private static List<Tree> all(Tree statement) {
    List<Tree> trees = new ArrayList<>();
    Deque<Tree> open = new ArrayDeque<>(List.of(statement));
    while (!open.isEmpty()) {
      Tree tree = open.pop();
      trees.add(tree);
      tree.children().forEach(open::push);
    }
    return trees;
  }

  /** Learns what the statement itself names. */
  private void name(Tree tree) {
    if (tree.is(Kind.WITH) && !tree.has("recursive")) {
      tree.children(Kind.CTE).forEach(cte -> queries.add(cte.first().value()));
    } else if (tree.is(Kind.ALIAS)) {
      Token first = tree.first();
      aliases.add(first.isWord("as") ? ((Token) tree.parts().get(1)).value() : first.value());
    }
  }

  private void read(Tree tree) {
    if (!tree.is(Kind.TABLE) || !tree.children().get(0).is(Kind.COLUMN)) {
      return;
    }
    Tree named = tree.children().get(0);
    List<String> parts = Names.parts(named);
    int last = parts.size() - 1;
    // A name that begins with an alias is a way into a SUPER value.
    boolean isOwn = last == 0 ? queries.contains(parts.get(0)) : aliases.contains(parts.get(0));
    if (!isOwn) {
      relations.add(named(named, parts));
    }
  }
}
