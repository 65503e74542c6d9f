-- Commands of Redshift that PostgreSQL does not have, as functions. They run as the user who calls.

-- What must be alike in tables whose rows move: each column, and how the rows lie.
create function redshift.columns_to_append(what regclass) returns table (attname name, attnum smallint, counts boolean, type text, encoding text,
  attnotnull boolean, sort_place integer, is_distkey boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.attname, c.attnum, a.attidentity = 'a', c.type, c.encoding, c.attnotnull, c.sort_place, c.is_distkey
  from rdsdb.columns c join pg_attribute a on a.attrelid = c.real_oid and a.attnum = c.attnum
  where c.real_oid = what
$$;

create function redshift.layout_of(what regclass) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select format('%s %s', coalesce(max(diststyle), 'AUTO'), coalesce(bool_or(interleaved), false)) from rdsdb.table_attributes where relation = what
$$;

-- ALTER TABLE APPEND: the rows move, by the names of their columns, which must be alike in everything.
create function redshift.append(target regclass, source regclass, ignores_extra boolean, fills_target boolean) returns bigint
language plpgsql as $$
declare
  names text;
  moved bigint;
  odd text;
begin
  perform redshift.require_owner(target), redshift.require_owner(source);
  if target::oid = source::oid then
    raise invalid_table_definition using message = 'source and target table must be different';
  end if;
  select relname into odd from pg_catalog.pg_class where oid in (target, source) and relkind <> 'r';
  if odd is not null then
    raise wrong_object_type using message = pg_catalog.format('"%s" is not a table', odd);
  end if;
  if exists (select from pg_catalog.pg_class where oid in (target, source) and relpersistence = 't') then
    raise invalid_table_definition using message = 'ALTER TABLE APPEND needs permanent tables';
  end if;
  if redshift.layout_of(source) is distinct from redshift.layout_of(target) then
    raise invalid_table_definition using message = 'source and target table must have the same distribution style and sort style';
  end if;
  create temp table appended on commit drop as
    select pg_catalog.quote_ident(attname) as name, s.attnum as source, t.attnum as target, s.counts or t.counts as counts,
      (s.type, s.encoding, s.attnotnull, s.sort_place, s.is_distkey) is not distinct from
        (t.type, t.encoding, t.attnotnull, t.sort_place, t.is_distkey) as alike
    from redshift.columns_to_append(source) s full join redshift.columns_to_append(target) t using (attname);
  -- A column that counts by itself takes no values.
  select name into odd from pg_temp.appended a where a.source is not null and a.target is not null and (a.counts or not a.alike) limit 1;
  if odd is not null then
    raise invalid_table_definition using message = pg_catalog.format('column %s of the source table and of the target table can''t be appended', odd);
  end if;
  select name into odd from pg_temp.appended a where a.target is null limit 1;
  if odd is not null and not ignores_extra then
    raise invalid_table_definition using message = pg_catalog.format('column %s is not in the target table: use IGNOREEXTRA', odd);
  end if;
  select name into odd from pg_temp.appended a where a.source is null limit 1;
  if odd is not null and not fills_target then
    raise invalid_table_definition using message = pg_catalog.format('column %s is not in the source table: use FILLTARGET', odd);
  end if;
  select string_agg(name, ', ' order by a.source) into names from pg_temp.appended a where a.source is not null and a.target is not null;
  if names is null then
    raise invalid_table_definition using message = 'no column of the source table is in the target table';
  end if;
  execute pg_catalog.format('insert into %s (%s) overriding system value select %s from %s', target, names, names, source);
  get diagnostics moved = row_count;
  execute pg_catalog.format('delete from %s', source);
  return moved;
end $$;

-- MERGE ... REMOVE DUPLICATES: a row of the target may match one row of the source.
create function redshift.refuse_matches(pairs bigint, rows_matched bigint) returns void language plpgsql as $$
begin
  if pairs > rows_matched then
    raise cardinality_violation using message = 'Found multiple matches to update the same tuple.';
  end if;
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

-- Users, groups and roles.

create function redshift.is_there(kind text, name text) returns boolean language sql stable return
  exists (select from pg_catalog.pg_roles where rolname = redshift.role_named(kind, name) and rolname not in ('rds_superuser', 'rdsdb') and rolname !~ '^pg_');

create function redshift.require_kind(kind text, name text) returns void language plpgsql as $$
begin
  if not redshift.is_there(kind, name) then
    raise undefined_object using message = pg_catalog.format('%s "%s" does not exist', kind, name);
  end if;
end $$;
create function redshift.require_user(name text) returns void language sql as $$ select redshift.require_kind('user', name) $$;
create function redshift.require_group(name text) returns void language sql as $$ select redshift.require_kind('group', name) $$;
create function redshift.require_role(name text) returns void language sql as $$ select redshift.require_kind('role', name) $$;

create function redshift.is_superuser(name text) returns boolean language sql stable return
  pg_catalog.pg_has_role(name::name, 'rds_superuser', 'member');

create function redshift.require_superuser(verb text, kind text) returns void language plpgsql as $$
begin
  if not redshift.is_superuser(session_user) and not redshift.may(case verb when 'rename' then 'alter' else verb end || ' ' || kind) then
    raise insufficient_privilege using message = pg_catalog.format('must be superuser to %s %ss', verb, kind);
  end if;
end $$;

-- The engine lets users make and change roles by rules of its own, so it never sees one of these commands: these functions have all
-- rights, and know Redshift's rules.

create function redshift.require_new(kind text, name text) returns void
language plpgsql as $$
declare
  -- A role can't have a user's name.
  other text := case kind when 'user' then 'role' when 'role' then 'user' end;
begin
  if redshift.is_there(kind, name) then
    raise duplicate_object using message = pg_catalog.format('%s "%s" already exists', kind, name);
  elsif redshift.is_there(other, name) then
    raise duplicate_object using message = pg_catalog.format('%s "%s" can''t be created, because there is a %s of this name', kind, name, other);
  end if;
end $$;

-- A superuser may do what each user may, and the reader reads what each user will make.
create function redshift.create_role(kind text, name text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform redshift.require_superuser('create', kind);
  perform redshift.require_new(kind, name);
  execute format('create role %I', redshift.role_named(kind, name));
  if kind = 'user' then
    execute format('alter role %I login', name);
    execute format('grant %I to awsuser', name);
    execute format('alter default privileges for role %I grant select on tables to querycast_reader', name);
    execute format('alter default privileges for role %I grant usage on schemas to querycast_reader', name);
  end if;
end $$;

create function redshift.rename_role(kind text, name text, becomes text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform redshift.require_superuser('rename', kind);
  perform redshift.require_kind(kind, name);
  perform redshift.require_new(kind, becomes);
  if name = session_user and kind = 'user' then
    raise feature_not_supported using message = 'current user can not be renamed';
  end if;
  execute format('alter role %I rename to %I', redshift.role_named(kind, name), redshift.role_named(kind, becomes));
end $$;

create function redshift.set_member(group_name text, user_name text, belongs boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform redshift.require_superuser('alter', 'group');
  perform redshift.require_group(group_name), redshift.require_user(user_name);
  execute format(case when belongs then 'grant %I to %I' else 'revoke %I from %I' end, redshift.role_named('group', group_name), user_name);
end $$;

-- GRANT ROLE and REVOKE ROLE; the grantee is told as the engine reads it.
create function redshift.require_may_grant_role(role text) returns void language plpgsql as $$
begin
  perform redshift.require_role(role);
  if not redshift.is_superuser(session_user)
    and not pg_catalog.pg_has_role(session_user, redshift.role_named('role', role), 'member with admin option') then
    raise insufficient_privilege using message = pg_catalog.format('permission denied to grant role "%s"', role);
  end if;
end $$;
create function redshift.grant_role(role text, grantee text, may_grant boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform redshift.require_may_grant_role(role);
  execute format('grant %I to %s with admin %s', redshift.role_named('role', role), grantee::regrole, case when may_grant then 'true' else 'false' end);
end $$;
create function redshift.revoke_role(role text, grantee text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform redshift.require_may_grant_role(role);
  execute format('revoke %I from %s', redshift.role_named('role', role), grantee::regrole);
end $$;

-- GRANT of system privileges. The views that only superusers see are granted one by one.
create function redshift.system_tables() returns setof regclass language sql stable set search_path = pg_catalog, pg_temp as $$
  select oid::regclass from pg_class where relnamespace = 'redshift'::regnamespace and relkind = 'v'
    and has_table_privilege('rds_superuser', oid, 'select') and not has_table_privilege('public', oid, 'select')
$$;

create function redshift.grant_system(granted text[], role text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  shown regclass;
begin
  if not redshift.is_superuser(session_user) then
    raise insufficient_privilege using message = 'must be superuser to grant system privileges';
  end if;
  perform redshift.require_role(role);
  insert into rdsdb.system_privileges select quote_ident(redshift.role_named('role', role))::regrole, each from unnest(granted) as each on conflict do nothing;
  if 'access system table' = any(granted) then
    for shown in select redshift.system_tables() loop
      execute format('grant select on %s to %I', shown, redshift.role_named('role', role));
    end loop;
  end if;
end $$;

create function redshift.revoke_system(revoked text[], role text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  shown regclass;
begin
  if not redshift.is_superuser(session_user) and not redshift.may('drop role') then
    raise insufficient_privilege using message = 'must be superuser to revoke system privileges';
  end if;
  perform redshift.require_role(role);
  delete from rdsdb.system_privileges
    where grantee = quote_ident(redshift.role_named('role', role))::regrole and privilege = any(revoked);
  if 'access system table' = any(revoked) then
    for shown in select redshift.system_tables() loop
      execute format('revoke select on %s from %I', shown, redshift.role_named('role', role));
    end loop;
  end if;
end $$;

-- ALTER DEFAULT PRIVILEGES FOR USER: superusers change those of everybody, also of each other.
create function redshift.change_defaults(users text[], schemas text[], verb text, privileges text[], objects text, grantee text, ending text)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  maker text;
begin
  if not (verb in ('grant', 'revoke', 'revoke grant option for') and objects in ('tables', 'functions') and ending in ('', ' with grant option', ' cascade', ' restrict')
    and privileges <@ array['all', 'select', 'insert', 'update', 'delete', 'references', 'truncate', 'execute']) then
    raise syntax_error;
  end if;
  foreach maker in array users loop
    if maker <> session_user and not redshift.is_superuser(session_user) then
      raise insufficient_privilege using message = 'permission denied to change default privileges';
    end if;
    execute format('alter default privileges for role %I%s %s %s on %s %s %s%s', maker,
      (select ' in schema ' || string_agg(each::regnamespace::text, ', ') from unnest(schemas) as each), verb, array_to_string(privileges, ', '), objects,
      case verb when 'grant' then 'to' else 'from' end, case grantee when 'public' then grantee else grantee::regrole::text end, ending);
  end loop;
end $$;

-- CREATEUSER. What a superuser makes belongs to awsuser; what this user has made until now goes there too, or comes back.
create function redshift.set_superuser(name text, becomes boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  kept record;
begin
  if not redshift.is_superuser(session_user) then
    raise insufficient_privilege using message = 'must be superuser to alter users';
  end if;
  delete from rdsdb.makers gone where redshift.what_is(gone.object) is null;
  if becomes = redshift.is_superuser(name) then
    return;
  elsif becomes then
    execute format('revoke %I from awsuser', name);
    execute format('grant awsuser to %I', name);
    for kept in
      select oid from pg_class where relowner = quote_ident(name)::regrole and relkind in ('r', 'v', 'm') and relpersistence <> 't'
      union all select oid from pg_namespace where nspowner = quote_ident(name)::regrole
      union all select oid from pg_proc where proowner = quote_ident(name)::regrole
    loop
      perform redshift.make_owner(kept.oid, name);
    end loop;
  else
    execute format('revoke awsuser from %I', name);
    execute format('grant %I to awsuser', name);
    for kept in select object from rdsdb.makers where maker = quote_ident(name)::regrole loop
      perform redshift.make_owner(kept.object, name);
    end loop;
  end if;
end $$;

-- ALTER USER: superusers change everybody, others their own password and no more.
create function redshift.require_may_alter(name text) returns void
language plpgsql as $$
begin
  perform redshift.require_user(name);
  if name <> session_user and not redshift.is_superuser(session_user) and (not redshift.may('alter user') or redshift.is_superuser(name)) then
    raise insufficient_privilege using message = 'permission denied to alter role';
  end if;
end $$;

create function redshift.limit_user(name text, connections integer, valid_until timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform redshift.require_superuser('alter', 'user');
  perform redshift.require_user(name);
  if connections is not null then
    execute format('alter role %I connection limit %s', name, connections);
  end if;
  if valid_until is not null then
    execute format('alter role %I valid until %L', name, valid_until);
  end if;
end $$;

-- ALTER USER ... SET and RESET, which has no values. A value that does not fit its setting is left out when a session begins.
create function redshift.keep_setting(user_name text, setting text, given text[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  changed text := lower(setting);
  whose oid := quote_ident(user_name)::regrole;
begin
  perform redshift.require_may_alter(user_name);
  if changed <> 'all' and not redshift.is_variable(changed) and not exists (select from rdsdb.settings where name = changed) then
    raise undefined_object using message = format('unrecognized configuration parameter "%s"', changed);
  end if;
  delete from rdsdb.user_settings where userid = whose and (changed = 'all' or name = changed);
  if given <> '{}' then
    insert into rdsdb.user_settings values (whose, changed, given);
  end if;
end $$;
create function redshift.kept_settings() returns table (name text, given text[])
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.name, s.given from rdsdb.user_settings s where s.userid = quote_ident(session_user)::regrole order by s.name
$$;

-- CREATEDB is shown, and gives nothing: there is one database.
create function redshift.set_createdb(name text, may boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform redshift.require_superuser('alter', 'user');
  perform redshift.require_user(name);
  execute format('alter role %I %s', name, case when may then 'createdb' else 'nocreatedb' end);
end $$;

-- "You can't drop a role that is granted to a user or another role that is dependent on this role" (r_DROP_ROLE).
create function redshift.require_unassigned(role oid) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  fault text := (
    select case when m.member = role then 'it depends on another role'
        when redshift.kind_of_role(r.rolname) = 'role' then 'another role depends on it' else 'it has been granted on a user' end
    from pg_auth_members m join pg_roles r on r.oid = m.member
    where (m.roleid = role or m.member = role) and r.rolname not in ('awsuser', 'rdsdb') limit 1);
begin
  if fault is not null then
    raise object_in_use using message = format('cannot drop this role since %s', fault);
  end if;
end $$;

-- DROP USER, GROUP and ROLE: what CREATE USER has granted does not hold a user back.
create function redshift.drop_role(kind text, name text, may_be_missing boolean, forces boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if may_be_missing and not redshift.is_there(kind, name) then
    return;
  end if;
  perform redshift.require_superuser('drop', kind);
  perform redshift.require_kind(kind, name);
  if kind = 'user' then
    if name = session_user then
      raise object_in_use using message = 'current user can not be dropped';
    end if;
    delete from rdsdb.makers gone where redshift.what_is(gone.object) is null;
    if exists (select from rdsdb.makers where maker = quote_ident(name)::regrole) then
      raise dependent_objects_still_exist;
    end if;
    execute format('alter default privileges for role %I revoke select on tables from querycast_reader', name);
    execute format('alter default privileges for role %I revoke usage on schemas from querycast_reader', name);
  end if;
  if kind = 'role' then
    if not forces then
      perform redshift.require_unassigned(quote_ident(redshift.role_named('role', name))::regrole);
    end if;
    perform redshift.revoke_system(array(select privilege from rdsdb.system_privileges
      where grantee = quote_ident(redshift.role_named('role', $2))::regrole), $2);
  end if;
  execute format('drop role %I', redshift.role_named(kind, name));
exception when dependent_objects_still_exist then
  raise dependent_objects_still_exist using
    message = format('%s "%s" can''t be dropped because the %s has a privilege on some object', kind, name, kind);
end $$;

-- Who owns what. Each object is told to the engine by the word for its kind and its name.
create function redshift.what_is(object oid) returns text language sql stable set search_path = pg_catalog, pg_temp return coalesce(
  (select pg_catalog.format('%s %s', case relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end, oid::regclass)
    from pg_catalog.pg_class where oid = object and relkind in ('r', 'v', 'm')),
  (select pg_catalog.format('schema %s', oid::regnamespace) from pg_catalog.pg_namespace where oid = object),
  (select pg_catalog.format('function %s', oid::regprocedure) from pg_catalog.pg_proc where oid = object));

create function redshift.make_owner(object oid, name text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  execute format('alter %s owner to %I', redshift.what_is(object), case when redshift.is_superuser(name) then 'awsuser' else name end);
  delete from rdsdb.makers kept where kept.object = $1;
  if redshift.is_superuser(name) and name <> 'awsuser' then
    insert into rdsdb.makers values (object, quote_ident(name)::regrole);
  end if;
end $$;
revoke execute on function redshift.make_owner(oid, text) from public;

-- ALTER TABLE and ALTER SCHEMA OWNER TO: in Redshift the new owner of a table needs no right to its schema.
create function redshift.give(object oid, name text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  given record;
begin
  perform redshift.require_user(name);
  select relowner as owner, 'relation' as kind, relname as name into given from pg_class where oid = object
    union all select nspowner, 'schema', nspname from pg_namespace where oid = object;
  if not pg_has_role(session_user, given.owner, 'member') then
    raise insufficient_privilege using message = format('must be owner of %s %s', given.kind, given.name);
  end if;
  perform redshift.make_owner(object, name);
end $$;

-- CREATE SCHEMA ... AUTHORIZATION.
create function redshift.create_schema(name text, owner text, only_if_missing boolean) returns void
language plpgsql as $$
begin
  perform redshift.require_user(owner);
  if only_if_missing and pg_catalog.to_regnamespace(pg_catalog.quote_ident(name)) is not null then
    return;
  elsif owner <> session_user and not redshift.is_superuser(session_user) then
    raise insufficient_privilege using message = 'permission denied';
  end if;
  execute pg_catalog.format('create schema %I', name);
  perform redshift.give(pg_catalog.quote_ident(name)::regnamespace, owner);
end $$;

-- CONNECT BY that comes back to a row would go on for ever; Redshift ends it by the number of its rows. It is asked before the
-- conditions of the query, so that none hides the loop.
create function redshift.no_loop(is_loop boolean) returns boolean
language plpgsql immutable cost 0.0001 set search_path = pg_catalog, pg_temp as $$
begin
  if is_loop then
    raise program_limit_exceeded using message = 'Hit recursive CTE max rows limit, please add correct CTE termination predicates or '
      'change the max_recursion_rows parameter.';
  end if;
  return true;
end $$;

-- A schema that has become larger than its quota (r_CREATE_SCHEMA). Redshift looks at the end of the transaction, this at the end of each
-- statement that fills one of the schema's tables.
create function redshift.require_quota(schema oid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  allowed integer := (select q.megabytes from rdsdb.schema_quotas q where q.schema = $1);
  used integer := (select ceil(coalesce(sum(pg_total_relation_size(oid)), 0) / 1048576) from pg_class where relnamespace = $1 and relkind in ('r', 'm'));
begin
  if used > allowed then
    raise disk_full using message = format(E'Transaction %s is aborted due to exceeding the disk space quota in schema(s): (Schema: %s, Quota: %s, '
      'Current Disk Usage: %s).\nFree up disk space or request increased quota for the schema(s).', pg_current_xact_id(),
      (select nspname from pg_namespace where oid = $1), allowed, used);
  end if;
end $$;

create function redshift.keep_quota() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform redshift.require_quota((select relnamespace from pg_class where oid = tg_relid));
  return null;
end $$;

create function redshift.watch_quota(relation regclass) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  execute format('create or replace trigger keep_quota after insert or update on %s for each statement execute function redshift.keep_quota()', relation);
end $$;

-- QUOTA of CREATE SCHEMA and ALTER SCHEMA: who makes a schema may say one, and superusers alone may change it. Null is unlimited.
create function redshift.set_quota(schema oid, megabytes integer, is_new boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if is_new and exists (select from rdsdb.schema_quotas kept where kept.schema = $1) then
    return;
  elsif not (redshift.is_superuser(session_user) or is_new and pg_has_role(session_user, (select nspowner from pg_namespace where oid = $1), 'member')) then
    raise insufficient_privilege using message = 'permission denied: must be superuser to set a schema quota';
  end if;
  delete from rdsdb.schema_quotas kept where kept.schema = $1 or not exists (select from pg_namespace where oid = kept.schema);
  if megabytes is not null then
    insert into rdsdb.schema_quotas values ($1, megabytes);
    perform redshift.watch_quota(oid) from pg_class where relnamespace = $1 and relkind = 'r';
  end if;
end $$;

create function redshift.after_making_with_quota() returns event_trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  made record;
begin
  for made in
    select c.oid, c.relnamespace from pg_event_trigger_ddl_commands() d join pg_class c on c.oid = d.objid and d.classid = 'pg_class'::regclass
    where d.command_tag ~ '^(CREATE|SELECT INTO)' and d.object_type = 'table' and c.relnamespace in (select schema from rdsdb.schema_quotas)
  loop
    perform redshift.watch_quota(made.oid), redshift.require_quota(made.relnamespace);
  end loop;
end $$;
create event trigger after_making_with_quota on ddl_command_end when tag in ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO')
  execute function redshift.after_making_with_quota();

-- Each user may make tables in the schema public until somebody revokes that, as in Redshift; the reader only reads.
create function redshift.after_making() returns event_trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  made record;
begin
  for made in
    select objid, object_type, schema_name from pg_event_trigger_ddl_commands()
    where command_tag ~ '^(CREATE|SELECT INTO)' and object_type in ('table', 'view', 'materialized view', 'schema', 'function')
      and schema_name is distinct from 'pg_temp'
      and quote_ident(session_user)::regrole = coalesce((select relowner from pg_class where oid = objid),
        (select nspowner from pg_namespace where oid = objid), (select proowner from pg_proc where oid = objid))
  loop
    if session_user = 'querycast_reader' then
      raise insufficient_privilege using message = format('permission denied for schema %s', made.schema_name);
    elsif session_user not in ('awsuser', 'rdsdb') and redshift.is_superuser(session_user) then
      perform redshift.make_owner(made.objid, session_user);
    end if;
  end loop;
end $$;
create event trigger after_making on ddl_command_end execute function redshift.after_making();

-- GRANT DROP and GRANT ALTER: the engine lets only owners drop and alter. Who has been granted it becomes the owner for one command.
create table rdsdb.borrowed (relation oid primary key, owner oid not null);

create function redshift.relations_of(schemas regnamespace[]) returns regclass[] language sql stable return
  array(select oid::regclass from pg_catalog.pg_class where relnamespace = any(schemas) and relkind in ('r', 'v', 'm'));

create function redshift.require_may_grant(relations regclass[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  denied name := (select relname from pg_class where oid = any(relations)
    and not pg_has_role(session_user, relowner, 'member') and not pg_has_role(session_user, 'rds_superuser', 'member') limit 1);
begin
  if denied is not null then
    raise insufficient_privilege using message = format('permission denied for relation %s', denied);
  end if;
end $$;

create function redshift.grant_ours(relations regclass[], granted text[], grantee text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform redshift.require_may_grant(relations);
  delete from rdsdb.privileges kept where not exists (select from pg_class where oid = kept.relation);
  insert into rdsdb.privileges
    select relation, case when grantee = 'public' then 0 else grantee::regrole end, privilege
    from unnest(relations) as relation, unnest(granted) as privilege on conflict do nothing;
end $$;

create function redshift.revoke_ours(relations regclass[], revoked text[], grantee text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform redshift.require_may_grant(relations);
  delete from rdsdb.privileges kept where kept.relation = any(relations) and kept.privilege = any(revoked)
    and kept.grantee = case when $3 = 'public' then 0 else $3::regrole end;
end $$;

create function redshift.is_granted(user_oid oid, what oid, granted text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from rdsdb.privileges kept where kept.relation = what and kept.privilege = granted
    and (kept.grantee = 0 or pg_has_role(user_oid, kept.grantee, 'member')))
$$;

create function redshift.borrow(what regclass, granted text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  owner oid := (select relowner from pg_class where oid = what);
begin
  if not pg_has_role(session_user, owner, 'usage')
    and (redshift.is_granted((select oid from pg_roles where rolname = session_user), what, granted)
      or redshift.may(granted || case (select relkind from pg_class where oid = what) when 'r' then ' table' else ' view' end)) then
    if granted <> 'drop' then
      insert into rdsdb.borrowed values (what, owner);
    end if;
    execute format('alter table %s owner to %I', what, session_user);
  end if;
end $$;

-- Who may make tables, views or schemas anywhere may do so in one schema, or in the database, for one command.
create table rdsdb.lent (kind text, name text, privilege text, grantee name, primary key (kind, name, privilege, grantee));

create function redshift.lend(kind text, name text, system_privilege text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  lent text;
begin
  if not redshift.may(system_privilege) then
    return;
  end if;
  foreach lent in array case kind when 'schema' then array['create', 'usage'] else array['create'] end loop
    if not (case kind when 'schema' then has_schema_privilege(session_user, quote_ident(name), lent)
      else has_database_privilege(session_user, name, lent) end) then
      execute format('grant %s on %s %I to %I', lent, case kind when 'schema' then 'schema' else 'database' end, name, session_user);
      insert into rdsdb.lent values (kind, name, lent, session_user);
    end if;
  end loop;
end $$;

-- DROP SCHEMA by who may drop any.
create function redshift.borrow_schema(what regnamespace) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if what is not null and redshift.may('drop schema') and not redshift.is_superuser(session_user) then
    execute format('alter schema %s owner to %I', what, session_user);
  end if;
end $$;

create function redshift.give_back() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  lent record;
begin
  for lent in delete from rdsdb.lent where grantee = session_user returning * loop
    execute format('revoke %s on %s %I from %I', lent.privilege, case lent.kind when 'schema' then 'schema' else 'database' end, lent.name, session_user);
  end loop;
  for lent in delete from rdsdb.borrowed returning relation, owner loop
    if exists (select from pg_class where oid = lent.relation) then
      execute format('alter table %s owner to %I', lent.relation::regclass, pg_get_userbyid(lent.owner));
    end if;
  end loop;
end $$;

-- ALTER COLUMN ENCODE: as for a new column, an encoding must be for the column's type. It must be another one than before.
create function redshift.require_encodable(what regclass, name text, types text[], asked text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  place smallint := (select attnum from pg_attribute where attrelid = what and attname = name);
begin
  if types <> '{}' and exists (select from pg_attribute where attrelid = what and attname = name
    and not atttypid = any(array(select to_regtype(case type when 'double' then 'double precision' else type end)::oid
      from unnest(types) as type))) then
    raise invalid_table_definition using message = format('invalid encoding type specified for column "%s"', name);
  elsif exists (select from rdsdb.column_encodings kept where kept.relation = what and kept.attnum = place and kept.encoding = lower(asked)) then
    raise invalid_table_definition using message = format('column "%s" has the encoding %s already', name, lower(asked));
  end if;
  perform redshift.require_not_interleaved(what, 'ALTER COLUMN ENCODE');
end $$;

-- "You can't drop the last column in a table", nor a column of its keys (r_ALTER_TABLE).
create function redshift.require_droppable(what regclass, name text) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  kept record;
begin
  select is_distkey, sort_place, count(*) over () as columns into kept
  from rdsdb.columns where real_oid = what order by attname = name desc limit 1;
  if not exists (select from rdsdb.columns where real_oid = what and attname = name) then
    return;
  elsif kept.is_distkey then
    raise feature_not_supported using message = format('cannot drop distkey column "%s"', name);
  elsif kept.sort_place > 0 then
    raise feature_not_supported using message = format('cannot drop sortkey column "%s"', name);
  elsif kept.columns = 1 then
    raise feature_not_supported using message = format('cannot drop column "%s": a table must have at least one column', name);
  end if;
end $$;

-- ALTER COLUMN TYPE: the length of VARCHAR and of VARBYTE may change, and nothing else.
create function redshift.require_resizable(what regclass, name text, type regtype, size integer) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  kept record;
  longest integer;
begin
  select a.attnum, a.atttypid, a.atttypmod, a.atthasdef, e.encoding, e.length into kept
  from pg_attribute a left join rdsdb.column_encodings e on e.relation = a.attrelid and e.attnum = a.attnum
  where a.attrelid = what and a.attname = name and a.attnum > 0 and not a.attisdropped;
  if not found then
    raise undefined_column using message = format('column "%s" of relation "%s" does not exist', name, (select relname from pg_class where oid = what));
  end if;
  if kept.atttypid <> type or type not in ('varchar'::regtype, 'bytea'::regtype) then
    raise feature_not_supported using message = 'ALTER TABLE ALTER COLUMN TYPE is only supported for the size of VARCHAR columns';
  end if;
  if kept.encoding in ('bytedict', 'runlength', 'text255', 'text32k') then
    raise feature_not_supported using message = format('cannot alter type of column "%s" with encoding %s', name, kept.encoding);
  end if;
  if exists (select from rdsdb.table_constraints c where c.relation = what and kept.attnum = any(c.columns)) then
    raise feature_not_supported using message = format('cannot alter type of column "%s" with a UNIQUE, PRIMARY KEY or FOREIGN KEY constraint', name);
  end if;
  if kept.atthasdef and size < kept.atttypmod - 4 then
    raise feature_not_supported using message = 'cannot decrease a VARCHAR column size with default value';
  end if;
  if type = 'bytea'::regtype and pg_has_role(session_user, (select relowner from pg_class where oid = what), 'usage') then
    execute format('select max(length(%I)) from %s', name, what) into longest;
    if longest > size then
      raise string_data_right_truncation using message = format('value too long for type binary varying(%s)', size);
    end if;
  end if;
end $$;

-- The engine would give a column that is CASE_INSENSITIVE the collation of its new type.
create function redshift.resize(what regclass, name text, type text) returns void
language plpgsql as $$
begin
  execute pg_catalog.format('alter table %s alter column %I type %s%s', what, name, type, (
    select case when attcollation = 'redshift.case_insensitive'::regcollation then ' collate redshift.case_insensitive' else '' end
    from pg_catalog.pg_attribute where attrelid = what and attname = name));
end $$;

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
  -- Questions group by a part of a time, such as its hour. The planner takes a part for as varied as the time itself,
  -- and then groups in one process, by sorting.
  if kind in ('timestamp'::regtype, 'timestamptz'::regtype) then
    execute pg_catalog.format('alter table %s alter column %I set (n_distinct = 10000)', target, name);
  end if;
end $$;

-- COPY, VACUUM and ANALYZE: a sort key's index knows the new rows at once. By itself the engine takes a minute.
create function redshift.index_rows(loaded regclass) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if has_table_privilege(session_user, loaded, 'insert') then
    perform brin_summarize_new_values(i.indexrelid)
      from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
      where i.indrelid = loaded and a.amname = 'brin';
  end if;
end $$;

-- COPY: so does the planner.
create function redshift.know_rows(loaded regclass) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if has_table_privilege(session_user, loaded, 'insert') then
    perform redshift.index_rows(loaded);
    execute format('analyze %s', loaded);
  end if;
end $$;

-- CANCEL: the engine only warns of a process that is not there.
create function redshift.cancel(process integer) returns void
language plpgsql as $$
begin
  if not exists (select from pg_catalog.pg_stat_activity where pid = process and backend_type = 'client backend') then
    raise undefined_object using message = pg_catalog.format(
      'Session %s does not exist. The session PID might have changed. Check the stl_restarted_sessions system table for details.', process);
  end if;
  if redshift.may('cancel') then
    perform redshift.cancel_any(process);
  else
    perform pg_catalog.pg_cancel_backend(process);
  end if;
end $$;
create function redshift.cancel_any(process integer) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if redshift.may('cancel') then
    perform pg_cancel_backend(process);
  end if;
end $$;
