package io.querycast.local.redshift;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;

/**
 * Rows as GetStatementResultV2 gives them: a line for the names on the first page, each line ended
 * by CR and LF. A field with a comma, a quote or a line break is in quotes, with its quotes
 * doubled. NULL is an empty field, an empty text is a pair of quotes, and binary is hexadecimal.
 */
final class Csv {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String END = "\r\n";

  private Csv() {}

  /**
   * One page.
   *
   * @param page rows in the form of GetStatementResult
   * @param isFirst whether the names come first
   */
  static String of(List<Column> columns, String page, boolean isFirst) {
    StringBuilder text = new StringBuilder(page.length());
    if (isFirst) {
      line(text, columns.stream().map(column -> quoted(column.label())).iterator());
    }
    try {
      for (JsonNode row : JSON.readTree(page)) {
        line(text, row.valueStream().map(Csv::field).iterator());
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A page of a result is damaged.", e);
    }
    return text.toString();
  }

  private static void line(StringBuilder text, Iterator<String> fields) {
    while (fields.hasNext()) {
      text.append(fields.next());
      if (fields.hasNext()) {
        text.append(',');
      }
    }
    text.append(END);
  }

  private static String field(JsonNode cell) {
    if (cell.has("isNull")) {
      return "";
    }
    JsonNode value = cell.elements().next();
    if (cell.has("blobValue")) {
      return HexFormat.of().formatHex(Base64.getDecoder().decode(value.textValue()));
    }
    return value.isTextual() ? quoted(value.textValue()) : value.asText();
  }

  private static String quoted(String value) {
    boolean isPlain =
        !value.isEmpty()
            && value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return isPlain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
