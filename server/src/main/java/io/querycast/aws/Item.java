package io.querycast.aws;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An item of the table: attributes by name. What is null is not there. */
public final class Item {
  /** The attribute by which DynamoDB forgets an item, in seconds since 1970. */
  private static final String EXPIRES_AT = "expiresAt";

  private final Map<String, AttributeValue> attributes;

  /** One with these attributes, as they were read. */
  public Item(Map<String, AttributeValue> attributes) {
    this.attributes = attributes;
  }

  /** A new one that has its key alone. */
  public Item(String pk, String sk) {
    this(new HashMap<>(Table.key(pk, sk)));
  }

  /** As the SDK has them. */
  public Map<String, AttributeValue> attributes() {
    return attributes;
  }

  public Item text(String name, String value) {
    return value == null ? this : with(name, Table.text(value));
  }

  public Item number(String name, Long value) {
    return value == null ? this : with(name, Table.number(value));
  }

  public Item bool(String name, boolean value) {
    return with(name, AttributeValue.fromBool(value));
  }

  /** A time with all its digits, as text. */
  public Item time(String name, Instant value) {
    return value == null ? this : text(name, value.toString());
  }

  /** A time to the millisecond, as a number that conditions can compare. */
  public Item millis(String name, Instant value) {
    return number(name, value.toEpochMilli());
  }

  public Item bytes(String name, byte[] value) {
    return with(name, AttributeValue.fromB(SdkBytes.fromByteArray(value)));
  }

  public Item map(String name, Map<String, String> values) {
    return with(
        name,
        AttributeValue.fromM(
            values.entrySet().stream()
                .collect(
                    Collectors.toMap(Map.Entry::getKey, each -> Table.text(each.getValue())))));
  }

  /** DynamoDB forgets it some time after this. */
  public Item expiresAt(Instant end) {
    return number(EXPIRES_AT, end.getEpochSecond());
  }

  private Item with(String name, AttributeValue value) {
    attributes.put(name, value);
    return this;
  }

  public boolean has(String name) {
    return attributes.containsKey(name);
  }

  /** Null where it is not there. */
  public String text(String name) {
    AttributeValue value = attributes.get(name);
    return value == null ? null : value.s();
  }

  /** Null where it is not there. */
  public Long number(String name) {
    AttributeValue value = attributes.get(name);
    return value == null ? null : Long.valueOf(value.n());
  }

  /** False where it is not there. */
  public boolean bool(String name) {
    AttributeValue value = attributes.get(name);
    return value != null && value.bool();
  }

  /** Null where it is not there. */
  public Instant time(String name) {
    String value = text(name);
    return value == null ? null : Instant.parse(value);
  }

  /** Null where it is not there. */
  public Instant millis(String name) {
    Long value = number(name);
    return value == null ? null : Instant.ofEpochMilli(value);
  }

  /** Null where they are not there. */
  public byte[] bytes(String name) {
    AttributeValue value = attributes.get(name);
    return value == null ? null : value.b().asByteArray();
  }

  /** Null where it is not there. */
  public Map<String, String> map(String name) {
    AttributeValue value = attributes.get(name);
    return value == null
        ? null
        : value.m().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().s()));
  }
}
