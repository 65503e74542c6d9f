package io.querycast.local.copy;

/**
 * A column that is loaded.
 *
 * @param type PostgreSQL's name without sizes: {@code int4}, {@code varchar}, {@code super} ...
 * @param length of a text or VARBYTE in bytes, or the digits of a DECIMAL; less than zero for none
 * @param scale of a DECIMAL
 */
record TargetColumn(
    String name,
    String type,
    int length,
    int scale,
    boolean isNotNull,
    boolean isIdentity,
    boolean isAlwaysIdentity) {

  boolean isText() {
    return type.equals("varchar") || type.equals("bpchar") || type.equals("text");
  }

  /** As stl_load_errors has it. */
  String shownType() {
    return switch (type) {
      case "bpchar" -> "char";
      case "bytea" -> "varbyte";
      default -> type;
    };
  }

  /** As stl_load_errors has it: the length of a text, the precision and scale of a number. */
  String shownLength() {
    if (type.equals("numeric")) {
      return length + ", " + scale;
    }
    return length < 0 ? "0" : Integer.toString(length);
  }
}
