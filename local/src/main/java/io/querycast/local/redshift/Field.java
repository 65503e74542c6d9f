package io.querycast.local.redshift;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One column of a table, as DescribeTable tells it.
 *
 * @param type the Data API's name, such as {@code int8}
 * @param precision digits of a number, or the length of a text or of a time as text
 * @param standard its default, as SQL; null if there is none
 */
record Field(
    String schema,
    String table,
    String name,
    String type,
    int precision,
    int scale,
    boolean nullable,
    String standard) {

  /** For types without a limit of their own. */
  private static final int UNLIMITED = Integer.MAX_VALUE;

  /** What a VARCHAR without a length may hold in a table. */
  private static final int TEXT = 256;

  /** The engine adds the length of the length itself. */
  private static final int HEADER = 4;

  private static final int MICROSECONDS = 6;

  static Field of(
      String schema,
      String table,
      String name,
      String type,
      int modifier,
      boolean nullable,
      String standard) {
    boolean isLimited = modifier >= HEADER;
    int limit = modifier - HEADER;
    int precision =
        switch (type) {
          case "varchar" -> isLimited ? limit : isSystem(schema) ? UNLIMITED : TEXT;
          case "bpchar" -> isLimited ? limit : UNLIMITED;
          case "numeric" -> isLimited ? limit >> 16 & 0xffff : 18;
          case "bool" -> 1;
          case "int2" -> 5;
          case "int4", "oid" -> 10;
          case "int8" -> 19;
          case "float4" -> 8;
          case "float8" -> 17;
          case "date" -> 13;
          case "time" -> 15;
          case "timetz" -> 21;
          case "timestamp" -> 29;
          case "timestamptz" -> 35;
          case "name" -> 64;
          default -> UNLIMITED;
        };
    int scale =
        switch (type) {
          case "numeric" -> isLimited ? limit & 0xffff : 0;
          case "float4" -> 8;
          case "float8" -> 17;
          case "time", "timetz", "timestamp", "timestamptz" -> MICROSECONDS;
          default -> 0;
        };
    String bare = standard == null ? null : standard.replace("redshift.", "");
    return new Field(schema, table, name, type, precision, scale, nullable, bare);
  }

  private static boolean isSystem(String schema) {
    return schema.equals("pg_catalog") || schema.equals("information_schema");
  }

  ObjectNode described() {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    Answers.put(answer, "columnDefault", standard);
    answer.put("isCaseSensitive", Answers.isCaseSensitive(type));
    answer.put("isCurrency", false);
    answer.put("isSigned", type.matches("int[248]|float[48]|numeric"));
    answer.put("label", name);
    answer.put("length", precision);
    answer.put("name", name);
    answer.put("nullable", nullable ? 1 : 0);
    answer.put("precision", precision);
    answer.put("scale", scale);
    answer.put("schemaName", schema);
    answer.put("tableName", table);
    answer.put("typeName", type);
    return answer;
  }
}
