package io.querycast.local.copy;

import java.io.IOException;

/** The records of one file, one after the other. */
interface Records extends AutoCloseable {

  /**
   * Goes to the next record.
   *
   * @return false after the last one
   * @throws Unfit if there is a record that can't be read; the next call goes on after it
   */
  boolean next() throws IOException, Unfit;

  /** How many fields the record has. */
  int count();

  /** A field of the record; valid until the next call. */
  Field field(int index);

  /** The line on which the record begins, or for JSON ends; from one. */
  long line();

  /** The record as it is in the file, shortened. */
  String raw();

  /** Where a field begins in the record's line, from zero; less than zero if nobody knows. */
  default int position(int index) {
    return -1;
  }

  @Override
  void close() throws IOException;
}
