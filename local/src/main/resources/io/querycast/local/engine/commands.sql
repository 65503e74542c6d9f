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

-- CREATE OR REPLACE VIEW, where the old or the new view is WITH NO SCHEMA BINDING and the other is not: the engine keeps them in
-- different ways. A view of the same kind is replaced by the engine itself.
create function redshift.drop_replaced_view(name text, becomes_late boolean) returns void
language plpgsql as $$
declare
  replaced oid := pg_catalog.to_regclass(name);
begin
  if exists (select from pg_catalog.pg_class where oid = replaced and relkind = 'v')
    and becomes_late <> exists (select from rdsdb.late_views where relation = replaced) then
    execute pg_catalog.format('drop view %s', replaced::regclass);
  end if;
end $$;

-- CREATE OR REPLACE VIEW: the engine itself lets columns be added.
create function redshift.require_columns(replaced regclass, columns integer) returns void
language plpgsql as $$
begin
  if columns <> (select relnatts from pg_catalog.pg_class where oid = replaced) then
    raise invalid_table_definition using message = 'cannot change number of columns in view';
  end if;
end $$;

-- A temporary table is searched before all if pg_temp is not named: what runs with all rights names it last.

-- A view WITH NO SCHEMA BINDING is made of its query when a statement reads it, and belongs to the view's owner, whose rights
-- count for what it reads. Nobody but the local cloud can seal a query: with any other, users would read what they may not read.
create table rdsdb.seal as select gen_random_uuid()::text as secret;

create function redshift.seal(text_of text) returns text language sql immutable return
  pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(text_of, 'UTF8')), 'hex');

create function redshift.bind_late_view(late oid, query text, seal text) returns text
language plpgsql security definer set search_path = redshift, pg_catalog, pg_temp as $$
declare
  bound text := pg_catalog.format('late_%s_%s', pg_catalog.pg_backend_pid(), late);
  named text := (select pg_catalog.string_agg(pg_catalog.quote_ident(name), ', ' order by place)
    from rdsdb.late_views kept, unnest(kept.column_names) with ordinality as each(name, place) where kept.relation = late);
  own text := (select redshift.seal(pg_catalog.format('%s%s', secret, redshift.seal(pg_catalog.format('%s:%s', late, query)))) from rdsdb.seal);
  stands_for pg_catalog.pg_class := (select c from pg_catalog.pg_class c where c.oid = late);
  reader record;
begin
  if seal <> own or not pg_catalog.has_table_privilege(session_user, late, 'select') then
    raise insufficient_privilege using message = pg_catalog.format('permission denied for relation %s', stands_for.relname);
  end if;
  execute pg_catalog.format('create view rdsdb.%I%s as %s', bound, pg_catalog.format(case when named is not null then ' (%s)' else '' end, named), query);
  execute pg_catalog.format('alter view rdsdb.%I owner to %I', bound, pg_catalog.pg_get_userbyid(stands_for.relowner));
  for reader in
    select distinct grantee from pg_catalog.aclexplode(stands_for.relacl) where privilege_type = 'SELECT' and grantee <> stands_for.relowner
  loop
    execute pg_catalog.format('grant select on rdsdb.%I to %s', bound,
      case reader.grantee when 0::oid then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(reader.grantee)) end);
  end loop;
  return bound;
end $$;

create function redshift.unbind_late_views() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  bound record;
begin
  for bound in
    select relname from pg_class
    where relnamespace = 'rdsdb'::regnamespace and starts_with(relname, format('late_%s_', pg_backend_pid())) and relkind = 'v'
  loop
    execute format('drop view if exists rdsdb.%I cascade', bound.relname);
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
