package io.querycast.local.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.querycast.local.sql.tree.Refused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** UNLOAD, option by option. */
class UnloadTest {
  @TempDir private static Path folder;
  private static Warehouse warehouse;
  private static int count;

  @BeforeAll
  static void open() throws Exception {
    warehouse = new Warehouse(folder);
    warehouse.table(
        "t", "a int, b varchar(40), c decimal(8,2), d date, e boolean, f timestamp, g bigint");
    warehouse.run(
        """
        insert into public.t values
          (1, 'plain', 1.5, '2008-01-31', true, '2008-01-31 04:05:06.5', 7),
          (2, 'a,"b"|c\\d', null, null, false, null, null),
          (3, null, -0.25, '1999-12-31', null, '1999-12-31 00:00:00', -1)
        """);
  }

  @AfterAll
  static void close() throws Exception {
    warehouse.close();
  }

  /** The only file of an unload into a place of its own. */
  private static String unloaded(String select, String options) throws Exception {
    String prefix = fresh();
    warehouse.unload(select, prefix, options);
    List<String> keys = warehouse.keys(prefix);
    assertEquals(1, keys.size(), keys.toString());
    return warehouse.read(keys.get(0));
  }

  private static String fresh() {
    return "out" + ++count + "/x_";
  }

  private static String failure(String select, String options) {
    String prefix = fresh();
    return assertThrows(Refused.class, () -> warehouse.unload(select, prefix, options))
        .getMessage();
  }

  // Formats.

  @Test
  void textHasBarsAndNothingForNull() throws Exception {
    assertEquals(
        """
        1|plain|1.50|2008-01-31|t|2008-01-31 04:05:06.5|7
        2|a,"b"|c\\d|||f||
        3||-0.25|1999-12-31||1999-12-31 00:00:00|-1
        """,
        unloaded("select * from t order by a", ""));
  }

  @Test
  void csvHasQuotesWhereTheyAreNeeded() throws Exception {
    assertEquals(
        """
        a,b
        1,plain
        2,"a,""b""|c\\d"
        3,
        """,
        unloaded("select a, b from t order by a", "format as csv header"));
  }

  @Test
  void jsonHasAnObjectOnEachLine() throws Exception {
    assertEquals(
        """
        {"a":1,"b":"plain","c":1.50,"d":"2008-01-31","e":"t"}
        {"a":2,"b":"a,\\"b\\"|c\\\\d","c":null,"d":null,"e":"f"}
        """,
        unloaded("select a, b, c, d, e from t where a < 3 order by a", "json"));
  }

  @Test
  void anEmptyTextIsEmptyInEachFormat() throws Exception {
    String select = "select 1 as a, ''::varchar(9) as b";
    assertEquals("{\"a\":1,\"b\":\"\"}\n", unloaded(select, "json"));
    assertEquals("1,\n", unloaded(select, "csv"));
    assertEquals("1|\n", unloaded(select, ""));
    assertEquals("1    \n", unloaded(select, "fixedwidth 'a:2,b:3'"));
  }

  @Test
  void fixedWidthsAreFilledWithBlanks() throws Exception {
    assertEquals(
        "1  plain     \n3            \n",
        unloaded("select a, b from t where a <> 2 order by a", "fixedwidth 'a:3,b:10'"));
    assertTrue(
        failure("select b from t", "fixedwidth 'b:3'").contains("longer than its fixed width"));
  }

  @ParameterizedTest
  @CsvSource({"'delimiter ''^''', 1^plain", "'delimiter as ''\\t''', 1\tplain"})
  void anyCharacterIsADelimiter(String option, String line) throws Exception {
    assertEquals(line + "\n", unloaded("select a, b from t where a = 1", option));
  }

  @Test
  void quotesAreAddedAndCharactersEscapedIfAsked() throws Exception {
    String select = "select a, b from t where a = 2";
    assertEquals("\"2\"|\"a,\"b\"|c\\d\"\n", unloaded(select, "addquotes"));
    assertEquals("2|a,\"b\"\\|c\\\\d\n", unloaded(select, "escape"));
    assertEquals("\"2\"|\"a,\\\"b\\\"\\|c\\\\d\"\n", unloaded(select, "escape addquotes"));
  }

