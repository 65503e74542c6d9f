package io.querycast.warehouse;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;

/** Random answers of GetStatementResult of every kind. The same seed gives the same answers. */
final class RandomPage {
  private static final String[] TEXTS = {
    "",
    "null",
    "\"",
    "\\",
    "a\"b\\c",
    "ÿé",
    "🚕",
    "日本語",
    "\u0000\u0001\u001f",
    "\ud83d",
    "\udc00x",
    "2015-03-01 00:00:00+02",
    "{\"a\":[1,null,\"x\"]}",
    "/</script>",
    "=1+1",
    "\r\n\t",
    "\u2028",
    "}]}]",
    "\"}],\"NextToken\":\"x\"",
    "1234567",
    "12345678",
    "123456789",
  };
  private static final String[] LONGS = {
    "0",
    "-0",
    "7",
    "-7",
    "999999999999999",
    "9007199254740991",
    "9007199254740992",
    "9007199254740993",
    "-9007199254740992",
    "-9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "1000000000000000000",
  };
  private static final String[] DOUBLES = {
    "0.1",
    "-0.0",
    "5",
    "1e3",
    "1E-7",
    "1.7976931348623157E308",
    "4.9e-324",
    "1e999",
    "-1e999",
    "0.1000000000000000055511151231257827",
    "\"NaN\"",
    "\"Infinity\"",
    "\"-Infinity\"",
    "-12.25",
  };

  private final Random random;
  private final StringBuilder json = new StringBuilder();

  RandomPage(long seed) {
    this.random = new Random(seed);
  }

  byte[] bytes() {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** One whole answer. */
  RandomPage answer() {
    int columns = random.nextInt(5);
    int rows = random.nextInt(6) == 0 ? 0 : random.nextInt(8);
    boolean more = random.nextBoolean();
    boolean columnsFirst = random.nextBoolean();
    add('{');
    if (columnsFirst) {
      columns(columns);
      add(',');
    }
    if (random.nextInt(4) == 0) {
      raw("\"Other\"").add(':');
      raw("{\"a\":[1,-2.5e3,true,false,null,\"]}\\\"\",{}],\"b\":[]}").add(',');
    }
    raw("\"Records\"").add(':').add('[');
    for (int row = 0; row < rows; row++) {
      if (row > 0) {
        add(',');
      }
      add('[');
      for (int column = 0; column < columns; column++) {
        if (column > 0) {
          add(',');
        }
        cell();
      }
      add(']');
    }
    add(']');
    if (!columnsFirst) {
      add(',');
      columns(columns);
    }
    if (more) {
      add(',').raw("\"NextToken\"").add(':');
      string("next/" + random.nextInt(1000) + "+=\"");
    }
    add(',').raw("\"TotalNumRows\"").add(':').raw(Integer.toString(rows)).add('}');
    return this;
  }

  private void columns(int count) {
    raw("\"ColumnMetadata\"").add(':').add('[');
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        add(',');
      }
      add('{').raw("\"name\"").add(':');
      string("name " + i + TEXTS[random.nextInt(4)]);
      if (random.nextBoolean()) {
        add(',').raw("\"label\"").add(':');
        string("label " + i);
      }
      add(',').raw("\"typeName\":\"varchar\",\"nullable\":1,\"isSigned\":false").add('}');
    }
    add(']');
  }

  private void cell() {
    add('{');
    switch (random.nextInt(8)) {
      case 0 -> raw("\"isNull\"").add(':').raw("true");
      case 1 -> raw("\"booleanValue\"").add(':').raw(Boolean.toString(random.nextBoolean()));
      case 2 -> raw("\"longValue\"").add(':').raw(whole());
      case 3 ->
          raw("\"doubleValue\"")
              .add(':')
              .raw(
                  random.nextBoolean()
                      ? DOUBLES[random.nextInt(DOUBLES.length)]
                      : Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(40))));
      case 4 -> {
        byte[] blob = new byte[random.nextInt(40)];
        random.nextBytes(blob);
        raw("\"blobValue\"").add(':');
        string(Base64.getEncoder().encodeToString(blob));
      }
      default -> {
        raw("\"stringValue\"").add(':');
        string(text());
      }
    }
    add('}');
  }

  private String whole() {
    return random.nextBoolean()
        ? LONGS[random.nextInt(LONGS.length)]
        : Long.toString(random.nextLong() >> random.nextInt(64));
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int parts = random.nextInt(4); parts > 0; parts--) {
      text.append(TEXTS[random.nextInt(TEXTS.length)]);
      text.append("x".repeat(random.nextInt(20)));
    }
    if (random.nextInt(200) == 0) {
      text.append("€uro ".repeat(8 * 1024));
    }
    return text.toString();
  }

  /** A string as a writer of JSON may write it, sometimes with more escapes than necessary. */
  private void string(String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair && random.nextBoolean()) {
        json.append(c).append(text.charAt(++i));
      } else if (Character.isSurrogate(c) || (c < ' ' && random.nextBoolean())) {
        json.append("\\u%04x".formatted((int) c));
      } else if (c == '"' || c == '\\' || (c == '/' && random.nextBoolean())) {
        json.append('\\').append(c);
      } else if (c == '\n') {
        json.append("\\n");
      } else if (c == '\r') {
        json.append("\\r");
      } else if (c == '\t') {
        json.append("\\t");
      } else if (c < ' ' || random.nextInt(50) == 0) {
        json.append("\\u%04X".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }

  private RandomPage raw(String text) {
    json.append(text);
    return this;
  }

  private RandomPage add(char c) {
    json.append(random.nextInt(30) == 0 ? " \n\t\r" : "").append(c);
    json.append(random.nextInt(30) == 0 ? " " : "");
    return this;
  }
}
