package io.querycast.local.sql.names;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the names in one query may mean: its relations, and those of the queries around it. */
public final class Scope {

  /**
   * A relation of FROM.
   *
   * @param schema null if the text names none
   * @param name its alias, or its own name; null if it has none
   * @param columns null if they are not known
   * @param isElement whether it is one element of a SUPER array: its name is its value
   */
  public record Relation(String schema, String name, List<Column> columns, boolean isElement) {

    public Column column(String column) {
      if (columns != null) {
        for (Column known : columns) {
          if (known.name().equals(column)) {
            return known;
          }
        }
      }
      return null;
    }
  }

  /**
   * A column as {@code *} gives it.
   *
   * @param relation null if the column's own name is enough
   */
  public record Visible(String relation, Column column) {}

  private final Scope outer;

  /** Whether it is that of one SELECT, and not of what stands around. */
  private boolean isSelect;

  private boolean hasWindow;
  private int correlations;
  private int comparisons;
  private int reached;
  private int owned;
  private final Map<String, List<Column>> named = new HashMap<>();
  private final Set<String> recursive = new HashSet<>();
  private final List<Relation> relations = new ArrayList<>();
  private final Set<String> labels = new HashSet<>();

  /**
   * @param outer the query around this one; null if there is none
   */
  public Scope(Scope outer) {
    this.outer = outer;
  }

  /**
   * That of one SELECT.
   *
   * @param hasWindow whether the SELECT calls a function over a window
   */
  public static Scope ofSelect(Scope outer, boolean hasWindow) {
    Scope scope = new Scope(outer);
    scope.isSelect = true;
    scope.hasWindow = hasWindow;
    return scope;
  }

  /** What the queries around this one know; null if there are none. */
  public Scope outer() {
    return outer;
  }

  /** Makes a query of WITH known; its columns may be null. */
  public void name(String name, List<Column> columns) {
    named.put(name, columns);
  }

  /** Makes a query of WITH known that reads itself. */
  public void recursive(String name, List<Column> columns) {
    name(name, columns);
    recursive.add(name);
  }

  public boolean isRecursive(String name) {
    return named.containsKey(name)
        ? recursive.contains(name)
        : outer != null && outer.isRecursive(name);
  }

  public boolean isNamed(String name) {
    return named.containsKey(name) || (outer != null && outer.isNamed(name));
  }

  /** The columns of a query of WITH; null if they are not known. */
  public List<Column> named(String name) {
    if (named.containsKey(name)) {
      return named.get(name);
    }
    return outer == null ? null : outer.named(name);
  }

  /** How often the queries within this one have named its columns. */
  public int correlations() {
    return correlations;
  }

  /** How often the queries within this one have compared its columns by another word than =. */
  public int comparisons() {
    return comparisons;
  }

  /** How often this query has named columns of those around it. */
  public int reached() {
    return reached;
  }

  /** How often this query has named columns of its own. */
  public int owned() {
    return owned;
  }

  /**
   * Counts that this query compares a column of the one around it by another word than =. What
   * reads only the elements of a SUPER array of that query may.
   */
  public void compare() {
    if (relations.stream().allMatch(Relation::isElement)) {
      return;
    }
    Scope around = outer;
    while (around != null && !around.isSelect) {
      around = around.outer;
    }
    if (around != null) {
      around.comparisons++;
    }
  }

  /**
   * Counts the use of a column if it belongs to a query around this one.
   *
   * @param names of the column and its relation
   * @return whether Redshift can't follow it: it skips a query, or this one has a window
   */
  public boolean correlate(List<String> names) {
    int selects = 0;
    boolean isWindowed = false;
    for (Scope scope = this; scope != null; scope = scope.outer) {
      if (scope.owns(names)) {
        scope.correlations += selects > 0 ? 1 : 0;
        reached += selects > 0 ? 1 : 0;
        owned += selects > 0 ? 0 : 1;
        return selects > 0 && (isWindowed || selects > 1);
      }
      if (scope.isSelect) {
        isWindowed |= selects == 0 && scope.hasWindow;
        selects++;
      }
    }
    return false;
  }

  /** Whether a name is, or may be, a column of this query's relations. */
  private boolean owns(List<String> names) {
    if (names.size() > 1 && relations.stream().anyMatch(r -> names.get(0).equals(r.name()))) {
      return true;
    }
    return own(names.get(0)) != null || (names.size() == 1 && !isKnown());
  }

  /** Makes a name of the select list known, which GROUP BY and ORDER BY may use. */
  public void label(String name) {
    labels.add(name);
  }

  public boolean isLabel(String name) {
    return labels.contains(name);
  }

  public void add(Relation relation) {
    relations.add(relation);
  }

  public List<Relation> relations() {
    return relations;
  }

  /** Whether one relation of this query, and no other, has this name. */
  public boolean isOnly(String name) {
    return relations.stream().filter(relation -> name.equals(relation.name())).count() == 1;
  }

  /** Whether the columns of every relation of this query are known. */
  public boolean isKnown() {
    return relations.stream().allMatch(relation -> relation.columns() != null);
  }

  /** The relation of this name, here or around; null if there is none. */
  public Relation relation(String name) {
    for (Relation relation : relations) {
      if (name.equals(relation.name())) {
        return relation;
      }
    }
    return outer == null ? null : outer.relation(name);
  }

  /** The column of this name of this query's relations; null if there is none. */
  public Column own(String name) {
    for (Relation relation : relations) {
      Column column = relation.column(name);
      if (column != null) {
        return column;
      }
    }
    return null;
  }

  /** The column of this name, here or around; null if there is none. */
  public Column column(String name) {
    Column own = own(name);
    return own != null || outer == null ? own : outer.column(name);
  }
}
