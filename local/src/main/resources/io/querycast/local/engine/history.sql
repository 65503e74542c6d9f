-- What ran, was loaded and was unloaded, as the Data API writes it down, and Redshift's system tables and views over it.
-- Unlogged: after a crash the past of a laptop is not worth a write-ahead log. Whoever writes keeps the tables bounded.

set search_path = pg_catalog;

create sequence rdsdb.query_ids start 100;

create unlogged table rdsdb.statements (
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
  result_cache_hit boolean not null default false,
  scanned oid[],
  written oid,
  -- The name of what is written: a table that the statement makes has no number when it begins.
  target text,
  -- Kept and not worked out in each view: the planner must know how many there are, and what it can find by an index, or it joins these
  -- views row by row. The older views have the number of a query as an integer.
  query_number integer not null generated always as (query::integer) stored unique,
  user_number integer not null generated always as (redshift.user_number(userid)) stored,
  aborted integer not null generated always as (case when status in ('failed', 'canceled') then 1 else 0 end) stored,
  family text not null generated always as (
    case when kind in ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'COPY', 'UNLOAD', 'CTAS') then 'QUERY'
      when kind = 'DDL' then 'DDL' else 'UTILITY' end) stored);
create index on rdsdb.statements (pid);

-- A statement outside a session of the Data API has a connection of its own.
create unlogged table rdsdb.connections (
  session_id text primary key,
  pid integer not null,
  userid oid not null,
  database text not null default 'dev',
  starttime timestamp not null,
  endtime timestamp);
create index on rdsdb.connections (endtime);

