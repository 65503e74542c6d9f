package io.querycast.local.redshift;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The form of EXPLAIN that tools read: each step with XN, its costs, rows and width. */
class PlanTest {
  @Test
  void eachStepBeginsWithXnAndEachJoinSaysHowRowsMove() {
    assertEquals(
        List.of(
            "XN Hash Join DS_DIST_NONE  (cost=2.52..58.93 rows=8712 width=43)",
            "  Hash Cond: (event.venueid = venue.venueid)",
            "  ->  XN Seq Scan on event  (cost=0.00..87.98 rows=8798 width=23)",
            "  ->  XN Hash  (cost=2.02..2.02 rows=202 width=22)",
            "        ->  XN Seq Scan on venue  (cost=0.00..2.02 rows=202 width=22)"),
        Plan.shown(
            List.of(
                "Hash Join  (cost=2.52..58.93 rows=8712 width=43)",
                "  Hash Cond: (event.venueid = venue.venueid)",
                "  ->  Seq Scan on event  (cost=0.00..87.98 rows=8798 width=23)",
                "  ->  Hash  (cost=2.02..2.02 rows=202 width=22)",
                "        ->  Seq Scan on venue  (cost=0.00..2.02 rows=202 width=22)")));
  }

  @Test
  void aChangeOfRowsIsShownAsTheQueryThatFindsThem() {
    assertEquals(
        List.of(
            "XN Seq Scan on category  (cost=0.00..13.60 rows=360 width=44)", "  Filter: (a > 1)"),
        Plan.shown(
            List.of(
                "Update on category  (cost=0.00..13.60 rows=0 width=0)",
                "  ->  Seq Scan on category category_1  (cost=0.00..13.60 rows=360 width=44)",
                "        Filter: (a > 1)")));
  }

  @Test
  void whatIsTheEnginesOwnIsNotShown() {
    assertEquals(
        List.of(
            "XN HashAggregate  (cost=1.00..2.00 rows=3 width=4)",
            "  Filter: (\"date_part\"('year'::text, t) = 1)"),
        Plan.shown(
            List.of(
                "HashAggregate  (cost=1.00..2.00 rows=3 width=4)",
                "  Group Key: a",
                "  Disabled: true",
                "  Filter: (redshift.\"date_part\"('year'::text, t) = 1)")));
  }
}
