package io.querycast.local.copy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Objects and arrays of JSON, one after the other, with blanks between them. */
final class JsonRecords implements Records {
  private static final String INVALID = "Invalid value.";

  /** Numbers keep the digits they have in the file. */
  static final ObjectMapper JSON =
      new ObjectMapper()
          .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** Takes the fields out of a record. */
  interface Shape {
    /** The values of the columns; null for what is not there. */
    JsonNode[] values(JsonNode record) throws Unfit;
  }

  private final Input in;
  private final Shape shape;
  private final Field field = new Field();
  private JsonNode[] values = {};
  private long lines;
  private int end;

  JsonRecords(Input in, int header, Shape shape) throws IOException {
    this.in = in;
    this.shape = shape;
    while (lines < header && in.skipLine()) {
      lines++;
    }
  }

  /** The members of an object by the columns' names. */
  static Shape byName(List<TargetColumn> columns, boolean ignoresCase) {
    return record -> {
      if (!record.isObject()) {
        throw new Unfit(Unfit.BAD_LINE, "Invalid JSON: an array needs a JSONPaths file");
      }
      JsonNode[] values = new JsonNode[columns.size()];
      for (int i = 0; i < values.length; i++) {
        String name = columns.get(i).name();
        values[i] = record.get(name);
        if (values[i] == null && ignoresCase) {
          for (Map.Entry<String, JsonNode> member : record.properties()) {
            if (member.getKey().equalsIgnoreCase(name)) {
              values[i] = member.getValue();
              break;
            }
          }
        }
      }
      return values;
    };
  }

  static Shape byPath(List<JsonPath> paths) {
    return record -> {
      JsonNode[] values = new JsonNode[paths.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = paths.get(i).find(record);
      }
      return values;
    };
  }

  static Shape whole() {
    return record -> new JsonNode[] {record};
  }

  @Override
  public boolean next() throws IOException, Unfit {
    skipBlanks();
    in.begin();
    if (!in.has()) {
      return false;
    }
    values = new JsonNode[0];
    byte first = in.buffer[in.at];
    if (first != '{' && first != '[') {
      skipWrong();
      throw new Unfit(Unfit.BAD_LINE, INVALID);
    }
    boolean isClosed = structure();
    end = in.at - in.start;
    if (!isClosed) {
      throw new Unfit(Unfit.BAD_LINE, INVALID);
    }
    try {
      values = shape.values(JSON.readTree(in.buffer, in.start, end));
      return true;
    } catch (JsonProcessingException e) {
      throw new Unfit(Unfit.BAD_LINE, INVALID);
    }
  }

  private void skipBlanks() throws IOException {
    while (in.has() && in.buffer[in.at] <= ' ' && in.buffer[in.at] >= 0) {
      lines += in.buffer[in.at++] == '\n' ? 1 : 0;
      in.begin();
    }
  }

  /** Goes to the line's end, or to where an object or array begins. */
  private void skipWrong() throws IOException {
    while (in.has() && "{[\n".indexOf(in.buffer[in.at]) < 0) {
      in.at++;
      if (in.at - in.start > Input.LONGEST) {
        in.begin();
      }
    }
    end = in.at - in.start;
  }

  /** Goes past an object or array; false if the file ends in it, or it is too long. */
  private boolean structure() throws IOException {
    int depth = 0;
    boolean inText = false;
    while (in.has()) {
      byte b = in.buffer[in.at++];
      lines += b == '\n' ? 1 : 0;
      if (inText) {
        if (b == '\\' && in.has()) {
          in.at++;
        } else if (b == '"') {
          inText = false;
        }
      } else if (b == '"') {
        inText = true;
      } else if (b == '{' || b == '[') {
        depth++;
      } else if ((b == '}' || b == ']') && --depth == 0) {
        return true;
      }
      if (in.at - in.start > Input.LONGEST) {
        return false;
      }
    }
    return false;
  }

  @Override
  public int count() {
    return values.length;
  }

  @Override
  public Field field(int index) {
    JsonNode value = values[index];
    if (value == null || value.isNull()) {
      field.setNull();
    } else {
      field.set(text(value));
    }
    return field;
  }

  /** Whether the value is a text of JSON, and not a number or something nested. */
  boolean isText(int index) {
    return values[index] != null && values[index].isTextual();
  }

  static String text(JsonNode value) {
    return value.isBigDecimal() && Math.abs(value.decimalValue().scale()) < 400
        ? value.decimalValue().toPlainString()
        : value.isValueNode() ? value.asText() : value.toString();
  }

  @Override
  public long line() {
    return lines + 1;
  }

  @Override
  public String raw() {
    return new String(
        in.buffer, in.start, Math.max(0, Math.min(end, 1024)), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
