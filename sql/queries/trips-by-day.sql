-- title: Trips by day
-- description: How many trips began on each day of a month, how long and how far they went,
--   and what the meters charged. Every trip counts as it was recorded, wrong entries too.
-- chart: line
-- parameter: month
--   type: month
--   label: Month
--   min: 2000-01
--   max: 2099-12
--   default: 2015-03

-- An hour has 3600 seconds, so four decimals keep every half of a hundredth exact, and the last cast
-- then rounds half up. The sum is cast because in Redshift a wide dividend gives a quotient of fewer
-- decimals.
select
    trunc(pickup_datetime) as trip_date,
    count(*) as trips,
    cast(
        cast(cast(sum(datediff(second, pickup_datetime, dropoff_datetime)) as bigint) / 3600.0 as decimal(18, 4))
        as decimal(18, 2)
    ) as total_hours,
    sum(trip_distance) as total_distance,
    sum(fare_amount) as total_fare
from nyc_yellow_taxi
where
    pickup_datetime >= cast(:month || '-01' as date)
    and pickup_datetime < dateadd(month, 1, cast(:month || '-01' as date))
group by trunc(pickup_datetime)
order by trip_date
