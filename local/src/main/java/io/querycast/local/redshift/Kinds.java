package io.querycast.local.redshift;

import java.util.Locale;
import java.util.Set;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.CaseExpression;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.DateTimeLiteralExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.ExtractExpression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.TimeKeyExpression;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;

/**
 * The kind of value that an expression has, as far as its own text and the catalog's columns show.
 * Some functions of Redshift mean something else for another kind.
 */
enum Kinds {
  INTEGER,
  DECIMAL,
  TIME,
  UNKNOWN;

  private static final Set<String> WHOLE =
      Set.of("count", "datediff", "date_diff", "len", "length");
  private static final Set<String> TIMES =
      Set.of("dateadd", "date_trunc", "getdate", "to_date", "last_day", "convert_timezone");

  private static final Set<String> SAME =
      Set.of("min", "max", "nvl", "coalesce", "greatest", "least");

  static Kinds of(Expression expression, Catalog catalog) {
    if (expression instanceof Column column) {
      String name = Translation.plain(column.getColumnName());
      return name.equals("sysdate") ? TIME : catalog.type(name).map(Kinds::type).orElse(UNKNOWN);
    }
    if (expression instanceof CastExpression cast) {
      return type(Types.name(cast.getColDataType()));
    }
    if (expression instanceof LongValue || expression instanceof ExtractExpression) {
      return INTEGER;
    }
    if (expression instanceof DateTimeLiteralExpression
        || expression instanceof TimeKeyExpression) {
      return TIME;
    }
    if (expression instanceof Function function) {
      String name = function.getName().toLowerCase(Locale.ROOT);
      if (SAME.contains(name) && function.getParameters() != null) {
        return of(function.getParameters().get(0), catalog);
      }
      return WHOLE.contains(name) ? INTEGER : TIMES.contains(name) ? TIME : UNKNOWN;
    }
    if (expression instanceof ParenthesedExpressionList<?> list && list.size() == 1) {
      return of(list.get(0), catalog);
    }
    if (expression instanceof CaseExpression chosen && chosen.getWhenClauses() != null) {
      return of(chosen.getWhenClauses().get(0).getThenExpression(), catalog);
    }
    return expression instanceof BinaryExpression two ? both(two, catalog) : UNKNOWN;
  }

  private static Kinds both(BinaryExpression two, Catalog catalog) {
    Kinds left = of(two.getLeftExpression(), catalog);
    return left == of(two.getRightExpression(), catalog) && left == INTEGER ? INTEGER : UNKNOWN;
  }

  private static Kinds type(String name) {
    String type = name.toUpperCase(Locale.ROOT);
    if (Set.of("SMALLINT", "INT", "INTEGER", "BIGINT", "INT2", "INT4", "INT8").contains(type)) {
      return INTEGER;
    }
    if (type.startsWith("TIMESTAMP") || type.equals("DATE")) {
      return TIME;
    }
    return type.startsWith("DECIMAL") || type.startsWith("NUMERIC") ? DECIMAL : UNKNOWN;
  }
}