  @Test
  void aTextStandsForNull() throws Exception {
    assertEquals("3|none\n", unloaded("select a, b from t where a = 3", "null as 'none'"));
    assertEquals("3|\\N\n", unloaded("select a, b from t where a = 3", "null '\\N'"));
  }

  @ParameterizedTest
  @CsvSource({"gzip, .gz", "bzip2, .bz2", "zstd, .zst"})
  void compressedFilesHaveTheirEndingAndCanBeLoaded(String option, String ending) throws Exception {
    String prefix = fresh();
    warehouse.unload("select a, b from t where a = 1", prefix, option);
    assertEquals(List.of(prefix + "0000_part_00" + ending), warehouse.keys(prefix));
    warehouse.table("back", "a int, b varchar(40)");
    assertEquals(1, warehouse.copy("back", prefix, option));
    assertEquals(List.of("1|plain"), warehouse.rows("select * from public.back"));
  }

  @Test
  void parquetKeepsTypesAndNames() throws Exception {
    String prefix = fresh();
    assertEquals(3, warehouse.unload("select * from t", prefix, "format parquet"));
    assertEquals(List.of(prefix + "0000_part_00.parquet"), warehouse.keys(prefix));
    warehouse.table(
        "back", "a int, b varchar(40), c decimal(8,2), d date, e boolean, f timestamp, g bigint");
    assertEquals(3, warehouse.copy("back", prefix, "format as parquet"));
    assertEquals(
        warehouse.rows("select * from public.t order by a"),
        warehouse.rows("select * from public.back order by a"));
  }

  @Test
  void aRowOfNothingButNullIsARowOfParquetToo() throws Exception {
    String prefix = fresh();
    assertEquals(3, warehouse.unload("select d from t where a > 0", prefix, "parquet"));
    warehouse.table("back", "d date");
    assertEquals(3, warehouse.copy("back", prefix, "parquet"));
    assertEquals(
        List.of("1999-12-31", "2008-01-31", "~"),
        warehouse.rows("select * from public.back order by d"));
  }

  @Test
  void textsInParquetAreAsTheyWere() throws Exception {
    String prefix = fresh();
    String select =
        "select '' as a, 'x' || chr(10) || chr(13) || '\"' || chr(9) as b, null::varchar(9) as c,"
            + " '\\\\\\\\N' as d, 'größe' as e";
    warehouse.unload(select, prefix, "parquet partition by (e)");
    warehouse.table("back", "a varchar(9), b varchar(9), c varchar(9), d varchar(9)");
    warehouse.copy("back", prefix, "parquet");
    assertEquals(List.of("|x\n\r\"\t|~|\\N"), warehouse.rows("select * from public.back"));
  }

  @Test
  void parquetMustHaveAsManyColumnsAsTheTable() throws Exception {
    String prefix = fresh();
    warehouse.unload("select a, b from t", prefix, "parquet");
    warehouse.table("back", "a int");
    assertEquals(
        "Unmatched number of columns between table and file. Table columns: 1, Data columns: 2",
        warehouse.failure(
            "copy back from 's3://mine/%s' iam_role default parquet".formatted(prefix)));
  }

  @Test
  void namesInParquetMayBeAnything() throws Exception {
    String prefix = fresh();
    warehouse.unload(
        "select a as \"a\"\"); drop table x; --\", b as \"select\" from t", prefix, "parquet");
    warehouse.table("back", "a int, b varchar(40)");
    assertEquals(3, warehouse.copy("back", prefix, "parquet"));
  }

  @Test
  void aFileThatIsNoParquetIsAnError() throws Exception {
    warehouse.file("no.parquet", "no");
    warehouse.table("back", "a int");
    assertTrue(
        warehouse
            .failure("copy back from 's3://mine/no.parquet' iam_role default parquet")
            .startsWith("Spectrum Scan Error"));
  }

  // Names.

  @Test
  void serialFilesHaveOtherNames() throws Exception {
    String prefix = fresh();
    warehouse.unload("select a from t", prefix, "parallel off");
    assertEquals(List.of(prefix + "000"), warehouse.keys(prefix));
  }

  @Test
  void theExtensionIsAsNamed() throws Exception {
    String prefix = fresh();
    warehouse.unload("select a from t", prefix, "csv gzip extension 'csv.gz'");
    assertEquals(List.of(prefix + "0000_part_00.csv.gz"), warehouse.keys(prefix));
  }

