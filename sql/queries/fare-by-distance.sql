-- title: Fare by distance
-- description: What trips of a range of days cost, in bands of miles. Distances of zero or less are wrong
--   entries; they have their own bands, so that they are visible and do not distort the others.
-- chart: bar
-- parameter: from
--   type: date
--   label: First day
--   min: 2000-01-01
--   max: 2099-12-31
--   default: 2015-03-01
-- parameter: to
--   type: date
--   label: Last day
--   min: 2000-01-01
--   max: 2099-12-31
--   default: 2015-03-31

-- Ten decimals keep half a cent exact, and the last cast then rounds half up.
with banded as (
    select
        fare_amount,
        tip_amount,
        case
            when trip_distance is null then 9
            when trip_distance < 0 then 1
            when trip_distance = 0 then 2
            when trip_distance < 1 then 3
            when trip_distance < 2 then 4
            when trip_distance < 5 then 5
            when trip_distance < 10 then 6
            when trip_distance < 20 then 7
            else 8
        end as band
    from nyc_yellow_taxi
    where
        pickup_datetime >= cast(:from as date)
        and pickup_datetime < dateadd(day, 1, cast(:to as date))
)

select
    case band
        when 1 then 'Below zero'
        when 2 then 'Zero'
        when 3 then 'Below 1 mile'
        when 4 then '1 to 2 miles'
        when 5 then '2 to 5 miles'
        when 6 then '5 to 10 miles'
        when 7 then '10 to 20 miles'
        when 8 then '20 miles and more'
        else 'Not recorded'
    end as distance,
    count(*) as trips,
    cast(
        cast(cast(sum(fare_amount) as decimal(18, 2)) / count(fare_amount) as decimal(18, 10)) as decimal(18, 2)
    ) as average_fare,
    cast(
        cast(cast(sum(tip_amount) as decimal(18, 2)) / count(tip_amount) as decimal(18, 10)) as decimal(18, 2)
    ) as average_tip
from banded
group by band
order by band
