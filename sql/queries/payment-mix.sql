-- title: Payment mix
-- description: How the trips of each day of a month were paid for.
-- chart: stacked
-- parameter: month
--   type: month
--   label: Month
--   min: 2000-01
--   max: 2099-12
--   default: 2015-03

select
    trunc(pickup_datetime) as trip_date,
    case payment_type
        when 0 then 'Flexible fare'
        when 1 then 'Credit card'
        when 2 then 'Cash'
        when 3 then 'No charge'
        when 4 then 'Dispute'
        when 5 then 'Unknown'
        when 6 then 'Voided trip'
        else 'Not recorded'
    end as payment,
    count(*) as trips,
    sum(total_amount) as total_paid
from nyc_yellow_taxi
where
    pickup_datetime >= cast(:month || '-01' as date)
    and pickup_datetime < dateadd(month, 1, cast(:month || '-01' as date))
group by 1, 2
order by 1, 2
