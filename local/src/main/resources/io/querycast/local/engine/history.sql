-- What ran, was loaded and was unloaded, as the Data API writes it down, and Redshift's system tables and views over it.
-- Unlogged: after a crash the past of a laptop is not worth a write-ahead log. Whoever writes keeps the tables bounded.

create sequence redshift.query_ids start 100;

create unlogged table redshift.statements (
  query bigint primary key,
  userid oid not null,
  database text not null default 'dev',
  pid integer not null,
  xid bigint,
  starttime timestamp not null,
  endtime timestamp,
  text text not null,
  kind text not null default 'SELECT',
  status text not null default 'running' check (status in ('queued', 'running', 'success', 'failed', 'canceled')),
  rows bigint,
  bytes bigint,
  elapsed_us bigint,
  queue_us bigint,
  planning_us bigint,
  label text not null default 'default',
  error text,
  session_id text,
  statement_id text,
  client_ip text,
  result_cache_hit boolean not null default false);
create index on redshift.statements (pid);

create unlogged table redshift.connections (
  pid integer not null,
  userid oid not null,
  database text not null default 'dev',
  starttime timestamp not null,
  endtime timestamp,
  client text,
  application_name text);

create unlogged table redshift.loads (
  query bigint not null,
  userid oid not null,
  relation oid,
  table_name text,
  filename text not null,
  lines bigint not null default 0,
  bytes bigint not null default 0,
  errors bigint not null default 0,
  format text,
  starttime timestamp not null,
  endtime timestamp,
  status text not null default 'completed');
create index on redshift.loads (query);

create unlogged table redshift.load_errors (
  query bigint not null,
  userid oid not null,
  relation oid,
  pid integer,
  starttime timestamp not null,
  filename text,
  line_number bigint,
  colname text,
  type text,
  col_length text,
  position integer,
  raw_line text,
  raw_field_value text,
  err_code integer,
  err_reason text);
create index on redshift.load_errors (query);

create unlogged table redshift.unloads (
  query bigint not null,
  userid oid not null,
  pid integer,
  path text not null,
  line_count bigint not null default 0,
  transfer_size bigint not null default 0,
  file_format text,
  starttime timestamp not null,
  endtime timestamp);
create index on redshift.unloads (query);
