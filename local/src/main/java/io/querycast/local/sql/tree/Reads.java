package io.querycast.local.sql.tree;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What the queries of a statement read: Redshift names it when a column does not exist. */
public final class Reads {

  /**
   * A query between two offsets of the text.
   *
   * @param relations the names that it gives to what it reads
   */
  public record Query(int start, int end, List<String> relations) {
    public boolean contains(int offset) {
      return start <= offset && offset < end;
    }

    public int length() {
      return end - start;
    }

    public Query moved(int by) {
      return new Query(start + by, end + by, relations);
    }
  }

  private Reads() {}

  /** All queries of a statement that is not rewritten yet; those of the catalogue name nothing. */
  public static List<Query> of(Tree statement) {
    List<Query> queries = new ArrayList<>();
    Deque<Tree> open = new ArrayDeque<>(List.of(statement));
    while (!open.isEmpty()) {
      Tree tree = open.pop();
      Tree select = tree.is(Kind.QUERY) ? tree.child(Kind.SELECT) : tree;
      if (select != null && select.is(Kind.SELECT)) {
        List<Token> tokens = tree.tokens();
        int end = tokens.get(tokens.size() - 1).end();
        queries.add(new Query(tokens.get(0).start(), end, names(select.child(Kind.FROM))));
      }
      tree.children().forEach(open::push);
    }
    return queries;
  }

  private static List<String> names(Tree from) {
    List<String> names = new ArrayList<>();
    if (from != null) {
      from.children().forEach(item -> add(item, names));
    }
    return names.stream().anyMatch(name -> name.startsWith("pg_")) ? List.of() : names;
  }

  private static void add(Tree item, List<String> names) {
    switch (item.kind()) {
      case JOINED -> item.children().forEach(part -> add(part, names));
      case JOIN -> add(item.children().get(0), names);
      case GROUPED -> item.children().get(0).children().forEach(part -> add(part, names));
      case TABLE, DERIVED, ROWS -> names.add(name(item));
      default -> {
        // The others give values, and are no relations.
      }
    }
  }

  private static String name(Tree item) {
    Tree alias = item.child(Kind.ALIAS);
    if (alias != null) {
      Token first = alias.first();
      return first.isWord("as") ? ((Token) alias.parts().get(1)).value() : first.value();
    }
    if (item.is(Kind.DERIVED)) {
      return "derived_table1";
    }
    Tree named = item.is(Kind.ROWS) ? item.child(Kind.CALL) : item;
    List<Token> tokens = named.children().get(0).tokens();
    return tokens.get(tokens.size() - 1).value();
  }
}
