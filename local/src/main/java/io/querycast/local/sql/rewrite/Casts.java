package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Lexer;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import io.querycast.local.sql.tree.Type;
import java.util.ArrayList;
import java.util.List;

/** Rewrites casts in their three forms. */
final class Casts {
  private Casts() {}

  static Tree rewrite(Tree cast) {
    if (cast.is(Kind.CASTS)) {
      Tree value = cast.children().get(0);
      for (Tree type : cast.children(Kind.TYPE)) {
        value = cast(value, type);
      }
      return value;
    }
    Tree value = cast.children().stream().filter(part -> !part.is(Kind.TYPE)).findFirst().get();
    Tree type = cast.child(Kind.TYPE);
    return cast.first().isWord("try_cast") ? tryCast(value, type) : cast(value, type);
  }

  private static Tree cast(Tree value, Tree type) {
    Token near = type.first();
    Type known = TypeNames.of(type);
    refuse(value, known);
    String name = TypeNames.internal(type);
    if (name.equals("super")) {
      return Made.call(near, "to_super", value).typed(Type.SUPER);
    }
    if (name.equals("oid") && value.type().name().equals("regclass")) {
      // A relation of Redshift's catalogue has the number of the engine's own of this name.
      return Made.call(near, "catalogue_oid", value).typed(known);
    }
    if (name.equals("varbyte")) {
      List<Tree> arguments = new ArrayList<>(List.of(value));
      TypeNames.sizes(type).forEach(size -> arguments.add(Made.number(near, size)));
      return Made.call(near, "cast_varbyte", arguments.toArray(Tree[]::new)).typed(known);
    }
    Tree written = TypeNames.written(type, near);
    return Made.of(Kind.CAST, near, "cast(:a as :b)", value, written).typed(sized(known, value));
  }

  /** VARCHAR and BPCHAR without a length are as long as the text that becomes one. */
  private static Type sized(Type type, Tree value) {
    boolean hasNone = type.equals(Type.TEXT) || type.equals(Type.CHARACTER);
    return hasNone ? type.of(Type.text(value.type()).precision()) : type;
  }

  /** Redshift reads no signs between the digits of a number, and no other base than ten. */
  private static void refuse(Tree value, Type type) {
    boolean isText = value.is(Kind.LITERAL) && value.first().kind() == Token.Kind.TEXT;
    if (!isText || !type.isNumber()) {
      return;
    }
    String text = Lexer.lower(value.first().value()).strip();
    String digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    boolean isOther =
        text.indexOf('_') >= 0
            || digits.startsWith("0x")
            || digits.startsWith("0o")
            || digits.startsWith("0b");
    if (isOther) {
      throw new Refused(
          "invalid input syntax for %s: \"%s\"".formatted(type.name(), value.first().value()),
          value.first());
    }
  }

  private static Tree tryCast(Tree value, Tree type) {
    Token near = type.first();
    Type known = TypeNames.of(type);
    TypeNames.written(type, near);
    String suffix =
        switch (TypeNames.internal(type)) {
          case "int2" -> "smallint";
          case "int4" -> "integer";
          case "int8" -> "bigint";
          case "float4" -> "real";
          case "float8" -> "double";
          case "bool" -> "boolean";
          case "bpchar" -> "char";
          case "numeric", "varchar", "date", "time", "timetz", "timestamp", "timestamptz" ->
              TypeNames.internal(type);
          default -> throw new Refused("TRY_CAST does not support this type", near);
        };
    return Made.call(near, "try_cast_" + suffix, arguments(near, value, known)).typed(known);
  }

  private static Tree[] arguments(Token near, Tree value, Type type) {
    List<Tree> arguments = new ArrayList<>(List.of(value));
    type.precision().ifPresent(size -> arguments.add(Made.number(near, size)));
    type.scale().ifPresent(size -> arguments.add(Made.number(near, size)));
    if (type.precision().isEmpty() && type.name().startsWith("character")) {
      arguments.add(Made.number(near, type.name().equals("character") ? 1 : 65_535));
    }
    return arguments.toArray(Tree[]::new);
  }
}
