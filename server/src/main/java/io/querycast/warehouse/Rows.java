package io.querycast.warehouse;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One page of a result, as it goes over the wire. */
public final class Rows {
  private final JsonArray columns;
  private final List<String> rows;
  private final Page start;
  private final String nextToken;

  /**
   * @param columns names and Redshift's types, a JSON array
   * @param rows each row a JSON array, already written
   * @param start where the first of the rows stands
   * @param nextToken Redshift's name of its next page; null on its last
   */
  Rows(JsonArray columns, List<String> rows, Page start, String nextToken) {
    this.columns = columns;
    this.rows = rows;
    this.start = start;
    this.nextToken = nextToken;
  }

  /** A statement that has no result set has no columns and no rows. */
  public static Rows none() {
    return new Rows(JsonArray.EMPTY_JSON_ARRAY, List.of(), Page.FIRST, null);
  }

  static JsonArray columns(List<Column> columns) {
    JsonArrayBuilder array = Json.createArrayBuilder();
    columns.forEach(
        column ->
            array.add(
                Json.createObjectBuilder().add("name", column.name()).add("type", column.type())));
    return array.build();
  }

  /** All rows of the page, as JSON. */
  public String toJson() {
    return write(rows.size());
  }

  /**
   * As many of the first rows as fit, as JSON, with the place where the rest begins.
   *
   * @param bytes the greatest length of the JSON in UTF-8
   */
  public String toJson(int bytes) {
    int left = bytes - write(0).getBytes(StandardCharsets.UTF_8).length;
    int count = 0;
    while (count < rows.size()) {
      left -= rows.get(count).getBytes(StandardCharsets.UTF_8).length + 1;
      if (left < 0) {
        break;
      }
      count++;
    }
    return write(count);
  }

  private String write(int count) {
    StringBuilder json = new StringBuilder();
    json.append("{\"columns\":").append(columns).append(",\"rows\":[");
    for (int i = 0; i < count; i++) {
      json.append(i == 0 ? "" : ",").append(rows.get(i));
    }
    json.append(']');
    Page next = next(count);
    if (next != null) {
      json.append(",\"next\":\"").append(next.text()).append('"');
    }
    return json.append('}').toString();
  }

  private Page next(int count) {
    if (count < rows.size()) {
      return new Page(start.skip() + count, start.token());
    }
    return nextToken == null ? null : new Page(0, nextToken);
  }

  /**
   * A column of a result.
   *
   * @param type Redshift's name of the type, as the Data API gives it
   */
  record Column(String name, String type) {}
}
