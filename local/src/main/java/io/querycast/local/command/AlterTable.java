package io.querycast.local.command;

import io.querycast.local.sql.Cursor;
import io.querycast.local.sql.Tables;
import io.querycast.local.sql.Token;
import io.querycast.local.sql.Translated;
import java.util.ArrayList;
import java.util.List;

/** ALTER TABLE: one change, or several of encodings and of how the table is laid out. */
final class AlterTable {
  private final Cursor cursor;
  private final Text text;
  private final Tables tables;
  private final List<String> steps = new ArrayList<>();
  private String table;

  AlterTable(Cursor cursor, Text text, Tables tables) {
    this.cursor = cursor;
    this.text = text;
    this.tables = tables;
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
                .formatted(ObjectName.text(table), ObjectName.text(cursor.takeName().value())));
      }
      case "alter" -> alter(alter);
      case "append" -> append();
      default -> throw Commands.notAvailable("ALTER TABLE", action);
    }
    Commands.end(cursor);
    return new Translated.Steps(steps, "alter table");
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
    ColumnType type = ColumnType.read(cursor);
    StringBuilder definition = new StringBuilder(ObjectName.quoted(column) + " " + type.sql());
    String encoding = null;
    while (!cursor.atEnd()) {
      if (cursor.sees("default")) {
        cursor.take();
        definition.append(" default ").append(text.operand(cursor));
      } else if (cursor.sees("encode")) {
        cursor.take();
        encoding = cursor.take().value();
      } else if (cursor.sees("not", "null")) {
        cursor.take();
        cursor.take();
        definition.append(" not null");
      } else if (cursor.sees("null")) {
        cursor.take();
      } else {
        throw cursor.unexpected();
      }
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
    String column = quotedName();
    steps.add(alter + " drop column " + column + cascade());
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
      steps.add(alter + " rename to " + quotedName());
      return;
    }
    if (cursor.sees("column")) {
      cursor.take();
    }
    String from = quotedName();
    cursor.take("to");
    steps.add(alter + " rename column " + from + " to " + quotedName());
  }

  private void alter(String alter) {
    TableAttributes attributes = new TableAttributes();
    change(alter, attributes);
    while (cursor.seesMark(",")) {
      cursor.take();
      cursor.take("alter");
      change(alter, attributes);
    }
    steps.addAll(attributes.changes(table));
  }

  private void change(String alter, TableAttributes attributes) {
    if (cursor.sees("column")) {
      cursor.take();
      column(alter);
    } else if (cursor.sees("distkey")) {
      distributionKey(attributes);
    } else if (attributes.reads(cursor)) {
      if (cursor.sees("distkey")) {
        distributionKey(attributes);
      }
    } else {
      throw cursor.unexpected();
    }
  }

  private void distributionKey(TableAttributes attributes) {
    cursor.take("distkey");
    boolean isInParentheses = cursor.seesMark("(");
    if (isInParentheses) {
      cursor.take();
    }
    attributes.distributeBy(cursor.takeName().value());
    if (isInParentheses) {
      cursor.takeMark(")");
    }
  }

  private void column(String alter) {
    String column = cursor.takeName().value();
    if (cursor.sees("encode")) {
      cursor.take();
      steps.add(new CreateTable.Encoding(column, cursor.take().value(), 0).step(table));
      return;
    }
    cursor.take("type");
    ColumnType type = ColumnType.read(cursor);
    steps.add(alter + " alter column " + ObjectName.quoted(column) + " type " + type.sql());
  }

  /** The rows move, so nothing stays behind. */
  private void append() {
    cursor.take("from");
    ObjectName source = ObjectName.read(cursor, tables);
    while (cursor.sees("ignoreextra") || cursor.sees("filltarget")) {
      cursor.take();
    }
    steps.add(
        "select redshift.append(%s::regclass, %s::regclass)"
            .formatted(ObjectName.text(table), ObjectName.text(source.sql())));
  }

  private String quotedName() {
    return ObjectName.quoted(cursor.takeName().value());
  }
}
