package io.querycast.warehouse;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.querycast.TestMetrics;
import io.querycast.TestSettings;
import io.querycast.aws.FakeHttp;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a page costs, in bytes that the garbage collector has to clear. */
class GarbageTest {
  private static final int ROWS = 1000;

  /** A page of a thousand rows of ten columns, as the Data API sends it. */
  private static final byte[] PAGE = page();

  private static final byte[] EMPTY = "{\"Records\":[]}".getBytes(StandardCharsets.UTF_8);

  private int statements;
  private final FakeHttp redshift = new FakeHttp();
  private final Warehouse warehouse =
      new Warehouse(
          redshift.redshiftClient(1),
          TestSettings.SETTINGS,
          Quotas.UNLIMITED,
          Pages.shared(),
          new Calls(TestMetrics.figures()));

  @Test
  void aRowLeavesAtMost10BytesBesidesThoseOfEachCall() throws IOException {
    long page = least(PAGE);
    long call = least(EMPTY);

    long each = (page - call) / ROWS;
    assertTrue(each <= 10, "bytes of garbage for each row: " + each + ", for a call: " + call);
  }

  private void rows(byte[] page) throws IOException {
    redshift.answer(200, page);
    try (Rows rows = warehouse.rows("statement" + statements++, null)) {
      rows.writeTo(OutputStream.nullOutputStream());
    }
  }

  /** The least garbage of one of many pages: the first ones load classes and make the buffer. */
  private long least(byte[] page) throws IOException {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 60; i++) {
      long before = thread.getCurrentThreadAllocatedBytes();
      rows(page);
      least = Math.min(least, thread.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  private static byte[] page() {
    StringBuilder json = new StringBuilder("{\"ColumnMetadata\":[");
    for (int column = 0; column < 10; column++) {
      json.append(column == 0 ? "" : ",");
      json.append("{\"name\":\"column%d\",\"typeName\":\"varchar\"}".formatted(column));
    }
    json.append("],\"Records\":[");
    for (int row = 0; row < ROWS; row++) {
      json.append(row == 0 ? "" : ",");
      json.append(
          """
          [{"longValue":%d},{"stringValue":"2015-03-01 12:00:00"},{"stringValue":"name %d"},\
          {"isNull":true},{"doubleValue":0.5},{"stringValue":"12.50"},{"booleanValue":true},\
          {"stringValue":"a \\"quoted\\" word"},{"longValue":9007199254740993},{"stringValue":""}]"""
              .formatted(row, row));
    }
    return json.append("],\"NextToken\":\"t\"}").toString().getBytes(StandardCharsets.UTF_8);
  }
}
