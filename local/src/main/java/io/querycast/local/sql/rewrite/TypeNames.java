package io.querycast.local.sql.rewrite;

import io.querycast.local.sql.tree.Kind;
import io.querycast.local.sql.tree.Made;
import io.querycast.local.sql.tree.Refused;
import io.querycast.local.sql.tree.Sizes;
import io.querycast.local.sql.tree.Token;
import io.querycast.local.sql.tree.Tree;
import io.querycast.local.sql.tree.Type;
import io.querycast.local.sql.tree.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Types by the names that users write. */
final class TypeNames {
  /** What has no name of its own below: dates, and the types of the catalogue. */
  private static final Set<String> KNOWN =
      Set.of(
          "int2",
          "int4",
          "int8",
          "float4",
          "float8",
          "bool",
          "numeric",
          "varchar",
          "bpchar",
          "varbyte",
          "super",
          "text",
          "date",
          "time",
          "timetz",
          "timestamp",
          "timestamptz",
          "interval",
          "name",
          "oid",
          "char",
          "regclass",
          "regproc",
          "regprocedure",
          "regoper",
          "regoperator",
          "regtype",
          "aclitem",
          "cid",
          "tid",
          "xid",
          "int2vector",
          "oidvector");

  private static final Set<String> MISSING = Set.of("geometry", "geography", "hllsketch");

  private TypeNames() {}

  /** What is known of the type. */
  static Type of(Tree type) {
    List<Integer> sizes = sizes(type);
    return switch (name(type)) {
      case "numeric" ->
          Type.numeric(sizes.isEmpty() ? 18 : sizes.get(0), sizes.size() < 2 ? 0 : sizes.get(1));
      case "varchar" -> Type.of("character varying" + length(sizes));
      case "text" -> Type.TEXT;
      case "bpchar" -> Type.of("character" + length(isOne(type, sizes) ? List.of(1) : sizes));
      case "varbyte" -> Type.of("bytea" + length(sizes));
      case "int2" -> Type.SMALLINT;
      case "int4" -> Type.INTEGER;
      case "int8" -> Type.BIGINT;
      case "float4" -> Type.of("real");
      case "float8" -> Type.DOUBLE;
      case "bool" -> Type.BOOLEAN;
      case "time" -> Type.of("time without time zone");
      case "timetz" -> Type.TIMETZ;
      case "timestamp" -> Type.of("timestamp without time zone");
      case "timestamptz" -> Type.of("timestamp with time zone");
      default -> Type.of(written(type));
    };
  }

  private static String length(List<Integer> sizes) {
    return sizes.isEmpty() ? "" : "(" + sizes.get(0) + ")";
  }

  /** The name of the type inside the engine, which is also that of a column without a name. */
  static String internal(Tree type) {
    String name = name(type);
    return name.equals("varbyte") ? "varbyte" : name;
  }

  /** The type in PostgreSQL's words, for a cast. */
  static Tree written(Tree type, Token near) {
    return Made.of(Kind.TYPE, near, written(type));
  }

  private static String written(Tree type) {
    String name = name(type);
    refuse(name, type.first());
    List<Integer> sizes = sizes(type);
    return switch (name) {
      case "int2" -> "smallint";
      case "int4" -> "integer";
      case "int8" -> "bigint";
      case "float4" -> "real";
      case "float8" -> "double precision";
      case "bool" -> "boolean";
      case "numeric" -> numeric(sizes, type.first());
      case "varchar" -> varying(type, sizes);
      case "bpchar" -> character(type, sizes);
      case "varbyte" -> "bytea";
      case "super" -> "super";
      // The catalogue shows its lists of privileges as texts.
      case "aclitem" -> type.tokens().size() > 1 ? "text[]" : other(type);
      default -> other(type);
    };
  }

  /** Refuses what Redshift has not, and what it has and this warehouse has not. */
  private static void refuse(String name, Token near) {
    if (MISSING.contains(name)) {
      throw Refused.notAvailable("The type " + name.toUpperCase(java.util.Locale.ROOT), near);
    }
    if (!KNOWN.contains(name)) {
      throw new Refused("type \"%s\" does not exist".formatted(name), near);
    }
  }

