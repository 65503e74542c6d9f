package io.querycast.local.taxi;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Plausible taxi trips of New York for every day of 2015. All random values are hashes of the
 * trip's number, so the same count gives the same trips on every machine.
 *
 * <p>The model has more trips in spring and autumn and on Fridays and Saturdays, and few on the day
 * of the January blizzard and at Christmas. Hours have a low at five, peaks at nine and nineteen,
 * and late nights at the weekend. Distances are mostly one to three miles, with a tail to the
 * airports. Speeds depend on the hour. Fares follow the Commission's tariff of 2015: 2.50 to begin,
 * 0.50 per fifth of a mile or slow minute, 0.50 at night, 1.00 in the weekday rush hour, 52.00 flat
 * to JFK. Tips are paid by card only. The errors of real data are there too: missing passengers and
 * flags, zero distances, a few refunds below zero.
 */
final class Generator {
  private static final List<Double> MONTHS =
      List.of(0.98, 0.97, 1.06, 1.05, 1.06, 1.00, 0.94, 0.91, 0.93, 1.04, 1.00, 0.98);
  private static final List<Double> WEEKDAYS = List.of(0.88, 0.90, 0.97, 1.01, 1.06, 1.12, 1.13);
  // The rows begin with Sunday; each row has the hours from midnight.
  private static final int[][] HOURS = {
    {52, 45, 36, 26, 16, 9, 9, 11, 17, 26, 34, 38, 40, 40, 40, 40, 38, 42, 42, 40, 36, 35, 32, 25},
    {16, 9, 6, 4, 4, 6, 16, 32, 40, 38, 35, 35, 37, 37, 39, 38, 33, 40, 50, 50, 44, 42, 38, 28},
    {34, 28, 22, 16, 10, 7, 10, 20, 31, 35, 36, 37, 39, 39, 40, 39, 36, 43, 52, 54, 49, 49, 52, 50},
    {56, 48, 39, 29, 18, 9, 9, 12, 18, 26, 34, 38, 41, 42, 42, 41, 38, 43, 50, 50, 45, 45, 50, 52},
  };

  private Generator() {}

