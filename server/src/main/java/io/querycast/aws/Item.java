package io.querycast.aws;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An item of the table: attributes by name. An attribute that is null is left out. */
public final class Item {
  /** The attribute by which DynamoDB deletes an item, in seconds since 1970. */
  private static final String EXPIRES_AT = "expiresAt";

  private final Map<String, AttributeValue> attributes;

  /** An item with these attributes, as they were read. */
  public Item(Map<String, AttributeValue> attributes) {
    this.attributes = attributes;
  }

  /** A new item with only its key. */
  public Item(String pk, String sk) {
    this(new HashMap<>(Table.key(pk, sk)));
  }

  /** The attributes in the SDK's form. */
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

  /** DynamoDB deletes the item some time after this. */
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

  /** The attribute; null if it is not there. */
  public String text(String name) {
    AttributeValue value = attributes.get(name);
    return value == null ? null : value.s();
  }

  /** The attribute; null if it is not there. */
  public Long number(String name) {
    AttributeValue value = attributes.get(name);
    return value == null ? null : Long.valueOf(value.n());
  }

  /** The attribute; false if it is not there. */
  public boolean bool(String name) {
    AttributeValue value = attributes.get(name);
    return value != null && value.bool();
  }

  /** The attribute; null if it is not there. */
  public Instant time(String name) {
    String value = text(name);
    return value == null ? null : Instant.parse(value);
  }

  /** The attribute; null if it is not there. */
  public Instant millis(String name) {
    Long value = number(name);
    return value == null ? null : Instant.ofEpochMilli(value);
  }

  /** The attribute; null if it is not there. */
  public byte[] bytes(String name) {
    AttributeValue value = attributes.get(name);
    return value == null ? null : value.b().asByteArray();
  }

  /** The attribute; null if it is not there. */
  public Map<String, String> map(String name) {
    AttributeValue value = attributes.get(name);
    return value == null
        ? null
        : value.m().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().s()));
  }
}
