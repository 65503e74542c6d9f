package io.querycast.local.sql;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that try to get their own characters into PostgreSQL's statement. */
class HostileTextTest {

  /** Pieces that one dialect reads in another way than the other. */
  private static final List<String> PIECES =
      List.of(
          "'",
          "''",
          "\\",
          "\\'",
          "\"",
          "\"\"",
          "E'",
          "e'\\'",
          "U&'",
          "U&\"",
          "N'",
          "B'1'",
          "X'1'",
          "$$",
          "$a$",
          "$1",
          "--",
          "/*",
          "*/",
          ";",
          "`",
          "\n",
          "\r",
          "\t",
          "\0",
          "\u00a0",
          "\u2028",
          "\u201c",
          "\u2019",
          "é",
          "🙂",
          "\ud800",
          ":a",
          "::",
          ":",
          "?",
          "??",
          "{",
          "}",
          "[",
          "]",
          "(",
          ")",
          "(+)",
          ",",
          ".",
          "..",
          "*",
          "+",
          "-",
          "/",
          "=",
          "=-",
          "<>",
          "!=",
          "->>",
          "@>",
          "||",
          "|",
          "#",
          "#t",
          " ",
          "1",
          ".5",
          "1e",
          "1e5",
          "0x1f",
          "1_0",
          "null",
          "select",
          "from",
          "where",
          "and",
          "as",
          "with",
          "union",
          "case",
          "end",
          "top 2",
          "qualify",
          "over (",
          "order by",
          "group by all",
          "exclude",
          "pivot",
          "interval '1'",
          "date '",
          "cast(",
          "as int)",
          "category",
          "pg_sleep(9)",
          "copy t to program 'x'",
          "in (",
          "is null",
          "not",
          "::int",
          "at time zone",
          "ignore nulls",
          "within group (",
          "limit",
          "into",
          "insert into");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1 as `a\"; drop table category; --`",
        "select E'\\', ' ; drop table category; --'",
        "select 'a\\'; drop table category; --'",
        "select 'a\\\\'; drop table category; --'",
        "select \"a\"\"; drop table category; --\"",
        "select U&'\\0027; drop table category; --'",
        "select U&\"d\\0061t\" from category",
        "select N'x''; drop table category; --'",
        "select $$'; drop table category; --$$",
        "select $a$ $b$ '; drop $b$ $a$",
        "select $a$b$c$'$a$",
        "select 'a'/**/'; drop table category; --'",
        "select 'a'\n'; drop table category; --'",
        "select 'a' --\n'; drop table category; --'",
        "select /* /* */ '; */ 1 --'",
        "select 1 --\r; drop table category",
        "select 1 /*; */; -- ;",
        "select \u2018a\u2019, \u201cb\u201d",
        "select 'a\0b'",
        "select \"a\0b\"",
        "select 1\0; drop table category",
        "select 1 where 'a' = :a and ':b' = \":c\" -- :d",
        "select 'a' as \"?\", '?', ? from category",
        "select 1- -1, 1--1",
        "select - - 1, 2*-+-1, @-1, 3/-/**/-1",
        "select 1::int::text, '1'::\"int4; drop table x\"",
        "select \"pg_catalog\".\"now\"(), \"a b\"(1)",
        "select 1 as \"a\"\"b\", 2 as \"select\", 3 as \"\u00e9\\'\"",
        "insert into category values ('\\\\', '''', $$\\$$, E'\\'')",
        "select interval '1' day, interval '1''; drop'",
        "select 1 collate \"C\"\"; drop\"",
        "select 1 from category a (\"b\"\"; --\")",
      })
  void aHostileTextIsRefusedOrMeansWhatItSays(String text) {
    Texts.assertNothingIsDropped(text);
    Texts.assertWrittenAsMeant(text, TestTables.TICKIT);
  }

  @Test
  void everyTextOfTheCasesIsWrittenAsMeant() throws IOException {
    for (String text : Texts.cases()) {
      Texts.assertWrittenAsMeant(text, TestTables.TICKIT);
    }
  }

  @Test
  void noMutationOfATextGetsPastTheWriter() throws IOException {
    Random random = new Random(20_261_130);
    List<String> texts = Texts.cases();
    // Of what is refused as it is, most mutations are refused too.
    List<String> written =
        texts.stream().filter(text -> Texts.assertWrittenAsMeant(text, TestTables.TICKIT)).toList();
    int translated = 0;
    int tries = 10_000;
    for (int i = 0; i < tries; i++) {
      String text = mutated(written.get(random.nextInt(written.size())), texts, random);
      try {
        Texts.assertNothingIsDropped(text);
        translated += Texts.assertWrittenAsMeant(text, TestTables.TICKIT) ? 1 : 0;
      } catch (RuntimeException e) {
        throw new AssertionError("fails on: " + text, e);
      }
    }
    assertTrue(translated > tries / 10, "only " + translated + " were translated");
  }

  private static String mutated(String text, List<String> texts, Random random) {
    StringBuilder mutated = new StringBuilder(text);
    for (int i = random.nextInt(4); i >= 0; i--) {
      int from = random.nextInt(mutated.length() + 1);
      int to = Math.min(mutated.length(), from + random.nextInt(8));
      switch (random.nextInt(5)) {
        case 0 -> mutated.delete(from, to);
        case 1, 2 -> mutated.insert(from, PIECES.get(random.nextInt(PIECES.size())));
        case 3 -> mutated.replace(from, to, PIECES.get(random.nextInt(PIECES.size())));
        default -> mutated.insert(from, piece(texts.get(random.nextInt(texts.size())), random));
      }
    }
    return mutated.toString();
  }

  private static String piece(String text, Random random) {
    int from = random.nextInt(text.length());
    return text.substring(from, Math.min(text.length(), from + 1 + random.nextInt(20)));
  }
}
