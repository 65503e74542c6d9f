package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.tree.Decimals;
import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import io.querycast.local.sql.tree.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Rewrites literals and the words that are values. */
final class Literals {
  private static final BigInteger MOST_INTEGER = BigInteger.valueOf(Integer.MAX_VALUE);
  private static final BigInteger MOST_BIGINT = BigInteger.valueOf(Long.MAX_VALUE);

  private Literals() {}

  static Tree literal(Tree literal) {
    Token token = literal.first();
    if (token.kind() == Token.Kind.NUMBER) {
      return number(literal, token);
    }
    if (token.kind() == Token.Kind.TEXT) {
      return literal.typed(Type.literal(token.value().getBytes(StandardCharsets.UTF_8).length));
    }
    boolean isBoolean = token.isWord("true") || token.isWord("false");
    return literal.typed(isBoolean ? Type.BOOLEAN : Type.LITERAL);
  }

  private static Tree number(Tree literal, Token token) {
    String digits = token.value();
    if (digits.indexOf('e') >= 0 || digits.indexOf('E') >= 0) {
      // A decimal in PostgreSQL; in Redshift a float.
      return Made.of(Kind.CASTS, token, ":a::double precision", Made.text(token, digits))
          .typed(Type.DOUBLE);
    }
    int point = digits.indexOf('.');
    if (point < 0) {
      BigInteger value = new BigInteger(digits);
      if (value.compareTo(MOST_INTEGER) <= 0) {
        return literal.typed(Type.INTEGER);
      }
      return value.compareTo(MOST_BIGINT) <= 0
          ? literal.typed(Type.BIGINT)
          : decimal(literal, new BigDecimal(value).precision(), 0);
    }
    int scale = digits.length() - point - 1;
    int whole = digits.substring(0, point).replaceFirst("^0+", "").length();
    return decimal(literal, Math.max(whole + scale, 1), scale);
  }

  /**
   * A literal with an exponent as a DECIMAL, which it is beside one: BI tools multiply exact
   * numbers by {@code 1.0e8}. Any other expression, and a literal with too many digits, stay.
   */
  static Tree exact(Tree expression) {
    boolean isLiteral = expression.is(Kind.CASTS) && expression.children().get(0).is(Kind.LITERAL);
    if (!isLiteral) {
      return expression;
    }
    Token token = expression.first();
    BigDecimal value = new BigDecimal(token.value());
    // How many digits there are is seen before they are written out.
    if (Math.abs((long) value.precision() - value.scale()) > Decimals.MOST) {
      return expression;
    }
    BigDecimal plain = value.setScale(Math.max(value.scale(), 0));
    int precision = Math.max(plain.precision(), plain.scale());
    if (precision > Decimals.MOST || plain.scale() == Decimals.MOST) {
      return expression;
    }
    String written = plain.toPlainString() + (plain.scale() == 0 ? "." : "");
    return Tree.of(Kind.LITERAL, token.as(Token.Kind.NUMBER, written))
        .typed(Type.numeric(precision, plain.scale()));
  }

  private static Tree decimal(Tree literal, int precision, int scale) {
    if (precision > Decimals.MOST) {
      throw new Refused("Numeric data overflow (result precision)", literal.first());
    }
    return literal.typed(Type.numeric(precision, scale));
  }

  static Tree typed(Tree literal) {
    Tree type = literal.child(Kind.TYPE);
    literal.typed(TypeNames.of(type));
    if (type.first().isWord("interval")) {
      return Intervals.ofOneKind(literal);
    }
    literal.replace(type, TypeNames.written(type, type.first()));
    return literal;
  }

  static Tree special(Tree special) {
    Token word = special.first();
    return switch (word.value()) {
      case "sysdate" -> Made.call(word, "sysdate").typed(Type.of("timestamp without time zone"));
      case "current_user_id" -> Made.call(word, "current_user_id").typed(Type.INTEGER);
      case "current_aws_account", "current_namespace" ->
          throw Refused.notAvailable(word.value().toUpperCase(Locale.ROOT), word);
      case "user" -> Made.of(Kind.SPECIAL, word, "current_user");
      default -> special;
    };
  }
}