  @Test
  void aFileIsNotLargerThanAsked() throws Exception {
    String prefix = fresh();
    assertEquals(
        162,
        warehouse.unload(
            "select repeat('x', 60000) as b from t a, t b, t c, t d, t e where e.a < 3",
            prefix,
            "maxfilesize 5 mb"));
    assertEquals(2, warehouse.keys(prefix).size());
    assertTrue(Files.size(warehouse.bucket().resolve(prefix + "0000_part_00")) < 6_000_000);
    assertEquals(
        "MAXFILESIZE must be between 5 MB and 6348 MB", failure("select 1", "maxfilesize 1"));
  }

  @Test
  void partitionsAreFoldersAndTheirColumnsAreLeftOut() throws Exception {
    String prefix = "out" + ++count + "/parts";
    warehouse.unload("select a, e, d from t", prefix, "csv partition by (e, d)");
    assertEquals(
        List.of(
            prefix + "/e=__HIVE_DEFAULT_PARTITION__/d=1999-12-31/0000_part_00",
            prefix + "/e=f/d=__HIVE_DEFAULT_PARTITION__/0000_part_00",
            prefix + "/e=t/d=2008-01-31/0000_part_00"),
        warehouse.keys(prefix));
    assertEquals("1\n", warehouse.read(prefix + "/e=t/d=2008-01-31/0000_part_00"));
    warehouse.unload("select a, e from t", prefix, "csv partition by (e) include allowoverwrite");
    assertEquals("1,t\n", warehouse.read(prefix + "/e=t/0000_part_00"));
  }

  @Test
  void aPartitionsNameLeadsNowhereElse() throws Exception {
    String prefix = "out" + ++count + "/parts";
    warehouse.unload("select 1 as a, '../../../x' as b", prefix, "partition by (b)");
    assertEquals(List.of(prefix + "/b=..%2F..%2F..%2Fx/0000_part_00"), warehouse.keys(prefix));
  }

  @Test
  void partitionColumnsMustBeInTheResultAndLeaveOne() {
    assertEquals(
        "Partition column \"z\" is not in the query's result",
        failure("select a from t", "partition by (z)"));
    assertEquals(
        "At least one column must not be in PARTITION BY",
        failure("select a from t", "partition by (a)"));
  }

  @Test
  void aManifestListsTheFiles() throws Exception {
    String prefix = fresh();
    warehouse.unload("select b, c from t", prefix, "manifest verbose");
    JsonNode manifest = new ObjectMapper().readTree(warehouse.read(prefix + "manifest"));
    assertEquals(
        "s3://mine/%s0000_part_00".formatted(prefix),
        manifest.path("entries").get(0).path("url").asText());
    assertEquals(3, manifest.path("entries").get(0).path("meta").path("record_count").asInt());
    assertEquals(
        "{\"base\":\"numeric\",\"precision\":8,\"scale\":2}",
        manifest.path("schema").path("elements").get(1).path("type").toString());
    assertEquals("Amazon Redshift", manifest.path("author").path("name").asText());
    warehouse.table("back", "b varchar(40), c decimal(8,2)");
    assertEquals(
        3, warehouse.unload("select b, c from t", prefix, "manifest allowoverwrite escape"));
    assertEquals(3, warehouse.copy("back", prefix + "manifest", "manifest escape"));
  }

  // What is there already.

  @Test
  void whatIsThereIsNotOverwrittenUnlessAsked() throws Exception {
    String prefix = fresh();
    warehouse.unload("select a from t where a = 1", prefix, "");
    String again = "unload ('select a from t where a = 2') to 's3://mine/%s' iam_role default ";
    assertEquals(
        "Specified unload destination on S3 is not empty. Consider using a different bucket /"
            + " prefix, manually removing the target files in S3, or using the ALLOWOVERWRITE"
            + " option.",
        warehouse.failure(again.formatted(prefix)));
    warehouse.transfer(again.formatted(prefix) + "allowoverwrite");
    assertEquals("2\n", warehouse.read(prefix + "0000_part_00"));
  }

