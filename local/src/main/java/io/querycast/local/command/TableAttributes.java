package io.querycast.local.command;

import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How Redshift lays a table out. Here the sort key becomes an index of block ranges; the rest is
 * only kept, for the catalogue.
 */
final class TableAttributes {
  private static final int MOST_INTERLEAVED = 8;

  private String style;
  private String distributionKey;
  private List<String> sortKeys = new ArrayList<>();
  private boolean isInterleaved;
  private boolean isSortSaid;
  private boolean isSortAuto = true;
  private boolean isBackedUp = true;

  /** The places in the query that stand for its columns, as they were written. */
  private final Set<String> places = new HashSet<>();

  /** Reads one attribute if one comes next. */
  boolean reads(Cursor cursor) {
    if (cursor.sees("backup")) {
      cursor.take();
      isBackedUp = cursor.take().isWord("yes");
    } else if (cursor.sees("diststyle")) {
      cursor.take();
      if (!cursor.seesAny(List.of("auto", "even", "key", "all"))) {
        throw cursor.unexpected();
      }
      if (style != null) {
        throw twice("DISTSTYLE", cursor.peek());
      }
      style = cursor.take().value().toUpperCase(Locale.ROOT);
    } else if (cursor.sees("distkey")) {
      Token key = cursor.take();
      cursor.takeMark("(");
      distributeBy(column(cursor), key);
      cursor.takeMark(")");
    } else if (cursor.sees("compound") || cursor.sees("interleaved") || cursor.sees("sortkey")) {
      isInterleaved = cursor.sees("interleaved");
      if (!cursor.sees("sortkey")) {
        cursor.take();
      }
      sortKey(cursor, cursor.take("sortkey"));
    } else if (cursor.sees("encode", "auto")) {
      cursor.take();
      cursor.take();
    } else {
      return false;
    }
    return true;
  }

  private void sortKey(Cursor cursor, Token near) {
    if (isSortSaid || !sortKeys.isEmpty()) {
      throw twice("SORTKEY", near);
    }
    isSortSaid = true;
    if (cursor.sees("auto") || cursor.sees("none")) {
      isSortAuto = cursor.take().isWord("auto");
      sortKeys = new ArrayList<>();
      return;
    }
    cursor.takeMark("(");
    sortKeys = new ArrayList<>();
    sortBy(column(cursor));
    while (cursor.seesMark(",")) {
      cursor.take();
      sortBy(column(cursor));
    }
    cursor.takeMark(")");
  }

  /** A column's name, or its place in the query that the table is made of. */
  private String column(Cursor cursor) {
    if (cursor.peek().kind() != Token.Kind.NUMBER) {
      return cursor.takeName().value();
    }
    String place = cursor.take().value();
    places.add(place);
    return place;
  }

  /**
   * Puts the names of the table's columns where the text has their places.
   *
   * @param columns empty if they are not known
   */
  void name(List<String> columns) {
    for (String place : places) {
      if (!place.matches("[1-9][0-9]{0,3}") || Integer.parseInt(place) > columns.size()) {
        throw new Refused("column \"%s\" named in key does not exist".formatted(place), -1);
      }
      String name = columns.get(Integer.parseInt(place) - 1);
      sortKeys.replaceAll(each -> each.equals(place) ? name : each);
      distributionKey = place.equals(distributionKey) ? name : distributionKey;
    }
  }

  /**
   * Distributes by a column.
   *
   * @param near the word that says so
   */
  void distributeBy(String column, Token near) {
    if (distributionKey != null) {
      throw twice("DISTKEY", near);
    }
    distributionKey = column;
  }

  private static Refused twice(String what, Token near) {
    return new Refused("A table can have only one " + what, near.start());
  }

  /** Refuses a style of distribution that does not go with the key. */
  void check() {
    if ("KEY".equals(style) && distributionKey == null) {
      throw new Refused("DISTSTYLE KEY requires a DISTKEY column", -1);
    }
    if (distributionKey != null && List.of("EVEN", "ALL").contains(String.valueOf(style))) {
      throw new Refused("DISTKEY can't be specified with DISTSTYLE " + style, -1);
    }
    if (isInterleaved && sortKeys.size() > MOST_INTERLEAVED) {
      throw new Refused("An interleaved sort key can have at most 8 columns", -1);
    }
  }

  /**
   * Sorts by one column alone.
   *
   * @param near the word that says so
   */
  void sortByOnly(String column, Token near) {
    if (!sortKeys.isEmpty()) {
      throw twice("SORTKEY", near);
    }
    sortBy(column);
  }

  private void sortBy(String column) {
    if (sortKeys.contains(column)) {
      throw new Refused("column \"%s\" appears twice in the sort key".formatted(column), -1);
    }
    sortKeys.add(column);
    isSortAuto = false;
  }

  boolean isSaid() {
    return style != null || distributionKey != null || !sortKeys.isEmpty() || !isBackedUp;
  }

  /** The steps that keep them for a table. */
  List<String> steps(String table) {
    check();
    List<String> steps = new ArrayList<>();
    if (!isSaid()) {
      return steps;
    }
    String kept = style == null ? (distributionKey == null ? "AUTO" : "KEY") : style;
    steps.add(
        "select redshift.keep_table_attributes(%s::regclass, '%s', %s, %s, %b, %b, %b)"
            .formatted(
                ObjectName.text(table),
                kept,
                ObjectName.text(distributionKey),
                ObjectName.array(sortKeys),
                isInterleaved,
                isSortAuto,
                isBackedUp));
    index(table, steps);
    return steps;
  }

  /** The steps that change them for a table that is there; what is not said stays. */
  List<String> changes(String table) {
    check();
    List<String> steps = new ArrayList<>();
    String changed = style == null && distributionKey != null ? "KEY" : style;
    if (changed != null) {
      steps.add(
          "select redshift.change_distribution(%s::regclass, '%s', %s)"
              .formatted(ObjectName.text(table), changed, ObjectName.text(distributionKey)));
    }
    if (isSortSaid) {
      steps.add(
          "select redshift.change_sort_key(%s::regclass, %s, %b, %b)"
              .formatted(
                  ObjectName.text(table), ObjectName.array(sortKeys), isInterleaved, isSortAuto));
      index(table, steps);
    }
    return steps;
  }

  private void index(String table, List<String> steps) {
    if (!sortKeys.isEmpty()) {
      steps.add(
          "select redshift.index_sort_key(%s::regclass, %s)"
              .formatted(ObjectName.text(table), ObjectName.text(sortKeys.get(0))));
    }
  }
}
