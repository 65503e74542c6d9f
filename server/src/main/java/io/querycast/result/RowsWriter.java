package io.querycast.result;

import io.querycast.warehouse.Rows;
import java.io.IOException;

/** Writes a whole result, page by page, in one of the download formats. */
interface RowsWriter {

  /** Writes the rows of the next page; before those of the first, the beginning of the file. */
  void write(Rows rows) throws IOException;

  /** Writes the end of the file, once all pages are written. */
  void end() throws IOException;
}