  @Test
  void theDestinationIsCleanedIfAsked() throws Exception {
    String prefix = fresh();
    warehouse.file(prefix + "old", "old");
    warehouse.file(prefix.replace("x_", "y_old"), "other");
    warehouse.unload("select a from t", prefix, "cleanpath");
    assertEquals(List.of(prefix + "0000_part_00"), warehouse.keys(prefix));
    assertEquals("other", warehouse.read(prefix.replace("x_", "y_old")));
    assertEquals(
        "CLEANPATH is not supported with ALLOWOVERWRITE",
        failure("select a from t", "cleanpath allowoverwrite"));
  }

  @Test
  void onlyThePartitionsThatAreWrittenAreCleaned() throws Exception {
    String prefix = "out" + ++count + "/parts/";
    warehouse.file(prefix + "a=1/old", "old");
    warehouse.file(prefix + "a=9/old", "old");
    warehouse.unload("select a, b from t where a = 1", prefix, "partition by (a) cleanpath");
    assertEquals(List.of(prefix + "a=1/0000_part_00", prefix + "a=9/old"), warehouse.keys(prefix));
  }

  @Test
  void aFailedUnloadLeavesNothingBehind() throws Exception {
    String prefix = fresh();
    assertThrows(
        SQLException.class,
        () -> warehouse.unload("select 1 / (a - 3) from t order by a", prefix, "manifest"));
    assertEquals(List.of(), warehouse.keys(prefix));
  }

  // The query.

  @Test
  void theQueryIsRedshiftsWithDoubledQuotes() throws Exception {
    assertEquals("1|3\n", unloaded("select a, len('abc') from t where b = 'plain' -- the end", ""));
    assertEquals("1\n", unloaded("with x as (select 1 as a) select a from x", ""));
  }

  @Test
  void anEmptyResultIsAnEmptyFile() throws Exception {
    assertEquals("", unloaded("select a from t where a > 9", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"select a from t limit 1", "select top 1 a from t"})
  void aLimitMustStandDeeper(String select) throws Exception {
    assertEquals("Limit clause is not supported", failure(select, ""));
    assertEquals("1\n", unloaded("select a from (select a from t order by a limit 1)", ""));
  }

  @Test
  void onlyQueriesAreUnloaded() throws Exception {
    assertEquals("UNLOAD needs a SELECT without parameters", failure("delete from t", ""));
    assertEquals(List.of("3"), warehouse.rows("select count(*) from public.t"));
  }

  @Test
  void nothingIsWrittenOutsideTheBucket() throws Exception {
    for (String address :
        List.of("s3://mine/../escape/", "s3://mine/a/../../escape/", "s3://other/x", "s3://../x")) {
      warehouse.failure("unload ('select 1') to '%s' iam_role default".formatted(address));
    }
    assertTrue(Files.notExists(folder.resolve("s3/escape")));
    assertTrue(Files.notExists(folder.resolve("escape")));
  }

  @Test
  void linksInTheBucketAreNotWrittenThrough() throws Exception {
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Files.createSymbolicLink(warehouse.bucket().resolve("link"), outside);
    assertTrue(
        warehouse
            .failure("unload ('select 1') to 's3://mine/link/x' iam_role default")
            .contains("is not valid"));
    Path victim = Files.writeString(outside.resolve("victim"), "safe");
    Files.createSymbolicLink(warehouse.bucket().resolve("v0000_part_00"), victim);
    warehouse.failure("unload ('select 1') to 's3://mine/v' iam_role default allowoverwrite");
    assertEquals("safe", Files.readString(victim));
  }

  @Test
  void whatWasWrittenIsKept() throws Exception {
    String prefix = fresh();
    warehouse.unload("select a from t", prefix, "csv header");
    assertEquals(
        List.of("s3://mine/%s0000_part_00|3|8|CSV".formatted(prefix)),
        warehouse.unloads("path, line_count, transfer_size, file_format"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "parquet gzip",
        "parquet header",
        "json delimiter ','",
        "csv escape",
        "fixedwidth 'a:1' header"
      })
  void optionsThatContradictEachOtherAreRefused(String options) {
    assertTrue(failure("select 1 as a", options).contains(" is not supported with "));
  }

  @Test
  void bytesAreHexadecimalInText() throws Exception {
    assertEquals(
        "00ff\n", unloaded("select b from (select to_varbyte('00ff', 'hex') as b)", "csv"));
  }
}