create unlogged table rdsdb.loads (
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
create index on rdsdb.loads (query);

create unlogged table rdsdb.load_errors (
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
create index on rdsdb.load_errors (query);

create unlogged table rdsdb.unloads (
  query bigint not null,
  userid oid not null,
  pid integer,
  path text not null,
  line_count bigint not null default 0,
  transfer_size bigint not null default 0,
  file_format text,
  starttime timestamp not null,
  endtime timestamp);
create index on rdsdb.unloads (query);

-- What one user may see of it: a superuser everything, others their own. A barrier, so that no error of a condition tells of the rest.
create view rdsdb.visible_statements with (security_barrier) as
  select s.*, replace(replace(s.text, E'\r', ''), E'\n', E'\\n') as line, coalesce(s.endtime, clock_timestamp() at time zone 'UTC') as until
  from rdsdb.statements s
  where redshift.own(s.userid);

-- A text in pieces, as the tables that keep whole texts give them.
create view rdsdb.statement_pieces as
  select s.*, piece.place as sequence, substr(s.line, piece.place * 200 + 1, 200) as piece
  from rdsdb.visible_statements s
  cross join lateral generate_series(0, greatest(length(s.line) - 1, 0) / 200) as piece(place);

create view rdsdb.visible_loads with (security_barrier) as
  select l.*, redshift.user_number(l.userid) as user_number from rdsdb.loads l where redshift.own(l.userid);
create view rdsdb.visible_unloads with (security_barrier) as
  select u.*, redshift.user_number(u.userid) as user_number from rdsdb.unloads u where redshift.own(u.userid);
create view rdsdb.visible_load_errors with (security_barrier) as
  select e.*, redshift.user_number(e.userid) as user_number from rdsdb.load_errors e where redshift.own(e.userid);

-- The tables behind what a statement names: a view is read through. It is strict, for most short statements name none, and a call takes
-- longer than all else that is written down when they begin.
create function redshift.tables_behind(named text[]) returns oid[] language sql stable strict as $$
  with recursive reached(oid) as (
    select pg_catalog.to_regclass(name)::oid from pg_catalog.unnest(named) as name
    union
    select d.refobjid from reached
    join pg_catalog.pg_rewrite r on r.ev_class = reached.oid
    join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_catalog.pg_class'::regclass
    join pg_catalog.pg_class v on v.oid = reached.oid and v.relkind = 'v')
  select pg_catalog.array_agg(c.oid order by c.oid) from reached join pg_catalog.pg_class c using (oid)
  where c.relkind in ('r', 'm') and c.relnamespace not in (select oid from pg_catalog.pg_namespace where nspname in ('redshift', 'rdsdb', 'pg_catalog'))
$$;

-- The identifiers of what the session did last; -1 says nothing yet. PostgreSQL's process is the session's.
create function redshift.pg_last_query_id() returns bigint language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(max(query), -1) from rdsdb.statements
  where pid = pg_backend_pid() and endtime is not null and kind in ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'COPY', 'UNLOAD', 'CTAS')
$$;
create function redshift.pg_last_copy_id() returns bigint language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(max(query), -1) from rdsdb.statements where pid = pg_backend_pid() and kind = 'COPY' and status = 'success'
$$;
create function redshift.pg_last_copy_count() returns bigint language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((select rows from rdsdb.statements where query = redshift.pg_last_copy_id()), 0)
$$;
create function redshift.pg_last_unload_id() returns bigint language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(max(query), -1) from rdsdb.statements where pid = pg_backend_pid() and kind = 'UNLOAD' and status = 'success'
$$;
create function redshift.pg_last_unload_count() returns bigint language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((select rows from rdsdb.statements where query = redshift.pg_last_unload_id()), 0)
$$;

-- ---------------------------------------------------------------------------------------------------------------------------
-- STL and SVL: statements.

create view redshift.stl_query as
  select user_number as userid, query_number as query, label::character(320) as label, xid, pid, database::character(32) as database,
    line::character(4000) as querytxt, starttime, until as endtime, aborted, 0 as insert_pristine, 0 as concurrency_scaling_status
  from rdsdb.visible_statements where family = 'QUERY' and endtime is not null;

create view redshift.stl_querytext as
  select user_number as userid, xid, pid, query_number as query, sequence, piece::character(200) as text
  from rdsdb.statement_pieces where family = 'QUERY';

create view redshift.stl_ddltext as
  select user_number as userid, xid, pid, label::character(320) as label, starttime, until as endtime, sequence, piece::character(200) as text
  from rdsdb.statement_pieces where kind in ('DDL', 'CTAS');

create view redshift.stl_utilitytext as
  select user_number as userid, xid, pid, label::character(320) as label, starttime, until as endtime, sequence, piece::character(200) as text
  from rdsdb.statement_pieces where family = 'UTILITY';

create view redshift.svl_statementtext as
  select user_number as userid, xid, pid, label::character(320) as label, starttime, until as endtime, sequence, family::varchar(10) as type,
    piece::character(200) as text
  from rdsdb.statement_pieces;

create view redshift.svl_qlog as
  select user_number as userid, query_number as query, xid, pid, starttime, until as endtime,
    coalesce(elapsed_us, extract(epoch from until - starttime) * 1000000)::bigint as elapsed, aborted, label::character(320) as label,
    line::character(60) as substring, null::integer as source_query, '0 - Ran on the main cluster'::text as concurrency_scaling_status, 0 as from_sp_call
  from rdsdb.visible_statements where family = 'QUERY' and endtime is not null;

create view redshift.svl_query_summary as
  select user_number as userid, query_number as query, 0 as stm, 0 as seg, 0 as step, elapsed_us as maxtime, elapsed_us as avgtime, rows, bytes,
    null::double precision as rate_row, null::double precision as rate_byte, 'return'::text as label, 'f'::character(1) as is_diskbased, 0::bigint as workmem,
    'f'::character(1) as is_rrscan, 'f'::character(1) as is_delayed_scan, 0::bigint as rows_pre_filter
  from rdsdb.visible_statements where family = 'QUERY' and status = 'success';

create view redshift.svl_query_report as
  select user_number as userid, query_number as query, 0 as slice, 0 as segment, 0 as step, starttime as start_time, until as end_time,
    elapsed_us as elapsed_time, rows, bytes, 'return'::character(256) as label, 'f'::character(1) as is_diskbased, 0::bigint as workmem,
    'f'::character(1) as is_rrscan, 'f'::character(1) as is_delayed_scan, 0::bigint as rows_pre_filter
  from rdsdb.visible_statements where family = 'QUERY' and status = 'success';

create view redshift.svl_query_metrics_summary as
  select user_number as userid, query_number as query, 100 as service_class, null::bigint as query_cpu_time, null::bigint as query_blocks_read,
    (elapsed_us / 1000000)::bigint as query_execution_time, null::numeric(38, 2) as query_cpu_usage_percent, null::bigint as query_temp_blocks_to_disk,
    null::bigint as segment_execution_time, null::numeric(38, 2) as cpu_skew, null::numeric(38, 2) as io_skew, null::bigint as scan_row_count,
    null::bigint as join_row_count, null::bigint as nested_loop_join_row_count, rows as return_row_count, null::bigint as spectrum_scan_row_count,
    null::bigint as spectrum_scan_size_mb, (coalesce(queue_us, 0) / 1000000)::bigint as query_queue_time, 'Default queue'::character(64) as service_class_name
  from rdsdb.visible_statements where family = 'QUERY' and endtime is not null;

create view redshift.svl_query_queue_info as
  select database, query_number as query, xid, user_number as userid, left(line, 100) as querytxt, starttime as queue_start_time,
    starttime as exec_start_time,
    100 as service_class, 1 as slots, (coalesce(queue_us, 0) / 1000000)::bigint as queue_elapsed, (coalesce(elapsed_us, 0) / 1000000)::bigint as exec_elapsed,
    (coalesce(elapsed_us, 0) / 1000000)::bigint as wlm_total_elapsed, 0::bigint as commit_queue_elapsed, 0::bigint as commit_exec_time,
    'Default queue'::character(64) as service_class_name
  from rdsdb.visible_statements where family = 'QUERY' and endtime is not null;

create view redshift.stl_return as
  select user_number as userid, query_number as query, 0 as slice, 0 as segment, 0 as step, starttime, until as endtime, 0 as tasknum, rows, bytes,
    0 as packets, 0::bigint as checksum
  from rdsdb.visible_statements where kind = 'SELECT' and status = 'success';

create view redshift.stl_insert as
  select user_number as userid, query_number as query, 0 as slice, 0 as segment, 1 as step, starttime, until as endtime, 0 as tasknum, rows,
    written::integer as tbl, 'f'::character(1) as inserted_mega_value, 'f'::character(1) as use_staging_table
  from rdsdb.visible_statements where kind in ('INSERT', 'COPY', 'CTAS', 'UPDATE', 'MERGE') and written is not null and status = 'success';

create view redshift.stl_delete as
  select user_number as userid, query_number as query, 0 as slice, 0 as segment, 1 as step, starttime, until as endtime, 0 as tasknum, rows,
    written::integer as tbl
  from rdsdb.visible_statements where kind in ('DELETE', 'UPDATE', 'MERGE') and written is not null and status = 'success';

create view redshift.stl_scan as
  select s.user_number as userid, s.query_number as query, 0 as slice, 0 as segment, 0 as step, s.starttime, s.until as endtime, 0 as tasknum,
    null::bigint as rows, null::bigint as bytes, null::bigint as fetches, 2 as type, scanned.relation::integer as tbl, 'f'::character(1) as is_rrscan,
    'f'::character(1) as is_delayed_scan, null::bigint as rows_pre_filter, null::bigint as rows_pre_user_filter,
    c.relname::character(136) as perm_table_name, 'f'::character(1) as is_rlf_scan, 0 as is_rlf_scan_reason, 0 as num_em_blocks, 0::bigint as checksum,
    0 as runtime_filtering, 0 as scan_region, 0 as num_sortkey_as_predicate, 0 as row_fetcher_state, 0::bigint as consumed_scan_ranges,
    0 as work_stealing_reason, 'f'::character(1) as is_vectorized_scan, 0 as is_vectorized_scan_reason, 0::bigint as row_fetcher_reason,
    0::bigint as topology_signature, 'f'::character(1) as use_tpm_partition, 'f'::character(1) as is_rrscan_expr
  from rdsdb.visible_statements s
  cross join lateral unnest(s.scanned) as scanned(relation)
  left join pg_catalog.pg_class c on c.oid = scanned.relation;

create view redshift.stl_wlm_query as
  select user_number as userid, xid, query_number as task, query_number as query, 100 as service_class, 1 as slot_count,
    starttime as service_class_start_time, starttime as queue_start_time, starttime as queue_end_time, coalesce(queue_us, 0) as total_queue_time,
    starttime as exec_start_time, until as exec_end_time, coalesce(elapsed_us, 0) as total_exec_time, until as service_class_end_time,
    'Completed'::character(16) as final_state, 'Normal'::character(20) as query_priority, 'Default queue'::character(64) as service_class_name
  from rdsdb.visible_statements where family = 'QUERY' and endtime is not null;

-- ---------------------------------------------------------------------------------------------------------------------------
-- STL: loads and unloads.

create view redshift.stl_load_errors as
  select user_number as userid, 0 as slice, relation::integer as tbl, starttime, pid as session, query::integer as query, filename::character(256) as filename,
    line_number, colname::character(127) as colname, type::character(10) as type, col_length::character(10) as col_length, position,
    raw_line::character(1024) as raw_line, raw_field_value::character(1024) as raw_field_value, err_code, err_reason::character(100) as err_reason,
    0 as is_partial, 0::bigint as start_offset, -1::bigint as copy_job_id
  from rdsdb.visible_load_errors;

create view redshift.stl_loaderror_detail as
  select user_number as userid, 0 as slice, pid as session, query::integer as query, filename::character(256) as filename, line_number,
    null::integer as field, colname::character(1024) as colname, raw_field_value::character(1024) as value,
    case when raw_field_value is null then 1 else 0 end as is_null, type::character(10) as type, col_length::character(10) as col_length
  from rdsdb.visible_load_errors;

create view redshift.stl_load_commits as
  select user_number as userid, query::integer as query, 0 as slice, filename::character(256) as name, filename::character(256) as filename,
    0 as byte_offset, lines::integer as lines_scanned, errors::integer as errors, coalesce(endtime, starttime) as curtime, 1 as status,
    format::character(16) as file_format, 0 as is_partial, 0::bigint as start_offset, -1::bigint as copy_job_id
  from rdsdb.visible_loads where status = 'completed';

create view redshift.stl_file_scan as
  select user_number as userid, query::integer as query, 0 as slice, filename::character(90) as name, lines, bytes,
    (extract(epoch from coalesce(endtime, starttime) - starttime) * 1000000)::bigint as loadtime, coalesce(endtime, starttime) as curtime, 0 as is_partial,
    0::bigint as start_offset
  from rdsdb.visible_loads;

create view redshift.stl_unload_log as
  select user_number as userid, query::integer as query, 0 as slice, pid, path::character(1280) as path, starttime as start_time, endtime as end_time,
    line_count, transfer_size, file_format::character(10) as file_format
  from rdsdb.visible_unloads;

-- ---------------------------------------------------------------------------------------------------------------------------
-- STL and STV: sessions, and what runs now.

-- One session is one row; what it runs is told to superusers and to itself.
create view redshift.pg_stat_activity as
  select a.datid, a.datname, a.pid as procpid, redshift.user_number(a.usesysid) as usesysid, a.usename,
    case when redshift.own(a.usesysid) then case when a.state = 'active'
      -- What runs is told as its user wrote it.
      then coalesce((select s.text from rdsdb.statements s where s.pid = a.pid and s.endtime is null order by s.starttime desc limit 1), '<IDLE>')
      else '<IDLE>' end else '<insufficient privilege>' end as current_query,
    a.query_start at time zone 'UTC' as query_start
  from pg_catalog.pg_stat_activity a
  where a.backend_type = 'client backend' and a.usename <> 'rdsdb';

create view redshift.stl_connection_log as
  select told.event::character(50) as event, case told.place when 3 then s.endtime else s.starttime end as recordtime, '127.0.0.1'::character(45) as remotehost,
    ''::character(32) as remoteport, s.pid, s.database::character(50) as dbname, pg_catalog.pg_get_userbyid(s.userid)::character(50) as username,
    'password'::character(32) as authmethod, case told.place when 3 then extract(epoch from s.endtime - s.starttime) * 1000000 else 0 end::bigint as duration,
    ''::character(50) as sslversion, ''::character(128) as sslcipher, 0 as mtu, ''::character(64) as sslcompression, ''::character(64) as sslexpansion,
    ''::character(36) as iamauthguid, 'querycast'::character(250) as application_name, ''::character(64) as os_version,
    ''::character(64) as driver_version, 'none'::character(32) as plugin_name, 2 as protocol_version, left(s.session_id, 36)::character(36) as sessionid,
    ''::character(8) as compression
  from rdsdb.connections s
  cross join (values (1, 'authenticated'), (2, 'initiating session'), (3, 'disconnecting session')) as told(place, event)
  where told.place < 3 or s.endtime is not null;

create view redshift.stl_sessions as
  select redshift.user_number(userid) as userid, starttime, endtime, pid as process, pg_catalog.pg_get_userbyid(userid)::character(50) as user_name,
    database::character(50) as db_name, 0 as timeout_sec, 2 as timed_out
  from rdsdb.connections where endtime is not null and redshift.own(userid);

create view redshift.stv_sessions as
  select starttime, pid as process, pg_catalog.pg_get_userbyid(userid)::character(50) as user_name, database::character(50) as db_name, 0 as timeout_sec
  from rdsdb.connections where endtime is null and redshift.own(userid);

create view redshift.stv_recents as
  select user_number as userid, case when endtime is null then 'Running' else 'Done' end::character(20) as status, starttime,
    least(coalesce(elapsed_us, extract(epoch from until - starttime) * 1000000), 2147483647)::integer as duration,
    pg_catalog.pg_get_userbyid(userid)::character(50) as user_name, database::character(50) as db_name, line::character(600) as query,
    case when endtime is null then pid else -1 end as pid
  from rdsdb.visible_statements;

create view redshift.stv_inflight as
  select user_number as userid, 0 as slice, query_number as query, label::character(320) as label, xid, pid, starttime, line::character(100) as text,
    0 as suspended, 0 as insert_pristine, 0 as concurrency_scaling_status
  from rdsdb.visible_statements where endtime is null and family = 'QUERY';

create view redshift.svv_query_inflight as
  select user_number as userid, 0 as slice, query_number as query, pid, starttime, 0 as suspended, piece::character(200) as text, sequence
  from rdsdb.statement_pieces where endtime is null and family = 'QUERY';

create view redshift.stv_wlm_query_state as
  select xid, query_number as task, query_number as query, 100 as service_class, 1 as slot_count, starttime as wlm_start_time,
    case status when 'queued' then 'QueuedWaiting' else 'Running' end::character(16) as state, coalesce(queue_us, 0) as queue_time,
    (extract(epoch from until - starttime) * 1000000)::bigint as exec_time, 'Normal'::character(20) as query_priority
  from rdsdb.visible_statements where endtime is null and family = 'QUERY';

create view redshift.stv_locks as
  select l.relation::integer as table_id, 0::bigint as last_commit, 0::bigint as last_update, l.pid::bigint as lock_owner, l.pid::bigint as lock_owner_pid,
    a.xact_start at time zone 'UTC' as lock_owner_start_ts, null::timestamp as lock_owner_end_ts, 'Holding write lock'::character(22) as lock_status
  from pg_catalog.pg_locks l
  join pg_catalog.pg_stat_activity a on a.pid = l.pid
  join rdsdb.relations r on r.real_oid = l.relation and r.users
  where l.granted and l.mode in ('RowExclusiveLock', 'AccessExclusiveLock', 'ExclusiveLock') and redshift.own(a.usesysid);

create view redshift.svv_transactions as
  select a.usename::text as txn_owner, a.datname::text as txn_db, (select s.xid from rdsdb.statements s where s.pid = a.pid order by s.query desc limit 1) as xid, a.pid,
    a.xact_start at time zone 'UTC' as txn_start, l.mode::text as lock_mode, case when l.relation is null then 'transactionid' else 'relation' end as
    lockable_object_type, l.relation::integer as relation, l.granted
  from pg_catalog.pg_stat_activity a
  join pg_catalog.pg_locks l on l.pid = a.pid
  where a.backend_type = 'client backend' and a.xact_start is not null and a.usename <> 'rdsdb' and redshift.own(a.usesysid)
    and (l.relation is null or l.relation in (select real_oid from rdsdb.relations where users));

-- ---------------------------------------------------------------------------------------------------------------------------
-- STV: one node with one slice and one queue, and what is on its disk.

create view redshift.stv_slices as select 0 as node, 0 as slice, 0 as localslice, 'D'::character(1) as type;
create view redshift.stv_node_storage_capacity as
  select 0 as node, (pg_catalog.pg_database_size(current_database()) / 1048576)::bigint as used, 190633::bigint as capacity;
create view redshift.stv_partitions as
  select 0 as owner, 0 as host, 0 as diskno, 0::bigint as part_begin, 199892140032::bigint as part_end,
    (pg_catalog.pg_database_size(current_database()) / 1048576)::integer as used, 0 as tossed, 190633 as capacity, 0::bigint as reads, 0::bigint as writes,
    0 as seek_forward, 0 as seek_back, 0 as is_san, 0 as failed, 0 as mbps, '/dev/xvdba'::character(256) as mount;

create view redshift.stv_tbl_perm as
  select 0 as slice, r.oid::integer as id, r.relname::character(72) as name, redshift.count_rows(r.real_oid) as rows,
    case when pg_catalog.cardinality(t.sortkeys) > 0 then redshift.count_rows(r.real_oid) else 0 end as sorted_rows,
    case when r.relpersistence = 't' then 1 else 0 end as temp, d.oid::integer as db_id, 0 as insert_pristine, 0 as delete_pristine,
    case when coalesce(t.backup, true) then 1 else 0 end as backup,
    case coalesce(t.diststyle, 'AUTO') when 'EVEN' then 0 when 'KEY' then 1 when 'ALL' then 8 else 10 end as dist_style,
    greatest(r.relnatts + 3, pg_catalog.pg_table_size(r.real_oid) / 1048576)::integer as block_count
  from rdsdb.relations r
  join pg_catalog.pg_database d on d.datname = current_database()
  left join rdsdb.table_attributes t on t.relation = r.real_oid
  where r.users and (r.relkind = 'r' or r.materialized);

create view redshift.stv_blocklist as
  select 0 as slice, (block.place % (r.relnatts + 3))::integer as col, r.oid::integer as tbl, (block.place / (r.relnatts + 3))::integer as blocknum,
    null::integer as num_values, 0 as extended_limits, null::bigint as minvalue, null::bigint as maxvalue, 0 as sb_pos, 0 as pinned, 1 as on_disk,
    0 as modified, 0 as hdr_modified, 0 as unsorted, 0 as tombstone, 0 as preferred_diskno, 0 as temporary, 0 as newblock, 0 as num_readers, 0 as flags
  from rdsdb.relations r
  cross join lateral generate_series(0, greatest(r.relnatts + 3, pg_catalog.pg_table_size(r.real_oid) / 1048576) - 1) as block(place)
  where r.users and (r.relkind = 'r' or r.materialized) and redshift.has_rows(r.real_oid);

create view redshift.svv_diskusage as
  select d.oid::integer as db_id, r.relname::character(72) as name, b.slice, b.col, b.tbl, b.blocknum, b.num_values, b.minvalue, b.maxvalue, b.sb_pos, b.pinned,
    b.on_disk, b.modified, b.hdr_modified, b.unsorted, b.tombstone, b.preferred_diskno, b.temporary, b.newblock
  from redshift.stv_blocklist b
  join rdsdb.relations r on r.oid = b.tbl::oid
  join pg_catalog.pg_database d on d.datname = current_database();

create view redshift.stv_wlm_service_class_config as
  select 100 as service_class, 'fixed user tasks'::character(32) as queueing_strategy, 5 as num_query_tasks, 5 as target_num_query_tasks,
    'false'::character(8) as evictable, 0::bigint as eviction_threshold, 836 as query_working_mem, 836 as target_query_working_mem, 5 as min_step_mem,
    'Default queue'::character(64) as name, 0::bigint as max_execution_time, false as user_group_wild_card, false as query_group_wild_card,
    'off'::character(20) as concurrency_scaling, 'Normal'::character(20) as query_priority, false as user_role_wild_card;
create view redshift.stv_wlm_service_class_state as
  select 100 as service_class, (select pg_catalog.count(*) from rdsdb.statements where status = 'queued')::integer as num_queued_queries,
    (select pg_catalog.count(*) from rdsdb.statements where status = 'running')::integer as num_executing_queries,
    (select pg_catalog.count(*) from rdsdb.statements)::integer as num_serviced_queries,
    (select pg_catalog.count(*) from rdsdb.statements where endtime is not null)::integer as num_executed_queries, 836 as query_working_mem,
    5 as num_query_tasks, 5 as target_num_query_tasks, 0 as num_concurrency_scaling_queries;
create view redshift.stv_wlm_classification_config as
  select 1 as id, '(any query)'::character(128) as condition, 0 as action_seq, 'assign query to service class 100'::character(64) as action,
    100 as action_service_class;
create view redshift.stv_cursor_configuration as
  select 0 as current_cursor_count, 1000 as max_diskspace_usable, 0 as current_diskspace_used;

-- The cursors of this session: the engine tells of no other's, nor how many rows a result will have. The driver has cursors too.
create view redshift.stv_active_cursors as
  select redshift.user_number(quote_ident(session_user)::regrole) as userid, name::character(256) as name,
    (select s.xid from rdsdb.statements s where s.pid = pg_backend_pid() order by s.query desc limit 1) as xid, pg_backend_pid() as pid, (creation_time at time zone 'UTC')::timestamp as starttime,
    null::bigint as row_count, null::bigint as byte_count, null::bigint as fetched_rows
  from pg_cursors where statement like 'declare %';
create view redshift.svv_active_cursors as
  select userid as user_id, trim(name)::varchar(128) as cursor_name, xid as transaction_id, pid as session_id, starttime as declare_time,
    byte_count as total_bytes, row_count as total_rows, fetched_rows, null::integer as cursor_storage_limit_used_percent
  from redshift.stv_active_cursors;

-- CREATE SCHEMA ... QUOTA: what it says, and what is used (commands.sql keeps to it).
create table rdsdb.schema_quotas (schema oid primary key, megabytes integer not null);
create view redshift.svv_schema_quota_state as
  select n.oid::integer as schema_id, n.nspname::character(128) as schema_name, redshift.user_number(redshift.shown_owner(n.oid, n.nspowner)) as schema_owner,
    q.megabytes as quota, used.megabytes as disk_usage, round(100.0 * used.megabytes / q.megabytes, 2)::double precision as disk_usage_pct
  from rdsdb.schema_quotas q
  join pg_catalog.pg_namespace n on n.oid = q.schema
  cross join lateral (select (coalesce(sum(pg_catalog.pg_total_relation_size(oid)), 0) / 1048576)::integer as megabytes
    from pg_catalog.pg_class where relnamespace = n.oid and relkind in ('r', 'm')) as used
  where has_schema_privilege(session_user, n.oid, 'usage');
create view redshift.svv_redshift_schema_quota as
  select current_database()::character(128) as database_name, schema_name, schema_owner, quota, disk_usage
  from redshift.svv_schema_quota_state;

-- ---------------------------------------------------------------------------------------------------------------------------
-- SYS views: the same facts for clusters and serverless alike.

create view redshift.sys_query_history as
  select user_number as user_id, query as query_id, label::character(320) as query_label, xid as transaction_id, pid as session_id,
    database::character(128) as database_name, kind::character(32) as query_type, status::character(10) as status, result_cache_hit, starttime as start_time,
    until as end_time, coalesce(elapsed_us, extract(epoch from until - starttime) * 1000000)::bigint as elapsed_time, coalesce(queue_us, 0) as queue_time,
    greatest(coalesce(elapsed_us, 0) - coalesce(queue_us, 0) - coalesce(planning_us, 0), 0) as execution_time,
    coalesce(error, '')::character(512) as error_message, coalesce(rows, 0) as returned_rows, coalesce(bytes, 0) as returned_bytes,
    line::character(4000) as query_text, redshift.version()::character(256) as redshift_version, null::character(150) as usage_limit,
    'primary'::varchar(32) as compute_type, 0::bigint as compile_time, coalesce(planning_us, 0) as planning_time, 0::bigint as lock_wait_time,
    100 as service_class_id, 'Default queue'::character(64) as service_class_name, 'Normal'::varchar(20) as query_priority,
    'false'::varchar(10) as short_query_accelerated, md5(line)::character(40) as user_query_hash, md5(regexp_replace(line, E'''[^'']*''|[0-9]+', '?',
      'g'))::character(40)
      as generic_query_hash, 2 as query_hash_version
  from rdsdb.visible_statements;

create view redshift.sys_query_text as
  select user_number as user_id, query as query_id, xid as transaction_id, pid as session_id, starttime as start_time, piece.place as sequence,
    substr(replace(line, E'\\n', ' '), piece.place * 4000 + 1, 4000)::character(4000) as text
  from rdsdb.visible_statements
  cross join lateral generate_series(0, greatest(length(line) - 1, 0) / 4000) as piece(place);

-- One row for what was read of each table, one for what was written and one for what was returned.
create view redshift.sys_query_detail as
  select s.user_number as user_id, s.query as query_id, 1 as child_query_sequence, 0 as stream_id, 0 as segment_id, step.place as step_id,
    step.name as step_name, step.relation::integer as table_id,
    case when c.oid is not null then current_database() || '.' || c.relnamespace::regnamespace::text || '.' || c.relname end::character(136) as table_name,
    'f'::character(1) as is_rrscan, s.starttime as start_time, s.until as end_time,
    coalesce(s.elapsed_us, extract(epoch from s.until - s.starttime) * 1000000)::bigint as duration, ''::text as alert, null::bigint as input_bytes,
    null::bigint as input_rows, case when step.name = 'return' then s.bytes end as output_bytes, case when step.name <> 'scan' then s.rows end as output_rows,
    0::bigint as blocks_read, 0::bigint as blocks_write, 0::bigint as local_read_io, 0::bigint as remote_read_io, ''::text as source,
    0 as data_skewness, 0 as time_skewness, case when s.endtime is null then 't' else 'f' end::character(1) as is_active,
    0::bigint as spilled_block_local_disk, 0::bigint as spilled_block_remote_disk, ''::character(64) as step_attribute, 'step'::text as metrics_level,
    null::integer as plan_parent_id, null::integer as plan_node_id
  from rdsdb.visible_statements s
  cross join lateral (
    select (each.place - 1)::integer as place, 'scan'::text as name, each.relation from unnest(s.scanned) with ordinality as each(relation, place)
    union all
    select 1000, case when s.kind = 'DELETE' then 'delete' else 'insert' end, s.written
      where s.written is not null and s.kind in ('INSERT', 'UPDATE', 'DELETE', 'MERGE', 'COPY', 'CTAS')
    union all
    select 1001, 'return', null where s.kind = 'SELECT') step
  left join pg_catalog.pg_class c on c.oid = step.relation
  where s.family = 'QUERY';

create view redshift.sys_load_history as
  select l.user_number as user_id, l.query as query_id, s.xid as transaction_id, s.pid as session_id, coalesce(s.database, current_database()) as database_name,
    case when pg_catalog.bool_and(l.status = 'completed') then 'completed' else 'aborted' end as status,
    pg_catalog.max(l.table_name) as table_name, pg_catalog.min(l.starttime) as start_time, pg_catalog.max(l.endtime) as end_time,
    (extract(epoch from pg_catalog.max(l.endtime) - pg_catalog.min(l.starttime)) * 1000000)::bigint as duration,
    regexp_replace(pg_catalog.min(l.filename), '[^/]*$', '') as data_source, pg_catalog.max(l.format) as file_format,
    pg_catalog.sum(l.lines - l.errors)::bigint as loaded_rows, pg_catalog.sum(l.bytes)::bigint as loaded_bytes,
      pg_catalog.count(*)::integer as source_file_count,
    pg_catalog.sum(l.bytes)::bigint as source_file_bytes, pg_catalog.count(*)::integer as file_count_scanned,
    pg_catalog.sum(l.bytes)::bigint as file_bytes_scanned, pg_catalog.sum(l.errors)::bigint as error_count, 0::bigint as copy_job_id
  from rdsdb.visible_loads l
  left join rdsdb.statements s on s.query = l.query
  group by l.user_number, l.query, s.xid, s.pid, s.database;

create view redshift.sys_load_detail as
  select user_number as user_id, query as query_id, filename::character(256) as file_name,
    least(bytes, 2147483647)::integer as bytes_scanned, least(lines, 2147483647)::integer as lines_scanned, coalesce(endtime, starttime) as record_time,
    1 as splits_scanned, starttime as start_time, endtime as end_time, null::character(256) as file_etag, null::timestamp as file_last_modified
  from rdsdb.visible_loads;

create view redshift.sys_load_error_detail as
  select e.user_number as user_id, e.query as query_id, s.xid as transaction_id, e.pid as session_id,
    coalesce(s.database, current_database())::character(64) as database_name, e.relation::integer as table_id, e.starttime as start_time,
    e.filename::character(256) as file_name, e.line_number, e.colname::character(127) as column_name, e.type::character(10) as column_type,
    e.col_length::character(10) as column_length, e.position, e.err_code as error_code, e.err_reason::character(512) as error_message
  from rdsdb.visible_load_errors e
  left join rdsdb.statements s on s.query = e.query;

create view redshift.sys_unload_history as
  select u.user_number as user_id, u.query as query_id, s.xid as transaction_id, u.pid as session_id, coalesce(s.database, current_database()) as database_name,
    case when coalesce(s.status, 'success') = 'success' then 'completed' when s.status in ('failed', 'canceled') then 'aborted' else s.status end as status,
    pg_catalog.min(u.starttime) as start_time, pg_catalog.max(u.endtime) as end_time,
    (extract(epoch from pg_catalog.max(u.endtime) - pg_catalog.min(u.starttime)) * 1000000)::bigint as duration, pg_catalog.max(u.file_format) as file_format,
    null::text as compression_type, regexp_replace(pg_catalog.min(u.path), '[^/]*$', '') as unloaded_location,
    pg_catalog.sum(u.line_count)::bigint as unloaded_rows, pg_catalog.count(*) as unloaded_files_count,
      pg_catalog.sum(u.transfer_size)::bigint as unloaded_files_size,
    s.error as error_message
  from rdsdb.visible_unloads u
  left join rdsdb.statements s on s.query = u.query
  group by u.user_number, u.query, s.xid, u.pid, s.database, s.status, s.error;

create view redshift.sys_unload_detail as
  select u.user_number as user_id, u.query::integer as query_id, u.pid as session_id, s.xid as transaction_id, u.path::character(1280) as file_name,
    u.starttime as start_time, u.endtime as end_time, u.line_count, u.transfer_size, u.file_format::character(10) as file_format
  from rdsdb.visible_unloads u
  left join rdsdb.statements s on s.query = u.query;

create view redshift.sys_session_history as
  select redshift.user_number(userid) as user_id, pid as session_id, database::character(50) as database_name,
    case when endtime is null then 'active' else 'closed' end::character(20) as status, 0 as session_timeout, starttime as start_time, endtime as end_time
  from rdsdb.connections where redshift.own(userid);

create view redshift.sys_connection_log as
  select event, recordtime as record_time, remotehost as remote_host, remoteport as remote_port, pid as session_id, dbname as database_name,
    username as user_name, authmethod as auth_method, duration, sslversion as ssl_version, sslcipher as ssl_cipher, mtu, sslcompression as ssl_compression,
    sslexpansion as ssl_expansion, iamauthguid as iam_auth_guid, application_name, driver_version, os_version, plugin_name, protocol_version,
    sessionid as global_session_id
  from redshift.stl_connection_log;

create view redshift.sys_transaction_history as
  select user_number as user_id, xid as transaction_id, 'Snapshot Isolation'::text as isolation_level,
    case when pg_catalog.bool_or(aborted = 1) then 'rolledback' else 'committed' end as status, pg_catalog.min(starttime) as transaction_start_time,
    pg_catalog.max(until) as commit_start_time, pg_catalog.max(until) as commit_end_time, 0::bigint as blocks_committed, -1::bigint as undo_transaction_id
  from rdsdb.visible_statements
  where xid is not null and endtime is not null
  group by user_number, xid;

create view redshift.svl_user_info as
  select usename, usesysid, usecreatedb, usesuper, usecatupd, useconnlimit, syslogaccess, last_ddl_ts, sessiontimeout, external_id as external_user_id
  from redshift.pg_user_info
  where usesysid <> 1 and redshift.own(redshift.user_oid(usesysid));

-- ---------------------------------------------------------------------------------------------------------------------------
-- Of the rest there is nothing on a laptop: no steps of a plan over slices, no queues, no external tables. The columns are there,
-- so that questions run and find nothing.

do $empty$
declare
  kept record;
begin
  for kept in select * from (values
    ('stl_aggr',
      'userid integer, query integer, slice integer, segment integer, step integer, starttime timestamp, endtime timestamp,
       tasknum integer, rows bigint, bytes bigint, slots integer, occupied integer, maxlength integer, tbl integer,
       is_diskbased character(1), workmem bigint, type character(6), resizes integer, flushable integer,
       used_unique_prefetch_type character(1)'),
    ('stl_alert_event_log',
      'userid integer, query integer, slice integer, segment integer, step integer, pid integer, xid bigint, event character(1024),
       solution character(1024), event_time timestamp'),
    ('stl_analyze',
      'userid integer, xid bigint, database character(30), table_id integer, status character(15), rows double precision,
       modified_rows double precision, threshold_percent integer, is_auto character(1), starttime timestamp, endtime timestamp,
       prevtime timestamp, num_predicate_cols integer, new_predicate_cols integer, is_background character(1),
       auto_analyze_phase character(100), schema_name character(128), table_name character(136)'),
    ('stl_analyze_compression',
      'userid integer, start_time timestamp, xid bigint, tbl integer, tablename character(128), col integer, old_encoding character(15),
       new_encoding character(15), mode character(14), best_compression_encoding character(15), recommended_bytes character(15),
       best_compression_bytes numeric(19,2), ndv bigint'),
    ('stl_bcast',
      'userid integer, query integer, slice integer, segment integer, step integer, starttime timestamp, endtime timestamp,
       tasknum integer, rows bigint, bytes bigint, packets integer'),
    ('stl_commit_stats',
      'xid bigint, node integer, startqueue timestamp, startwork timestamp, endflush timestamp, endstage timestamp, endlocal timestamp,
       startglobal timestamp, endtime timestamp, queuelen bigint, permblocks bigint, newblocks bigint, dirtyblocks bigint,
       headers bigint, numxids integer, oldestxid bigint, extwritelatency bigint, metadatawritten integer, tombstonedblocks bigint,
       tossedblocks bigint, batched_by bigint'),
    ('stl_compile_info',
      'userid integer, xid bigint, pid integer, query integer, segment integer, locus integer, starttime timestamp, endtime timestamp,
       compile integer'),
    ('stl_disk_full_diag',
      'currenttime bigint, node_num bigint, query_id bigint, temp_blocks bigint'),
    ('stl_dist',
      'userid integer, query integer, slice integer, segment integer, step integer, starttime timestamp, endtime timestamp,
       tasknum integer, rows bigint, bytes bigint, packets integer'),
    ('stl_error',
      'userid integer, process character(12), recordtime timestamp, pid integer, errcode integer, file character(90), linenum integer,
       context character(100), error character(512)'),
    ('stl_explain',
      'userid integer, query integer, nodeid integer, parentid integer, plannode character(400), info character(400)'),
    ('stl_hash',
      'userid integer, query integer, slice integer, segment integer, step integer, starttime timestamp, endtime timestamp,
       tasknum integer, rows bigint, bytes bigint, slots integer, occupied integer, maxlength integer, tbl integer,
       is_diskbased character(1), workmem bigint, num_parts integer, est_rows bigint, num_blocks_permitted integer, resizes integer,
       checksum bigint, runtime_filter_size integer, max_runtime_filter_size integer'),
    ('stl_hashjoin',
      'userid integer, query integer, slice integer, segment integer, step integer, starttime timestamp, endtime timestamp,
       tasknum integer, rows bigint, tbl integer, num_parts integer, join_type integer, hash_looped character(1),
       switched_parts character(1), used_prefetching character(1), hash_segment integer, hash_step integer, checksum bigint,
       distribution integer'),
    ('stl_limit',
      'userid integer, query integer, slice integer, segment integer, step integer, starttime timestamp, endtime timestamp,
       tasknum integer, rows bigint, checksum bigint'),
    ('stl_load_trace',
      'userid integer, query integer, slice integer, recordtime timestamp, pid integer, name character(256)'),
    ('stl_merge',
      'userid integer, query integer, slice integer, segment integer, step integer, starttime timestamp, endtime timestamp,
       tasknum integer, rows bigint'),
    ('stl_mergejoin',
      'userid integer, query integer, slice integer, segment integer, step integer, starttime timestamp, endtime timestamp,
       tasknum integer, rows bigint, tbl integer, checksum bigint'),
    ('stl_mv_state',
      'userid bigint, starttime timestamp, xid bigint, event_desc character(500), db_name character(128),
       base_table_schema character(128), base_table_name character(128), mv_schema character(128), mv_name character(128),
       state character(32)'),
    ('stl_nestloop',
      'userid integer, query integer, slice integer, segment integer, step integer, starttime timestamp, endtime timestamp,
       tasknum integer, rows bigint, tbl integer, checksum bigint'),
    ('stl_parse',
      'userid integer, query integer, slice integer, segment integer, step integer, starttime timestamp, endtime timestamp,
       tasknum integer, rows bigint'),
    ('stl_plan_info',
      'userid integer, query integer, nodeid integer, segment integer, step integer, locus integer, plannode integer,
       startupcost double precision, totalcost double precision, rows bigint, bytes bigint'),
    ('stl_project',
      'userid integer, query integer, slice integer, segment integer, step integer, starttime timestamp, endtime timestamp,
       tasknum integer, rows bigint, checksum bigint'),
    ('stl_query_metrics',
      'userid integer, service_class integer, query integer, segment integer, step_type integer, starttime timestamp, slices integer,
       max_rows bigint, rows bigint, max_cpu_time bigint, cpu_time bigint, max_blocks_read bigint, blocks_read bigint,
       max_run_time bigint, run_time bigint, max_blocks_to_disk bigint, blocks_to_disk bigint, step integer, max_query_scan_size bigint,
       query_scan_size bigint, query_priority integer, query_queue_time bigint, service_class_name character(64)'),
    ('stl_replacements',
      'userid integer, query integer, slice integer, tbl integer, starttime timestamp, session integer, filename character(256),
       line_number bigint, colname character(127), raw_line character(1024)'),
    ('stl_restarted_sessions',
      'currenttime timestamp, dbname character(50), newpid integer, oldpid integer, username character(50), remotehost character(45),
       remoteport character(32), parkedtime timestamp, session_vars character(2000)'),
    ('stl_s3client',
      'userid integer, query integer, slice integer, recordtime timestamp, pid integer, http_method character(64), bucket character(64),
       key character(256), transfer_size bigint, data_size bigint, start_time bigint, end_time bigint, transfer_time bigint,
       compression_time bigint, connect_time bigint, app_connect_time bigint, retries bigint, request_id character(32),
       extended_request_id character(128), ip_address character(64), is_partial integer, start_offset bigint'),
    ('stl_s3client_error',
      'userid integer, query integer, sliceid integer, recordtime timestamp, pid integer, http_method character(64),
       bucket character(64), key character(256), error character(1024), is_partial integer, start_offset bigint'),
    ('stl_save',
      'userid integer, query integer, slice integer, segment integer, step integer, starttime timestamp, endtime timestamp,
       tasknum integer, rows bigint, bytes bigint, tbl integer, is_diskbased character(1), workmem bigint'),
    ('stl_schema_quota_violations',
      'ownerid integer, xid bigint, pid integer, userid integer, schema_id integer, schema_name character(128), quota integer,
       disk_usage integer, disk_usage_pct double precision, timestamp timestamp'),
    ('stl_sort',
      'userid integer, query integer, slice integer, segment integer, step integer, starttime timestamp, endtime timestamp,
       tasknum integer, rows bigint, bytes bigint, tbl integer, is_diskbased character(1), workmem bigint, checksum bigint'),
    ('stl_sshclient_error',
      'userid integer, query integer, slice integer, recordtime timestamp, pid integer, ssh_username character(1024),
       endpoint character(1024), command character(4096), error character(1024)'),
    ('stl_stream_segs',
      'userid integer, query integer, stream integer, segment integer'),
    ('stl_tr_conflict',
      'xact_id bigint, process_id bigint, xact_start_ts timestamp, abort_time timestamp, table_id bigint'),
    ('stl_undone',
      'xact_id bigint, xact_id_undone bigint, undo_start_ts timestamp, undo_end_ts timestamp, table_id bigint'),
    ('stl_unique',
      'userid integer, query integer, slice integer, segment integer, step integer, starttime timestamp, endtime timestamp,
       tasknum integer, rows bigint, is_diskbased character(1), slots integer, workmem bigint, max_buffers_used bigint,
       type character(6)'),
    ('stl_usage_control',
      'eventtime timestamp, query integer, xid bigint, pid integer, usage_limit_id character(40), feature_type character(30)'),
    ('stl_userlog',
      'userid integer, username character(50), oldusername character(50), action character(10), usecreatedb integer, usesuper integer,
       usecatupd integer, valuntil timestamp, pid integer, xid bigint, recordtime timestamp'),
    ('stl_vacuum',
      'userid integer, xid bigint, table_id integer, status character(30), rows bigint, sortedrows integer, blocks integer,
       max_merge_partitions integer, eventtime timestamp, reclaimable_rows bigint, reclaimable_space_mb bigint, cutoff_xid bigint,
       is_recluster integer'),
    ('stl_window',
      'userid integer, query integer, slice integer, segment integer, step integer, starttime timestamp, endtime timestamp,
       tasknum integer, rows bigint, is_diskbased character(1), workmem bigint'),
    ('stl_wlm_error',
      'userid integer, recordtime timestamp, pid integer, error_string character(256)'),
    ('stl_wlm_rule_action',
      'userid integer, query integer, service_class integer, rule character(256), action character(256), recordtime timestamp,
       action_value character(256), service_class_name character(64)'),
    ('stv_db_isolation_level',
      'db_name character(128), isolation_level character(20)'),
    ('stv_exec_state',
      'userid integer, query integer, slice integer, segment integer, step integer, starttime timestamp, currenttime timestamp,
       tasknum integer, rows bigint, bytes bigint, label character(256), is_diskbased character(1), workmem bigint, num_parts integer,
       is_rrscan character(1), is_delayed_scan character(1)'),
    ('stv_load_state',
      'userid integer, session integer, query integer, slice integer, pid integer, recordtime timestamp, bytes_to_load bigint,
       bytes_loaded bigint, bytes_to_load_compressed bigint, bytes_loaded_compressed bigint, lines integer, num_files integer,
       num_files_complete integer, current_file character(256), pct_complete integer'),
    ('stv_ml_model_info',
      'user_name character(128), schema_name character(128), model_name character(128), life_cycle character(20),
       is_refreshable integer, model_state character(128)'),
    ('stv_mv_deps',
      'db_name character(128), schema character(128), name character(128), ref_schema character(128), ref_name character(128),
       ref_database_name character(128)'),
    ('stv_query_metrics',
      'userid integer, service_class integer, query integer, segment integer, step_type integer, starttime timestamp, slices integer,
       max_rows bigint, rows bigint, max_cpu_time bigint, cpu_time bigint, max_blocks_read bigint, blocks_read bigint,
       max_run_time bigint, run_time bigint, max_blocks_to_disk bigint, blocks_to_disk bigint, step integer, max_query_scan_size bigint,
       query_scan_size bigint, query_priority integer, query_queue_time bigint'),
    ('stv_startup_recovery_state',
      'db_id integer, table_id integer, table_name character(137)'),
    ('stv_tbl_trans',
      'slice integer, id integer, rows bigint, size bigint, query_id bigint, ref_cnt integer, from_suspended integer,
       prep_swap integer'),
    ('stv_wlm_qmr_config',
      'service_class integer, rule_name character(256), action character(256), metric_name character(256),
       metric_operator character(256), metric_value character(256), action_value character(256)'),
    ('stv_wlm_query_queue_state',
      'service_class integer, position integer, task integer, query integer, slot_count integer, start_time timestamp,
       queue_time bigint'),
    ('stv_wlm_query_task_state',
      'service_class integer, task integer, query integer, level integer, slot_count integer, start_time timestamp, exec_time bigint'),
    ('stv_xrestore_alter_queue_state',
      'userid integer, db_id integer, schema character(128), table_name character(128), status character(128), task_type integer'),
    ('svcs_concurrency_scaling_usage',
      'start_time timestamp, end_time timestamp, queries bigint, usage_in_seconds double precision'),
    ('svl_auto_worker_action',
      'table_id integer, type character(32), status character(128), eventtime timestamp, sequence integer,
       previous_state character(200)'),
    ('svl_compile',
      'userid integer, xid bigint, pid integer, query integer, segment integer, locus integer, starttime timestamp, endtime timestamp,
       compile integer'),
    ('svl_datashare_change_log',
      'userid integer, username varchar(128), pid integer, xid bigint, share_id integer, share_name varchar(128),
       source_database_id integer, source_database_name varchar(128), consumer_database_id integer,
       consumer_database_name varchar(128), arn varchar(192), recordtime timestamp, action varchar(128), status integer,
       share_object_type varchar(64), share_object_id integer, share_object_name varchar(128), target_user_type varchar(16),
       target_userid integer, target_username varchar(128), consumer_account varchar(16), consumer_namespace varchar(64),
       producer_account varchar(16), producer_namespace varchar(64), attribute_name varchar(64), attribute_value varchar(128),
       message varchar(512)'),
    ('svl_datashare_cross_region_usage',
      'query integer, segment bigint, start_time time, end_time time, transferred_data bigint, source_region character(25),
       recordtime timestamp'),
    ('svl_datashare_usage_consumer',
      'userid integer, pid integer, xid bigint, request_id varchar(50), request_type varchar(25), transaction_uid varchar(50),
       recordtime timestamp, status integer, error varchar(512)'),
    ('svl_datashare_usage_producer',
      'share_id integer, share_name varchar(128), request_id varchar(50), request_type varchar(25), object_type varchar(64),
       object_oid integer, object_name varchar(128), consumer_account varchar(16), consumer_namespace varchar(64),
       consumer_transaction_uid varchar(50), recordtime timestamp, status integer, error varchar(512), consumer_region character(64)'),
    ('svl_federated_query',
      'userid integer, xid bigint, pid integer, query integer, sourcetype character(32), recordtime timestamp,
       querytext character(4000), num_rows bigint, num_bytes bigint, duration bigint'),
    ('svl_multi_statement_violations',
      'userid integer, database character(32), cmdname character(20), xid bigint, pid integer, label character(320),
       starttime timestamp, endtime timestamp, sequence integer, type character(10), text character(200)'),
    ('svl_qerror',
      'userid integer, query integer, step_type character(20), reldiff double precision, estimate bigint, actual bigint'),
    ('svl_query_metrics',
      'userid integer, query integer, service_class integer, dimension character(24), segment integer, step integer,
       step_label character(30), query_cpu_time bigint, query_blocks_read bigint, query_execution_time bigint,
       query_cpu_usage_percent numeric(38,2), query_temp_blocks_to_disk bigint, segment_execution_time bigint, cpu_skew numeric(38,2),
       io_skew numeric(38,2), scan_row_count bigint, join_row_count bigint, nested_loop_join_row_count bigint, return_row_count bigint,
       spectrum_scan_row_count bigint, spectrum_scan_size_mb bigint, query_queue_time bigint'),
    ('svl_restore_alter_table_progress',
      'tbl integer, progress text, message text'),
    ('svl_s3list',
      'query integer, segment integer, node integer, slice integer, eventtime timestamp, bucket text, prefix text,
       recursive character(1), retrieved_files integer, max_file_size bigint, avg_file_size double precision, generated_splits integer,
       avg_split_length double precision, duration bigint'),
    ('svl_s3log',
      'pid integer, query integer, segment integer, step integer, node integer, slice integer, eventtime timestamp, message text'),
    ('svl_s3partition',
      'query integer, segment integer, node integer, slice integer, starttime timestamp, endtime timestamp, duration bigint,
       total_partitions integer, qualified_partitions integer, assigned_partitions integer, assignment character(1)'),
    ('svl_s3partition_summary',
      'query integer, segment integer, assignment character(1), min_starttime timestamp, max_endtime timestamp, min_duration bigint,
       max_duration bigint, avg_duration bigint, total_partitions integer, qualified_partitions integer,
       min_assigned_partitions integer, max_assigned_partitions integer, avg_assigned_partitions bigint'),
    ('svl_s3query',
      'userid integer, query integer, segment integer, step integer, node integer, slice integer, starttime timestamp,
       endtime timestamp, elapsed bigint, external_table_name character(136), file_format character(16), is_partitioned character(1),
       is_rrscan character(1), s3_scanned_rows bigint, s3_scanned_bytes bigint, s3query_returned_rows bigint,
       s3query_returned_bytes bigint, files integer, splits integer, total_split_size bigint, max_split_size bigint,
       total_retries integer, max_retries integer, max_request_duration bigint, avg_request_duration double precision,
       max_request_parallelism integer, avg_request_parallelism double precision'),
    ('svl_s3query_summary',
      'userid integer, query integer, xid bigint, pid integer, segment integer, step integer, starttime timestamp, endtime timestamp,
       elapsed bigint, aborted integer, external_table_name character(136), file_format character(16), is_partitioned character(1),
       is_rrscan character(1), is_nested character(1), s3_scanned_rows bigint, s3_scanned_bytes bigint, s3query_returned_rows bigint,
       s3query_returned_bytes bigint, files integer, files_max integer, files_avg integer, splits integer, splits_max integer,
       splits_avg integer, total_split_size bigint, max_split_size bigint, avg_split_size bigint, total_retries integer,
       max_retries integer, max_request_duration bigint, avg_request_duration bigint, max_request_parallelism integer,
       avg_request_parallelism double precision, total_slowdown_count bigint, max_slowdown_count integer'),
    ('svl_s3retries',
      'query integer, segment integer, node integer, slice integer, eventtime timestamp, retries integer, successful_fetches integer,
       file_size bigint, location text, message text'),
    ('svl_spatial_simplify',
      'query integer, line_number bigint, maximum_tolerance double precision, initial_size integer, simplified character(1),
       final_size integer, final_tolerance double precision'),
    ('svl_spectrum_scan_error',
      'userid integer, query integer, location character(256), rowid character(2100), colname character(128),
       original_value character(128), modified_value character(128), trigger character(128), action character(128),
       action_value character(128), error_code integer'),
    ('svl_stored_proc_call',
      'userid integer, session_userid integer, query integer, label character(320), xid bigint, pid integer, database character(32),
       querytxt character(4000), starttime timestamp, endtime timestamp, aborted integer, from_sp_call integer'),
    ('svl_stored_proc_messages',
      'userid integer, session_userid integer, pid integer, xid bigint, query integer, recordtime timestamp, loglevel integer,
       loglevel_text character(10), message character(1024), linenum integer, querytxt character(500), label character(320),
       aborted integer'),
    ('svl_terminate',
      'pid integer, eventtime timestamp, userid integer, type character(50)'),
    ('svl_udf_log',
      'query bigint, message character(4096), created timestamp, traceback character(4096), funcname character(256), node integer,
       slice integer, seq integer'),
    ('svl_vacuum_percentage',
      'xid bigint, percentage bigint'),
    ('svv_attached_masking_policy',
      'policy_name text, schema_name text, table_name text, table_type text, grantor text, grantee text, grantee_type text,
       priority integer, input_columns text, output_columns text'),
    ('svv_copy_job_integrations',
      'db_name character(128), job_name character(128), job_id bigint, job_state integer'),
    ('svv_datashare_privileges',
      'datashare_name text, privilege_type text, identity_id integer, identity_name text, identity_type text, admin_option boolean'),
    ('svv_geography_columns',
      'f_table_catalog varchar(128), f_table_schema varchar(128), f_table_name varchar(128), f_geography_column varchar(128),
       coord_dimension integer, srid integer, type varchar(128)'),
    ('svv_geometry_columns',
      'f_table_catalog varchar(128), f_table_schema varchar(128), f_table_name varchar(128), f_geometry_column varchar(128),
       coord_dimension integer, srid integer, type varchar(128)'),
    ('svv_iam_privileges',
      'iam_arn text, command_type text, identity_id integer, identity_name text, identity_type text'),
    ('svv_identity_providers',
      'uid integer, name text, type text, instanceid character(128), namespc text, params text, enabled boolean'),
    ('svv_integration',
      'integration_id character(128), target_database character(128), source character(128), state character(128), current_lag bigint,
       last_replicated_checkpoint character(128), total_tables_replicated integer, total_tables_failed integer,
       creation_time timestamp, refresh_interval integer, source_database character(128), is_history_mode boolean'),
    ('svv_integration_table_mapping',
      'integration_id character(128), source_database character(128), target_database character(128),
       source_schema_name character(128), target_schema_name character(128), source_table_name character(128),
       target_table_name character(128), source_column_name character(128), target_column_name character(128),
       source_data_type character(128), target_data_type character(128)'),
    ('svv_integration_table_state',
      'integration_id character(128), target_database character(128), schema_name character(128), table_name character(128),
       table_state character(128), table_last_replicated_checkpoint character(128), reason character(256),
       last_updated_timestamp timestamp, table_rows bigint, table_size bigint, is_history_mode boolean'),
    ('svv_masking_policy',
      'policy_database text, policy_name text, input_columns text, policy_expression text, policy_modified_by text,
       policy_modified_time timestamp'),
    ('svv_ml_model_info',
      'schema_name character(128), user_name character(128), model_name character(128), life_cycle character(20),
       is_refreshable integer, model_state character(128)'),
    ('svv_ml_model_privileges',
      'namespace_name text, model_name text, model_version integer, privilege_type text, identity_id integer, identity_name text,
       identity_type text, admin_option boolean'),
    ('svv_mv_dependency',
      'database_name character(128), schema_name character(128), name character(128), dependent_database_name character(128),
       dependent_schema_name character(128), dependent_name character(128)'),
    ('svv_query_state',
      'userid integer, query integer, seg integer, step integer, maxtime interval, avgtime interval, rows bigint, bytes bigint,
       cpu bigint, memory bigint, rate_row double precision, rate_byte double precision, label character(25), is_diskbased character(1),
       workmem bigint, num_parts integer, is_rrscan character(1), is_delayed_scan character(1)'),
    ('svv_restore_table_state',
      'table_id integer, table_name character(137)'),
    ('svv_rls_applied_policy',
      'username text, query integer, xid bigint, pid integer, recordtime time, command character(1), datname text, relschema text,
       relname text, polname text, poldefault character(1)'),
    ('svv_rls_attached_policy',
      'relschema text, relname text, relkind text, polname text, grantor text, grantee text, granteekind text, is_pol_on boolean,
       is_rls_on boolean, rls_conjunction_type character(3)'),
    ('svv_rls_policy',
      'poldb text, polname text, polalias text, polatts text, polqual text, polenabled boolean, polmodifiedby text,
       polmodifiedtime timestamp'),
    ('svv_rls_relation',
      'datname text, relschema text, relname text, relkind text, is_rls_on boolean, is_rls_datashare_on boolean,
       rls_conjunction_type character(3)'),
    ('svv_vacuum_progress',
      'table_name text, status text, time_remaining_estimate text'),
    ('svv_vacuum_summary',
      'table_name text, xid bigint, sort_partitions bigint, merge_increments bigint, elapsed_time bigint, row_delta bigint,
       sortedrow_delta bigint, block_delta integer, max_merge_partitions integer'),
    ('sys_analyze_compression_history',
      'user_id integer, start_time timestamp, transaction_id bigint, table_id integer, table_name character(128),
       column_position integer, old_encoding character(15), new_encoding character(15), mode character(14)'),
    ('sys_analyze_history',
      'user_id integer, transaction_id bigint, query_id bigint, database_name character(30), table_id integer,
       schema_name character(128), table_name character(136), status character(15), is_automatic boolean, rows double precision,
       modified_rows double precision, threshold_percent integer, start_time timestamp, end_time timestamp, is_background boolean,
       auto_analyze_phase character(100), last_analyze_time timestamp'),
    ('sys_applied_masking_policy_log',
      'policy_name text, user_id integer, record_time timestamp, process_id integer, transaction_id bigint, query_id bigint,
       database_name text, relation_name text, schema_name text, relation_kind text'),
    ('sys_auto_table_optimization',
      'transaction_id bigint, session_id integer, table_id integer, alter_table_type character(32), status character(128),
       event_time timestamp, alter_from character(200), alter_to character(200)'),
    ('sys_automatic_optimization',
      'session_id integer, database_name character(128), object_type character(30), object_ids character(512),
       task_type character(100), event character(50), event_time timestamp, status character(512), compute_type character(100),
       task_details character(512)'),
    ('sys_child_query_text',
      'user_id integer, query_id bigint, child_query_sequence integer, sequence integer, text character(4000)'),
    ('sys_copy_job',
      'job_id bigint, job_name character(128), iam_role character(128), job_text character(256), is_auto integer,
       on_error_suspend integer'),
    ('sys_copy_job_detail',
      'user_id integer, database_name text, job_id integer, job_name text, file_location text, file_name text, file_size bigint,
       file_etag text, job_text character(256), modification_time timestamp, enqueue_time timestamp, status character(1)'),
    ('sys_copy_job_info',
      'job_id bigint, job_name character(128), database_name character(128), record_time timestamp, message character(512)'),
    ('sys_copy_replacements',
      'user_id integer, query_id bigint, table_id integer, start_time timestamp, session_id integer, file_name character(256),
       line_number bigint, column_name character(127), raw_line character(1024)'),
    ('sys_external_query_detail',
      'user_id integer, query_id bigint, child_query_sequence integer, transaction_id bigint, segment_id integer,
       source_type character(32), start_time timestamp, end_time timestamp, duration bigint, total_partitions integer,
       qualified_partitions integer, scanned_files bigint, returned_rows bigint, returned_bytes bigint, file_format text,
       file_location text, external_query_text text, warning_message character(4000), table_name character(136),
       is_recursive character(1), is_nested character(1), s3list_time bigint, get_partition_time bigint'),
    ('sys_external_query_error',
      'user_id integer, query_id bigint, file_location character(256), rowid character(2100), column_name character(127),
       original_value character(1024), modified_value character(1024), trigger character(128), action character(128),
       action_value character(128), error_code integer'),
    ('sys_datashare_change_log',
      'user_id integer, user_name varchar(128), session_id integer, transaction_id bigint, share_id integer, share_name varchar(128),
       source_database_id integer, source_database_name varchar(128), consumer_database_id integer,
       consumer_database_name varchar(128), arn varchar(192), record_time timestamp, action varchar(128), status integer,
       share_object_type varchar(64), share_object_id integer, share_object_name varchar(128), target_user_type varchar(16),
       target_user_id integer, target_user_name varchar(128), consumer_account varchar(16), consumer_namespace varchar(64),
       producer_account varchar(16), producer_namespace varchar(64), attribute_name varchar(64), attribute_value varchar(128),
       message varchar(512)'),
    ('sys_datashare_cross_region_usage',
      'query_id integer, child_query_sequence integer, segment_id bigint, start_time time, end_time time, transferred_data bigint,
       source_region character(25), query_uuid character(36)'),
    ('sys_datashare_usage_consumer',
      'user_id integer, session_id integer, transaction_id bigint, request_id varchar(50), request_type varchar(25),
       transaction_uid varchar(50), record_time timestamp, status integer, error_message varchar(512)'),
    ('sys_datashare_usage_producer',
      'share_id integer, share_name varchar(128), request_id varchar(50), request_type varchar(25), object_type varchar(64),
       object_oid integer, object_name varchar(128), consumer_account varchar(16), consumer_namespace varchar(64),
       consumer_transaction_uid varchar(50), record_time timestamp, status integer, error_message varchar(512),
       consumer_region character(64)'),
    ('sys_extra_compute_for_automatic_optimization',
      'start_time timestamp, end_time timestamp, query_count bigint, compute_seconds numeric(27,0)'),
    ('sys_integration_activity',
      'integration_id character(128), target_database character(128), source character(128), checkpoint_name character(128),
       checkpoint_type character(16), checkpoint_bytes bigint, last_commit_timestamp timestamp, modified_tables integer,
       integration_start_time timestamp, integration_end_time timestamp'),
    ('sys_integration_table_activity',
      'integration_id character(128), checkpoint_name character(128), target_database character(128), schema_name character(128),
       table_name character(128), table_id integer, record_time timestamp, transaction_id bigint, inserted_rows bigint,
       deleted_rows bigint, updated_rows bigint, bytes_ingested bigint'),
    ('sys_integration_table_state_change',
      'integration_id character(128), database_name character(128), schema_name character(128), table_name character(128),
       new_state character(128), table_last_replicated_checkpoint character(128), state_change_reason character(256),
       record_time timestamp'),
    ('sys_mv_state',
      'user_id integer, transaction_id bigint, session_id integer, database_name character(128), event_desc character(500),
       start_time timestamp, base_table_database_name character(128), base_table_schema character(128), base_table_name character(128),
       mv_schema character(128), mv_name character(128), state character(32)'),
    ('sys_procedure_call',
      'session_user_id integer, security_user_id integer, query_id bigint, query_text character(4000), start_time timestamp,
       end_time timestamp, status character(10), caller_procedure_query_id bigint'),
    ('sys_procedure_messages',
      'user_id integer, session_user_id integer, session_id integer, transaction_id bigint, query_id bigint, record_time timestamp,
       log_level character(10), message character(1024), line_number integer'),
    ('sys_query_explain',
      'user_id integer, query_id bigint, child_query_sequence integer, plan_node_id integer, plan_parent_id integer,
       plan_node character(400), plan_info character(400)'),
    ('sys_restore_log',
      'event_time timestamp, database_name character(128), schema_name character(128), table_name character(128), table_id integer,
       status character(128), message character(1024)'),
    ('sys_restore_state',
      'user_id integer, database_name character(128), schema_name character(128), table_id integer, table_name character(128),
       redistribution_status character(128), precentage_redistributed double precision, redistribution_type character(128)'),
    ('sys_schema_quota_violations',
      'owner_id integer, user_id integer, transaction_id bigint, session_id integer, schema_id integer, schema_name character(128),
       quota integer, disk_usage integer, record_time timestamp'),
    ('sys_serverless_usage',
      'start_time timestamp, end_time timestamp, compute_seconds double precision, compute_capacity double precision,
       data_storage integer, cross_region_transferred_data integer, charged_seconds integer'),
    ('sys_spatial_simplify',
      'query_id bigint, line_number bigint, maximum_tolerance double precision, initial_size bigint, simplified character(1),
       final_size bigint, final_tolerance double precision'),
    ('sys_stream_scan_errors',
      'external_schema_name character(128), stream_name character(128), mv_name character(128), transaction_id bigint, query_id bigint,
       record_time timestamp, partition_id character(128), position character(128), error_code integer, error_reason character(128)'),
    ('sys_stream_scan_states',
      'external_schema_name character(128), stream_name character(128), mv_name character(128), transaction_id bigint, query_id bigint,
       record_time timestamp, partition_id character(128), latest_position character(128), scanned_rows bigint, skipped_rows bigint,
       scanned_bytes bigint, stream_record_time_min timestamp, stream_record_time_max timestamp'),
    ('sys_udf_log',
      'query_id bigint, record_time timestamp, message character(4096), function_name character(256), traceback character(4096),
       sequence integer'),
    ('sys_userlog',
      'user_id integer, user_name character(50), original_user_name character(50), action character(10), has_create_db_privs integer,
       is_superuser integer, has_update_catalog_privs integer, password_expiration timestamp, session_id integer, transaction_id bigint,
       record_time timestamp'),
    ('sys_vacuum_history',
      'user_id integer, transaction_id bigint, query_id bigint, database_name text, schema_name text, table_name text, table_id bigint,
       vacuum_type text, is_automatic boolean, status text, start_time timestamp, end_time timestamp, record_time timestamp,
       duration bigint, rows_before_vacuum bigint, size_before_vacuum bigint, reclaimable_rows bigint, reclaimed_rows bigint,
       reclaimed_blocks bigint, sorted_rows_before_vacuum bigint, sorted_rows_after_vacuum bigint')) as named(view_name, columns)
  loop
    execute (select format('create view redshift.%I as select %s where false', kept.view_name,
        string_agg(format('null::%s as %I', split.type, split.name), ', ' order by each.place))
      from regexp_split_to_table(kept.columns, ',[[:space:]]+(?=[a-z])') with ordinality as each(text, place)
      cross join lateral (select split_part(each.text, ' ', 1) as name, substr(each.text, strpos(each.text, ' ') + 1) as type) split);
  end loop;
end
$empty$;

-- What concurrency scaling adds to the views on the left side: nothing here.
do $same$
declare
  kept record;
begin
  for kept in select * from (values
    ('stl_alert_event_log', 'svcs_alert_event_log'), ('svl_compile', 'svcs_compile'), ('stl_explain', 'svcs_explain'),
    ('stl_plan_info', 'svcs_plan_info'), ('svl_query_summary', 'svcs_query_summary'), ('svl_s3list', 'svcs_s3list'),
    ('svl_s3log', 'svcs_s3log'), ('svl_s3partition_summary', 'svcs_s3partition_summary'),
    ('svl_s3query_summary', 'svcs_s3query_summary'), ('stl_stream_segs', 'svcs_stream_segs'),
    ('stl_unload_log', 'svcs_unload_log'), ('svcs_concurrency_scaling_usage', 'svl_concurrency_scaling_usage')) as pair(known, same)
  loop
    execute format('create view redshift.%I as select * from redshift.%I', kept.same, kept.known);
  end loop;
end
$same$;

-- The views that the guide shows to superusers alone; the rest shows everybody her own.
select redshift.grant_reading(array[
  'stl_analyze', 'stl_commit_stats', 'stl_connection_log', 'stl_disk_full_diag', 'stl_error', 'stl_restarted_sessions',
  'stl_schema_quota_violations', 'stl_tr_conflict', 'stl_undone', 'stl_userlog', 'stl_vacuum', 'stl_wlm_error',
  'stl_usage_control', 'stv_blocklist', 'stv_cursor_configuration', 'stv_db_isolation_level', 'stv_locks',
  'stv_node_storage_capacity', 'stv_partitions', 'stv_query_metrics', 'stv_startup_recovery_state', 'stv_tbl_perm',
  'stv_wlm_classification_config', 'stv_wlm_qmr_config', 'stv_wlm_service_class_config', 'stv_wlm_service_class_state',
  'stv_tbl_trans', 'svl_auto_worker_action', 'svl_terminate', 'svl_vacuum_percentage', 'svl_concurrency_scaling_usage',
  'svcs_concurrency_scaling_usage', 'svv_diskusage', 'svv_vacuum_progress', 'svv_vacuum_summary', 'svv_masking_policy',
  'svv_attached_masking_policy', 'svv_rls_policy', 'svv_rls_attached_policy', 'svv_rls_relation', 'svv_restore_table_state',
  'svv_integration', 'svv_integration_table_state', 'svv_rls_applied_policy', 'sys_integration_table_activity',
  'sys_integration_table_state_change', 'sys_analyze_history', 'sys_auto_table_optimization', 'sys_connection_log',
  'sys_copy_job', 'sys_restore_log', 'sys_restore_state', 'sys_schema_quota_violations', 'sys_serverless_usage',
  'sys_transaction_history', 'sys_userlog', 'sys_vacuum_history', 'sys_automatic_optimization',
  'sys_datashare_cross_region_usage', 'sys_extra_compute_for_automatic_optimization']);
drop function redshift.grant_reading(text[]);

-- From here on CHAR takes no character of several bytes. The views above come before: the names and texts of which they tell may
-- hold any.
update pg_cast set castfunc = 'redshift.char_length_of_type'::regproc
  where castsource = 'bpchar'::regtype and casttarget = 'bpchar'::regtype;

reset search_path;
