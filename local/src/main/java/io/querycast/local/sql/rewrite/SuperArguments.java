package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Tree;
import io.querycast.local.sql.tree.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * SUPER values as arguments of functions that know nothing of them: "results similar to using
 * standard SQL ... function with the respective static types", and NULL for a value of another type
 * (query-super, "Dynamic typing").
 */
final class SuperArguments {
  private static final Map<Character, String> TYPES =
      Map.of('t', "varchar", 'i', "integer", 'n', "numeric", 'd', "timestamp");

  /**
   * What each argument is: {@code t} a text, {@code i} a whole number, {@code n} a number, {@code
   * d} a time, {@code -} left as it is.
   */
  private static final Map<String, String> FUNCTIONS = new HashMap<>();

  static {
    add("t", "lower upper initcap len length char_length character_length textlen octet_length");
    add("t", "reverse md5 sha sha1 func_sha1 ascii soundex quote_ident quote_literal crc32");
    add("tt", "btrim ltrim rtrim trim strpos charindex position concat difference to_date");
    add("tt", "to_timestamp to_number");
    add("ti", "left right repeat replicate sha2");
    add("tii", "substring substr");
    add("ttt", "replace translate");
    add("tti", "split_part");
    add("tit", "lpad rpad");
    add("ttiit", "regexp_substr");
    add("ttit", "regexp_count");
    add("ttiiit", "regexp_instr");
    add("tttit", "regexp_replace");
    add("i", "chr to_hex");
    add("n", "sqrt cbrt exp dexp ln dlog1 dlog10 sign degrees radians median");
    add("n", "sin cos tan cot asin acos atan stddev stddev_samp stddev_pop");
    add("n", "variance var_samp var_pop");
    add("nn", "mod power pow atan2 log");
    add("ni", "round trunc");
    add("n-", "to_char");
    add("d", "last_day");
    add("-d", "date_trunc date_part pgdate_part extract");
    add("-dd", "datediff date_diff");
    add("-id", "dateadd date_add");
    add("di", "add_months");
    add("dt", "next_day");
    add("dd", "months_between");
  }

  private SuperArguments() {}

  private static void add(String arguments, String functions) {
    for (String function : functions.split(" ")) {
      FUNCTIONS.put(function, arguments);
    }
  }

  /** Casts the SUPER values among the arguments of a call, in place. */
  static void rewrite(Tree call, String name) {
    List<Tree> arguments = Functions.arguments(call);
    String types = FUNCTIONS.getOrDefault(name, "");
    // ROUND and TRUNC of nothing else take a SUPER themselves.
    if (types.equals("ni") && arguments.size() == 1) {
      return;
    }
    for (int i = 0; i < Math.min(arguments.size(), types.length()); i++) {
      Tree argument = arguments.get(i);
      if (argument.type().is(Type.SUPER) && types.charAt(i) != '-') {
        call.child(Kind.ARGUMENTS).replace(argument, cast(argument, TYPES.get(types.charAt(i))));
      }
    }
  }

  /** A SUPER as a text, for an operator of texts; anything else as it is. */
  static Tree text(Tree value) {
    return value.type().is(Type.SUPER) ? cast(value, "varchar") : value;
  }

  /** A SUPER as a number; anything else as it is. */
  static Tree number(Tree value) {
    return value.type().is(Type.SUPER) ? cast(value, "numeric") : value;
  }

  private static Tree cast(Tree value, String type) {
    Type known = type.equals("varchar") ? Type.TEXT : Type.UNKNOWN;
    return Made.of(Kind.CAST, value.first(), "cast(:a as " + type + ")", value).typed(known);
  }
}