  /** Adds that many trips to the table {@code trip}. */
  static void generate(Connection connection, long rows) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(days());
      statement.execute(hours());
      // One row per slot; a slot is a day and an hour with its share of all trips.
      statement.execute(SLOTS.formatted(rows));
      statement.execute(TRIPS.formatted(rows));
      for (String table : List.of("day_share", "hour_share", "slot")) {
        statement.execute("drop table " + table);
      }
    }
  }

  private static String days() {
    return """
        create or replace temp table day_share as
        select
          cast(date '2015-01-01' + cast(range as integer) as date) as day,
          dayofweek(date '2015-01-01' + cast(range as integer)) as dow,
          cast(1000000 * %s[month(date '2015-01-01' + cast(range as integer))]
            * %s[dayofweek(date '2015-01-01' + cast(range as integer)) + 1]
            * case cast(date '2015-01-01' + cast(range as integer) as varchar)
                when '2015-01-26' then 0.62 when '2015-01-27' then 0.22
                when '2015-07-04' then 0.78 when '2015-11-26' then 0.75
                when '2015-12-24' then 0.80 when '2015-12-25' then 0.60 else 1.0 end
            * (0.96 + 0.08 * (hash(range, 1) %% 1000) / 1000e0) as bigint) as share
        from range(365)
        """
        .formatted(MONTHS, WEEKDAYS);
  }

  private static String hours() {
    StringBuilder values = new StringBuilder();
    for (int dow = 0; dow < 7; dow++) {
      int[] row = HOURS[dow == 0 ? 0 : dow < 5 ? 1 : dow == 5 ? 2 : 3];
      for (int hour = 0; hour < 24; hour++) {
        values.append(values.isEmpty() ? "" : ", ");
        values.append("(%d, %d, %d)".formatted(dow, hour, row[hour]));
      }
    }
    return "create or replace temp table hour_share as select * from (values %s) as v(dow, hour, share)"
        .formatted(values);
  }

  // Each slot is a range of the trip numbers, and a trip belongs to the slot whose range holds its
  // number. This is exact, because it uses whole numbers.
  private static final String SLOTS =
      """
      create or replace temp table slot as
      with daily as (
        select d.day, h.hour,
          d.share * h.share // (select sum(x.share) from hour_share x where x.dow = d.dow) as share
        from day_share d join hour_share h using (dow)
      ), running as (
        select day, hour, sum(share) over (order by day, hour) as upto,
          sum(share) over (order by day, hour) - share as since,
          sum(share) over () as whole
        from daily
      )
      select day, hour,
        cast((since * %1$d + whole - 1) // whole as bigint) as first,
        cast((upto * %1$d + whole - 1) // whole as bigint) as after
      from running
      """;

  private static final String TRIPS =
      """
      insert into trip
      with numbered as (
        select s.day, s.hour, n.range as id
        from range(%1$d) n asof join (select * from slot where first < after) s on n.range >= s.first
      ), chance as (
        select id, day, hour,
          (hash(id, 11) %% 1000003) / 1000003e0 as u1,
          (hash(id, 12) %% 1000003) / 1000003e0 as u2,
          (hash(id, 13) %% 1000003) / 1000003e0 as u3,
          cast(hash(id, 14) %% 3600 as integer) as second_of_hour,
          cast(hash(id, 15) %% 1000 as integer) as vendor,
          cast(hash(id, 16) %% 1000 as integer) as people,
          cast(hash(id, 17) %% 10000 as integer) as dirt,
          cast(hash(id, 18) %% 1000 as integer) as pays,
          cast(hash(id, 19) %% 1000 as integer) as tips,
          cast(hash(id, 20) %% 263 as integer) + 1 as origin,
          cast(hash(id, 21) %% 263 as integer) + 1 as goal
        from numbered
      ), squared as (
        select *, u1 * u1 as u4 from chance
      ), ridden as (
        select *,
          u3 < 0.021 as jfk,
          case when u3 < 0.021 then cast(1450 + 900 * u1 as integer)
               when u3 < 0.050 then cast(820 + 420 * u1 as integer)
               else cast(40 + 130 * u1 + 260 * u1 * u1 * u1 + 520 * u4 * u4 * u4 * u4 * u4 * u4 * u4 + 60 * u2 as integer)
          end as hundredths,
          case when hour between 8 and 18 then 9.5 when hour between 19 and 22 then 12.0 else 16.5 end
            * (0.75 + 0.5 * u2) as speed
        from squared
      ), timed as (
        select *,
          cast(day as timestamp) + to_seconds(hour * 3600 + second_of_hour) as pickup,
          cast(round(hundredths * 36 / (speed + hundredths / 150e0) + 75) as integer) as seconds
        from ridden
      ), metered as (
        select *,
          case when dirt < 62 then 0 when dirt = 9999 then -hundredths else hundredths end as miles,
          case when jfk then 5200
               else 250 + 50 * cast(ceil(hundredths / 20e0) as integer) + 50 * (seconds // 260) end as fare,
          case when jfk then 0 when hour >= 20 or hour < 6 then 50
               when hour between 16 and 19 and dayofweek(day) between 1 and 5 then 100 else 0 end as extra,
          case when jfk or hundredths > 800 and u2 < 0.45 then 554 else 0 end as tolls,
          case when pays < 625 then 1 when pays < 989 then 2 when pays < 994 then 3
               when pays < 999 then 4 else 5 end as payment
        from timed
      ), paid as (
        select *,
          case when payment <> 1 or tips < 60 then 0
               when tips < 800 then (fare + extra + tolls) * (18 + tips %% 5) // 100
               else 100 * (1 + tips %% 4) end as tip,
          case when payment in (3, 4) and dirt %% 7 = 0 then -1 else 1 end as sign
        from metered
      )
      select
        case when vendor < 470 then 1 else 2 end,
        pickup,
        pickup + to_seconds(seconds),
        case when dirt between 100 and 129 then null when people < 705 then 1 when people < 845 then 2
             when people < 886 then 3 when people < 905 then 4 when people < 962 then 5
             when people < 998 then 6 else 0 end,
        cast(miles / 100e0 as decimal(9, 2)),
        case when jfk then 2 else 1 end,
        case when dirt between 130 and 159 then null when vendor < 8 then 'Y' else 'N' end,
        case when jfk and u2 < 0.5 then 132 else origin end,
        case when jfk and u2 >= 0.5 then 132 else goal end,
        payment,
        cast(sign * fare / 100e0 as decimal(9, 2)),
        cast(sign * extra / 100e0 as decimal(9, 2)),
        cast(sign * 0.5 as decimal(9, 2)),
        cast(tip / 100e0 as decimal(9, 2)),
        cast(tolls / 100e0 as decimal(9, 2)),
        cast(sign * 0.3 as decimal(9, 2)),
        cast((sign * (fare + extra + 80) + tip + tolls) / 100e0 as decimal(9, 2)),
        null
      from paid
      order by pickup, id
      """;
}
