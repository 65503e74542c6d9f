package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Node;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import java.util.List;
import java.util.Map;

/** The name that a column of a result gets if the text gives none. */
final class Labels {
  private static final String NONE = "?column?";

  /** Where Redshift names the column by another name than the function that was called. */
  private static final Map<String, String> FUNCTIONS =
      Map.ofEntries(
          Map.entry("dateadd", "date_add"),
          Map.entry("datediff", "date_diff"),
          Map.entry("date_part", "pgdate_part"),
          Map.entry("extract", "date_part"),
          Map.entry("log", "dlog10"),
          Map.entry("isnull", "coalesce"),
          Map.entry("nvl", "coalesce"),
          Map.entry("trim", "btrim"));

  private Labels() {}

  /** Redshift's name for an expression as a user wrote it. */
  static String asked(Tree expression) {
    return of(expression, true);
  }

  /** PostgreSQL's name for an expression as we write it. */
  static String given(Tree expression) {
    return of(expression, false);
  }

  private static String of(Tree expression, boolean isAsked) {
    String strong = strong(expression, isAsked);
    if (strong != null) {
      return strong;
    }
    return switch (expression.kind()) {
      case CASE -> "case";
      case CASTS, CAST, CONVERT, TYPED -> type(expression, isAsked);
      case LIST ->
          expression.children().size() == 1 ? of(expression.children().get(0), isAsked) : NONE;
      case CALL -> isAsked ? "case" : NONE;
      default -> NONE;
    };
  }

  /** A name that a cast or CASE around the expression takes over; null if it has none. */
  private static String strong(Tree expression, boolean isAsked) {
    return switch (expression.kind()) {
      case COLUMN -> last(expression);
      case PATH -> path(expression, isAsked);
      case CALL -> call(expression, isAsked);
      case SPECIAL -> special(expression.first().value(), isAsked);
      case CASE -> {
        int otherwise = expression.indexOf("else");
        yield otherwise < 0 ? null : strong((Tree) expression.parts().get(otherwise + 1), isAsked);
      }
      case CASTS, CAST, CONVERT -> strong(cast(expression), isAsked);
      case LIST, COLLATE -> within(expression, isAsked);
      case UNARY -> expression.first().isWord("approximate") ? within(expression, isAsked) : null;
      case EXISTS -> "exists";
      case NESTED -> nested(expression, isAsked);
      case ZONE -> "timezone";
      default -> null;
    };
  }

  private static Tree cast(Tree cast) {
    return cast.children().stream().filter(part -> !part.is(Kind.TYPE)).findFirst().orElseThrow();
  }

  private static String type(Tree expression, boolean isAsked) {
    if (isAsked && expression.is(Kind.TYPED) && Intervals.label(expression) != null) {
      return Intervals.label(expression);
    }
    List<Tree> types = expression.children(Kind.TYPE);
    if (types.isEmpty()) {
      // A cast of ours: PostgreSQL names it by its type.
      return isAsked ? NONE : "";
    }
    return TypeNames.internal(types.get(types.size() - 1));
  }

  private static String last(Tree column) {
    return ((Token) column.parts().get(column.parts().size() - 1)).value();
  }

  private static String path(Tree path, boolean isAsked) {
    for (int i = path.parts().size() - 1; i > 0; i--) {
      if (path.parts().get(i) instanceof Token token && token.kind() == Token.Kind.NAME) {
        return token.value();
      }
    }
    return strong(path.children().get(0), isAsked);
  }

  private static String call(Tree call, boolean isAsked) {
    String name = last(call.children().get(0));
    if (!isAsked) {
      return name;
    }
    Tree arguments = call.child(Kind.ARGUMENTS);
    if (name.equals("trim") && arguments != null && arguments.first().isWord("leading")) {
      return "ltrim";
    }
    if (name.equals("trim") && arguments != null && arguments.first().isWord("trailing")) {
      return "rtrim";
    }
    // These become CASE, whose name is a weak one.
    boolean isCase = name.equals("nvl2") || (name.equals("decode") && !isBytes(arguments));
    return isCase ? null : FUNCTIONS.getOrDefault(name, name);
  }

  private static boolean isBytes(Tree arguments) {
    return arguments == null || arguments.children().size() < 3;
  }

  private static String special(String word, boolean isAsked) {
    return switch (word) {
      case "user" -> isAsked ? "current_user" : word;
      case "current_date" -> isAsked ? "date" : word;
      case "current_time" -> isAsked ? "timetz" : word;
      case "current_timestamp" -> isAsked ? "timestamptz" : word;
      case "localtime" -> isAsked ? "time" : word;
      case "localtimestamp", "sysdate" -> isAsked ? "timestamp" : word;
      default -> word;
    };
  }

  private static String within(Tree expression, boolean isAsked) {
    List<Tree> children = expression.children();
    return children.size() == 1 ? strong(children.get(0), isAsked) : null;
  }

  /** A query as a value has the name of its only column. */
  private static String nested(Tree nested, boolean isAsked) {
    Tree query = nested.child(Kind.QUERY);
    while (query != null) {
      Tree select = query.child(Kind.SELECT);
      Tree inner = query.child(Kind.NESTED);
      if (select != null) {
        Tree item = select.child(Kind.ITEMS).child(Kind.ITEM);
        return item == null ? null : name(item, isAsked);
      }
      query = inner == null ? null : inner.child(Kind.QUERY);
    }
    return null;
  }

  private static String name(Tree item, boolean isAsked) {
    Node last = item.parts().get(item.parts().size() - 1);
    return last instanceof Token token ? token.value() : of((Tree) last, isAsked);
  }

  /** The name of an item of a select list as a user wrote it. */
  static String askedOf(Tree item) {
    return name(item, true);
  }

  /** The name of an item of a select list as we write it. */
  static String givenOf(Tree item) {
    return name(item, false);
  }
}
