package io.querycast.local.redshift;

import java.util.Locale;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.CaseExpression;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.ExtractExpression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.TimeKeyExpression;
import net.sf.jsqlparser.expression.TrimFunction;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.AllTableColumns;

/** Redshift's names for columns without a name of their own. */
final class Labels {
  private Labels() {}

  /** The name; null if the engine's own name is right: for plain columns and stars. */
  static String of(Expression expression) {
    if (expression instanceof Column column) {
      return column.getColumnName().equalsIgnoreCase("sysdate") ? "sysdate" : null;
    }
    if (expression instanceof AllColumns || expression instanceof AllTableColumns) {
      return null;
    }
    if (expression instanceof Function function) {
      return lower(function.getName()).replaceFirst("^approximate\\s+", "");
    }
    if (expression instanceof AnalyticExpression analytic) {
      return lower(analytic.getName());
    }
    if (expression instanceof CaseExpression) {
      return "case";
    }
    if (expression instanceof ExtractExpression) {
      return "date_part";
    }
    if (expression instanceof TrimFunction) {
      return "btrim";
    }
    if (expression instanceof TimeKeyExpression key) {
      return lower(key.getStringValue()).replace("()", "");
    }
    return expression instanceof CastExpression cast ? cast(cast) : "?column?";
  }

  private static String cast(CastExpression cast) {
    Expression inner = cast.getLeftExpression();
    if (inner instanceof Column column) {
      return Translation.plain(column.getColumnName());
    }
    String label = of(inner);
    if (label != null && !label.equals("?column?")) {
      return label;
    }
    String type = Types.name(cast.getColDataType());
    return switch (type) {
      case "smallint" -> "int2";
      case "int", "integer" -> "int4";
      case "bigint" -> "int8";
      case "real" -> "float4";
      case "float", "double precision", "double" -> "float8";
      case "decimal" -> "numeric";
      case "boolean" -> "bool";
      case "char", "character" -> "bpchar";
      default -> type;
    };
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