  private static String numeric(List<Integer> sizes, Token near) {
    int precision = sizes.isEmpty() ? 18 : sizes.get(0);
    int scale = sizes.size() < 2 ? 0 : sizes.get(1);
    Sizes.decimal(precision, scale, near);
    return "numeric(%d, %d)".formatted(precision, scale);
  }

  private static String varying(Tree type, List<Integer> sizes) {
    if (sizes.isEmpty()) {
      return "varchar";
    }
    Sizes.text("varchar", sizes.get(0), type.first());
    return "varchar(%d)".formatted(sizes.get(0));
  }

  private static String character(Tree type, List<Integer> sizes) {
    if (!sizes.isEmpty()) {
      Sizes.text("char", sizes.get(0), type.first());
      return "char(%d)".formatted(sizes.get(0));
    }
    return isOne(type, sizes) ? "char(1)" : "bpchar";
  }

  /** CHAR without a length holds one character. */
  private static boolean isOne(Tree type, List<Integer> sizes) {
    return sizes.isEmpty() && !type.first().value().equals("bpchar");
  }

  /** A type that both have, or that only the catalogue has. Each name is written by us. */
  private static String other(Tree type) {
    StringBuilder written = new StringBuilder();
    for (Token token : type.tokens()) {
      boolean isTight = token.isMark(".") || written.toString().endsWith(".");
      written.append(written.isEmpty() || isTight ? "" : " ");
      written.append(
          token.kind() == Token.Kind.NAME
              ? '"' + token.value().replace("\"", "\"\"") + '"'
              : token.kind() == Token.Kind.WORD && !Words.isPlain(token.value())
                  ? Words.quoted(token.value())
                  : token.value());
    }
    return written.toString();
  }

  /** One name for all spellings of a type. */
  private static String name(Tree type) {
    List<Token> tokens = type.tokens();
    if (tokens.size() > 2 && tokens.get(1).isMark(".")) {
      if (!tokens.get(0).value().equals("pg_catalog")) {
        return tokens.get(0).value() + "." + tokens.get(2).value();
      }
      tokens = tokens.subList(2, tokens.size());
    }
    if (tokens.get(0).kind() == Token.Kind.NAME) {
      return tokens.get(0).value();
    }
    List<String> words =
        tokens.stream().filter(token -> token.kind() == Token.Kind.WORD).map(Token::value).toList();
    boolean isVarying = words.contains("varying");
    boolean isZoned = words.contains("with");
    return switch (words.get(0)) {
      case "smallint", "int2" -> "int2";
      case "integer", "int", "int4" -> "int4";
      case "bigint", "int8" -> "int8";
      case "decimal", "numeric", "dec" -> "numeric";
      case "real", "float4" -> "float4";
      case "double", "float8" -> "float8";
      case "float" -> sizes(type).isEmpty() || sizes(type).get(0) > 24 ? "float8" : "float4";
      case "boolean", "bool" -> "bool";
      case "character", "char", "nchar", "national" -> isVarying ? "varchar" : "bpchar";
      case "varchar", "nvarchar" -> "varchar";
      case "varbyte", "varbinary", "binary" -> "varbyte";
      case "timestamp" -> isZoned ? "timestamptz" : "timestamp";
      case "time" -> isZoned ? "timetz" : "time";
      default -> words.get(0);
    };
  }

  static List<Integer> sizes(Tree type) {
    List<Integer> sizes = new ArrayList<>();
    for (Token token : type.tokens()) {
      if (token.kind() == Token.Kind.NUMBER) {
        sizes.add(size(token));
      } else if (token.isWord("max")) {
        sizes.add(max(type));
      }
    }
    return sizes;
  }

  private static int max(Tree type) {
    return switch (name(type)) {
      case "varbyte" -> Sizes.VARBYTE;
      case "bpchar" -> Sizes.CHAR;
      default -> Sizes.VARCHAR;
    };
  }

  private static int size(Token number) {
    try {
      return Integer.parseInt(number.value());
    } catch (NumberFormatException e) {
      throw new Refused("syntax error at or near \"" + number.value() + '"', number);
    }
  }
}
