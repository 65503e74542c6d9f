package io.querycast.local.command;

import io.querycast.local.sql.Translated;
import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.parser.Cursor;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** ALTER TABLE: one change, or several of encodings and of how the table is laid out. */
final class AlterTable {
  private final Cursor cursor;
  private final Text text;
  private final Tables tables;
  private final List<String> steps = new ArrayList<>();
  private final Set<String> encoded = new HashSet<>();
  private String table;

  /** Whether the table gets another name. */
  private boolean renamesAll;

  /** The words of a change that can't run in a transaction with others; else null. */
  private String alone;

  AlterTable(Cursor cursor, Text text, Tables tables) {
    this.cursor = cursor;
    this.text = text;
    this.tables = tables;
  }

  /**
   * ALTER MATERIALIZED VIEW: how it lies can change, as a table's can, and when it is refreshed.
   */
  Translated materialized() {
    cursor.take("materialized");
    cursor.take("view");
    table = ObjectName.read(cursor, tables).sql();
    if (cursor.sees("auto")) {
      steps.add(Views.refreshed(table, Views.refreshesItself(cursor)));
    } else {
      cursor.take("alter");
      if (cursor.sees("column")) {
        throw cursor.unexpected();
      }
      alter();
    }
    Commands.end(cursor);
    return new Translated.Steps(steps, "alter materialized view");
  }

  Translated read() {
    cursor.take("table");
    ObjectName name = ObjectName.read(cursor, tables);
    table = name.sql();
    String alter = "alter table " + table;
    Token action = cursor.take();
    switch (action.value()) {
      case "add" -> add(alter);
      case "drop" -> drop(alter);
      case "rename" -> rename(alter);
      case "owner" -> {
        cursor.take("to");
        steps.add(
            "select redshift.give(%s::regclass, %s)"
                .formatted(ObjectName.text(table), ObjectName.text(cursor.takeUserName())));
      }
      case "alter" -> alter();
      case "append" -> append();
      // External tables, and policies of rows.
      case "set", "partition", "row", "masking" -> {
        if (cursor.sees("schema")) {
          throw cursor.unexpected();
        }
        throw Commands.notAvailable("ALTER TABLE", action);
      }
      default -> throw Commands.unknown(action);
    }
    Commands.end(cursor);
    String relation = ObjectName.text(table) + "::regclass";
    if (!action.isWord("owner")) {
      steps.add(0, "select redshift.require_table(%s, %b)".formatted(relation, renamesAll));
    }
    steps.add(0, "select redshift.borrow(%s, 'alter')".formatted(relation));
    steps.add("select redshift.give_back()");
    return new Translated.Steps(steps, "alter table").alone(alone);
  }

  private void add(String alter) {
    if (cursor.sees("constraint")
        || cursor.sees("primary")
        || cursor.sees("foreign")
        || (cursor.sees("unique") && cursor.peek(1).isMark("("))) {
      steps.add(CreateTable.constraint(cursor, tables).step(table));
      return;
    }
    if (cursor.sees("column")) {
      cursor.take();
    }
    String column = cursor.takeName().value();
    ColumnType type = CreateTable.type(cursor, table.replace("\"", ""), column);
    StringBuilder definition = new StringBuilder(ObjectName.quoted(column) + " " + type.sql());
    String encoding = null;
    boolean hasDefault = false;
    boolean mayBeNull = true;
    while (!cursor.atEnd()) {
      if (cursor.sees("default")) {
        cursor.take();
        hasDefault = true;
        definition.append(" default ").append(text.operand(cursor));
      } else if (cursor.sees("encode")) {
        cursor.take();
        encoding = Encodings.read(cursor, column, type);
      } else if (cursor.sees("not", "null")) {
        cursor.take();
        cursor.take();
        mayBeNull = false;
        definition.append(" not null");
      } else if (cursor.sees("null")) {
        cursor.take();
      } else if (cursor.sees("identity") || cursor.sees("generated")) {
        throw new Refused(
            "ALTER TABLE ADD COLUMN does not support columns with type IDENTITY",
            cursor.peek().start());
      } else if (cursor.sees("collate")) {
        definition.append(CreateTable.collation(cursor));
      } else {
        throw cursor.unexpected();
      }
    }
    // The engine lets this pass while the table has no rows.
    if (!mayBeNull && !hasDefault) {
      throw new Refused(
          "ALTER TABLE ADD COLUMN defined as NOT NULL must have a non-null default expression", -1);
    }
    steps.add(alter + " add column " + definition);
    if (encoding != null || type.length() > 0) {
      steps.add(new CreateTable.Encoding(column, encoding, type.length()).step(table));
    }
  }

