package io.querycast.local.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** COPY, option by option. */
class CopyOptionsTest extends Loading {
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
        warehouse.failure("copy t from 's3://mine/in/file' credentials 'aws_iam_role=a' 'secret'"));
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
