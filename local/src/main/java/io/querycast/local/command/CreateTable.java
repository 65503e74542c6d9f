package io.querycast.local.command;

import io.querycast.local.sql.Relations;
import io.querycast.local.sql.Translated;
import io.querycast.local.sql.Translator;
import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.ArrayList;
import java.util.List;

/** CREATE TABLE, with columns or from a query. */
final class CreateTable {
  /** Types that the early PostgreSQL had, and no column of Redshift may have. */
  private static final List<String> UNSUPPORTED =
      List.of(
          "serial",
          "serial4",
          "bigserial",
          "serial8",
          "bytea",
          "inet",
          "cidr",
          "macaddr",
          "money",
          "bit",
          "box",
          "point",
          "path",
          "polygon",
          "circle",
          "line",
          "lseg");

  private final Cursor cursor;
  private final Text text;
  private final Tables tables;
  private final List<String> elements = new ArrayList<>();
  private final List<Constraint> constraints = new ArrayList<>();
  private final List<Encoding> encodings = new ArrayList<>();
  private final TableAttributes attributes = new TableAttributes();
  private final List<Like> likes = new ArrayList<>();
  private String table;

  /** LIKE another table. */
  private record Like(String parent, boolean withDefaults) {
    /** An IDENTITY is a default for Redshift. */
    String sql() {
      return "like " + parent + (withDefaults ? " including defaults including identity" : "");
    }

    /** The step that keeps what the engine does not copy. */
    String step(String table) {
      return "select redshift.keep_likeness(%s::regclass, %s::regclass)"
          .formatted(ObjectName.text(table), ObjectName.text(parent));
    }
  }

  /** What PRIMARY KEY, UNIQUE and REFERENCES say; Redshift does not enforce them. */
  record Constraint(String name, char kind, List<String> columns, String of, List<String> ofs) {
    String step(String table) {
      return "select redshift.keep_constraint(%s::regclass, %s, '%s', %s, %s, %s)"
          .formatted(
              ObjectName.text(table),
              ObjectName.text(name),
              kind,
              ObjectName.array(columns),
              of == null ? "null" : ObjectName.text(of) + "::regclass",
              ofs.isEmpty() ? "null" : ObjectName.array(ofs));
    }
  }

  /** What ENCODE says, and the length of a VARBYTE. */
  record Encoding(String column, String encoding, int length) {
    String step(String table) {
      return "select redshift.keep_column_encoding(%s::regclass, %s, %s, %s)"
          .formatted(
              ObjectName.text(table),
              ObjectName.text(column),
              ObjectName.text(encoding),
              length == 0 ? "null" : length);
    }
  }

  CreateTable(Cursor cursor, Text text, Tables tables) {
    this.cursor = cursor;
    this.text = text;
    this.tables = tables;
  }

  /** Reads what follows CREATE [TEMP] TABLE. */
  Translated read(boolean isTemporary) {
    boolean onlyIfMissing = cursor.sees("if", "not", "exists");
    if (onlyIfMissing) {
      cursor.take();
      cursor.take();
      cursor.take();
    }
    ObjectName name = ObjectName.read(cursor, tables);
    table = name.name();
    boolean temporary = isTemporary || name.isTemporary();
    if (isTemporary && name.schema() != null) {
      throw new Refused("temporary tables may not specify a schema name", -1);
    }
    String made = temporary ? ObjectName.quoted(name.name()) : name.made(tables);
    String create = "create " + (temporary ? "temp " : "") + "table " + made;
    List<String> steps = new ArrayList<>();
    Translated.Run query = null;
    if (cursor.seesMark("(") && !isQueryNext(1) && !isListOfNames()) {
      columns();
      while (attributes.reads(cursor)) {
        // Each is kept by the attributes.
      }
      attributes.name(List.of());
      if (!likes.isEmpty() && attributes.isSaid()) {
        throw new Refused(
            "DISTSTYLE, DISTKEY, SORTKEY and BACKUP can't be specified with LIKE, which copies"
                + " them",
            -1);
      }
      if (temporary) {
        keepRows();
      }
      Commands.end(cursor);
      steps.add(create + " (" + String.join(", ", elements) + ")");
    } else {
      List<String> names =
          cursor.seesMark("(") && !isQueryNext(1) ? Commands.names(cursor) : List.of();
      while (attributes.reads(cursor)) {
        // Each is kept by the attributes.
      }
      cursor.take("as");
      Token first = cursor.peek();
      String queried = text.part(cursor, List.of());
      query = text.relation(queried, first);
      attributes.name(
          names.isEmpty()
              ? query.columns().stream().map(io.querycast.local.sql.names.Column::name).toList()
              : names);
      create += (names.isEmpty() ? "" : listed(names)) + " as ";
      steps.add(create + query.sql());
      if (!attributes.isSaid()) {
        Translator.copied(queried, tables).ifPresent(source -> steps.add(keys(made, source)));
      }
    }
    if (onlyIfMissing && tables.columns(name.schema(), name.name()).isPresent()) {
      return new Translated.Steps(List.of(), "create table");
    }
    likes.forEach(each -> steps.add(each.step(made)));
    steps.addAll(attributes.steps(made));
    encodings.forEach(each -> steps.add(each.step(made)));
    if (query != null) {
      steps.addAll(ByteLengths.steps(made, query));
    }
    constraints.forEach(each -> steps.add(each.step(made)));
    Translated.Steps all = new Translated.Steps(steps, "create table");
    if (query != null) {
      all = all.with(0, query, create.length());
    }
    return temporary
        ? all
        : SystemPrivileges.lend(all, name.creationSchema(tables), "create table");
  }

