package io.querycast.local.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** COPY, option by option. */
class CopyTest {
  private static final String FAILED =
      "Load into table 't' failed.  Check 'stl_load_errors' system table for details.";

  @TempDir private static Path folder;
  private static Warehouse warehouse;

  @BeforeAll
  static void open() throws Exception {
    warehouse = new Warehouse(folder);
  }

  @AfterAll
  static void close() throws Exception {
    warehouse.close();
  }

  /** Loads one file into a new table and gives its rows, in their order. */
  private static List<String> loaded(String columns, String content, String options)
      throws Exception {
    return loaded(columns, content.getBytes(StandardCharsets.UTF_8), options);
  }

  private static List<String> loaded(String columns, byte[] content, String options)
      throws Exception {
    warehouse.table("t", columns);
    warehouse.file("in/file", content);
    warehouse.copy("t", "in/file", options);
    return warehouse.rows("select * from public.t");
  }

  /** What is wrong with the first row that can't be loaded: code and reason. */
  private static String wrong(String columns, String content, String options) throws Exception {
    return wrong(columns, content.getBytes(StandardCharsets.UTF_8), options);
  }

  private static String wrong(String columns, byte[] content, String options) throws Exception {
    warehouse.table("t", columns);
    warehouse.file("in/file", content);
    assertEquals(
        FAILED, warehouse.failure("copy t from 's3://mine/in/file' iam_role default " + options));
    return warehouse.errors("err_code, err_reason").get(0);
  }

  // Which files.

  @Test
  void allObjectsWithThePrefixAreLoaded() throws Exception {
    warehouse.table("t", "a int");
    warehouse.file("prefix/x1", "1\n");
    warehouse.file("prefix/x2/deep", "2\n");
    warehouse.file("prefix/y", "3\n");
    assertEquals(2, warehouse.copy("t", "prefix/x", ""));
    assertEquals(List.of("1", "2"), warehouse.rows("select a from public.t order by a"));
    assertEquals(
        List.of("s3://mine/prefix/x1|1|2|0|completed", "s3://mine/prefix/x2/deep|1|2|0|completed"),
        warehouse.loads("filename, lines, bytes, errors, status"));
  }

  @Test
  void aPrefixWithoutObjectsIsAnError() throws Exception {
    warehouse.table("t", "a int");
    assertEquals(
        "The specified S3 prefix 'nothing/here' does not exist",
        warehouse.failure("copy t from 's3://mine/nothing/here' iam_role default"));
  }

  @Test
  void aMissingBucketIsAnError() throws Exception {
    warehouse.table("t", "a int");
    assertTrue(
        warehouse
            .failure("copy t from 's3://other/x' iam_role default")
            .contains("The specified bucket does not exist"));
  }

