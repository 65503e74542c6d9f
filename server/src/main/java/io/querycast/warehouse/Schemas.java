package io.querycast.warehouse;

import io.querycast.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.redshiftdata.RedshiftDataClient;
import software.amazon.awssdk.services.redshiftdata.model.DescribeTableRequest;
import software.amazon.awssdk.services.redshiftdata.model.ListSchemasRequest;
import software.amazon.awssdk.services.redshiftdata.model.ListTablesRequest;

/**
 * What the warehouse holds, as far as its database user may see it. Answers are remembered for a
 * while: Redshift Serverless wakes up for each look, and charges for that.
 */
@Singleton
class Schemas {
  private static final Logger LOG = Logger.getLogger(Schemas.class.getName());

  /** An answer is valid for this long. */
  static final Duration LIFE = Duration.ofMinutes(5);

  /**
   * At most this many names of one kind are shown; a longer list does not help a person who types.
   */
  static final int MOST_NAMES = 10_000;

  /** At most this many answers are remembered. */
  private static final int MOST_ANSWERS = 1_000;

  /** Redshift looks while the call waits, and may have to wake up first. */
  private static final AwsRequestOverrideConfiguration PATIENT =
      AwsRequestOverrideConfiguration.builder()
          .apiCallTimeout(Duration.ofSeconds(25))
          .apiCallAttemptTimeout(Duration.ofSeconds(12))
          .build();

  /** The largest page of the Data API. */
  private static final int PAGE = 1000;

  private static final int MOST_PAGES = 100;

  /**
   * A schema.
   *
   * @param system whether it is one of Redshift's own
   */
  record Schema(String name, boolean system) {}

  /** A table; the type is Redshift's word, such as {@code TABLE} or {@code VIEW}. */
  record Table(String name, String type) {}

  /** A column; the type is Redshift's name, as in rows. */
  record Column(String name, String type, boolean nullable) {}

  private final RedshiftDataClient client;
  private final Settings.Redshift redshift;
  private final Cache<List<Schema>> schemas;
  private final Cache<List<Table>> tables;
  private final Cache<List<Column>> columns;

  @Inject
  Schemas(RedshiftDataClient client, Settings settings, InstantSource clock) {
    this.client = client;
    this.redshift = settings.warehouse();
    this.schemas = new Cache<>(clock, LIFE, 1);
    this.tables = new Cache<>(clock, LIFE, MOST_ANSWERS);
    this.columns = new Cache<>(clock, LIFE, MOST_ANSWERS);
  }

  /** Every schema; Redshift's own schemas come last. */
  List<Schema> all() {
    return schemas.get("", this::listSchemas);
  }

  /**
   * The tables of a schema, by name.
   *
   * @throws NotFound if there is no such schema
   */
  List<Table> tables(String schema) {
    if (all().stream().noneMatch(each -> each.name().equals(schema))) {
      throw new NotFound("There is no schema of that name.");
    }
    return tables.get(schema, () -> listTables(schema));
  }

  /**
   * The columns of a table, in their order.
   *
   * @throws NotFound if there is no such schema or table
   */
  List<Column> columns(String schema, String table) {
    if (tables(schema).stream().noneMatch(each -> each.name().equals(table))) {
      throw new NotFound("There is no table of that name in that schema.");
    }
    // A name may hold any character except NUL.
    return columns.get(schema + '\0' + table, () -> listColumns(schema, table));
  }

  private List<Schema> listSchemas() {
    ListSchemasRequest.Builder request =
        ListSchemasRequest.builder()
            .database(redshift.database())
            .maxResults(PAGE)
            .overrideConfiguration(PATIENT);
    redshift.name(
        request::clusterIdentifier, request::workgroupName, request::dbUser, request::secretArn);
    return listed(
            () ->
                client.listSchemasPaginator(request.build()).stream()
                    .limit(MOST_PAGES)
                    .flatMap(page -> page.schemas().stream()),
            name -> new Schema(name, isSystem(name)))
        .stream()
        .sorted(Comparator.comparing(Schema::system).thenComparing(Schema::name))
        .toList();
  }

  private List<Table> listTables(String schema) {
    ListTablesRequest.Builder request =
        ListTablesRequest.builder()
            .database(redshift.database())
            .schemaPattern(schema)
            .maxResults(PAGE)
            .overrideConfiguration(PATIENT);
    redshift.name(
        request::clusterIdentifier, request::workgroupName, request::dbUser, request::secretArn);
    return listed(
            () ->
                client.listTablesPaginator(request.build()).stream()
                    .limit(MOST_PAGES)
                    .flatMap(page -> page.tables().stream())
                    // Redshift takes the name as a pattern: a_b finds aXb too.
                    .filter(table -> schema.equals(table.schema())),
            table -> new Table(table.name(), table.type() == null ? "TABLE" : table.type()))
        .stream()
        .sorted(Comparator.comparing(Table::name))
        .toList();
  }

  private List<Column> listColumns(String schema, String table) {
    DescribeTableRequest.Builder request =
        DescribeTableRequest.builder()
            .database(redshift.database())
            .schema(schema)
            .table(table)
            .maxResults(PAGE)
            .overrideConfiguration(PATIENT);
    redshift.name(
        request::clusterIdentifier, request::workgroupName, request::dbUser, request::secretArn);
    return listed(
        () ->
            client.describeTablePaginator(request.build()).stream()
                .limit(MOST_PAGES)
                .flatMap(page -> page.columnList().stream()),
        column ->
            new Column(
                column.name(), column.typeName(), !Integer.valueOf(0).equals(column.nullable())));
  }

  private static boolean isSystem(String schema) {
    return schema.startsWith("pg_") || schema.equals("information_schema");
  }

  /** Reads page after page, up to a limit, in Redshift's order. */
  private static <A, B> List<B> listed(Supplier<Stream<A>> pages, Function<A, B> shape) {
    try {
      return pages.get().limit(MOST_NAMES).map(shape).toList();
    } catch (SdkException e) {
      LOG.log(Level.WARNING, "Redshift does not list its contents: {0}", e.getClass().getName());
      throw new Unavailable(Unavailable.Reason.UNREACHABLE, e);
    }
  }
}
