-- Materialised views: when their tables have changed, what REFRESH has done, and the views that tell it.

set search_path = pg_catalog;

-- incremental and mutable are what the query lets Redshift do; REFRESH computes it anew here. refreshed is what the last REFRESH has seen.
create table rdsdb.materialized_views (
  relation oid primary key,
  auto_refresh boolean not null default false,
  incremental boolean not null default false,
  mutable boolean not null default false,
  refreshed pg_snapshot not null default pg_current_snapshot());

-- The tables that a materialised view reads, those of views that it reads too.
create table rdsdb.view_sources (
  source oid,
  relation oid,
  primary key (source, relation));

-- Which transactions have changed such a table. Each writes rows of its own, so that none waits for another.
create table rdsdb.changes (
  source oid,
  xid xid8,
  primary key (source, xid));

create unlogged table rdsdb.refreshes (
  userid oid not null,
  relation oid not null,
  schema_name name not null,
  mv_name name not null,
  xid bigint not null,
  pid integer not null,
  starttime timestamp not null,
  endtime timestamp not null,
  status text not null);

create function redshift.sources(relation oid) returns setof oid language sql stable set search_path = pg_catalog, pg_temp
begin atomic
  with recursive read(oid) as (
    select $1
    union
    select d.refobjid from read r join pg_rewrite w on w.ev_class = r.oid join pg_depend d on d.objid = w.oid
      where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass
        and (r.oid = $1 or (select relkind from pg_class where pg_class.oid = r.oid) = 'v'))
  select c.oid from read join pg_class c on c.oid = read.oid and c.relkind in ('r', 'm') where c.oid <> $1;
end;

create function redshift.table_changed() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into rdsdb.changes
    select tg_relid, pg_current_xact_id() where exists (select from rdsdb.view_sources where source = tg_relid)
    on conflict do nothing;
  return null;
end
$$;

create function redshift.keep_materialized(relation regclass, auto_refresh boolean, incremental boolean, mutable boolean) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  read oid;
begin
  perform redshift.require_owner(relation);
  delete from rdsdb.materialized_views kept where not exists (select from pg_class where oid = kept.relation);
  delete from rdsdb.view_sources kept where not exists (select from pg_class where oid = kept.relation);
  insert into rdsdb.materialized_views values ($1, $2, $3, $4);
  perform redshift.require_quota((select relnamespace from pg_class where oid = $1));
  for read in select redshift.sources($1) loop
    insert into rdsdb.view_sources values (read, $1);
    if not exists (select from pg_trigger where tgrelid = read and tgname = 'table_changed') and (select relkind from pg_class where oid = read) = 'r' then
      execute format('create trigger table_changed after insert or update or delete or truncate on %s execute function redshift.table_changed()', read::regclass);
    end if;
  end loop;
end
$$;

create function redshift.keep_refresh(relation regclass, by_itself boolean) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform redshift.require_owner(relation);
  update rdsdb.materialized_views kept set auto_refresh = $2 where kept.relation = $1;
end
$$;

create function redshift.is_stale(relation oid) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp
  return (select kept.mutable or exists (select from rdsdb.view_sources s join rdsdb.changes c using (source)
      where s.relation = $1 and not pg_visible_in_snapshot(c.xid, kept.refreshed))
    from rdsdb.materialized_views kept where kept.relation = $1);

create function redshift.keep_refreshed(what regclass, since timestamptz, status text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform redshift.require_owner(what);
  update rdsdb.materialized_views set refreshed = pg_current_snapshot() where relation = what;
  delete from rdsdb.changes c where not exists (select from rdsdb.view_sources s join rdsdb.materialized_views m using (relation)
    where s.source = c.source and not pg_visible_in_snapshot(c.xid, m.refreshed));
  insert into rdsdb.changes select what, pg_current_xact_id() where exists (select from rdsdb.view_sources where source = what) on conflict do nothing;
  delete from rdsdb.refreshes where endtime < localtimestamp - interval '7 days';
  insert into rdsdb.refreshes
    select quote_ident(session_user)::regrole, c.oid, nspname, relname, pg_current_xact_id()::text::bigint, pg_backend_pid(), since, clock_timestamp(), status
    from pg_class c join pg_namespace n on n.oid = relnamespace where c.oid = what;
end
$$;

-- The words are those of the examples of r_SVL_MV_REFRESH_STATUS.
create function redshift.refresh(what regclass) returns void language plpgsql as $$
declare
  since timestamptz := pg_catalog.clock_timestamp();
  stale boolean := redshift.is_stale(what);
begin
  execute pg_catalog.format('refresh materialized view %s', what);
  perform redshift.require_quota((select relnamespace from pg_catalog.pg_class where oid = what));
  perform redshift.keep_refreshed(what, since, case when not stale then 'MV was already updated'
    when redshift.is_incremental(what) then 'Refresh successfully updated MV incrementally'
    else 'Refresh successfully recomputed MV from scratch' end);
end
$$;

create function redshift.is_incremental(relation oid) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp
  return (select incremental from rdsdb.materialized_views kept where kept.relation = $1);

-- "You can't rename a materialized view", and no view is altered as a table is (materialized-view-create-sql-command, "DDL updates").
create function redshift.require_table(what regclass, renames boolean) returns void
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  kept record;
begin
  select relname, relkind into kept from pg_class where oid = what;
  if kept.relkind = 'm' and renames then
    raise wrong_object_type using message = format('cannot rename materialized view "%s"', kept.relname);
  elsif kept.relkind in ('v', 'm') and not renames then
    raise wrong_object_type using message = format('"%s" is not a table', kept.relname);
  end if;
end
$$;

create view redshift.svv_mv_info as
  select current_database()::character(128) as database_name, r.nspname::character(128) as schema_name,
    pg_get_userbyid(r.relowner)::character(128) as user_name, r.relname::character(128) as name,
    case when redshift.is_stale(r.real_oid) then 't' else 'f' end::character(1) as is_stale, m.incremental::integer as state,
    'f'::character(1) as autorewrite, case when m.auto_refresh then 't' else 'f' end::character(1) as autorefresh
  from rdsdb.relations r
  join rdsdb.materialized_views m on m.relation = r.real_oid
  where r.materialized and redshift.own(r.relowner);

create view redshift.stv_mv_info as
  select database_name as db_name, schema_name as schema, name, null::bigint as updated_upto_xid, is_stale, user_name as owner_user_name, state,
    autorewrite, autorefresh
  from redshift.svv_mv_info;

create view redshift.svl_mv_refresh_status as
  select current_database()::character(128) as db_name, redshift.user_number(userid) as userid, schema_name::character(128) as schema_name,
    mv_name::character(128) as mv_name, xid, starttime, endtime, status, 'Manual'::character(32) as refresh_type
  from rdsdb.refreshes where redshift.own(userid);

create view redshift.sys_mv_refresh_history as
  select redshift.user_number(userid) as user_id, redshift.user_number(userid) as session_user_id, xid as transaction_id, null::bigint as query_id,
    null::bigint as consumer_query_id, pid as session_id, current_database()::character(128) as database_name,
    schema_name::character(128) as schema_name, relation::bigint as mv_id, mv_name::character(128) as mv_name, 'Manual'::character(32) as refresh_type,
    status, starttime as start_time, endtime as end_time, (extract(epoch from endtime - starttime) * 1000000)::bigint as duration,
    null::integer as refresh_num
  from rdsdb.refreshes where redshift.own(userid);
