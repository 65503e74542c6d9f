package io.querycast.local.command;

import io.querycast.local.sql.Refreshes;
import io.querycast.local.sql.Relations;
import io.querycast.local.sql.Translated;
import io.querycast.local.sql.Translator;
import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Views and materialised views. */
final class Views {
  private static final List<String> UNBOUND = List.of("with", "no", "schema", "binding");

  private Views() {}

  static Translated view(Cursor cursor, Text text, Tables tables, boolean replaces) {
    cursor.take("view");
    ObjectName name = ObjectName.read(cursor, tables);
    List<String> columns = cursor.seesMark("(") ? Commands.names(cursor) : List.of();
    cursor.take("as");
    int start = cursor.peek().start();
    String query = text.part(cursor, UNBOUND);
    boolean isLate = !cursor.atEnd();
    if (isLate) {
      UNBOUND.forEach(cursor::take);
    }
    Commands.end(cursor);
    List<Relations.Named> relations = Translator.relations(query, tables);
    int replaced =
        replaces ? tables.columns(name.schema(), name.name()).map(List::size).orElse(0) : 0;
    View view =
        new View(name.creationSchema(tables), name.made(tables), replaces, replaced, columns);
    if (isLate) {
      relations.forEach(each -> mustBeQualified(each, tables));
      return view.late("select", true, query.strip(), text.text());
    }
    Translated.Run run = text.relation(query, cursor.peek());
    String definition = text.text().substring(start);
    if (relations.stream().noneMatch(each -> isLate(each, tables))) {
      return view.bound(run, definition);
    }
    // When the view is read, the search path may be another one.
    String qualified = qualified(query, relations, tables);
    List<Relations.Named> read = Translator.relations(qualified, tables);
    return view.late(holding(read), false, qualified.strip(), definition);
  }

  /** The query with a schema before the name of each relation. */
  private static String qualified(String query, List<Relations.Named> relations, Tables tables) {
    StringBuilder qualified = new StringBuilder(query);
    List<Relations.Named> fromTheEnd = new ArrayList<>(relations);
    fromTheEnd.sort(Comparator.comparingInt(Relations.Named::offset).reversed());
    for (Relations.Named each : fromTheEnd) {
      String schema = each.schema() == null ? tables.schemaOf(each.name()).orElse(null) : null;
      if (schema != null) {
        qualified.insert(each.offset(), ObjectName.quoted(schema) + ".");
      }
    }
    return qualified.toString();
  }

  private static void mustBeQualified(Relations.Named relation, Tables tables) {
    if (relation.schema() == null) {
      throw new Refused(
          "All the relation names inside should be qualified when creating VIEW WITH NO SCHEMA"
              + " BINDING.",
          -1);
    }
    if (!tables.hasSchema(relation.schema())) {
      throw new Refused(
          "schema \"%s\" does not exist".formatted(relation.schema()), relation.offset());
    }
  }

  private static boolean isLate(Relations.Named relation, Tables tables) {
    return tables.bind(relation.schema(), relation.name()).isPresent();
  }

  /**
   * A query without columns that holds what it reads: a view on views that are not bound is itself
   * bound when it is read, but what it names can't be dropped.
   */
  private static String holding(List<Relations.Named> relations) {
    List<String> held = new ArrayList<>();
    for (Relations.Named each : relations) {
      held.add(new ObjectName(each.schema(), each.name()).sql() + " as r" + held.size());
    }
    return "select from " + String.join(", ", held);
  }

  /**
   * A view as it is made.
   *
   * @param replaced how many columns the view has that it replaces; 0 if there is none
   */
  private record View(
      String schema, String name, boolean replaces, int replaced, List<String> columns) {
    Translated bound(Translated.Run query, String definition) {
      String create = create() + names() + " as ";
      String keep = kept(name, false, definition);
      List<String> steps = new ArrayList<>(List.of(create + query.sql()));
      if (replaced > 0) {
        // The engine lets columns be added.
        steps.add(
            "select redshift.require_columns(%s::regclass, %d)"
                .formatted(ObjectName.text(name), replaced));
      }
      steps.add(keep);
      steps.addAll(ByteLengths.steps(name, query));
      return steps(false, steps).with(replaces ? 3 : 1, query, create.length());
    }

    /**
     * A view that is made of its query whenever it is read.
     *
     * @param holder what the engine makes in its place
     */
    Translated late(String holder, boolean isUnbound, String query, String definition) {
      String keep =
          "select redshift.keep_late_view(%s::regclass, %s, %s)"
              .formatted(
                  ObjectName.text(name),
                  ObjectName.text(query),
                  columns.isEmpty() ? "null" : ObjectName.array(columns));
      return steps(
          true, List.of(create() + " as " + holder, kept(name, isUnbound, definition), keep));
    }

    private String create() {
      return "create " + (replaces ? "or replace " : "") + "view " + name;
    }

    private String names() {
      return columns.isEmpty()
          ? ""
          : " (" + String.join(", ", columns.stream().map(ObjectName::quoted).toList()) + ")";
    }

    private Translated.Steps steps(boolean isLate, List<String> steps) {
      List<String> all = new ArrayList<>();
      if (replaces) {
        all.add(
            "select redshift.borrow(pg_catalog.to_regclass(%s), 'create or replace')"
                .formatted(ObjectName.text(name)));
        all.add(
            "select redshift.drop_replaced_view(%s, %b)".formatted(ObjectName.text(name), isLate));
      }
      all.addAll(steps);
      return SystemPrivileges.lend(
          new Translated.Steps(all, "create view"), schema, "create or replace view");
    }
  }

