package io.querycast.result;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.warehouse.Rows;
import io.querycast.warehouse.RowsSamples;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NdjsonTest {
  @Test
  void eachRowIsALineAndTheLastOneCountsThem() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Ndjson ndjson = new Ndjson(out);
    ndjson.write(page("[{\"stringValue\":\"seen\"}],[{\"isNull\":true}]", 1, "more"));
    ndjson.write(page("[{\"stringValue\":\"x\\n\"}]", 0, null));
    ndjson.end();

    assertEquals(
        """
        {"columns":[{"name":"a","type":"varchar"}]}
        [null]
        ["x\\n"]
        {"end":{"rows":2}}
        """,
        out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aResultWithoutRowsHasAnEndToo() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Ndjson ndjson = new Ndjson(out);
    ndjson.write(Rows.none());
    ndjson.end();

    assertEquals(
        "{\"columns\":[]}\n{\"end\":{\"rows\":0}}\n", out.toString(StandardCharsets.UTF_8));
  }

  private static Rows page(String records, int skip, String next) {
    return RowsSamples.of(
        ("{\"ColumnMetadata\":[{\"name\":\"a\",\"typeName\":\"varchar\"}],\"Records\":["
                + records
                + "]}")
            .getBytes(StandardCharsets.UTF_8),
        skip,
        next);
  }
}
