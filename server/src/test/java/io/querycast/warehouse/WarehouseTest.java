package io.querycast.warehouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.TestMetrics;
import io.querycast.TestSettings;
import io.querycast.aws.FakeHttp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Pages read by the SDK's own client. */
class WarehouseTest {
  private static final String PAGE =
      "{\"ColumnMetadata\":[{\"name\":\"a\",\"typeName\":\"int4\"}],"
          + "\"Records\":[[{\"longValue\":1}],[{\"isNull\":true}]],\"NextToken\":\"t\"}";

  private final FakeHttp redshift = new FakeHttp();
  private final Warehouse warehouse =
      new Warehouse(
          redshift.redshiftClient(2),
          TestSettings.SETTINGS,
          Quotas.UNLIMITED,
          Pages.shared(),
          new Calls(TestMetrics.figures()));

  @Test
  void aPageComesThroughTheSdkWithoutItsObjects() throws Exception {
    redshift.answer(200, PAGE);

    Rows rows = warehouse.rows("statement", null);

    assertEquals(
        "{\"columns\":[{\"name\":\"a\",\"type\":\"int4\"}],\"rows\":[[1],[null]],\"next\":\""
            + new Page(0, "t").text("statement")
            + "\"}",
        json(rows));
    assertEquals("[RedshiftData.GetStatementResult]", redshift.asked.toString());
  }

  @Test
  void aPageThatIsCutIsAskedForAgain() throws Exception {
    redshift.answer(200, PAGE.substring(0, 90)).answer(200, PAGE);

    assertEquals(2, warehouse.rows("statement", null).count());
  }

  @Test
  void aPageThatBreaksOffIsAskedForAgain() throws Exception {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("The connection is gone.");
          }

          @Override
          public int read(byte[] bytes, int from, int count) throws IOException {
            throw new IOException("The connection is gone.");
          }
        };
    redshift
        .answer(
            200,
            new SequenceInputStream(
                new ByteArrayInputStream(PAGE.substring(0, 40).getBytes(StandardCharsets.UTF_8)),
                broken))
        .answer(200, PAGE);

    assertEquals(2, warehouse.rows("statement", null).count());
  }

  @Test
  void aPageThatIsAlwaysCutIsAnErrorAndNeverFewerRows() {
    for (int length = 0; length < PAGE.length(); length += 7) {
      for (int i = 0; i < 2; i++) {
        redshift.answer(200, PAGE.substring(0, length));
      }
      Unavailable e = assertThrows(Unavailable.class, () -> warehouse.rows("statement", null));
      assertEquals(Unavailable.Reason.UNREACHABLE, e.reason());
    }
  }

  @Test
  void aPageWithoutAnAnnouncedLengthIsWhole() throws Exception {
    byte[] text = new byte[700 * 1024];
    Arrays.fill(text, (byte) 'x');
    String cell = new String(text, StandardCharsets.US_ASCII);
    byte[] page =
        ("{\"Records\":[[{\"stringValue\":\"" + cell + "\"}]]}").getBytes(StandardCharsets.UTF_8);
    redshift.answer(200, new ByteArrayInputStream(page));

    assertTrue(json(warehouse.rows("statement", null)).contains(cell));
  }

  @Test
  void anyOtherAnswerIsReadByTheSdk() {
    redshift.answer(400, "{\"__type\":\"ResourceNotFoundException\",\"Message\":\"gone\"}");
    assertThrows(Expired.class, () -> warehouse.rows("statement", null));

    redshift.answer(400, "{\"__type\":\"ValidationException\",\"Message\":\"not so\"}");
    Refused refused = assertThrows(Refused.class, () -> warehouse.rows("statement", null));
    assertEquals("not so", refused.getMessage());

    redshift.answer(500, "{}").answer(200, PAGE);
    assertEquals(2, warehouse.rows("statement", null).count());

    redshift.answer(200, "{\"Id\":\"statement\",\"Status\":\"STARTED\"}");
    assertEquals(Statement.State.RUNNING, warehouse.describe("statement").orElseThrow().state());
  }

  @Test
  void aPageOfAnotherStatementIsNotFoundAndNotAskedFor() {
    String page = new Page(0, "t").text("another");

    assertThrows(NotFound.class, () -> warehouse.rows("statement", page));

    assertTrue(redshift.asked.isEmpty());
  }

  @Test
  void aPlaceBehindTheLastRowIsNotFound() {
    redshift.answer(200, PAGE);

    String page = new Page(3, "").text("statement");

    assertThrows(NotFound.class, () -> warehouse.rows("statement", page));
  }

  private static String json(Rows rows) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    rows.writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
