package io.querycast.result;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.querycast.warehouse.Page;
import io.querycast.warehouse.Rows;
import io.querycast.warehouse.RowsTest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class NdjsonTest {
  @Test
  void eachRowIsALineAndTheLastOneCountsThem() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Ndjson ndjson = new Ndjson(out);
    List<String> two = List.of("[{\"stringValue\":\"seen\"}]", "[{\"isNull\":true}]");
    ndjson.write(RowsTest.rows(two, new Page(1, ""), "more"));
    ndjson.write(RowsTest.rows(List.of("[{\"stringValue\":\"x\\n\"}]"), Page.FIRST, null));
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
  void aResultWithoutRowsHasAnEndAllTheSame() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Ndjson ndjson = new Ndjson(out);
    ndjson.write(Rows.none());
    ndjson.end();

    assertEquals(
        "{\"columns\":[]}\n{\"end\":{\"rows\":0}}\n", out.toString(StandardCharsets.UTF_8));
  }
}
