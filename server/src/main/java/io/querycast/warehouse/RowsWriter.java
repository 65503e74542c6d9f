package io.querycast.warehouse;

import io.querycast.result.Csv;
import io.querycast.result.Ndjson;
import java.io.IOException;

/** Writes a whole result, page by page, in one of the forms that it can be downloaded in. */
public sealed interface RowsWriter permits Csv, Ndjson {

  /** Writes the rows of the next page; before those of the first, what comes first. */
  void write(Rows rows) throws IOException;

  /** Writes what comes last, once all pages are written. */
  void end() throws IOException;
}
