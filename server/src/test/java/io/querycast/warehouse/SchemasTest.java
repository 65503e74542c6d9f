package io.querycast.warehouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.TestSettings;
import io.querycast.aws.FakeHttp;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemasTest {
  private static final String SCHEMAS =
      "{\"Schemas\":[\"pg_catalog\",\"sales\",\"information_schema\",\"a_b\"]}";
  private static final String TABLES =
      "{\"Tables\":[{\"name\":\"trips\",\"schema\":\"a_b\",\"type\":\"VIEW\"},"
          + "{\"name\":\"other\",\"schema\":\"aXb\",\"type\":\"TABLE\"}]}";

  private final FakeHttp redshift = new FakeHttp();
  private Instant now = Instant.parse("2026-11-23T12:00:00Z");
  private final Schemas schemas =
      new Schemas(redshift.redshiftClient(1), TestSettings.SETTINGS, () -> now);

  @Test
  void redshiftsOwnSchemasComeLast() {
    redshift.answer(200, SCHEMAS);
    assertEquals(
        List.of("a_b false", "sales false", "information_schema true", "pg_catalog true"),
        schemas.all().stream().map(each -> each.name() + " " + each.system()).toList());
  }

  @Test
  void everyPageIsRead() {
    redshift
        .answer(200, "{\"Schemas\":[\"b\"],\"NextToken\":\"more\"}")
        .answer(200, "{\"Schemas\":[],\"NextToken\":\"still more\"}")
        .answer(200, "{\"Schemas\":[\"a\"]}");
    assertEquals(List.of("a", "b"), schemas.all().stream().map(Schemas.Schema::name).toList());
  }

  @Test
  void pagesAreReadUpToALimit() {
    for (int page = 0; page < 200; page++) {
      redshift.answer(200, "{\"Schemas\":[\"s%d\"],\"NextToken\":\"%d\"}".formatted(page, page));
    }
    assertEquals(100, schemas.all().size());
  }

  @Test
  void anUnderscoreInASchemasNameMatchesOnlyItself() {
    redshift.answer(200, SCHEMAS).answer(200, TABLES);
    assertEquals(List.of(new Schemas.Table("trips", "VIEW")), schemas.tables("a_b"));
  }

  @Test
  void columnsKeepTheirOrderAndTypes() {
    redshift
        .answer(200, SCHEMAS)
        .answer(200, TABLES)
        .answer(
            200,
            "{\"ColumnList\":[{\"name\":\"z\",\"typeName\":\"int8\",\"nullable\":0},"
                + "{\"name\":\"a\",\"typeName\":\"varchar\",\"nullable\":1}]}");
    assertEquals(
        List.of(new Schemas.Column("z", "int8", false), new Schemas.Column("a", "varchar", true)),
        schemas.columns("a_b", "trips"));
  }

  @Test
  void aTableThatIsNotThereIsNotAskedFor() {
    redshift.answer(200, SCHEMAS).answer(200, TABLES);
    assertThrows(NotFound.class, () -> schemas.tables("%"));
    assertThrows(NotFound.class, () -> schemas.columns("a_b", "other"));
    assertEquals(2, redshift.asked.size());
  }

  @Test
  void anAnswerIsKeptForAWhile() {
    redshift.answer(200, SCHEMAS).answer(200, "{\"Schemas\":[\"new\"]}");
    schemas.all();
    now = now.plus(Schemas.LIFE);
    assertEquals(4, schemas.all().size());
    now = now.plusMillis(1);
    assertEquals(List.of(new Schemas.Schema("new", false)), schemas.all());
  }

  @Test
  void anAnswerThatFailedIsAskedForAgainTheNextTime() {
    redshift
        .answer(400, "{\"__type\":\"QueryTimeoutException\",\"Message\":\"late\"}")
        .answer(200, SCHEMAS);
    assertThrows(Unavailable.class, schemas::all);
    assertTrue(schemas.all().contains(new Schemas.Schema("sales", false)));
  }
}
