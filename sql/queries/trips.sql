-- title: Trips
-- description: Every trip that began in a range of days, with all that was recorded, in the order of
--   time. A year of it is a long list: narrow the range, or download it.
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

-- All the columns break ties, so that the same question always gives the same order.
select
    vendor_id,
    pickup_datetime,
    dropoff_datetime,
    passenger_count,
    trip_distance,
    rate_code_id,
    store_and_fwd_flag,
    pickup_location_id,
    dropoff_location_id,
    payment_type,
    fare_amount,
    extra,
    mta_tax,
    tip_amount,
    tolls_amount,
    improvement_surcharge,
    total_amount,
    congestion_surcharge
from nyc_yellow_taxi
where
    pickup_datetime >= cast(:from as date)
    and pickup_datetime < dateadd(day, 1, cast(:to as date))
order by 2, 3, 1, 8, 9, 5, 17, 11, 14, 10, 4, 6, 7, 12, 13, 15, 16, 18
