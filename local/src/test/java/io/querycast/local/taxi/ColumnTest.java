package io.querycast.local.taxi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a field of any year means. */
class ColumnTest {
  @ParameterizedTest
  @CsvSource({
    "2015-01-31 23:59:59, 2015-01-31 23:59:59",
    "2015-01-31 23:59, 2015-01-31 23:59:00",
    "2015-01-31T23:59:59, 2015-01-31 23:59:59",
    "2015-01-31T23:59:59.000, 2015-01-31 23:59:59",
    "2015-01-31T23:59:59.120Z, 2015-01-31 23:59:59.12",
    "2015-01-31 23:59:59.123456789, 2015-01-31 23:59:59.123456",
    "01/31/2015 11:59:59 PM, 2015-01-31 23:59:59",
    "01/31/2015 12:00:00 AM, 2015-01-31 00:00:00",
    "01/31/2015 12:30:00 PM, 2015-01-31 12:30:00",
    "1/3/2015 9:05, 2015-01-03 09:05:00",
    "2001-01-01 00:00:00, 2001-01-01 00:00:00",
    "2253-08-23 07:56:38, 2253-08-23 07:56:38",
    "1900-01-01 00:00:00, 1900-01-01 00:00:00",
  })
  void timesOfEveryFormAndOfEveryYearAreKept(String field, String time) throws BadValue {
    assertEquals(LocalDateTime.parse(time.replace(' ', 'T')), Column.PICKUP_DATETIME.read(field));
  }

  @ParameterizedTest
  @CsvSource({
    "CRD, 1",
    "CREDIT, 1",
    "Credit, 1",
    "CRE, 1",
    "Cre, 1",
    "1, 1",
    "CSH, 2",
    "CASH, 2",
    "Cash, 2",
    "CAS, 2",
    "Cas, 2",
    "2.0, 2",
    "NOC, 3",
    "No Charge, 3",
    "'NO ', 3",
    "3, 3",
    "DIS, 4",
    "Dispute, 4",
    "UNK, 5",
    "'NA ', 5",
    "6, 6",
    "0, 0",
  })
  void paymentsInWordsHaveTheCommissionsNumbers(String field, short number) throws BadValue {
    assertEquals(number, Column.PAYMENT_TYPE.read(field));
  }

  @ParameterizedTest
  @CsvSource({"CMT, 1", "VTS, 2", "DDS, 3", "cmt, 1", "1, 1", "2.0, 2", "6, 6", "7, 7"})
  void vendorsInWordsHaveNumbers(String field, short number) throws BadValue {
    assertEquals(number, Column.VENDOR_ID.read(field));
  }

  @ParameterizedTest
  @CsvSource({
    "Y, Y",
    "N, N",
    "n, N",
    "0, N",
    "1, Y",
    "0.0, N",
    "1.0, Y",
    "true, Y",
    "FALSE, N",
    "*, *",
    "2, 2"
  })
  void flagsAreOneLetterAndAnUnknownSignStays(String field, String flag) throws BadValue {
    assertEquals(flag, Column.STORE_AND_FWD_FLAG.read(field));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "NaN", "nan", "null", "NULL", "None", "\\N"})
  void noValueIsNullInEveryColumnThatMayLackOne(String field) throws BadValue {
    for (Column column : Column.values()) {
      if (!column.isNeeded()) {
        assertNull(column.read(field), column.label());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2.6299999999999999, 2.63", "0.005, 0.01", "-0.005, -0.01", ".5, 0.50", "7, 7.00",
    "1.5e1, 15.00", "+3, 3.00", "-52, -52.00", "9999999.99, 9999999.99", "0, 0.00",
  })
  void amountsAreRoundedToCents(String field, BigDecimal amount) throws BadValue {
    assertEquals(amount, Column.TOTAL_AMOUNT.read(field));
  }

  @ParameterizedTest
  @CsvSource({
    "PICKUP_DATETIME, '', it is empty",
    "PICKUP_DATETIME, 2015-01-31, '''2015-01-31'' is not a time'",
    "PICKUP_DATETIME, 2015-02-29 10:00:00, '''2015-02-29 10:00:00'' is not a time'",
    "PICKUP_DATETIME, 01/31/2015 13:00:00 PM, '''01/31/2015 13:00:00 PM'' is not a time'",
    "PICKUP_DATETIME, 2015-01-31 24:00:00, '''2015-01-31 24:00:00'' is not a time'",
    "PICKUP_DATETIME, 2015-01-31 10:00:00+02, '''2015-01-31 10:00:00+02'' is not a time'",
    "PICKUP_DATETIME, 0000-01-31 10:00:00, 'there is no year 0: ''0000-01-31 10:00:00'''",
    "VENDOR_ID, XYZ, '''XYZ'' is no known vendor'",
    "PAYMENT_TYPE, barter, '''barter'' is no known payment type'",
    "PAYMENT_TYPE, -, '''-'' is not a number'",
    "STORE_AND_FWD_FLAG, YES, '''YES'' is no flag'",
    "PASSENGER_COUNT, 1.5, '''1.5'' is not a whole number'",
    "PASSENGER_COUNT, 32768, '''32768'' is not from -32768 to 32767'",
    "PICKUP_LOCATION_ID, 2147483648, '''2147483648'' is not from -2147483648 to 2147483647'",
    "TRIP_DISTANCE, Infinity, '''Infinity'' is not a number'",
    "TRIP_DISTANCE, 9999999999.995, '''9999999999.995'' does not fit in decimal(12, 2)'",
    "TOTAL_AMOUNT, 10000000, '''10000000'' does not fit in decimal(9, 2)'",
    "TOTAL_AMOUNT, 1e-999999999, '''1e-999999999'' is not a number'",
    "TOTAL_AMOUNT, $5, '''$5'' is not a number'",
  })
  void whatTheTableCannotHoldIsRefusedWithAReason(Column column, String field, String reason) {
    assertEquals(reason, assertThrows(BadValue.class, () -> column.read(field)).getMessage());
  }
}
