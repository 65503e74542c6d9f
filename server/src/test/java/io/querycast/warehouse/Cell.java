package io.querycast.warehouse;

import jakarta.json.spi.JsonProvider;
import java.util.Base64;
import software.amazon.awssdk.services.redshiftdata.model.Field;

/** The expected JSON of a value, made from the SDK's own objects. */
final class Cell {

  /** Looked up once, because each lookup asks the class loaders: too slow for every cell. */
  private static final JsonProvider JSON = JsonProvider.provider();

  /** The greatest whole number that every JSON reader keeps exact. */
  private static final long EXACT = 1L << 53;

  private Cell() {}

  static String json(Field field) {
    return switch (field.type()) {
      case IS_NULL -> "null";
      case BOOLEAN_VALUE -> field.booleanValue().toString();
      case LONG_VALUE -> whole(field.longValue());
      case DOUBLE_VALUE -> real(field.doubleValue());
      case BLOB_VALUE ->
          text(Base64.getEncoder().encodeToString(field.blobValue().asByteArrayUnsafe()));
      case STRING_VALUE -> text(field.stringValue());
      case UNKNOWN_TO_SDK_VERSION ->
          throw new IllegalStateException("The Data API sent an unknown kind of value.");
    };
  }

  private static String whole(long value) {
    String digits = Long.toString(value);
    return Math.abs(value) <= EXACT && value != Long.MIN_VALUE ? digits : text(digits);
  }

  private static String real(double value) {
    return Double.isFinite(value) ? Double.toString(value) : text(Double.toString(value));
  }

  private static String text(String value) {
    return JSON.createValue(value).toString();
  }
}
