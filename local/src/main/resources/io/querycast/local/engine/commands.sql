-- Commands of Redshift that PostgreSQL does not have, as functions. They run as the user who calls.

-- ALTER TABLE APPEND: the rows move, by the names of their columns.
create function redshift.append(target regclass, source regclass) returns bigint
language plpgsql as $$
declare
  names text;
  moved bigint;
begin
  select string_agg(pg_catalog.quote_ident(s.attname), ', ' order by s.attnum) into names
  from pg_catalog.pg_attribute s
    join pg_catalog.pg_attribute t on t.attname = s.attname and t.attrelid = target
  where s.attrelid = source and s.attnum > 0 and not s.attisdropped and not t.attisdropped;
  if names is null then
    raise invalid_table_definition using message = 'no column of the source table is in the target table';
  end if;
  execute pg_catalog.format('insert into %s (%s) overriding system value select %s from %s', target, names, names, source);
  get diagnostics moved = row_count;
  execute pg_catalog.format('delete from %s', source);
  return moved;
end $$;

-- CREATE OR REPLACE VIEW: Redshift lets the columns change, PostgreSQL does not.
create function redshift.drop_replaced_view(name text) returns void
language plpgsql as $$
begin
  if pg_catalog.to_regclass(name) is not null
    and exists (select from pg_catalog.pg_class where oid = pg_catalog.to_regclass(name) and relkind = 'v') then
    execute pg_catalog.format('drop view %s', pg_catalog.to_regclass(name));
  end if;
end $$;

-- A temporary table is searched before all if pg_temp is not named: what runs with all rights names it last.

-- DROP TABLE: views WITH NO SCHEMA BINDING do not hold a table back.
-- Who may not drop the table gets the views back, because her command fails as a whole.
create function redshift.forget_late_views(gone regclass) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  late regclass;
begin
  for late in
    select distinct v.oid::regclass
    from pg_catalog.pg_depend d
      join pg_catalog.pg_rewrite r on r.oid = d.objid and d.classid = 'pg_catalog.pg_rewrite'::regclass
      join pg_catalog.pg_class v on v.oid = r.ev_class
      join rdsdb.table_attributes a on a.relation = v.oid and a.late_binding
    where d.refobjid = gone and v.oid <> d.refobjid
  loop
    execute pg_catalog.format('drop view if exists %s', late);
  end loop;
end $$;

create function redshift.keep_role(name text) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into rdsdb.roles (roleid) select oid from pg_catalog.pg_roles where rolname = name
$$;

-- CREATE TABLE ... SORTKEY: an index of small ranges of blocks, because tables of a laptop are small.
create function redshift.index_sort_key(target regclass, name text) returns void
language plpgsql as $$
declare
  kind regtype := (
    select atttypid from pg_catalog.pg_attribute where attrelid = target and attname = name and not attisdropped);
begin
  if kind = 'redshift.super'::regtype then
    raise feature_not_supported using message = pg_catalog.format('column "%s" of type super can not be a sort key', name);
  end if;
  -- Two values need no index.
  if kind <> 'boolean'::regtype then
    execute pg_catalog.format(
      'create index on %s using brin (%I) with (pages_per_range = 16, autosummarize = on)', target, name);
  end if;
end $$;

-- COPY and VACUUM: a sort key's index and the planner know the new rows at once. By itself the engine takes a minute.
create function redshift.know_rows(loaded regclass) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  sorted record;
begin
  if not has_table_privilege(session_user, loaded, 'insert') then
    return;
  end if;
  for sorted in
    select i.indexrelid as index, k.attname as name, k.atttypid in ('timestamp'::regtype, 'timestamptz'::regtype) as is_time
    from pg_index i
      join pg_class c on c.oid = i.indexrelid
      join pg_am a on a.oid = c.relam
      join pg_attribute k on k.attrelid = loaded and k.attnum = i.indkey[0]
    where i.indrelid = loaded and a.amname = 'brin'
  loop
    perform brin_summarize_new_values(sorted.index);
    -- Questions group by a part of a time, such as its hour. The planner takes a part for as varied as the time itself,
    -- and then groups in one process, by sorting.
    if sorted.is_time then
      execute format('alter table %s alter column %I set (n_distinct = 10000)', loaded, sorted.name);
    end if;
  end loop;
  execute format('analyze %s', loaded);
end $$;

-- ALTER USER: a password is read and forgotten, so the engine itself can't say who may change it.
create function redshift.require_may_alter(name text) returns void
language plpgsql as $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = name) then
    raise undefined_object using message = pg_catalog.format('role "%s" does not exist', name);
  end if;
  if name <> session_user and not redshift.superuser() then
    raise insufficient_privilege using message = 'permission denied to alter role';
  end if;
end $$;

-- DROP USER: what CREATE USER has granted does not hold the user back.
create function redshift.forget_user(name text) returns void
language plpgsql as $$
begin
  if pg_catalog.to_regrole(name) is not null then
    execute pg_catalog.format(
      'alter default privileges for role %s revoke select on tables from querycast_reader', name);
  end if;
exception when insufficient_privilege then
  -- DROP USER itself says what is wrong.
end $$;

-- ALTER TABLE OWNER TO: in Redshift the new owner needs no right to the schema.
create function redshift.give(what regclass, name text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  owner oid := (select relowner from pg_class where oid = what);
begin
  if not pg_has_role(session_user, owner, 'member') and not pg_has_role(session_user, 'rds_superuser', 'member') then
    raise insufficient_privilege using message = format('must be owner of relation %s', what);
  end if;
  execute format('alter table %s owner to %I', what, name);
end $$;
