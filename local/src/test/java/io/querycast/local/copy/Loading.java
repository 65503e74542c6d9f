package io.querycast.local.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A warehouse of its own for tests of COPY, and what they ask of it. */
abstract class Loading {
  static final String FAILED =
      "Load into table 't' failed.  Check 'stl_load_errors' system table for details.";

  @TempDir static Path folder;
  static Warehouse warehouse;

  @BeforeAll
  static void open() throws Exception {
    warehouse = new Warehouse(folder);
  }

  @AfterAll
  static void close() throws Exception {
    warehouse.close();
  }

  /** Loads one file into a new table and gives its rows, in their order. */
  static List<String> loaded(String columns, String content, String options) throws Exception {
    return loaded(columns, content.getBytes(StandardCharsets.UTF_8), options);
  }

  static List<String> loaded(String columns, byte[] content, String options) throws Exception {
    warehouse.table("t", columns);
    warehouse.file("in/file", content);
    warehouse.copy("t", "in/file", options);
    return warehouse.rows("select * from public.t");
  }

  /** What is wrong with the first row that can't be loaded: code and reason. */
  static String wrong(String columns, String content, String options) throws Exception {
    return wrong(columns, content.getBytes(StandardCharsets.UTF_8), options);
  }

  static String wrong(String columns, byte[] content, String options) throws Exception {
    warehouse.table("t", columns);
    warehouse.file("in/file", content);
    assertEquals(
        FAILED, warehouse.failure("copy t from 's3://mine/in/file' iam_role default " + options));
    return warehouse.errors("err_code, err_reason").get(0);
  }
}
