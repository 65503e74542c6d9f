package io.querycast.local.redshift;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.AnalyticType;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.statement.select.OrderByElement;

/** The aggregates that need more than a different name. */
final class Aggregates {
  private static final Set<String> OWN = Set.of("avg", "listagg");

  private final Translation translation;
  private final Catalog catalog;

  Aggregates(Translation translation, Catalog catalog) {
    this.translation = translation;
    this.catalog = catalog;
  }

  /** Whether this class writes the call. */
  static boolean isOne(String name, Function function) {
    return OWN.contains(name)
        || name.startsWith("approximate")
        || function.isDistinct()
        || function.isAllColumns()
        || function.getExtraKeyword() != null;
  }

  String of(String name, Function function) throws RedshiftError {
    String plain = name.replaceFirst("^approximate\\s+", "");
    String arguments = texts(function.getParameters());
    boolean approximate =
        !plain.equals(name) || "approximate".equalsIgnoreCase(function.getExtraKeyword());
    if (approximate) {
      if (!plain.equals("count") || !function.isDistinct()) {
        throw RedshiftError.notAvailable("APPROXIMATE " + plain);
      }
      return "approx_count_distinct(" + arguments + ")";
    }
    if (plain.equals("listagg")) {
      List<? extends Expression> given = function.getParameters();
      Expression between = given.size() > 1 ? given.get(1) : null;
      return joined(given.get(0), between, function.isDistinct(), "");
    }
    Functions.requireSame(plain);
    String distinct = function.isDistinct() ? "distinct " : "";
    String call = plain + "(" + distinct + arguments + ")";
    return plain.equals("avg") ? averaged(call, first(function.getParameters())) : call;
  }

  /** The expression; null if the tree's own text is enough. */
  String of(AnalyticExpression analytic) throws RedshiftError {
    String name = analytic.getName().toLowerCase(Locale.ROOT);
    boolean grouped = analytic.getType() == AnalyticType.WITHIN_GROUP;
    if (name.equals("listagg")) {
      if (!grouped) {
        throw RedshiftError.notAvailable("LISTAGG over a window");
      }
      return joined(
          analytic.getExpression(),
          analytic.getOffset(),
          analytic.isDistinct(),
          order(analytic.getOrderByElements()));
    }
    if (analytic.getType() == AnalyticType.WITHIN_GROUP_OVER) {
      throw RedshiftError.notAvailable(name.toUpperCase(Locale.ROOT) + " over a window");
    }
    if (name.equals("ratio_to_report")) {
      String value = text(analytic.getExpression());
      analytic.setName("sum");
      return "(cast(%s as double) / redshift.divisor(%s))".formatted(value, text(analytic));
    }
    return null;
  }

  /** It joins a list, not texts: as texts, distinct numbers would also be ordered as texts. */
  private String joined(Expression of, Expression between, boolean distinct, String order) {
    String value = text(of);
    return "array_to_string(list(%s%s%s) filter (where %s is not null), %s)"
        .formatted(
            distinct ? "distinct " : "",
            value,
            order,
            value,
            between == null ? "''" : text(between));
  }

  /**
   * In Redshift the mean of whole numbers is a whole number, and the mean of decimals has their
   * scale.
   */
  private String averaged(String call, Expression of) {
    Kinds kind = of == null ? Kinds.UNKNOWN : Kinds.of(of, catalog);
    return switch (kind) {
      case INTEGER -> "cast(trunc(" + call + ") as bigint)";
      case DECIMAL -> "cast(" + call + " as decimal(38, 2))";
      case TIME, UNKNOWN -> call;
    };
  }

  private String order(List<OrderByElement> elements) {
    if (elements == null || elements.isEmpty()) {
      return "";
    }
    return elements.stream()
        .map(e -> text(e.getExpression()) + (e.isAsc() ? "" : " desc"))
        .collect(Collectors.joining(", ", " order by ", ""));
  }

  private String texts(List<? extends Expression> given) {
    return given == null ? "" : given.stream().map(this::text).collect(Collectors.joining(", "));
  }

  private static Expression first(List<? extends Expression> given) {
    return given == null || given.isEmpty() ? null : given.get(0);
  }

  private String text(Expression expression) {
    return translation.text(expression);
  }
}
