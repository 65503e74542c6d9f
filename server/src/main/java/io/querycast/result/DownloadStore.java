package io.querycast.result;

import io.querycast.Secret;
import io.querycast.aws.Item;
import io.querycast.aws.Table;
import io.querycast.job.Job;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/** Download addresses in DynamoDB. Each works once, within a minute. */
@Singleton
public class DownloadStore {
  /** The longest time between asking for an address and opening it. */
  static final Duration LIFE = Duration.ofSeconds(60);

  private static final String PARTITION = "download#";
  private static final String SORT_KEY = "download";

  private final Table table;
  private final InstantSource clock;

  @Inject
  DownloadStore(Table table, InstantSource clock) {
    this.table = table;
    this.clock = clock;
  }

  /**
   * What an address was made for.
   *
   * @param file the file that is being written already, if there is one
   */
  record Granted(String owner, String job, Download download, Optional<String> file) {}

  /**
   * Makes an address.
   *
   * @param file the file that is being written already, if there is one
   * @return its key; the store holds only a hash of it
   */
  String grant(Job job, Download download, Optional<String> file) {
    String id = Secret.id();
    String secret = Secret.next();
    Instant end = clock.instant().plus(LIFE);
    table.put(
        new Item(PARTITION + id, SORT_KEY)
            .text("owner", job.owner())
            .text("job", job.id())
            .text("format", download.format().name())
            .text("nulls", download.csv().nulls())
            .bool("bom", download.csv().bom())
            .bool("raw", download.csv().raw())
            .text("file", file.orElse(null))
            .text("secret", Secret.hash(secret))
            .millis("endsAt", end)
            .expiresAt(end));
    return id + "." + secret;
  }

  /** Uses an address up; empty if the address is unknown, used or too old. */
  Optional<Granted> redeem(String key) {
    int dot = key.indexOf('.');
    if (dot != Secret.ID_LENGTH) {
      return Optional.empty();
    }
    return Table.conditionally(
        () -> take(key.substring(0, dot), key.substring(dot + 1)), Optional::empty);
  }

  private Granted take(String id, String secret) {
    Item item =
        new Item(
            table
                .client()
                .deleteItem(
                    request ->
                        request
                            .tableName(table.name())
                            .key(Table.key(PARTITION + id, SORT_KEY))
                            .conditionExpression("secret = :secret AND endsAt >= :now")
                            .expressionAttributeValues(
                                Map.of(
                                    ":secret", Table.text(Secret.hash(secret)),
                                    ":now", Table.number(clock.millis())))
                            .returnValues(ReturnValue.ALL_OLD))
                .attributes());
    return new Granted(
        item.text("owner"),
        item.text("job"),
        new Download(
            Download.Format.valueOf(item.text("format")),
            new Csv.Form(item.text("nulls"), item.bool("bom"), item.bool("raw"))),
        Optional.ofNullable(item.text("file")));
  }
}
