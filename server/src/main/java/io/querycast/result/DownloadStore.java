package io.querycast.result;

import io.querycast.Secret;
import io.querycast.Settings;
import io.querycast.job.Job;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/** Download addresses in DynamoDB: each is good once, for a minute. */
@Singleton
public class DownloadStore {
  /** Between asking for an address and opening it. */
  static final Duration LIFE = Duration.ofSeconds(60);

  private static final String DOWNLOAD = "download#";

  private final DynamoDbClient client;
  private final Settings settings;
  private final InstantSource clock;

  @Inject
  DownloadStore(DynamoDbClient client, Settings settings, InstantSource clock) {
    this.client = client;
    this.settings = settings;
    this.clock = clock;
  }

  /** What an address was made for. */
  record Granted(String owner, String job, Download download) {}

  /**
   * Makes an address.
   *
   * @return its key, of which the store holds a hash
   */
  String grant(Job job, Download download) {
    String id = Secret.id();
    String secret = Secret.next();
    Instant end = clock.instant().plus(LIFE);
    client.putItem(
        request ->
            request
                .tableName(settings.table())
                .item(
                    Map.ofEntries(
                        Map.entry("pk", text(DOWNLOAD + id)),
                        Map.entry("sk", text("download")),
                        Map.entry("owner", text(job.owner())),
                        Map.entry("job", text(job.id())),
                        Map.entry("format", text(download.format().name())),
                        Map.entry("nulls", text(download.csv().nulls())),
                        Map.entry("bom", AttributeValue.fromBool(download.csv().bom())),
                        Map.entry("raw", AttributeValue.fromBool(download.csv().raw())),
                        Map.entry("secret", text(Secret.hash(secret))),
                        Map.entry("endsAt", number(end.toEpochMilli())),
                        Map.entry("expiresAt", number(end.getEpochSecond())))));
    return id + "." + secret;
  }

  /** Takes an address's one use; nothing where it is unknown, used or too old. */
  Optional<Granted> redeem(String key) {
    int dot = key.indexOf('.');
    if (dot != Secret.ID_LENGTH) {
      return Optional.empty();
    }
    try {
      Map<String, AttributeValue> item =
          client
              .deleteItem(
                  request ->
                      request
                          .tableName(settings.table())
                          .key(
                              Map.of(
                                  "pk", text(DOWNLOAD + key.substring(0, dot)),
                                  "sk", text("download")))
                          .conditionExpression("secret = :secret AND endsAt >= :now")
                          .expressionAttributeValues(
                              Map.of(
                                  ":secret", text(Secret.hash(key.substring(dot + 1))),
                                  ":now", number(clock.instant().toEpochMilli())))
                          .returnValues(ReturnValue.ALL_OLD))
              .attributes();
      return Optional.of(
          new Granted(
              item.get("owner").s(),
              item.get("job").s(),
              new Download(
                  Download.Format.valueOf(item.get("format").s()),
                  new Csv.Form(
                      item.get("nulls").s(), item.get("bom").bool(), item.get("raw").bool()))));
    } catch (ConditionalCheckFailedException e) {
      return Optional.empty();
    }
  }

  private static AttributeValue text(String text) {
    return AttributeValue.fromS(text);
  }

  private static AttributeValue number(long number) {
    return AttributeValue.fromN(Long.toString(number));
  }
}