  /**
   * Rows of a temporary table stay when the transaction ends, whether the words are there or not.
   */
  private void keepRows() {
    if (cursor.sees("on", "commit")) {
      List.of("on", "commit", "preserve", "rows").forEach(cursor::take);
    }
  }

  private boolean isQueryNext(int ahead) {
    int at = ahead;
    while (cursor.peek(at).isMark("(")) {
      at++;
    }
    return cursor.peek(at).isWord(List.of("select", "with"));
  }

  /** Whether the parentheses hold only names, as before AS. */
  private boolean isListOfNames() {
    int at = 1;
    while (cursor.peek(at).isName() && cursor.peek(at + 1).isMark(",")) {
      at += 2;
    }
    return cursor.peek(at).isName() && cursor.peek(at + 1).isMark(")");
  }

  /** The step that gives a table of a plain query the keys of what the query reads. */
  private static String keys(String table, Relations.Named source) {
    String parent = new ObjectName(source.schema(), source.name()).sql();
    return "select redshift.keep_keys(%s::regclass, %s::regclass)"
        .formatted(ObjectName.text(table), ObjectName.text(parent));
  }

  private static String listed(List<String> names) {
    return " (" + String.join(", ", names.stream().map(ObjectName::quoted).toList()) + ")";
  }

  private void columns() {
    cursor.takeMark("(");
    element();
    while (cursor.seesMark(",")) {
      cursor.take();
      element();
    }
    cursor.takeMark(")");
  }

  private void element() {
    if (cursor.sees("like")) {
      like();
    } else if (cursor.sees("constraint") || isConstraint()) {
      constraints.add(constraint(cursor, tables));
      if (constraints.get(constraints.size() - 1).kind() == 'p') {
        constraints.get(constraints.size() - 1).columns().forEach(this::mustBeSet);
      }
    } else {
      column();
    }
  }

  private boolean isConstraint() {
    return cursor.sees("primary", "key")
        || cursor.sees("foreign", "key")
        || (cursor.sees("unique") && cursor.peek(1).isMark("("));
  }

  /** A key's columns are NOT NULL; their definitions came before. */
  private void mustBeSet(String column) {
    String start = ObjectName.quoted(column) + " ";
    elements.replaceAll(
        each -> each.startsWith(start) && !each.endsWith(" not null") ? each + " not null" : each);
  }

  private void like() {
    cursor.take("like");
    ObjectName parent = ObjectName.read(cursor, tables);
    boolean withDefaults = cursor.sees("including", "defaults");
    if (withDefaults || cursor.sees("excluding", "defaults")) {
      cursor.take();
      cursor.take();
    }
    likes.add(new Like(parent.sql(), withDefaults));
    elements.add(likes.get(likes.size() - 1).sql());
  }

  private void column() {
    String name = cursor.takeName().value();
    if (cursor.seesAny(UNSUPPORTED)) {
      throw unsupported(table, name, cursor.peek().value());
    }
    ColumnType type = type(cursor, table, name);
    Column column = new Column(name, type);
    while (!cursor.seesMark(",") && !cursor.seesMark(")")) {
      option(column);
    }
    elements.add(column.sql());
    if (column.encoding != null || type.length() > 0) {
      encodings.add(new Encoding(name, column.encoding, type.length()));
    }
  }

  /** The type of a column; an interval there is either of years and months or of days and less. */
  static ColumnType type(Cursor cursor, String table, String column) {
    ColumnType type = ColumnType.read(cursor);
    if (type.sql().equals("interval")) {
      throw unsupported(table, column, type.sql());
    }
    return type;
  }

  private static Refused unsupported(String table, String column, String type) {
    return new Refused(
        "Column \"%s.%s\" has unsupported type \"%s\".".formatted(table, column, type), -1);
  }

  private static final class Column {
    private final String name;
    private final ColumnType type;
    private final StringBuilder options = new StringBuilder();
    private String encoding;
    private boolean hasDefault;
    private boolean isIdentity;
    private boolean isNotNull;
    private boolean isNull;

    Column(String name, ColumnType type) {
      this.name = name;
      this.type = type;
    }

    String sql() {
      return ObjectName.quoted(name) + " " + type.sql() + options + (isNotNull ? " not null" : "");
    }
  }

