package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.tree.Decimals;
import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Tree;
import io.querycast.local.sql.tree.Type;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What is known of the types that functions give, by their pages of the guide. */
final class FunctionTypes {
  private static final Set<String> INTEGERS =
      Set.of(
          "len",
          "length",
          "char_length",
          "character_length",
          "textlen",
          "octet_length",
          "strpos",
          "charindex",
          "position",
          "ascii",
          "regexp_count",
          "regexp_instr",
          "date_part",
          "date_part_year",
          "json_array_length",
          "get_array_length",
          "levenshtein_distance",
          "octetindex",
          "difference");

  private static final Set<String> BIGINTS =
      Set.of(
          "count",
          "date_diff",
          "row_number",
          "rank",
          "dense_rank",
          "ntile",
          "hll",
          "strtol",
          "fnv_hash",
          "checksum",
          "farmfingerprint64");

  private static final Set<String> DOUBLES =
      Set.of(
          "pgdate_part",
          "sqrt",
          "cbrt",
          "ln",
          "log",
          "dlog1",
          "dlog10",
          "exp",
          "dexp",
          "power",
          "pow",
          "pi",
          "random",
          "sin",
          "cos",
          "tan",
          "cot",
          "asin",
          "acos",
          "atan",
          "atan2",
          "degrees",
          "radians",
          "cume_dist",
          "percent_rank",
          "stddev",
          "stddev_samp",
          "stddev_pop",
          "variance",
          "var_samp",
          "var_pop",
          "months_between");

  private static final Set<String> SUPERS =
      Set.of(
          "json_parse",
          "super_get",
          "split_to_array",
          "super_array",
          "super_object",
          "array_concat",
          "array_flatten",
          "subarray",
          "to_super",
          "object_transform");

  /** The type of the share that MEDIAN is at: 0.5. */
  private static final Type HALF = Type.numeric(1, 1);

  /** They give what they are given. */
  private static final Set<String> SAME =
      Set.of(
          "min",
          "max",
          "abs",
          "any_value",
          "lag",
          "lead",
          "first_value",
          "last_value",
          "nth_value",
          "nullif",
          "first_value_present",
          "last_value_present",
          "nth_value_present",
          "lag_present");

  /** They give what they are given, or a part of it: it is no longer than that. */
  private static final Set<String> TEXT_AS_GIVEN =
      Set.of(
          "upper",
          "lower",
          "initcap",
          "btrim",
          "ltrim",
          "rtrim",
          "split_part",
          "substring",
          "substr",
          "left",
          "right",
          "reverse",
          "regexp_substr");

  /** Of those, the ones that leave CHAR a CHAR: nothing is taken away. */
  private static final Set<String> CASES = Set.of("upper", "lower", "initcap");

  /** Texts whose pages say how long they are. */
  private static final Map<String, Integer> TEXTS =
      Map.of(
          "md5",
          32,
          "sha",
          40,
          "sha1",
          40,
          "func_sha1",
          40,
          "sha2",
          128,
          "crc32",
          8,
          "soundex",
          4,
          "listagg",
          65_535,
          "listagg_distinct",
          65_535);

  private FunctionTypes() {}

  /** What is known of the type that a function gives. */
  static Tree typed(Tree call) {
    String name = Functions.name(call);
    List<Tree> arguments = Functions.arguments(call);
    Type first = arguments.isEmpty() ? Type.UNKNOWN : arguments.get(0).type();
    if (INTEGERS.contains(name)) {
      return call.typed(Type.INTEGER);
    }
    if (BIGINTS.contains(name)) {
      return call.typed(Type.BIGINT);
    }
    if (DOUBLES.contains(name)) {
      return call.typed(Type.DOUBLE);
    }
    if (SUPERS.contains(name)) {
      return call.typed(Type.SUPER);
    }
    if (SAME.contains(name)) {
      return call.typed(first);
    }
    if (CASES.contains(name) && first.is(Type.CHARACTER) && first.precision().isPresent()) {
      String padded = "cast(:a as char(%d))".formatted(first.precision().getAsInt());
      return Made.of(Kind.CAST, call.first(), padded, call).typed(first);
    }
    if (TEXT_AS_GIVEN.contains(name)) {
      return call.typed(first.isBytes() ? first : Type.text(first));
    }
    if (TEXTS.containsKey(name)) {
      return call.typed(Type.text(TEXTS.get(name)));
    }
    return switch (name) {
      case "sum" -> summed(call, total(first));
      case "avg" -> call.typed(total(first));
      case "percentile_disc" -> call.typed(ordered(call));
      case "median" -> between(call, first, HALF);
      case "to_number" -> call.typed(formatted(arguments));
      case "concat" -> call.typed(Arithmetic.joined(arguments));
      case "coalesce", "greatest", "least" -> call.typed(ExpressionRewrite.common(arguments));
      case "round", "trunc" -> call.typed(rounded(first, arguments));
      case "sign" -> call.typed(first.isNumeric() ? Type.numeric(1, 0) : Type.UNKNOWN);
      case "ceil", "ceiling", "floor" -> call.typed(rounded(first, arguments));
      case "mod" ->
          call.typed(
              arguments.size() == 2
                  ? Arithmetic.result("%", first, arguments.get(1).type())
                  : Type.UNKNOWN);
      default -> call;
    };
  }

