-- The table of the queries, and how to fill it on Amazon Redshift.
-- Safe to run again: the table is never dropped, and its rows stay. Run the copy only once for each
-- file: Redshift does not notice rows that it already has.
-- The local cloud fills its table by running this very script.

-- Every query is about a period of time, so pickup_datetime is the sort key: Redshift skips blocks
-- without rows of the period. It is raw, because compressing the sort key would cost more than it saves.
-- diststyle auto: nothing joins this table, so it needs no distribution key. Redshift copies it to all
-- nodes while it is small, and spreads it evenly when it grows.
-- No column but the two times is "not null": the trip files have gaps.
-- Distances of 198623013.60 and -40840124.40 miles are in the files of 2015 and 2016, so trip_distance
-- has ten digits before its point. The amounts need seven. Up to 19 digits take the same eight bytes.
create table if not exists nyc_yellow_taxi (
    vendor_id smallint encode az64,
    pickup_datetime timestamp not null encode raw,
    dropoff_datetime timestamp not null encode az64,
    passenger_count smallint encode az64,
    trip_distance decimal(12, 2) encode az64,
    rate_code_id smallint encode az64,
    store_and_fwd_flag varchar(1) encode bytedict,
    pickup_location_id int encode az64,
    dropoff_location_id int encode az64,
    payment_type smallint encode az64,
    fare_amount decimal(9, 2) encode az64,
    extra decimal(9, 2) encode az64,
    mta_tax decimal(9, 2) encode az64,
    tip_amount decimal(9, 2) encode az64,
    tolls_amount decimal(9, 2) encode az64,
    improvement_surcharge decimal(9, 2) encode az64,
    total_amount decimal(9, 2) encode az64,
    congestion_surcharge decimal(9, 2) encode az64
)
diststyle auto
sortkey (pickup_datetime);

-- Gzip CSV with the columns in the table's order and one header line.
-- AWS lets nobody have a bucket of this name. In the local cloud it has trips, and any role may read
-- them. On AWS, write your own bucket, role and region here, or let cloudformation/deploy.sh do that
-- (DataS3Path, DataRoleArn, DataRegion).
copy nyc_yellow_taxi
from 's3://amzn-s3-demo-bucket/yellow_tripdata/'
iam_role 'arn:aws:iam::123456789012:role/YOUR-REDSHIFT-ROLE'
csv
gzip
ignoreheader 1
timeformat 'auto'
emptyasnull
region 'us-east-1';
