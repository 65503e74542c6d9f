package io.querycast.local.copy;

/**
 * A column of a query that is unloaded.
 *
 * @param type PostgreSQL's name without sizes: {@code int4}, {@code varchar} ...
 * @param length of a text, or the digits of a DECIMAL; less than zero for none
 * @param scale of a DECIMAL
 */
record ResultColumn(String name, String type, int length, int scale) {

  boolean isText() {
    return type.equals("varchar") || type.equals("bpchar") || type.equals("text");
  }

  boolean isNumber() {
    return switch (type) {
      case "int2", "int4", "int8", "numeric", "float4", "float8" -> true;
      default -> false;
    };
  }

  /** Redshift's name for the type. */
  String shownType() {
    return switch (type) {
      case "int2" -> "smallint";
      case "int4" -> "integer";
      case "int8" -> "bigint";
      case "float4" -> "real";
      case "float8" -> "double precision";
      case "bool" -> "boolean";
      case "bpchar" -> "character";
      case "varchar", "text" -> "character varying";
      case "timestamp" -> "timestamp without time zone";
      case "timestamptz" -> "timestamp with time zone";
      case "time" -> "time without time zone";
      case "timetz" -> "time with time zone";
      case "bytea" -> "binary varying";
      default -> type;
    };
  }
}
