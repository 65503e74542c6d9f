package io.querycast.local.redshift;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.AnalyticType;
import net.sf.jsqlparser.expression.ArrayConstructor;
import net.sf.jsqlparser.expression.ArrayExpression;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.ExtractExpression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.JdbcNamedParameter;
import net.sf.jsqlparser.expression.JdbcParameter;
import net.sf.jsqlparser.expression.JsonExpression;
import net.sf.jsqlparser.expression.LambdaExpression;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.MapExpression;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.StructType;
import net.sf.jsqlparser.expression.TimeKeyExpression;
import net.sf.jsqlparser.expression.operators.arithmetic.Division;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.JsonOperator;
import net.sf.jsqlparser.expression.operators.relational.LikeExpression;
import net.sf.jsqlparser.expression.operators.relational.RegExpMatchOperator;
import net.sf.jsqlparser.expression.operators.relational.SimilarToExpression;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.util.deparser.ExpressionDeParser;

/** Writes expressions in the engine's SQL. */
final class Expressions extends ExpressionDeParser {
  private final Translation translation;
  private final Catalog catalog;
  private final Aggregates aggregates;
  private final List<String> parameters = new ArrayList<>();

  Expressions(Translation translation, Catalog catalog) {
    super(translation, new StringBuilder());
    this.translation = translation;
    this.catalog = catalog;
    this.aggregates = new Aggregates(translation, catalog);
  }

  /** The names of the numbered parameters so far. */
  List<String> parameters() {
    return List.copyOf(parameters);
  }

  @Override
  public <S> StringBuilder visit(JdbcNamedParameter parameter, S context) {
    if (!parameters.contains(parameter.getName())) {
      parameters.add(parameter.getName());
    }
    return builder.append('$').append(parameters.indexOf(parameter.getName()) + 1);
  }

  @Override
  public <S> StringBuilder visit(JdbcParameter parameter, S context) {
    throw Translation.refused("a parameter without a name");
  }

  @Override
  public <S> StringBuilder visit(Function function, S context) {
    String name = function.getName().toLowerCase(Locale.ROOT);
    try {
      if (Aggregates.isOne(name, function)) {
        return builder.append(aggregates.of(name, function));
      }
      if (name.equals("trunc") && isTime(function)) {
        return builder.append("cast(").append(arguments(function).get(0)).append(" as date)");
      }
      if (function.getNamedParameters() != null) {
        Functions.requireSame(name);
        return super.visit(function, context);
      }
      return builder.append(Functions.rewrite(name, arguments(function)));
    } catch (RedshiftError e) {
      throw new Dialect.Refused(e);
    }
  }

  private boolean isTime(Function function) {
    ExpressionList<?> given = function.getParameters();
    return given != null && given.size() == 1 && Kinds.of(given.get(0), catalog) == Kinds.TIME;
  }

  private List<String> arguments(Function function) {
    List<String> texts = new ArrayList<>();
    if (function.getParameters() != null) {
      for (Expression argument : function.getParameters()) {
        texts.add(translation.text(argument));
      }
    }
    return texts;
  }

  @Override
  public <S> StringBuilder visit(AnalyticExpression analytic, S context) {
    if (analytic.getFilterExpression() != null || analytic.getType() == AnalyticType.FILTER_ONLY) {
      throw Translation.refused("FILTER");
    }
    try {
      String own = aggregates.of(analytic);
      if (own != null) {
        return builder.append(own);
      }
      Functions.requireSame(analytic.getName().toLowerCase(Locale.ROOT));
    } catch (RedshiftError e) {
      throw new Dialect.Refused(e);
    }
    return super.visit(analytic, context);
  }

  @Override
  public <S> StringBuilder visit(ExtractExpression extract, S context) {
    try {
      String part = DateParts.name(extract.getName());
      String from = translation.text(extract.getExpression());
      return builder.append(
          "cast(floor(date_part('%s', cast(%s as timestamp))) as %s)"
              .formatted(part, from, part.equals("epoch") ? "bigint" : "integer"));
    } catch (RedshiftError e) {
      throw new Dialect.Refused(e);
    }
  }

