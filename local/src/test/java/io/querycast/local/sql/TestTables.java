package io.querycast.local.sql;

import io.querycast.local.sql.names.Column;
import io.querycast.local.sql.names.Tables;
import io.querycast.local.sql.tree.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A session that sees a few tables of TICKIT, and one with SUPER values. */
final class TestTables {
  static final Tables TICKIT =
      (schema, relation) -> Optional.ofNullable(known().get(relation)).map(TestTables::columns);

  private TestTables() {}

  private static Map<String, String> known() {
    return Map.of(
        "category",
        "catid smallint, catgroup character varying(10), catname character varying(10),"
            + " catdesc character varying(50)",
        "sales",
        "salesid integer, listid integer, sellerid integer, buyerid integer, eventid integer,"
            + " dateid smallint, qtysold smallint, pricepaid numeric(8;2), commission numeric(8;2),"
            + " saletime timestamp without time zone",
        "event",
        "eventid integer, venueid smallint, catid smallint, dateid smallint,"
            + " eventname character varying(200), starttime timestamp without time zone",
        "employee",
        "id integer, name character varying(20), manager_id integer",
        "orders",
        "custkey bigint, lines super");
  }

  private static List<Column> columns(String list) {
    List<Column> columns = new ArrayList<>();
    for (String column : list.split(", ")) {
      int blank = column.indexOf(' ');
      String type = column.substring(blank + 1).replace(';', ',');
      columns.add(new Column(column.substring(0, blank), Type.of(type)));
    }
    return columns;
  }
}