  private void drop(String alter) {
    if (cursor.sees("constraint")) {
      cursor.take();
      steps.add(
          "select redshift.drop_constraint(%s::regclass, %s)"
              .formatted(ObjectName.text(table), ObjectName.text(cursor.takeName().value())));
      cascade();
      return;
    }
    if (cursor.sees("column")) {
      cursor.take();
    }
    String column = cursor.takeName().value();
    steps.add(
        "select redshift.require_droppable(%s::regclass, %s)"
            .formatted(ObjectName.text(table), ObjectName.text(column)));
    steps.add(alter + " drop column " + ObjectName.quoted(column) + cascade());
  }

  private String cascade() {
    boolean cascades = cursor.sees("cascade");
    if (cascades || cursor.sees("restrict")) {
      cursor.take();
    }
    return cascades ? " cascade" : "";
  }

  private void rename(String alter) {
    if (cursor.sees("to")) {
      cursor.take();
      renamesAll = true;
      Token name = cursor.takeName();
      if (name.value().startsWith("#")) {
        throw new Refused("a table can't be renamed to a temporary one", name);
      }
      steps.add(alter + " rename to " + ObjectName.quoted(name.value()));
      return;
    }
    if (cursor.sees("column")) {
      cursor.take();
    }
    String from = quotedName();
    cursor.take("to");
    steps.add(alter + " rename column " + from + " to " + quotedName());
  }

  private void alter() {
    TableAttributes attributes = new TableAttributes();
    change(attributes);
    while (cursor.seesMark(",")) {
      cursor.take();
      cursor.take("alter");
      change(attributes);
    }
    steps.addAll(attributes.changes(table));
  }

  private void change(TableAttributes attributes) {
    if (cursor.sees("column")) {
      cursor.take();
      column();
    } else if (cursor.sees("distkey")) {
      distributionKey(attributes);
    } else if (!cursor.sees("interleaved") && attributes.reads(cursor)) {
      if (cursor.sees("distkey")) {
        distributionKey(attributes);
      }
    } else {
      throw cursor.unexpected();
    }
  }

  private void distributionKey(TableAttributes attributes) {
    Token key = cursor.take("distkey");
    boolean isInParentheses = cursor.seesMark("(");
    if (isInParentheses) {
      cursor.take();
    }
    attributes.distributeBy(cursor.takeName().value(), key);
    if (isInParentheses) {
      cursor.takeMark(")");
    }
  }

  private void column() {
    String column = cursor.takeName().value();
    if (cursor.sees("encode")) {
      cursor.take();
      if (!encoded.add(column)) {
        throw new Refused(
            "the encoding of column \"%s\" can change once in a command".formatted(column), -1);
      }
      String encoding = Encodings.named(cursor, column);
      steps.add(
          "select redshift.require_encodable(%s::regclass, %s, %s, %s)"
              .formatted(
                  ObjectName.text(table),
                  ObjectName.text(column),
                  ObjectName.array(Encodings.types(encoding)),
                  ObjectName.text(encoding)));
      steps.add(new CreateTable.Encoding(column, encoding, 0).step(table));
      return;
    }
    if (cursor.sees("set") || cursor.sees("drop")) {
      boolean isNull = cursor.peek(1).isWord("not");
      throw new Refused(
          "ALTER COLUMN SET/DROP %s is not supported".formatted(isNull ? "NOT NULL" : "DEFAULT"),
          -1);
    }
    cursor.take("type");
    type(column);
  }

  /** Only the length of a text or of bytes can change, and not inside a transaction. */
  private void type(String column) {
    ColumnType type = ColumnType.read(cursor);
    if (cursor.sees("using")) {
      throw new Refused("ALTER TABLE ALTER COLUMN does not support USING expression", -1);
    }
    steps.add(
        "select redshift.require_resizable(%s::regclass, %s, %s::regtype, %s)"
            .formatted(
                ObjectName.text(table),
                ObjectName.text(column),
                ObjectName.text(type.sql().replaceFirst("\\(.*", "")),
                type.size()));
    steps.add(
        "select redshift.resize(%s::regclass, %s, %s)"
            .formatted(
                ObjectName.text(table), ObjectName.text(column), ObjectName.text(type.sql())));
    if (type.length() > 0) {
      steps.add(new CreateTable.Encoding(column, null, type.length()).step(table));
    }
    alone = "ALTER TABLE ALTER COLUMN";
  }

  /** The rows move, so nothing stays behind. */
  private void append() {
    cursor.take("from");
    ObjectName source = ObjectName.read(cursor, tables);
    boolean ignoresExtra = cursor.sees("ignoreextra");
    boolean fillsTarget = cursor.sees("filltarget");
    if (ignoresExtra || fillsTarget) {
      cursor.take();
    }
    steps.add(
        "select redshift.append(%s::regclass, %s::regclass, %b, %b)"
            .formatted(
                ObjectName.text(table), ObjectName.text(source.sql()), ignoresExtra, fillsTarget));
    alone = "ALTER TABLE APPEND";
  }

  private String quotedName() {
    return ObjectName.quoted(cursor.takeName().value());
  }
}
