package io.querycast.local.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** COPY: text, fixed widths, JSON, Parquet, and how files are packed. */
class CopyFormatsTest extends Loading {
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
  @CsvSource({"utf16le, UTF-16LE", "utf16be, UTF-16BE", "utf16, UTF-16", "as iso88591, ISO-8859-1"})
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
}