  /** The type of what an aggregate sorts. */
  private static Type ordered(Tree call) {
    Tree within = call.child(Kind.WITHIN);
    return within == null
        ? Type.UNKNOWN
        : within.child(Kind.ORDER).child(Kind.KEY).children().get(0).type();
  }

  /** A sum of decimals that has more digits than a decimal fails. */
  static Tree summed(Tree sum, Type total) {
    return total.isNumeric()
        ? Arithmetic.sized(sum.first(), "decimal_sum", total, sum)
        : sum.typed(total);
  }

  static Type total(Type type) {
    if (type.isWhole()) {
      return Type.BIGINT;
    }
    if (type.isFloat()) {
      return Type.DOUBLE;
    }
    if (type.isInterval()) {
      return type;
    }
    Type decimal = Decimals.of(type);
    return decimal == null ? Type.UNKNOWN : Decimals.total(decimal);
  }

  /**
   * Gives what lies between two values the digits behind the point that the values or their share
   * have, and one at least.
   */
  static Tree between(Tree call, Type values, Type share) {
    Type decimal = Decimals.of(values);
    if (decimal == null) {
      return call.typed(values.isFloat() ? Type.DOUBLE : values);
    }
    int digits = Math.max(1, share.isNumeric() ? share.scale().orElse(1) : 1);
    int scale = Math.max(decimal.scale().orElse(0), digits);
    return Arithmetic.sized(call.first(), "decimal_fit", Type.numeric(Decimals.MOST, scale), call);
  }

  /** TO_NUMBER gives as many digits as its format has. */
  private static Type formatted(List<Tree> arguments) {
    boolean isKnown = arguments.size() == 2 && arguments.get(1).type().isLiteral();
    String format = isKnown ? arguments.get(1).first().value() : "";
    int digits = 0;
    int scale = 0;
    boolean isBehindPoint = false;
    for (char each : format.toUpperCase(Locale.ROOT).toCharArray()) {
      isBehindPoint |= each == 'D' || each == '.';
      if (each == '9' || each == '0') {
        digits++;
        scale += isBehindPoint ? 1 : 0;
      }
    }
    return digits == 0 || digits > Decimals.MOST ? Type.UNKNOWN : Type.numeric(digits, scale);
  }

  /** Of ROUND, TRUNC, CEIL and FLOOR: the type of what is given, with the digits asked for. */
  private static Type rounded(Type type, List<Tree> arguments) {
    if (!type.isNumeric() || Decimals.of(type) == null) {
      return type.isFloat() || type.isWhole() ? type : Type.UNKNOWN;
    }
    if (arguments.size() == 1) {
      return Decimals.rounded(type, 0);
    }
    Tree digits = arguments.get(1);
    if (digits.is(Kind.UNARY) && digits.first().isMark("-")) {
      return Decimals.rounded(type, 0);
    }
    boolean isNumber = digits.is(Kind.LITERAL) && digits.type().is(Type.INTEGER);
    return isNumber && digits.first().value().length() <= 2
        ? Decimals.rounded(type, Integer.parseInt(digits.first().value()))
        : Decimals.rounded(type, type.scale().orElse(0));
  }
}
