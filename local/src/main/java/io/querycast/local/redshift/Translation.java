package io.querycast.local.redshift;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.piped.FromQuery;
import net.sf.jsqlparser.statement.select.LateralSubSelect;
import net.sf.jsqlparser.statement.select.LateralView;
import net.sf.jsqlparser.statement.select.Limit;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.Pivot;
import net.sf.jsqlparser.statement.select.PivotQuery;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;
import net.sf.jsqlparser.statement.select.SelectVisitor;
import net.sf.jsqlparser.statement.select.SetOperationList;
import net.sf.jsqlparser.statement.select.TableFunction;
import net.sf.jsqlparser.statement.select.TableStatement;
import net.sf.jsqlparser.statement.select.Top;
import net.sf.jsqlparser.statement.select.UnPivot;
import net.sf.jsqlparser.statement.select.Values;
import net.sf.jsqlparser.statement.select.WithItem;
import net.sf.jsqlparser.util.deparser.SelectDeParser;

/** Writes one select statement in the engine's SQL: its clauses and relations. */
final class Translation extends SelectDeParser {
  private final Catalog catalog;
  private final Expressions expressions;
  private final Set<String> named = new HashSet<>();
  private final Set<String> relations = new LinkedHashSet<>();

  Translation(Catalog catalog) {
    this.catalog = catalog;
    this.expressions = new Expressions(this, catalog);
    setExpressionVisitor(expressions);
    writeTo(new StringBuilder());
  }

  Dialect.Translated of(Select select) {
    select.accept((SelectVisitor<StringBuilder>) this, null);
    return new Dialect.Translated(
        getBuilder().toString(), expressions.parameters(), List.copyOf(relations));
  }

  /** The text of one expression, written apart from the text in progress. */
  String text(Expression expression) {
    StringBuilder before = getBuilder();
    StringBuilder own = new StringBuilder();
    writeTo(own);
    expression.accept(expressions, null);
    writeTo(before);
    return own.toString();
  }

  private void writeTo(StringBuilder builder) {
    setBuilder(builder);
    expressions.setBuilder(builder);
  }

  @Override
  public <S> StringBuilder visit(PlainSelect select, S context) {
    if (select.getIntoTables() != null || select.getIntoTempTable() != null) {
      throw refused("SELECT INTO");
    }
    if (select.getForMode() != null || select.getSampleClause() != null) {
      throw refused("this clause of SELECT");
    }
    Top top = select.getTop();
    if (top != null) {
      if (top.isPercentage() || top.isWithTies()) {
        throw refused("TOP with PERCENT or TIES");
      }
      select.setTop(null);
      select.setLimit(new Limit().withRowCount(top.getExpression()));
    }
    nameWithItems(select);
    return super.visit(select, context);
  }

  @Override
  public <S> StringBuilder visit(ParenthesedSelect select, S context) {
    nameWithItems(select);
    return super.visit(select, context);
  }

  @Override
  public <S> StringBuilder visit(SetOperationList list, S context) {
    nameWithItems(list);
    return super.visit(list, context);
  }

  private void nameWithItems(Select select) {
    List<WithItem<?>> items = select.getWithItemsList();
    if (items != null) {
      for (WithItem<?> item : items) {
        named.add(plain(item.getUnquotedAliasName()));
      }
    }
  }

  /** A column without an alias gets the name that Redshift would give it. */
  @Override
  public <S> StringBuilder visit(SelectItem<?> item, S context) {
    String label =
        item.getAlias() == null
            ? Labels.of(item.getExpression())
            : plain(item.getAlias().getName());
    item.getExpression().accept(expressions, context);
    return label == null ? builder : builder.append(" AS \"").append(label).append('"');
  }

  @Override
  public <S> StringBuilder visit(Table table, S context) {
    String schema = table.getSchemaName() == null ? null : plain(table.getSchemaName());
    String name = plain(table.getName());
    relations.add(name);
    boolean common = schema == null && named.contains(name);
    if (common) {
      builder.append('"').append(name).append('"');
    } else {
      builder.append(
          catalog
              .place(schema, name)
              .orElseThrow(
                  () ->
                      new Dialect.Refused(
                          new RedshiftError(
                              "relation \"%s\" does not exist"
                                  .formatted(schema == null ? name : schema + "." + name)))));
    }
    if (table.getPivot() != null || table.getUnPivot() != null || table.getSampleClause() != null) {
      throw refused("this clause of FROM");
    }
    if (table.getAlias() != null) {
      builder.append(table.getAlias());
    } else if (!common) {
      builder.append(" AS \"").append(name).append('"');
    }
    return builder;
  }

  @Override
  public <S> StringBuilder visit(TableFunction function, S context) {
    throw refused("a function in FROM");
  }

  @Override
  public <S> StringBuilder visit(Values values, S context) {
    throw refused("VALUES as a query");
  }

  @Override
  public <S> StringBuilder visit(Pivot pivot, S context) {
    throw refused("PIVOT");
  }

  @Override
  public <S> StringBuilder visit(UnPivot pivot, S context) {
    throw refused("UNPIVOT");
  }

  @Override
  public <S> StringBuilder visit(PivotQuery pivot, S context) {
    throw refused("PIVOT");
  }

  @Override
  public <S> StringBuilder visit(LateralSubSelect select, S context) {
    throw refused("LATERAL");
  }

  @Override
  public void deparseLateralView(LateralView view) {
    throw refused("LATERAL");
  }

  @Override
  public <S> StringBuilder visit(TableStatement statement, S context) {
    throw refused("TABLE");
  }

  @Override
  public <S> StringBuilder visit(FromQuery query, S context) {
    throw refused("a query that begins with FROM");
  }

  static Dialect.Refused refused(String what) {
    return new Dialect.Refused(RedshiftError.notAvailable(what));
  }

  /** Redshift changes names to lower case, quoted names too unless told otherwise. */
  static String plain(String name) {
    boolean quoted = name.length() > 1 && name.charAt(0) == '"';
    return (quoted ? name.substring(1, name.length() - 1) : name).toLowerCase(Locale.ROOT);
  }
}