  @Override
  public <S> StringBuilder visit(CastExpression cast, S context) {
    String keyword = String.valueOf(cast.keyword).toLowerCase(Locale.ROOT);
    if (cast.getFormat() != null || !cast.getColumnDefinitions().isEmpty()) {
      throw Translation.refused("this form of CAST");
    }
    if (!keyword.equals("cast") && !keyword.equals("null") && !keyword.isEmpty()) {
      throw Translation.refused(keyword);
    }
    String value = translation.text(cast.getLeftExpression());
    try {
      return builder.append(Types.cast(value, cast.getColDataType()));
    } catch (RedshiftError e) {
      throw new Dialect.Refused(e);
    }
  }

  /** Redshift fails at a division by zero; the engine would return NULL. */
  @Override
  public <S> StringBuilder visit(Division division, S context) {
    division.getLeftExpression().accept(this, context);
    builder.append(" / ");
    Expression divisor = division.getRightExpression();
    if (divisor instanceof LongValue literal && !literal.getStringValue().matches("0+")) {
      return divisor.accept(this, context);
    }
    return builder.append("redshift.divisor(").append(translation.text(divisor)).append(')');
  }

  @Override
  public <S> StringBuilder visit(Column column, S context) {
    if (column.getTable() == null && column.getColumnName().equalsIgnoreCase("sysdate")) {
      return builder.append("cast(now() at time zone 'UTC' as timestamp)");
    }
    if (column.getArrayConstructor() != null || column.getCommentText() != null) {
      throw Translation.refused("an array");
    }
    String table = column.getTable() == null ? null : column.getTable().getName();
    if (table != null) {
      builder.append('"').append(Translation.plain(table)).append("\".");
    }
    String name = Translation.plain(column.getColumnName());
    boolean literal = table == null && List.of("true", "false").contains(name);
    return literal ? builder.append(name) : builder.append('"').append(name).append('"');
  }

  @Override
  public <S> StringBuilder visit(TimeKeyExpression key, S context) {
    String name = key.getStringValue().toLowerCase(Locale.ROOT).replace("()", "");
    if (!List.of("current_date", "current_timestamp").contains(name)) {
      throw Translation.refused(name);
    }
    return builder.append(
        name.equals("current_date") ? "cast(now() at time zone 'UTC' as date)" : "now()");
  }

  /** In Redshift a backslash escapes in a pattern; in the engine it does so only if told. */
  @Override
  public <S> StringBuilder visit(LikeExpression like, S context) {
    if (like.getLikeKeyWord() == LikeExpression.KeyWord.SIMILAR_TO) {
      throw Translation.refused("SIMILAR TO");
    }
    boolean plain =
        like.getRightExpression() instanceof StringValue pattern
            && !pattern.getValue().contains("\\");
    if (!plain && like.getEscape() == null) {
      like.setEscape(new StringValue("\\"));
    }
    return super.visit(like, context);
  }

  /**
   * Redshift's operator finds a part of the text; the engine's operator must match the whole text.
   */
  @Override
  public <S> StringBuilder visit(RegExpMatchOperator match, S context) {
    String operator = match.getStringExpression();
    String text = translation.text(match.getLeftExpression());
    String pattern = translation.text(match.getRightExpression());
    if (!List.of("~", "!~").contains(operator)) {
      throw Translation.refused("operator " + operator);
    }
    String not = operator.equals("!~") ? "not " : "";
    return builder.append("(%sregexp_matches(%s, %s))".formatted(not, text, pattern));
  }

  @Override
  public <S> StringBuilder visit(SimilarToExpression similar, S context) {
    throw Translation.refused("SIMILAR TO");
  }

  @Override
  public <S> StringBuilder visit(LambdaExpression lambda, S context) {
    throw Translation.refused("a lambda");
  }

  @Override
  public <S> StringBuilder visit(StructType type, S context) {
    throw Translation.refused("a struct");
  }

  @Override
  public <S> StringBuilder visit(ArrayConstructor array, S context) {
    throw Translation.refused("an array");
  }

  @Override
  public <S> StringBuilder visit(ArrayExpression array, S context) {
    throw Translation.refused("an array");
  }

  @Override
  public <S> StringBuilder visit(MapExpression map, S context) {
    throw Translation.refused("a map");
  }

  @Override
  public <S> StringBuilder visit(JsonExpression json, S context) {
    throw Translation.refused("a JSON operator");
  }

  @Override
  public <S> StringBuilder visit(JsonOperator json, S context) {
    throw Translation.refused("a JSON operator");
  }
}
