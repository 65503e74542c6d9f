package io.querycast.local.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.local.sql.tree.Lexer;
import io.querycast.local.sql.tree.Refused;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and statements that nobody would write on purpose, the same in every run. */
class HostileFileTest {
  private static final List<String> PIECES =
      List.of(
          "|",
          ",",
          "\n",
          "\r",
          "\r\n",
          "\"",
          "'",
          "\\",
          "\\N",
          "\0",
          "\t",
          " ",
          "{",
          "}",
          "[",
          "]",
          ":",
          "1",
          "-",
          ".",
          "e",
          "2008-01-31",
          "04:05:06",
          "ö",
          "\ufeff",
          "NaN",
          "null",
          "true",
          "{\"a\": 1}",
          "\"a\"",
          "\ud83d\ude00",
          "9".repeat(40));

  private static final List<String> OPTIONS =
      List.of(
          "csv",
          "escape",
          "removequotes",
          "fixedwidth 'a:1,b:2,c:3,d:4,e:5,f:6'",
          "json 'auto'",
          "json 'auto ignorecase'",
          "fillrecord",
          "emptyasnull",
          "blanksasnull",
          "ignoreblanklines",
          "ignoreheader 1",
          "acceptinvchars",
          "acceptanydate",
          "dateformat 'MM/DD/YY'",
          "roundec",
          "timeformat 'auto'",
          "timeformat 'epochsecs'",
          "timeformat 'DD.MM.YYYY HH12:MI AM'",
          "truncatecolumns",
          "trimblanks",
          "null as '\\0'",
          "delimiter ','",
          "encoding utf16",
          "dateformat 'auto'",
          "gzip",
          "bzip2",
          "zstd",
          "parquet",
          "manifest",
          "noload",
          "csv quote as '%'");

  @TempDir private static Path folder;
  private final SplittableRandom random = new SplittableRandom(7);

  @Test
  void anyFileIsLoadedOrItsRowsAreRefused() throws Exception {
    try (Warehouse warehouse = new Warehouse(folder.resolve("files"))) {
      warehouse.table("t", "a int, b varchar(9), c char(3), d decimal(9,2), e timestamp, f super");
      int loaded = 0;
      for (int i = 0; i < 60; i++) {
        byte[] content = content();
        warehouse.file("x", content);
        String options = any(OPTIONS) + " " + any(OPTIONS) + " maxerror 1000";
        try {
          warehouse.copy("t", "x", options);
          loaded++;
        } catch (Refused e) {
          assertTrue(!e.getMessage().isBlank(), options);
        } catch (Exception e) {
          throw new AssertionError(
              "%s with %s".formatted(options, new String(content, StandardCharsets.ISO_8859_1)), e);
        }
      }
      assertTrue(loaded > 15, "only " + loaded);
      // The connection is still fit for use.
      assertEquals(List.of("1"), warehouse.rowsInSession("select 1"));
    }
  }

  private byte[] content() {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(60);
    for (int i = 0; i < length; i++) {
      text.append(any(PIECES));
    }
    byte[] content = text.toString().getBytes(StandardCharsets.UTF_8);
    for (int i = 0; content.length > 0 && i < random.nextInt(4); i++) {
      content[random.nextInt(content.length)] = (byte) random.nextInt(256);
    }
    return content;
  }

  private String any(List<String> texts) {
    return texts.get(random.nextInt(texts.size()));
  }

  @Test
  void anyTextIsAStatementOrIsRefused() {
    List<String> texts =
        List.of(
            "t from 's3://mine/x' iam_role default csv quote as '%' null as '\\0' maxerror as 5",
            "\"s\".\"t\" (a, \"B\") from 's3://mine/x' credentials 'a=b' json 's3://mine/y' gzip",
            "t to 's3://mine/x' partition by (a, b) include manifest verbose maxfilesize 5 gb");
    for (int i = 0; i < 3000; i++) {
      StringBuilder text = new StringBuilder(any(texts));
      for (int j = random.nextInt(4); j >= 0 && !text.isEmpty(); j--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, any(PIECES));
          default -> text.setLength(Math.max(1, at));
        }
      }
      String written = text.toString();
      try {
        CopyOptions.of(written, Lexer.tokens(written, false));
      } catch (Refused e) {
        assertTrue(!e.getMessage().isBlank(), written);
      }
      try {
        UnloadOptions.of(written, Lexer.tokens(written.replaceFirst("^t ", ""), false));
      } catch (Refused e) {
        assertTrue(!e.getMessage().isBlank(), written);
      }
    }
  }

  @Test
  void aTablesNameIsNeverText() throws Exception {
    try (Warehouse warehouse = new Warehouse(folder.resolve("names"))) {
      String name = "t\"; drop table victim; --";
      warehouse.table("victim", "a int");
      warehouse.run(
          "create table public.\"%s\" (\"a\"\"b\" int)".formatted(name.replace("\"", "\"\"")));
      warehouse.file("x", "1\n");
      assertEquals(
          1,
          warehouse.transfer(
              "copy \"%s\" (\"a\"\"b\") from 's3://mine/x' iam_role default"
                  .formatted(name.replace("\"", "\"\""))));
      assertEquals(List.of("0"), warehouse.rows("select count(*) from public.victim"));
      assertEquals(
          "1\n", unloaded(warehouse, "select * from \"%s\"".formatted(name.replace("\"", "\"\""))));
    }
  }

  private static String unloaded(Warehouse warehouse, String select) throws Exception {
    warehouse.unload(select, "names_", "csv");
    return Files.readString(warehouse.bucket().resolve("names_0000_part_00"));
  }
}
