package io.querycast.warehouse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.querycast.Metrics;
import io.querycast.TestMetrics;
import io.querycast.TestSettings;
import io.querycast.aws.FakeHttp;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallsTest {
  private final Metrics metrics = TestMetrics.figures();
  private final Calls calls = new Calls(metrics);

  @Test
  void eachCallAboutAStatementIsTakenOnce() {
    FakeHttp redshift = new FakeHttp();
    Warehouse warehouse =
        new Warehouse(
            redshift.redshiftClient(1),
            TestSettings.SETTINGS,
            Quotas.UNLIMITED,
            Pages.shared(),
            calls);
    redshift.answer(200, "{\"Id\":\"its-id\"}");
    warehouse.start("name", "select 1", Map.of());
    redshift.answer(200, "{\"Id\":\"its-id\",\"Status\":\"STARTED\",\"Duration\":-1}");
    redshift.answer(200, "{\"Id\":\"its-id\",\"Status\":\"FINISHED\",\"Duration\":250000000}");
    Statement begun = warehouse.describe("its-id").orElseThrow();
    Statement ended = warehouse.describe("its-id").orElseThrow();

    assertTrue(begun.took().isZero());
    assertEquals(FakeWarehouse.TOOK, ended.took());
    assertEquals(1, calls.take("name"));
    assertEquals(2, calls.take("its-id"));
    assertEquals(0, calls.take("its-id"));
    assertTrue(TestMetrics.line(metrics).contains("\"DataApiCalls\":3"));
  }

  @Test
  void memoryHoldsOnlySomeStatements() {
    for (int i = 0; i <= Calls.MOST; i++) {
      calls.made("statement" + i);
    }

    assertEquals(0, calls.take("statement0"));
    assertEquals(1, calls.take("statement1"));
  }
}
