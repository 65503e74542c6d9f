-- title: Busiest hours
-- description: Trips begun in each hour of each weekday of a month, the week from Monday.
-- chart: heatmap
-- fresh: 5m
-- refresh: 1m
-- least: 10s
-- abandon: 10m
-- parameter: month
--   type: month
--   label: Month
--   min: 2000-01
--   max: 2099-12
--   default: 2015-03

-- The weekday of Redshift is 0 on Sunday. Here the week begins on Monday with 1.
select
    mod(extract(dow from pickup_datetime) + 6, 7) + 1 as day_of_week,
    decode(
        extract(dow from pickup_datetime),
        0, 'Sunday', 1, 'Monday', 2, 'Tuesday', 3, 'Wednesday', 4, 'Thursday', 5, 'Friday', 'Saturday'
    ) as day_name,
    extract(hour from pickup_datetime) as hour_of_day,
    count(*) as trips
from nyc_yellow_taxi
where
    pickup_datetime >= cast(:month || '-01' as date)
    and pickup_datetime < dateadd(month, 1, cast(:month || '-01' as date))
group by 1, 2, 3
order by 1, 3
