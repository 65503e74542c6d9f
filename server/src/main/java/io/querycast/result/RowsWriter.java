package io.querycast.result;

import io.querycast.warehouse.Rows;
import java.io.IOException;

/** Writes a whole result, page by page, in one of the forms that it can be downloaded in. */
interface RowsWriter {

  /** Writes the rows of the next page; before those of the first, what comes first. */
  void write(Rows rows) throws IOException;

  /** Writes what comes last, once all pages are written. */
  void end() throws IOException;
}
