package io.querycast.result;

import io.querycast.warehouse.Rows;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A result as lines of JSON: the columns, then each row as it is in a page, and at the end a record
 * that counts the rows. A file without that record is not whole.
 */
public final class Ndjson implements RowsWriter {
  private static final int BUFFER = 32 * 1024;

  private final OutputStream out;
  private boolean begun;
  private long count;

  public Ndjson(OutputStream out) {
    this.out = new BufferedOutputStream(out, BUFFER);
  }

  @Override
  public void write(Rows rows) throws IOException {
    if (!begun) {
      begun = true;
      out.write("{\"columns\":".getBytes(StandardCharsets.US_ASCII));
      rows.writeColumnsTo(out);
      out.write("}\n".getBytes(StandardCharsets.US_ASCII));
    }
    for (int row = 0; row < rows.count(); row++) {
      out.write(rows.bytes(), rows.start(row), rows.end(row) - rows.start(row));
      out.write('\n');
    }
    count += rows.count();
  }

  @Override
  public void end() throws IOException {
    out.write("{\"end\":{\"rows\":%d}}\n".formatted(count).getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }
}
