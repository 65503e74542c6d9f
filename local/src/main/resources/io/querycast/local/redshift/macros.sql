-- What the rewritten statements lean on. Only they may name this schema.
create schema if not exists redshift;

create or replace macro redshift.divisor(value) as
    case when value = 0 then error('divide by zero') else value end;

create or replace view redshift.pg_tables as
select
    'public' as schemaname,
    table_name as tablename,
    'awsuser' as tableowner
from duckdb_tables()
where schema_name = 'main' and table_name not like 'local\_%' escape '\';

create or replace view redshift.svv_tables as
select
    'dev' as table_catalog,
    'public' as table_schema,
    tablename as table_name,
    'BASE TABLE' as table_type
from redshift.pg_tables;

create or replace view redshift.schema_tables as
select * from redshift.svv_tables;

create or replace view redshift.svv_columns as
select
    'dev' as table_catalog,
    'public' as table_schema,
    c.table_name,
    c.column_name,
    c.column_index as ordinal_position,
    case when c.is_nullable then 'YES' else 'NO' end as is_nullable,
    case
        when c.data_type like 'DECIMAL%' then 'numeric'
        when c.data_type = 'VARCHAR' then 'character varying'
        when c.data_type = 'TIMESTAMP' then 'timestamp without time zone'
        else lower(c.data_type)
    end as data_type,
    c.numeric_precision,
    c.numeric_scale
from duckdb_columns() as c
inner join redshift.pg_tables as t on c.table_name = t.tablename and c.schema_name = 'main';

create or replace view redshift.schema_columns as
select * from redshift.svv_columns;

create or replace view redshift.pg_table_def as
select
    table_schema as schemaname,
    table_name as tablename,
    column_name as "column",
    data_type as "type",
    is_nullable = 'NO' as "notnull"
from redshift.svv_columns;

-- What the Data API's catalogue operations list. The length of a text is in its column's comment,
-- since the engine has no such length.
create or replace view redshift.local_columns as
select
    case
        when schema_name = 'main' then 'public'
        when starts_with(table_name, 'schema_') then 'information_schema'
        else 'pg_catalog'
    end as table_schema,
    case
        when starts_with(table_name, 'schema_') then table_name[8:]
        else table_name
    end as table_name,
    case when schema_name = 'main' then 'TABLE' else 'SYSTEM VIEW' end as table_type,
    column_name,
    column_index as ordinal_position,
    data_type,
    is_nullable,
    numeric_precision,
    numeric_scale,
    coalesce(try_cast(comment as integer), 65535) as text_length
from duckdb_columns()
where
    schema_name in ('main', 'redshift')
    and not starts_with(table_name, 'local_')
    and not internal;
