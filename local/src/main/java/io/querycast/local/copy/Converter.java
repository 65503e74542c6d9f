package io.querycast.local.copy;

import java.sql.SQLException;

/** Turns a field into a value of one column's type. */
interface Converter {

  /**
   * Writes the value into the row.
   *
   * @return false if it became NULL, and nothing was written
   * @throws Unfit if it is no value of the type
   * @throws SQLException if the warehouse had to be asked what it means, and could not be
   */
  boolean convert(Field field, Row row) throws Unfit, SQLException;
}