  static Translated materialized(Cursor cursor, Text text, Tables tables) {
    cursor.take("materialized");
    cursor.take("view");
    ObjectName name = ObjectName.read(cursor, tables);
    TableAttributes attributes = new TableAttributes();
    boolean refreshesItself = false;
    while (cursor.sees("auto", "refresh") || attributes.reads(cursor)) {
      if (cursor.sees("auto", "refresh")) {
        refreshesItself = refreshesItself(cursor);
      }
    }
    cursor.take("as");
    String made = name.made(tables);
    Token first = cursor.peek();
    String written = text.part(cursor, List.of());
    Translated.Run query = text.relation(written, first);
    refuseOfMaterialized(written, tables);
    List<String> steps = new ArrayList<>();
    String create = "create materialized view " + made + " as ";
    steps.add(create + query.sql());
    steps.addAll(attributes.steps(made));
    steps.add(kept(made, false, text.text()));
    steps.addAll(ByteLengths.steps(made, query));
    Refreshes refreshes = Translator.refreshes(written, tables);
    if (refreshesItself && refreshes.isMutable()) {
      throw new Refused(
          "AUTO REFRESH YES can't be used, because the query calls a mutable function",
          first.start());
    }
    steps.add(
        "select redshift.keep_materialized(%s::regclass, %b, %b, %b)"
            .formatted(
                ObjectName.text(made),
                refreshesItself,
                refreshes.isIncremental(),
                refreshes.isMutable()));
    return new Translated.Steps(steps, "create materialized view").with(0, query, create.length());
  }

  /** A materialized view reads tables and others of its kind, and has no order. */
  private static void refuseOfMaterialized(String query, Tables tables) {
    for (Relations.Named each : Translator.relations(query, tables)) {
      if (isLate(each, tables)) {
        throw new Refused(
            "Materialized views cannot reference views WITH NO SCHEMA BINDING.", each.offset());
      }
      boolean isPlain = !tables.isMaterialized(each.schema(), each.name());
      if (isPlain && tables.isView(each.schema(), each.name())) {
        throw new Refused("Materialized views cannot reference views.", each.offset());
      }
    }
    Translator.orderOrLimit(query, tables)
        .ifPresent(
            word -> {
              throw new Refused(
                  "Materialized views cannot have ORDER BY, LIMIT or OFFSET.", word.start());
            });
  }

  /** {@code auto refresh yes}: it is kept for the catalogue, and REFRESH is still needed here. */
  static boolean refreshesItself(Cursor cursor) {
    cursor.take("auto");
    cursor.take("refresh");
    if (!cursor.sees("yes") && !cursor.sees("no")) {
      throw cursor.unexpected();
    }
    return cursor.take().isWord("yes");
  }

  static String refreshed(String view, boolean byItself) {
    return "select redshift.keep_refresh(%s::regclass, %b)"
        .formatted(ObjectName.text(view), byItself);
  }

  static Translated refresh(Cursor cursor, Tables tables) {
    cursor.take("refresh");
    cursor.take("materialized");
    cursor.take("view");
    ObjectName name = ObjectName.read(cursor, tables);
    if (cursor.sees("cascade") || cursor.sees("restrict")) {
      cursor.take();
    }
    Commands.end(cursor);
    return new Translated.Steps(
        List.of("select redshift.refresh(%s::regclass)".formatted(ObjectName.text(name.sql()))),
        "refresh materialized view");
  }

  private static String kept(String view, boolean isLate, String definition) {
    return "select redshift.keep_view_definition(%s::regclass, %b, %s)"
        .formatted(ObjectName.text(view), isLate, ObjectName.text(definition));
  }
}