  @Test
  void aMissingTableIsAnError() {
    assertEquals(
        "Cannot COPY into nonexistent table nowhere",
        warehouse.failure("copy nowhere from 's3://mine/x' iam_role default"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://mine/../secret",
        "s3://mine/a/../../secret",
        "s3://../secret",
        "s3://mine/..\\\\..\\\\secret",
        "s3://mine//etc/passwd",
        "s3:///etc/passwd"
      })
  void nothingOutsideTheBucketIsRead(String address) throws Exception {
    warehouse.table("t", "a varchar(100)");
    Files.writeString(folder.resolve("s3/secret"), "secret");
    String failure = warehouse.failure("copy t from '%s' iam_role default".formatted(address));
    assertTrue(failure.contains("does not exist") || failure.contains("not valid"), failure);
    warehouse.failure("copy t from '%s' iam_role default manifest".formatted(address));
    warehouse.failure("copy t from 's3://mine/in' iam_role default json '%s'".formatted(address));
  }

  @Test
  void aLinkLeadsNowhere() throws Exception {
    warehouse.table("t", "a varchar(100)");
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    Files.createSymbolicLink(warehouse.bucket().resolve("link"), secret);
    Files.createSymbolicLink(warehouse.bucket().resolve("linked"), folder);
    assertEquals(
        "The specified S3 prefix 'link' does not exist",
        warehouse.failure("copy t from 's3://mine/link' iam_role default"));
    warehouse.file(
        "manifest.links",
        """
        {"entries": [{"url": "s3://mine/linked/secret", "mandatory": true}]}
        """);
    assertTrue(
        warehouse
            .failure("copy t from 's3://mine/manifest.links' iam_role default manifest")
            .contains("is not valid"));
  }

  @Test
  void aManifestNamesTheFiles() throws Exception {
    warehouse.table("t", "a int");
    warehouse.file("named/1", "1\n");
    warehouse.file("named/2", "2\n");
    warehouse.file(
        "named.manifest",
        """
        {"entries": [{"url": "s3://mine/named/2", "mandatory": true},
                     {"url": "s3://mine/named/none", "mandatory": false}]}
        """);
    assertEquals(1, warehouse.copy("t", "named.manifest", "manifest"));
    assertEquals(List.of("2"), warehouse.rows("select a from public.t"));
  }

  @Test
  void aMandatoryFileOfAManifestMustBeThere() throws Exception {
    warehouse.table("t", "a int");
    warehouse.file(
        "must.manifest", "{\"entries\": [{\"url\": \"s3://mine/none\", \"mandatory\": true}]}");
    assertTrue(
        warehouse
            .failure("copy t from 's3://mine/must.manifest' iam_role default manifest")
            .contains("The specified key does not exist."));
  }

  // Into what.

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

  // Formats.

  @Test
  void barsAreTheDefaultDelimiterAndTheLineMayEndWithOne() throws Exception {
    assertEquals(List.of("1|x", "2|y"), loaded("a int, b char(1)", "1|x\n2|y|\r\n", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"'delimiter '','''; ,", "'delimiter as ''^'''; ^", "'delimiter ''\\054'''; ,"})
  void anyCharacterIsADelimiter(String option, String character) throws Exception {
    assertEquals(List.of("1|2"), loaded("a int, b int", "1" + character + "2\n", option));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'\t'", "'\\t'", "'\\\\t'", "'\\011'"})
  void aTabIsADelimiter(String tab) throws Exception {
    assertEquals(List.of("1|2"), loaded("a int, b int", "1\t2\n", "delimiter " + tab));
  }

  @Test
  void csvHasQuotesWithDelimitersAndLineBreaksInThem() throws Exception {
    assertEquals(
        List.of("1|a, \"b\"\nc", "2|plain"),
        loaded("a int, b varchar(20)", "1, \"a, \"\"b\"\"\nc\" \r\n2,plain", "csv"));
  }

  @Test
  void csvMayHaveAnotherQuote() throws Exception {
    assertEquals(
        List.of("5\" pipe|a,b"),
        loaded("a varchar(20), b varchar(20)", "5\" pipe,%a,b%\n", "csv quote as '%'"));
  }

  @Test
  void csvWithABadQuoteIsAnError() throws Exception {
    String expected = "1214|Invalid quote formatting for CSV";
    assertEquals(expected, wrong("a varchar(9)", "a\"b\n", "csv"));
    assertEquals(expected, wrong("a varchar(9)", "\"a\"b\n", "csv"));
    assertEquals(expected, wrong("a varchar(9)", "\"a\n", "csv"));
  }

  @Test
  void fixedWidthsCountCharacters() throws Exception {
    assertEquals(
        List.of("1|größe|9"),
        loaded("a int, b varchar(20), c int", " 1größe 9\n", "fixedwidth 'a:2,b:5,c:2'"));
  }

  @Test
  void jsonGoesByTheNamesOfTheColumns() throws Exception {
    String columns = "a int, b varchar(20), c decimal(9,3), d boolean, e varchar(20), f int";
    String content =
        """
        {"b": "x\\ny", "a": 1, "other": 2, "c": 1.250, "d": true,
         "e": {"f": [1, "2"]}} {"A": 5, "b": "", "f": ""}
        """;
    assertEquals(
        List.of("1|x\ny|1.250|t|{\"f\":[1,\"2\"]}|~", "~||~|~|~|~"),
        loaded(columns, content, "json 'auto'"));
  }

  @Test
  void jsonMayIgnoreTheCaseOfNames() throws Exception {
    assertEquals(List.of("5"), loaded("a int", "{\"A\": 5}", "json 'auto ignorecase'"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"$['x'][0]\", \"$['y']\"]", "[\"$.x[0]\", \"$.y\"]"})
  void jsonPathsFindValuesInTheDepth(String paths) throws Exception {
    warehouse.file("paths.json", "{\"jsonpaths\": %s}".formatted(paths));
    assertEquals(
        List.of("7|two"),
        loaded(
            "a int, b varchar(9)", "{\"x\": [7], \"y\": \"two\"}", "json 's3://mine/paths.json'"));
  }

  @Test
  void thereMustBeAJsonPathForEachColumn() throws Exception {
    warehouse.file("one.json", "{\"jsonpaths\": [\"$.x\"]}");
    warehouse.table("t", "a int, b int");
    assertEquals(
        "Number of jsonpaths and the number of columns should match. JSONPath size: 1, Number of"
            + " columns in table or column list: 2",
        warehouse.failure(
            "copy t from 's3://mine/in/file' iam_role default json 's3://mine/one.json'"));
  }

  @Test
  void wrongJsonIsLeftOutAndTheNextObjectIsRead() throws Exception {
    assertEquals(
        List.of("1", "2"),
        loaded("a int", "{\"a\": 1}\nnonsense\n{\"a\": }\n{\"a\": 2}\n", "json 'auto' maxerror 9"));
    assertEquals(
        List.of("2|1216|Invalid value.", "3|1216|Invalid value."),
        warehouse.errors("line_number, err_code, err_reason"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"avro 'auto'", "orc", "shapefile", "format as avro 'auto'"})
  void otherFormatsAreRefused(String format) throws Exception {
    warehouse.table("t", "a int");
    String failure = warehouse.failure("copy t from 's3://mine/in' iam_role default " + format);
    assertTrue(failure.endsWith(" files is not available in the local warehouse"), failure);
  }

  @Test
  void compressedFilesAreReadAsTheirOptionSays() throws Exception {
    byte[] content = "1\n2\n".getBytes(StandardCharsets.UTF_8);
    assertEquals(
        List.of("1", "2"), loaded("a int", packed(content, GZIPOutputStream::new), "gzip"));
    assertEquals(
        List.of("1", "2"),
        loaded("a int", packed(content, BZip2CompressorOutputStream::new), "bzip2"));
    assertEquals(
        List.of("1", "2"), loaded("a int", packed(content, ZstdOutputStream::new), "zstd"));
    warehouse.table("t", "a int");
    warehouse.file("in/file", content);
    assertEquals(
        "The file s3://mine/in/file is not in the compressed format that was named",
        warehouse.failure("copy t from 's3://mine/in/file' iam_role default gzip"));
  }

  private interface Packing {
    OutputStream pack(OutputStream to) throws IOException;
  }

  private static byte[] packed(byte[] content, Packing packing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = packing.pack(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({"utf16le, UTF-16LE", "utf16be, UTF-16BE", "utf16, UTF-16"})
  void otherEncodingsAreRead(String option, String charset) throws Exception {
    assertEquals(
        List.of("größe"),
        loaded("a varchar(20)", "größe\n".getBytes(charset), "encoding " + option));
  }

  @Test
  void jsonGoesIntoSuperFromAnyFormat() throws Exception {
    assertEquals(
        List.of("1|{\"x\":[1.50,\"2\"]}", "2|\"text\"", "3|~"),
        loaded("a int, s super", "1|{\"x\": [1.50, \"2\"]}\n2|\"text\"\n3|\n", ""));
    assertEquals(
        List.of("1|{\"x\":[1.50,\"2\"]}", "2|\"text\"", "3|~"),
        loaded(
            "a int, s super",
            "{\"a\": 1, \"s\": {\"x\": [1.50, \"2\"]}} {\"a\": 2, \"s\": \"text\"} {\"a\": 3}",
            "json 'auto'"));
    assertEquals(
        List.of("{\"a\":1,\"b\":{\"c\":[]}}"),
        loaded("s super", "{\"a\": 1, \"b\": {\"c\": []}}", "json 'noshred'"));
    assertTrue(
        wrong("a int, s super", "1|{x\n", "").startsWith("1224|Input data had invalid JSON"));
  }

  // Options.

  @Test
  void headersAreIgnoredInEachFileAndCountAsLines() throws Exception {
    warehouse.table("t", "a int");
    warehouse.file("headed/1", "a\n1\n");
    warehouse.file("headed/2", "a\n2\nx\n");
    assertEquals(2, warehouse.copy("t", "headed/", "ignoreheader 1 maxerror 2"));
    assertEquals(List.of("3"), warehouse.errors("line_number"));
  }

  @Test
  void emptyFieldsAreNullButInTexts() throws Exception {
    String columns = "a int, b varchar(9), c char(9), d date";
    assertEquals(List.of("~||         |~"), loaded(columns, "||| \n", ""));
    assertEquals(List.of("~|~|~|~"), loaded(columns, "|||\n", "emptyasnull"));
  }

  @Test
  void blankTextsAreNullOnlyIfAsked() throws Exception {
    assertEquals(List.of("  |x"), loaded("a varchar(9), b varchar(9)", "  |x\n", ""));
    assertEquals(List.of("~|x"), loaded("a varchar(9), b varchar(9)", "  |x\n", "blanksasnull"));
  }

  @Test
  void aTextStandsForNull() throws Exception {
    String columns = "a int, b varchar(9)";
    assertEquals(List.of("~|~"), loaded(columns, "\\N|\\N\n", ""));
    assertEquals(List.of("~|~"), loaded(columns, "\\N|\\N\n", "null as '\\N'"));
    assertEquals(List.of("~|~"), loaded(columns, "\\N|\\N\n", "null as '\\\\N'"));
    assertEquals(List.of("~|~"), loaded(columns, "none|none\n", "null 'none'"));
    assertEquals(List.of("~|~"), loaded(columns, "\0|\0\n", "null as '\\0'"));
    assertEquals(List.of("~|~"), loaded(columns, "\\N|\\\\N\n", "escape"));
  }

  @Test
  void whatMustNotBeNullIsAnError() throws Exception {
    assertEquals("1213|Missing data for not-null field", wrong("a int not null", "\n", ""));
  }

  @Test
  void datesHaveTheFormatThatIsNamed() throws Exception {
    assertEquals(List.of("2008-01-31"), loaded("a date", "2008-01-31\n", ""));
    assertEquals(
        List.of("2008-01-31", "2008-02-01"),
        loaded("a date", "01/31/2008\n2/1/2008\n", "dateformat 'MM/DD/YYYY'"));
    assertEquals(
        List.of("1999-01-08"), loaded("a date", "Jan-08-1999\n", "dateformat as 'MON-DD-YYYY'"));
    assertEquals(List.of("2008-01-31"), loaded("a date", "20080131\n", "dateformat 'YYYYMMDD'"));
  }

  @Test
  void anyUsualDateIsRecognizedByAuto() throws Exception {
    assertEquals(
        List.of("1999-01-08", "2001-01-15", "2008-09-26", "1996-01-08"),
        loaded(
            "a date",
            "January 8, 1999\nJ2451925\n2008-09-26T05:43:12\n1996.008\n",
            "dateformat 'auto'"));
  }

  @Test
  void aWrongDateIsAnError() throws Exception {
    assertEquals(
        "1205|Invalid Date Format - length must be 10 or more", wrong("a date", "1/1/08\n", ""));
    assertEquals(
        "1205|Invalid date format or value [YYYY-MM-DD]", wrong("a date", "2009-02-29\n", ""));
  }

  @Test
  void anyDateIsAcceptedAsNullIfAsked() throws Exception {
    assertEquals(
        List.of("~|~"),
        loaded("a date, b timestamp", "00/00/00|never\n", "acceptanydate dateformat 'MM/DD/YY'"));
  }

  @Test
  void timesHaveTheFormatThatIsNamed() throws Exception {
    String columns = "a timestamp";
    assertEquals(
        List.of("2008-01-31 04:05:06", "2008-01-31 04:05:06.789", "2008-01-31 00:00:00"),
        loaded(columns, "2008-01-31 04:05:06\n2008-01-31 04:05:06.789\n2008-01-31\n", ""));
    assertEquals(
        List.of("2008-01-31 16:05:00"),
        loaded(columns, "31.01.2008 04:05 PM\n", "timeformat 'DD.MM.YYYY HH12:MI AM'"));
    assertEquals(
        List.of("2019-02-11 05:09:12.195", "1996-01-08 04:08:09", "1997-12-17 07:37:16"),
        loaded(
            columns,
            "2019-02-11T05:09:12.195Z\n19960108 040809\n12/17/1997 07:37:16.00\n",
            "timeformat 'auto'"));
    assertEquals(
        List.of("2014-02-27 09:10:13"), loaded(columns, "1393492213\n", "timeformat 'epochsecs'"));
    assertEquals(
        List.of("2014-02-27 09:10:13.5"),
        loaded(columns, "1393492213500\n", "timeformat 'epochmillisecs'"));
    assertEquals(
        "1206|Invalid timestamp format or value [YYYY-MM-DD HH24:MI:SS]",
        wrong(columns, "2008-01-31 25:00:00\n", ""));
  }

  @Test
  void timesOfManyFilesAreRecognizedByAuto() throws Exception {
    assertEquals(
        List.of("2015-01-15 19:05:39", "2015-01-15 00:05:00", "2015-01-15 19:05:00.5"),
        loaded(
            "a timestamp",
            "01/15/2015 07:05:39 PM\n1/15/2015 12:05 AM\n01/15/2015 19:05:00.5\n",
            "timeformat 'auto'"));
    assertEquals(
        "1206|Invalid timestamp format or value [auto]",
        wrong("a timestamp", "13/15/2015 07:05:39 PM\n", "timeformat 'auto'"));
  }

  @Test
  void zonesAreKeptWhereTheTypeHasThem() throws Exception {
    assertEquals(
        List.of("2008-01-31 09:05:06+00|04:05:06-05"),
        loaded("a timestamptz, b timetz", "2008-01-31 04:05:06-05|04:05:06-05\n", ""));
    assertEquals(
        "1206|Invalid timestamp format or value [YYYY-MM-DD HH24:MI:SS]",
        wrong("a timestamp", "2008-01-31 04:05:06-05\n", ""));
  }

  @Test
  void bytesThatAreNoCharactersAreReplacedIfAsked() throws Exception {
    byte[] content = {'a', (byte) 0xa4, 'b', (byte) 0xc3, (byte) 0xb6, '\n'};
    assertEquals(
        "1220|String contains invalid or unsupported UTF8 codepoints. Bad UTF8 hex sequence: a4"
            + " (error 3)",
        wrong("a varchar(9)", content, ""));
    assertEquals(List.of("a?bö"), loaded("a varchar(9)", content, "acceptinvchars"));
    assertEquals(List.of("a^bö"), loaded("a varchar(9)", content, "acceptinvchars as '^'"));
  }

  @Test
  void charTakesSingleBytesOnly() throws Exception {
    assertEquals(
        "1220|Multibyte character not supported for CHAR (Hint: try using VARCHAR). Invalid char:"
            + " c3 b6",
        wrong("a char(9)", "ö\n", ""));
  }

  @Test
  void fieldsThatAreMissingAtTheEndAreFilledIfAsked() throws Exception {
    String columns = "a int, b varchar(9), c int";
    assertEquals("1214|Delimiter not found", wrong(columns, "1\n", ""));
    assertEquals(List.of("1||~"), loaded(columns, "1\n", "fillrecord"));
    assertEquals(List.of("1|~|~"), loaded(columns, "1\n", "fillrecord emptyasnull"));
  }

  @Test
  void tooManyFieldsAreAnError() throws Exception {
    assertEquals("1202|Extra column(s) found", wrong("a int", "1|2\n", ""));
    assertEquals("1202|Extra column(s) found", wrong("a int", "1,\n", "csv"));
  }

  @Test
  void bytesThatAreTooLongForTheirColumnAreTold() throws Exception {
    String columns = "b bytea constraint varbyte_2_1 check (octet_length(b) <= 2)";
    assertEquals(List.of("\\x6162"), loaded(columns, "6162\n", ""));
    assertEquals("1204|Length of VARBYTE exceeds DDL length", wrong(columns, "616263\n", ""));
  }

  @Test
  void longTextsAreCutIfAsked() throws Exception {
    String columns = "a varchar(3), b char(2)";
    assertEquals("1204|String length exceeds DDL length", wrong(columns, "aäöü|x\n", ""));
    assertEquals(List.of("aä|ab"), loaded(columns, "aäöü|abc\n", "truncatecolumns"));
    assertEquals(List.of("abc|ab"), loaded(columns, "abc  |ab \n", ""));
  }

  @Test
  void blanksAtTheEndStayUnlessTheyAreTrimmed() throws Exception {
    assertEquals(List.of("a  "), loaded("a varchar(9)", "a  \n", ""));
    assertEquals(List.of("a"), loaded("a varchar(9)", "a  \n", "trimblanks"));
  }

  @Test
  void quotesAroundAFieldAreRemovedIfAsked() throws Exception {
    String columns = "a varchar(20), b varchar(20)";
    assertEquals(List.of("\"a\"|'b'"), loaded(columns, "\"a\"|'b'\n", ""));
    assertEquals(List.of("a|b|b's"), loaded(columns, "\"a|b\"|'b's'\n", "removequotes"));
    assertEquals(List.of("Blue'|x"), loaded(columns, "Blue'|x\n", "removequotes"));
    assertEquals(
        "1214|Delimited value missing end quote", wrong(columns, "'Blue|x\n", "removequotes"));
  }

  @Test
  void aBackslashEscapesIfAsked() throws Exception {
    String columns = "a int, b varchar(80)";
    String content = "1|fox\\\njumped\n2| A\\\\B\n3| A \\| B\n4|'A Night\\'s Dream'\n";
    assertEquals(
        List.of("1|fox\njumped", "2| A\\B", "3| A | B", "4|A Night's Dream"),
        loaded(columns, content, "escape removequotes"));
    assertEquals(List.of("1|a\\b"), loaded(columns, "1|a\\b\n", ""));
  }

  @Test
  void decimalsAreCutUnlessTheyAreRounded() throws Exception {
    assertEquals(
        List.of("20.25", "-0.99", "7.00"), loaded("a decimal(8,2)", "20.259\n-.999\n+7\n", ""));
    assertEquals(List.of("20.26"), loaded("a decimal(8,2)", "20.259\n", "roundec"));
    assertEquals("1222|Overflow, Column type: Decimal", wrong("a decimal(4,2)", "100\n", ""));
  }

  @Test
  void blankLinesAreIgnoredIfAsked() throws Exception {
    assertEquals("1214|Delimiter not found", wrong("a int, b int", "1|2\n\n3|4\n", ""));
    assertEquals(
        List.of("1|2", "3|4"), loaded("a int, b int", "1|2\n\n\r\n3|4\n", "ignoreblanklines"));
  }

  @Test
  void someErrorsAreForgivenIfAsked() throws Exception {
    assertEquals(List.of("1", "3"), loaded("a int", "1\nx\n3\n", "maxerror 2"));
    assertEquals(List.of("2|1"), warehouse.loads("lines, errors"));
    wrong("a int", "1\nx\ny\n3\n", "maxerror 2");
    assertEquals(List.of(), warehouse.rows("select * from public.t"));
    assertEquals(List.of("failed"), warehouse.loads("status"));
  }

  @Test
  void noLoadOnlyLooks() throws Exception {
    assertEquals(List.of(), loaded("a int", "1\n", "noload"));
    wrong("a int", "x\n", "noload");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "smallint; x; 1207|Invalid digit, Value 'x', Pos 0, Type: Short",
        "int; 1.7; 1207|Invalid digit, Value '.', Pos 1, Type: Integer",
        "bigint; 12a; 1207|Invalid digit, Value 'a', Pos 2, Type: Long",
        "decimal(8,2); 1e2; 1207|Invalid digit, Value 'e', Pos 1, Type: Decimal",
        "double precision; 1x; 1207|Invalid digit, Value 'x', Pos 1, Type: Double",
        "smallint; 32768; 1222|Overflow, Column type: Short",
        "int; 2147483648; 1222|Overflow, Column type: Integer",
        "bigint; 9223372036854775808; 1222|Overflow, Column type: Long",
        "real; 1e39; 1222|Overflow, Column type: Float",
        "boolean; maybe; 1210|Unknown boolean format"
      })
  void aValueOfAnotherTypeIsAnError(String type, String value, String error) throws Exception {
    assertEquals(error, wrong("a " + type, value + "\n", ""));
  }

  @Test
  void valuesOfEveryTypeAreRead() throws Exception {
    assertEquals(
        List.of("-32768|2147483647|-9223372036854775808|1.5|t|12:30:00|\\x00ff", "1|2|3|NaN|f|~|~"),
        loaded(
            "a smallint, b int, c bigint, d double precision, e boolean, f time, g bytea",
            "-32768|2147483647|-9223372036854775808|1.5|Yes|12:30|00FF\n1|+2| 3 |nan|0||\n",
            ""));
  }

  @Test
  void anErrorSaysWhereItIs() throws Exception {
    warehouse.table("t", "a int, b char(3)");
    warehouse.file("in/file", "1|abc\n2|abcd\n");
    warehouse.failure("copy t from 's3://mine/in/file' iam_role default");
    assertEquals(
        List.of("s3://mine/in/file|2|b|char|3|2|2|abcd|abcd|1204|String length exceeds DDL length"),
        warehouse.errors(
            "filename, line_number, colname, type, col_length, position, raw_line,"
                + " raw_field_value, err_code, err_reason"));
  }

  @Test
  void secretsAreTakenAndNotShown() throws Exception {
    warehouse.table("t", "a int");
    warehouse.file("in/file", "1\n");
    for (String secret :
        List.of(
            "iam_role 'arn:aws:iam::1:role/r'",
            "credentials 'aws_access_key_id=A;aws_secret_access_key=S'",
            "with credentials as 'aws_iam_role=arn'",
            "access_key_id 'A' secret_access_key 'S' session_token 'T'")) {
      assertEquals(
          1,
          warehouse.transfer(
              "copy t from 's3://mine/in/file' %s region 'eu-west-1' compupdate off statupdate on"
                  .formatted(secret)));
    }
    assertEquals(
        "syntax error at or near \"'\"",
        warehouse.failure("copy t from 's3://mine/in/file' credentials 'a' 'secret'"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "csv escape",
        "csv removequotes",
        "fixedwidth 'a:1' delimiter ','",
        "json 'auto' null as 'x'"
      })
  void optionsThatContradictEachOtherAreRefused(String options) throws Exception {
    warehouse.table("t", "a int");
    assertTrue(
        warehouse
            .failure("copy t from 's3://mine/in' iam_role default " + options)
            .contains(" is not supported with "));
  }

  @Test
  void anUnknownOptionIsASyntaxError() throws Exception {
    warehouse.table("t", "a int");
    assertEquals(
        "syntax error at or near \"frobnicate\"",
        warehouse.failure("copy t from 's3://mine/in' iam_role default frobnicate"));
  }
}
