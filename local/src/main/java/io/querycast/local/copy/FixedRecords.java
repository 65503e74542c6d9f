package io.querycast.local.copy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Records whose fields have fixed widths, in characters. */
final class FixedRecords implements Records {
  private final Input in;
  private final List<Integer> widths;
  private final boolean ignoresBlankLines;
  private final byte[] nullText;
  private final int[] starts;
  private final int[] ends;
  private final Field field = new Field();
  private int count;
  private long lines;
  private int end;

  FixedRecords(Input in, CopyOptions options) throws IOException {
    this.in = in;
    widths = options.widths;
    ignoresBlankLines = options.ignoresBlankLines;
    nullText = options.nullText.getBytes(StandardCharsets.UTF_8);
    starts = new int[widths.size() + 1];
    ends = new int[widths.size() + 1];
    while (lines < options.header && in.skipLine()) {
      lines++;
    }
  }

  @Override
  public boolean next() throws IOException, Unfit {
    do {
      in.begin();
      if (!in.has()) {
        return false;
      }
      lines++;
      readLine();
    } while (ignoresBlankLines && end == 0);
    cut();
    return true;
  }

  private void readLine() throws IOException, Unfit {
    boolean ended = false;
    while (!ended && in.has()) {
      ended = in.buffer[in.at++] == '\n';
      if (in.at - in.start > Input.LONGEST) {
        in.skipLine();
        throw new Unfit(Unfit.BAD_LINE, "The row exceeds the maximum length of 4 MB");
      }
    }
    end = in.at - in.start - (ended ? 1 : 0);
    if (ended && end > 0 && in.buffer[in.start + end - 1] == '\r') {
      end--;
    }
  }

  private void cut() {
    count = 0;
    int at = 0;
    for (int width : widths) {
      if (at >= end && width > 0 && count > 0) {
        return;
      }
      starts[count] = at;
      for (int i = 0; i < width && at < end; i++) {
        at++;
        while (at < end && (in.buffer[in.start + at] & 0xc0) == 0x80) {
          at++;
        }
      }
      ends[count] = at;
      count++;
    }
    if (at < end) {
      starts[count] = at;
      ends[count] = end;
      count++;
    }
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public Field field(int index) {
    field.set(in.buffer, in.start + starts[index], in.start + ends[index]);
    if (field.is(nullText)) {
      field.setNull();
    }
    return field;
  }

  @Override
  public long line() {
    return lines;
  }

  @Override
  public int position(int index) {
    return starts[index];
  }

  @Override
  public String raw() {
    return new String(in.buffer, in.start, Math.min(end, 1024), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
