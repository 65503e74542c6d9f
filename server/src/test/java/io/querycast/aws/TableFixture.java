package io.querycast.aws;

import io.querycast.Settings;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The table without a container, for the tests of other packages. */
public final class TableFixture {
  private TableFixture() {}

  public static Table of(DynamoDbClient client, Settings settings) {
    return new Table(client, settings);
  }
}
