package io.querycast.local.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** COPY: which table and columns it fills, and when. */
class CopyTargetTest extends Loading {
  @Test
  void fieldsGoToTheColumnsThatAreListedAndOthersGetTheirDefaults() throws Exception {
    assertEquals(
        List.of("7|~|two|1"),
        loadedInto("a int default 7, b int, c varchar(9), d int", "t (d, c)", "1|two\n"));
  }

  private static List<String> loadedInto(String columns, String table, String content)
      throws Exception {
    warehouse.table("t", columns);
    warehouse.file("in/file", content);
    warehouse.copy(table, "in/file", "");
    return warehouse.rows("select * from public.t");
  }

  @Test
  void aListedColumnMustExistAndBeListedOnce() throws Exception {
    warehouse.table("t", "a int");
    assertEquals(
        "column \"b\" of relation \"t\" does not exist",
        warehouse.failure("copy t (b) from 's3://mine/in' iam_role default"));
    assertEquals(
        "column \"a\" specified more than once",
        warehouse.failure("copy t (a, a) from 's3://mine/in' iam_role default"));
  }

  @Test
  void anIdentityIsCountedUnlessItIsExplicit() throws Exception {
    String columns = "id int generated always as identity, a int";
    assertEquals(List.of("1|7", "2|8"), loaded(columns, "7\n8\n", ""));
    assertEquals(List.of("50|7"), loaded(columns, "50|7\n", "explicit_ids"));
    assertEquals(
        "cannot set an identity column to a value",
        warehouse.failure("copy t (id, a) from 's3://mine/in' iam_role default"));
  }

  @Test
  void aTableMayBeNamedInFullOrInQuotesOrBeTemporary() throws Exception {
    assertEquals(List.of("1"), loadedInto("a int", "dev.public.t", "1\n"));
    assertEquals(List.of("1"), loadedInto("a int", "\"public\".\"t\"", "1\n"));
    warehouse.run("create temp table \"#mine\" (a int)");
    warehouse.copy("#mine", "in/file", "");
    assertEquals(List.of("1"), warehouse.rowsInSession("select a from \"#mine\""));
    assertTrue(
        warehouse
            .failure("copy prod.public.t from 's3://mine/in' iam_role default")
            .contains("cross-database reference"));
  }

  @Test
  void aLoadIsPartOfItsTransaction() throws Exception {
    warehouse.table("t", "a int");
    warehouse.file("in/file", "1\n");
    warehouse.begin();
    warehouse.run("create table public.late (a int)");
    assertEquals(1, warehouse.copy("late", "in/file", ""));
    assertEquals(1, warehouse.copy("t", "in/file", ""));
    warehouse.rollback();
    assertEquals(List.of("0"), warehouse.rows("select count(*) from public.t"));
  }
}