  private void option(Column column) {
    if (cursor.sees("default")) {
      cursor.take();
      once(column.hasDefault, "default values", column);
      column.hasDefault = true;
      column.options.append(" default ").append(text.operand(cursor));
    } else if (cursor.sees("identity")) {
      identity("always", column);
    } else if (cursor.sees("generated")) {
      cursor.take();
      cursor.take("by");
      cursor.take("default");
      cursor.take("as");
      identity("by default", column);
    } else if (cursor.sees("encode")) {
      once(column.encoding != null, "encodings", column);
      cursor.take();
      column.encoding = Encodings.read(cursor, column.name, column.type);
    } else if (cursor.sees("distkey")) {
      attributes.distributeBy(column.name, cursor.take());
    } else if (cursor.sees("sortkey")) {
      attributes.sortByOnly(column.name, cursor.take());
    } else if (cursor.sees("not", "null")) {
      cursor.take();
      cursor.take();
      column.isNotNull = true;
      refuseBoth(column);
    } else if (cursor.sees("null")) {
      cursor.take();
      column.isNull = true;
      refuseBoth(column);
    } else if (cursor.sees("primary", "key")) {
      cursor.take();
      cursor.take();
      column.isNotNull = true;
      constraints.add(new Constraint(null, 'p', List.of(column.name), null, List.of()));
    } else if (cursor.sees("unique")) {
      cursor.take();
      constraints.add(new Constraint(null, 'u', List.of(column.name), null, List.of()));
    } else if (cursor.sees("check")) {
      throw new Refused("ALTER/CREATE TABLE column CHECK constraint is not supported", -1);
    } else if (cursor.sees("references")) {
      constraints.add(references(cursor, tables, null, List.of(column.name)));
    } else if (cursor.sees("collate")) {
      column.options.append(collation(cursor));
    } else {
      throw cursor.unexpected();
    }
  }

  /** Reads COLLATE of a column; what it adds to the engine's definition. */
  static String collation(Cursor cursor) {
    cursor.take();
    Token collation = cursor.take();
    return switch (collation.value()) {
      case "case_sensitive", "cs" -> "";
      case "case_insensitive", "ci" -> " collate redshift.case_insensitive";
      default -> throw Commands.unknown(collation);
    };
  }

  private static void refuseBoth(Column column) {
    if (column.isNull && column.isNotNull) {
      throw new Refused(
          "conflicting NULL/NOT NULL declarations for column \"%s\"".formatted(column.name), -1);
    }
  }

  private void identity(String when, Column column) {
    Token word = cursor.take("identity");
    once(column.isIdentity, "identity specifications", column);
    if (!List.of("integer", "bigint").contains(column.type.sql())) {
      throw new Refused("identity column type must be integer or bigint", word.start());
    }
    String seed = "1";
    String step = "1";
    if (cursor.seesMark("(")) {
      cursor.take();
      seed = number();
      cursor.takeMark(",");
      step = number();
      cursor.takeMark(")");
    }
    // A seed may be below the least value of a sequence, which is 1, or above the greatest.
    String bounds =
        step.startsWith("-") ? " maxvalue " + seed : seed.equals("1") ? "" : " minvalue " + seed;
    column.options.append(
        " generated %s as identity (start with %s increment by %s%s)"
            .formatted(when, seed, step, bounds));
    column.isIdentity = true;
    column.isNotNull = true;
  }

  /** Refuses what a column has already. */
  private void once(boolean isSaid, String what, Column column) {
    if (isSaid) {
      throw new Refused(
          "multiple %s specified for column \"%s\" of table \"%s\""
              .formatted(what, column.name, table),
          -1);
    }
  }

  private String number() {
    String sign = cursor.seesMark("-") ? cursor.take().value() : "";
    if (cursor.peek().kind() != Token.Kind.NUMBER) {
      throw cursor.unexpected();
    }
    return sign + cursor.take().value();
  }

  /** Reads a constraint of a table. */
  static Constraint constraint(Cursor cursor, Tables tables) {
    String name = null;
    if (cursor.sees("constraint")) {
      cursor.take();
      name = cursor.takeName().value();
    }
    if (cursor.sees("primary", "key")) {
      cursor.take();
      cursor.take();
      return new Constraint(name, 'p', Commands.names(cursor), null, List.of());
    }
    if (cursor.sees("unique")) {
      cursor.take();
      return new Constraint(name, 'u', Commands.names(cursor), null, List.of());
    }
    cursor.take("foreign");
    cursor.take("key");
    return references(cursor, tables, name, Commands.names(cursor));
  }

  private static Constraint references(
      Cursor cursor, Tables tables, String name, List<String> columns) {
    cursor.take("references");
    ObjectName of = ObjectName.read(cursor, tables);
    List<String> ofs = cursor.seesMark("(") ? Commands.names(cursor) : List.of();
    return new Constraint(name, 'f', columns, of.sql(), ofs);
  }
}
