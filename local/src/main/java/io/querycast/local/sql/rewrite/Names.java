package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.names.Column;
import io.querycast.local.sql.names.Scope;
import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Node;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import io.querycast.local.sql.tree.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a name with dots means: a column, with its relation, or a way into a SUPER value. */
public final class Names {
  /** Columns that each table has in PostgreSQL; in Redshift the catalogue's alone have them. */
  private static final Set<String> SYSTEM =
      Set.of("ctid", "xmin", "xmax", "cmin", "cmax", "tableoid");

  private final Rewriter rewriter;
  private final Tables tables;

  Names(Rewriter rewriter) {
    this.rewriter = rewriter;
    this.tables = rewriter.tables;
  }

  public static List<String> parts(Tree column) {
    List<String> names = new ArrayList<>();
    for (Node part : column.parts()) {
      if (!((Token) part).isMark(".")) {
        names.add(((Token) part).value());
      }
    }
    return names;
  }

  /**
   * Takes the database away from a name that has as many parts as one with its database, and {@code
   * pg_catalog} from what stands in it.
   *
   * @throws Refused if it is not the session's
   */
  static void withoutDatabase(Tree name, Tables tables, int parts) {
    if (parts(name).size() >= parts) {
      Token database = name.first();
      if (!database.value().equals(tables.database())) {
        throw new Refused("database \"%s\" does not exist".formatted(database.value()), database);
      }
      name.parts().subList(0, 2).clear();
    }
    // What Redshift keeps there is in the schema that is searched first.
    if (parts(name).size() == parts - 1 && name.first().value().equals("pg_catalog")) {
      name.parts().subList(0, 2).clear();
    }
  }

  /** The column, or the call that goes into a SUPER value. */
  Tree rewrite(Tree column, Scope scope) {
    List<String> names = parts(column);
    if (scope.correlate(names)) {
      rewriter.correlates(column.first());
    }
    Scope.Relation relation = scope.relation(names.get(0));
    if (relation != null && names.size() > 1) {
      return ofRelation(column, names, relation);
    }
    if (relation != null && relation.isElement()) {
      return column.typed(Type.SUPER);
    }
    Column known = scope.column(names.get(0));
    if (known != null) {
      return names.size() == 1 ? column.typed(known.type()) : into(column, 1, known.type());
    }
    if (names.size() > 2) {
      return qualified(column, names, scope);
    }
    refuseOfPostgres(column, names, relation, scope);
    return column;
  }

  private Tree ofRelation(Tree column, List<String> names, Scope.Relation relation) {
    Column known = relation.column(names.get(1));
    if (relation.isElement() && known == null) {
      return into(column, 1, Type.SUPER);
    }
    if (known == null) {
      refuseSystem((Token) column.parts().get(2));
      return column;
    }
    return names.size() == 2 ? column.typed(known.type()) : into(column, 2, known.type());
  }

  /** PostgreSQL takes a relation's name for a whole row; in Redshift it is no column. */
  private void refuseOfPostgres(
      Tree column, List<String> names, Scope.Relation relation, Scope scope) {
    refuseSystem(column.first());
    boolean isRow = names.size() == 1 && relation != null && relation.columns() != null;
    if (isRow && !scope.isLabel(names.get(0))) {
      throw missing(column.first());
    }
  }

  private void refuseSystem(Token name) {
    if (SYSTEM.contains(name.value()) && rewriter.nodes.readsTables()) {
      throw missing(name);
    }
  }

  private static Refused missing(Token name) {
    return new Refused("column \"%s\" does not exist".formatted(name.value()), name);
  }

  /** {@code schema.relation.column}, with a database before it or a way behind it. */
  private Tree qualified(Tree column, List<String> names, Scope scope) {
    int start = names.size() > 3 && names.get(0).equals(tables.database()) ? 1 : 0;
    Scope.Relation relation = scope.relation(names.get(start + 1));
    if (relation == null || names.size() < start + 3) {
      return column;
    }
    if (start == 1) {
      column.parts().subList(0, 2).clear();
    }
    if (names.get(start).equals("pg_catalog")) {
      // Its relations are in the schema that is searched first.
      column.parts().subList(0, 2).clear();
      return ofRelation(column, parts(column), relation);
    }
    // A relation that is read under its own name is known by it, whatever stands for it.
    boolean isKnownByName =
        names.get(start).equals(relation.schema()) && scope.isOnly(relation.name());
    if (isKnownByName) {
      column.parts().subList(0, 2).clear();
    }
    Column known = relation.column(names.get(start + 2));
    if (known == null) {
      return column;
    }
    return names.size() == start + 3
        ? column.typed(known.type())
        : into(column, isKnownByName ? 2 : 3, known.type());
  }

  /** Calls {@code super_get} for each name behind the column's own. */
  private static Tree into(Tree column, int own, Type type) {
    if (!type.is(Type.SUPER)) {
      return column;
    }
    List<Node> parts = column.parts();
    Tree value = new Tree(Kind.COLUMN, parts.subList(0, 2 * own - 1)).typed(Type.SUPER);
    for (int i = 2 * own; i < parts.size(); i += 2) {
      Token name = (Token) parts.get(i);
      value = get(name, value, Made.text(name, name.value()));
    }
    return value;
  }

  static Tree get(Token near, Tree value, Tree step) {
    Tree call = Made.call(near, "super_get", value, step);
    // The catalogue has arrays.
    return value.type().name().endsWith("[]") ? call : call.typed(Type.SUPER);
  }

  /** A path: {@code value[0].name}; its parts have been rewritten. */
  static Tree path(Tree path) {
    Tree value = path.children().get(0);
    for (int i = 1; i < path.parts().size(); i++) {
      Node part = path.parts().get(i);
      if (part instanceof Tree index) {
        value = get(index.first(), value, index);
      } else if (((Token) part).kind() == Token.Kind.NAME) {
        Token name = (Token) part;
        value = get(name, value, Made.text(name, name.value()));
      }
    }
    return value;
  }
}
