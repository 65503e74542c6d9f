-- The catalogue: what tools ask on connecting and what people ask of their tables, with Redshift's columns in Redshift's order.
-- PostgreSQL's own catalogue holds the facts; what it can't hold (distribution, sort keys, encodings) is kept in the tables below.

-- PostgreSQL's own functions are meant here, and not those that this schema puts before them.
set search_path = pg_catalog;

-- What the catalogue is made of is kept out of every search path: tables of the user's own may be called sessions or roles.
create schema rdsdb;
grant usage on schema rdsdb to public;

-- Who is a superuser in Redshift's sense. awsuser is one without being PostgreSQL's: the engine's own locks stay closed to it.
create role rds_superuser nologin;
do $$
begin
  if exists (select from pg_catalog.pg_roles where rolname = 'awsuser') then
    grant rds_superuser to awsuser with admin option;
  end if;
end
$$;

create function redshift.superuser(user_oid oid) returns boolean language sql stable parallel safe
  return pg_catalog.pg_has_role(user_oid, 'rds_superuser', 'member');
create function redshift.superuser() returns boolean language sql stable parallel safe
  return pg_catalog.pg_has_role('rds_superuser', 'member');

-- System privileges, which only roles have: CREATE USER, ACCESS SYSTEM TABLE (r_roles-system-privileges).
create table rdsdb.system_privileges (
  grantee oid,
  privilege text,
  primary key (grantee, privilege));

create function redshift.may(privilege text) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp
  return exists (select from rdsdb.system_privileges kept where kept.privilege = $1 and pg_has_role(session_user, kept.grantee, 'member'));

-- PostgreSQL knows roles alone, of which no two have one name. A group may have a user's name, so the engine's name of a group begins with
-- the word, as Redshift writes it in lists of privileges; so does that of a role.
create function redshift.role_named(kind text, name text) returns name language sql immutable parallel safe
  return case kind when 'user' then name else kind || ' ' || name end;
create function redshift.kind_of_role(role name) returns text language sql immutable parallel safe
  return coalesce(substring(role from '^(group|role) '), 'user');
create function redshift.name_of_role(role name) returns name language sql immutable parallel safe
  return regexp_replace(role, '^(group|role) ', '');

-- Superusers may do everything with what other superusers make, and no role of the engine's can be a member of a role that is a member of
-- it. So what they make belongs to awsuser, of whom they are members; who made it is kept here, and shown as the owner.
create table rdsdb.makers (
  object oid primary key,
  maker oid not null);
grant select on rdsdb.makers to public;

create function redshift.shown_owner(object oid, owner oid) returns oid language sql stable parallel safe
  return coalesce((select kept.maker from rdsdb.makers kept where kept.object = $1), owner);

create function redshift.shown_acl(object oid, privileges aclitem[]) returns aclitem[] language sql stable parallel safe
  return coalesce((select array_agg(regexp_replace(regexp_replace(item::text, '^awsuser=', maker || '='), '/awsuser$', '/' || maker)::aclitem)
    from unnest(privileges) as item, (select case when rolname ~ '^[a-zA-Z0-9_]+$' then rolname::text else '"' || replace(rolname, '"', '""') || '"' end as maker
      from rdsdb.makers join pg_catalog.pg_roles r on r.oid = maker where makers.object = $1) shown), privileges);

-- GRANT DROP and GRANT ALTER, which PostgreSQL does not know.
create table rdsdb.privileges (
  relation oid,
  grantee oid,
  privilege text,
  primary key (relation, grantee, privilege));

create table rdsdb.user_attributes (
  userid oid primary key,
  syslog_access text not null default 'RESTRICTED',
  session_timeout integer not null default 0);

-- ALTER USER ... SET: with what a user's sessions begin.
create table rdsdb.user_settings (userid oid, name text, given text[] not null, primary key (userid, name));

-- A table that says nothing has no row here: DISTSTYLE AUTO and SORTKEY AUTO are Redshift's defaults.
create table rdsdb.table_attributes (
  relation oid primary key,
  diststyle text not null default 'AUTO' check (diststyle in ('EVEN', 'KEY', 'ALL', 'AUTO')),
  distkey smallint,
  sortkeys smallint[] not null default '{}',
  interleaved boolean not null default false,
  sort_auto boolean not null default false,
  backup boolean not null default true,
  late_binding boolean not null default false,
  definition text);

-- length is that of VARBYTE(n): bytea carries no modifier. Such a column may have no encoding that was asked for.
create table rdsdb.column_encodings (
  relation oid,
  attnum smallint,
  encoding text,
  length integer,
  primary key (relation, attnum));

-- Only the owner of a relation says how it is kept. Rows of relations that are gone are swept on the way.
create function redshift.require_owner(relation regclass) returns void language plpgsql stable as $$
begin
  if not pg_catalog.pg_has_role(session_user, (select relowner from pg_catalog.pg_class where oid = relation), 'usage') then
    raise insufficient_privilege using message = format('must be owner of relation %s', (select relname from pg_catalog.pg_class where oid = relation));
  end if;
end
$$;

create function redshift.attnum(relation regclass, column_name text) returns smallint language plpgsql stable strict as $$
declare
  found_attnum smallint;
begin
  select attnum into found_attnum from pg_catalog.pg_attribute
    where attrelid = relation and attname = column_name and attnum > 0 and not attisdropped;
  if found_attnum is null then
    raise undefined_column using message = format('column "%s" does not exist', column_name);
  end if;
  return found_attnum;
end
$$;

-- "You can't define SUPER columns as either a distribution or sort key" (limitations-super), nor VARBYTE (r_VARBYTE_type).
create function redshift.key_attnum(relation regclass, column_name text, key text) returns smallint
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  place smallint := redshift.attnum($1, $2);
  kind regtype := (select atttypid from pg_attribute where attrelid = $1 and attnum = place);
begin
  if kind in ('redshift.super'::regtype, 'bytea'::regtype) then
    raise feature_not_supported using message = format('column "%s" of type %s can not be a %s key', $2,
      case kind when 'bytea'::regtype then 'binary varying' else 'super' end, $3);
  end if;
  return place;
end
$$;

create function redshift.keep_table_attributes(relation regclass, diststyle text, distkey text, sortkeys text[], interleaved boolean, sort_auto boolean,
  backup boolean) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform redshift.require_owner(relation);
  delete from rdsdb.table_attributes kept where not exists (select from pg_catalog.pg_class where oid = kept.relation);
  delete from rdsdb.column_encodings kept where not exists (select from pg_catalog.pg_class where oid = kept.relation);
  insert into rdsdb.table_attributes as kept (relation, diststyle, distkey, sortkeys, interleaved, sort_auto, backup)
    values ($1, coalesce($2, 'AUTO'), redshift.key_attnum($1, $3, 'dist'),
      array(select redshift.key_attnum($1, name, 'sort') from unnest($4) with ordinality as named(name, place) order by place), $5, $6, $7)
    on conflict on constraint table_attributes_pkey do update set diststyle = excluded.diststyle, distkey = excluded.distkey,
      sortkeys = excluded.sortkeys, interleaved = excluded.interleaved, sort_auto = excluded.sort_auto, backup = excluded.backup;
end
$$;

-- ALTER TABLE ALTER DISTSTYLE leaves the sort key, and ALTER SORTKEY leaves the distribution.
-- What ALTER TABLE does not do to a table with an interleaved sort key.
create function redshift.require_not_interleaved(what regclass, command text) returns void
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from rdsdb.table_attributes kept where kept.relation = what and kept.interleaved) then
    raise feature_not_supported using message = format('%s is not supported for tables with interleaved sort keys', command);
  end if;
end $$;

create function redshift.change_distribution(relation regclass, diststyle text, distkey text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform redshift.require_owner(relation);
  if diststyle <> 'AUTO' then
    perform redshift.require_not_interleaved(relation, case diststyle when 'KEY' then 'ALTER DISTKEY' else 'ALTER DISTSTYLE ' || diststyle end);
  end if;
  if diststyle in ('ALL', 'EVEN') and exists (select from pg_class where oid = relation and relpersistence = 't') then
    raise feature_not_supported using message = format('ALTER DISTSTYLE %s is not supported for temporary tables', diststyle);
  end if;
  insert into rdsdb.table_attributes as kept (relation, diststyle, distkey, sort_auto) values ($1, $2, redshift.key_attnum($1, $3, 'dist'), true)
    on conflict on constraint table_attributes_pkey do update set diststyle = excluded.diststyle, distkey = excluded.distkey;
end
$$;

create function redshift.change_sort_key(relation regclass, sortkeys text[], interleaved boolean, sort_auto boolean) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform redshift.require_owner(relation);
  insert into rdsdb.table_attributes as kept (relation, sortkeys, interleaved, sort_auto)
    values ($1, array(select redshift.key_attnum($1, name, 'sort') from unnest($2) with ordinality as named(name, place) order by place), $3, $4)
    on conflict on constraint table_attributes_pkey do update set
      -- A sort key stays when the table is left to Redshift.
      sortkeys = case when excluded.sort_auto then kept.sortkeys else excluded.sortkeys end,
      interleaved = excluded.interleaved, sort_auto = excluded.sort_auto;
end
$$;

create function redshift.keep_column_encoding(relation regclass, column_name text, encoding text, length integer) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform redshift.require_owner(relation);
  insert into rdsdb.column_encodings values ($1, redshift.attnum($1, $2), lower($3), $4)
    on conflict on constraint column_encodings_pkey do update set
      encoding = excluded.encoding, length = coalesce(excluded.length, column_encodings.length);
  if length is not null then
    perform redshift.limit_bytes($1, $2, $4);
  end if;
end
$$;

-- VARBYTE(n): bytea takes any length, so a constraint checks it; its name tells the error's words.
create function redshift.limit_bytes(relation regclass, column_name text, length integer) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  place smallint := redshift.attnum($1, $2);
  other name;
begin
  perform redshift.require_owner(relation);
  for other in
    select conname from pg_constraint where conrelid = relation and contype = 'c' and conname ~ '^varbyte_' and conkey = array[place]
  loop
    execute format('alter table %s drop constraint %I', relation, other);
  end loop;
  execute format('alter table %s add constraint %I check (octet_length(%I) <= %s)', relation, format('varbyte_%s_%s', length, place), column_name,
    length);
end
$$;

create function redshift.byte_length(relation oid, place smallint) returns integer
  language sql stable security definer set search_path = pg_catalog, pg_temp
  return (select kept.length from rdsdb.column_encodings kept where kept.relation = $1 and kept.attnum = $2);

-- The lengths of VARBYTE in what is made of a query; null for columns of other types. A view checks nothing: what it reads is checked.
create function redshift.keep_byte_lengths(relation regclass, lengths integer[]) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform redshift.require_owner(relation);
  delete from rdsdb.column_encodings kept where kept.relation = $1 and kept.encoding is null;
  insert into rdsdb.column_encodings select $1, place, null, length from unnest($2) with ordinality as known(length, place) where length is not null;
  perform redshift.limit_bytes($1, attname, length) from unnest($2) with ordinality as known(length, place)
    join pg_attribute on attrelid = $1 and attnum = place
    where length is not null and (select relkind from pg_class where oid = $1) = 'r';
end
$$;

-- CREATE TABLE ... LIKE: PostgreSQL copies columns, and keys and encodings are kept here. Of several tables the first has the keys.
-- The keys of another table, as far as there are columns of their names.
create function redshift.keep_keys(relation regclass, parent regclass) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform redshift.require_owner(relation);
  insert into rdsdb.table_attributes as kept (relation, diststyle, distkey, sortkeys, interleaved, sort_auto)
    select $1, case when a.distkey is null or key.attnum is not null then a.diststyle else 'AUTO' end, key.attnum, sort.keys,
      a.interleaved and cardinality(sort.keys) > 0, a.sort_auto or cardinality(sort.keys) = 0
    from rdsdb.table_attributes a
    left join lateral (select n.attnum from pg_attribute n join pg_attribute o using (attname)
      where n.attrelid = $1 and o.attrelid = $2 and o.attnum = a.distkey) key on true
    cross join lateral (select array(select n.attnum from unnest(a.sortkeys) with ordinality as each(attnum, place)
      join pg_attribute o on o.attrelid = $2 and o.attnum = each.attnum
      join pg_attribute n on n.attrelid = $1 and n.attname = o.attname order by place) as keys) sort
    where a.relation = $2 and a.definition is null on conflict do nothing;
  if found then
    perform redshift.index_sort_key($1, a.attname) from rdsdb.table_attributes kept
      join pg_attribute a on a.attrelid = $1 and a.attnum = kept.sortkeys[1] where kept.relation = $1;
  end if;
end
$$;

create function redshift.keep_likeness(relation regclass, parent regclass) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  encoded record;
begin
  perform redshift.keep_keys(relation, parent);
  update rdsdb.table_attributes kept set backup = a.backup from rdsdb.table_attributes a where kept.relation = $1 and a.relation = $2;
  for encoded in
    select a.attname, e.encoding, e.length from rdsdb.column_encodings e join pg_attribute a on a.attrelid = e.relation and a.attnum = e.attnum and not a.attisdropped
    where e.relation = $2
  loop
    perform redshift.keep_column_encoding($1, encoded.attname, encoded.encoding, encoded.length);
  end loop;
end
$$;

create function redshift.keep_view_definition(relation regclass, late_binding boolean, definition text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform redshift.require_owner(relation);
  insert into rdsdb.table_attributes (relation, late_binding, definition) values ($1, $2, $3)
    on conflict on constraint table_attributes_pkey do update set late_binding = excluded.late_binding, definition = excluded.definition;
end
$$;

-- What the next views are made of anew in each statement that reads them: views WITH NO SCHEMA BINDING, and views that read one.
create table rdsdb.late_views (
  relation oid primary key,
  query text not null,
  column_names text[]);
grant select on rdsdb.late_views to public;

create function redshift.keep_late_view(relation regclass, query text, column_names text[]) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform redshift.require_owner(relation);
  delete from rdsdb.late_views kept where not exists (select from pg_catalog.pg_class where oid = kept.relation);
  insert into rdsdb.late_views values ($1, $2, $3)
    on conflict on constraint late_views_pkey do update set query = excluded.query, column_names = excluded.column_names;
end
$$;

-- What stands for such a view in the statement that runs now; null in any other.
create function redshift.bound_view(relation oid) returns oid language sql stable parallel safe
  return pg_catalog.to_regclass(pg_catalog.format('rdsdb.late_%s_%s', pg_catalog.pg_backend_pid(), relation))::oid;

-- Redshift checks no PRIMARY KEY, UNIQUE or FOREIGN KEY, so PostgreSQL must not have them either: they are only told.
create table rdsdb.table_constraints (
  oid oid primary key,
  relation oid not null,
  name name not null,
  kind "char" not null check (kind in ('p', 'u', 'f')),
  columns smallint[] not null,
  foreign_relation oid,
  foreign_columns smallint[],
  unique (relation, name));
-- Far from PostgreSQL's own numbers, and small enough for what adds them to others.
create sequence rdsdb.constraint_oids start 50000000;

create function redshift.keep_constraint(relation regclass, name text, kind "char", columns text[], foreign_relation regclass, foreign_columns text[])
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  attnums smallint[] := array(select redshift.attnum($1, named) from unnest($4) with ordinality as each(named, place) order by place);
  foreign_attnums smallint[] := case when $6 is null
    then (select kept.columns from rdsdb.table_constraints kept where kept.relation = $5 and kept.kind = 'p')
    else array(select redshift.attnum($5, named) from unnest($6) with ordinality as each(named, place) order by place) end;
  relation_name text := (select relname from pg_catalog.pg_class where oid = $1);
  base text := case $3 when 'p' then relation_name || '_pkey' else relation_name || '_' || $4[1] || case $3 when 'u' then '_key' else '_fkey' end end;
  given text := base;
  again integer := 0;
begin
  perform redshift.require_owner(relation);
  delete from rdsdb.table_constraints kept where not exists (select from pg_catalog.pg_class where oid = kept.relation);
  if $3 = 'p' and exists (select from rdsdb.table_constraints kept where kept.relation = $1 and kept.kind = 'p') then
    raise invalid_table_definition using message = format('multiple primary keys for table "%s" are not allowed', relation_name);
  end if;
  if $3 = 'p' and exists (select from pg_catalog.pg_attribute where attrelid = $1 and attnum = any(attnums) and not attnotnull) then
    raise invalid_table_definition using message = format('a primary key can''t have the nullable column "%s"',
      (select attname from pg_catalog.pg_attribute where attrelid = $1 and attnum = any(attnums) and not attnotnull limit 1));
  end if;
  if $3 = 'f' and foreign_attnums is null then
    raise undefined_object using message = format('there is no primary key for referenced table "%s"',
      (select relname from pg_catalog.pg_class where oid = $5));
  end if;
  while $2 is null and exists (select from rdsdb.table_constraints kept where kept.relation = $1 and kept.name = given) loop
    again := again + 1;
    given := base || again;
  end loop;
  insert into rdsdb.table_constraints values (nextval('rdsdb.constraint_oids')::oid, $1, coalesce($2, given), $3, attnums, $5, case when $3 = 'f' then foreign_attnums end);
exception when unique_violation then
  raise duplicate_object using message = format('constraint "%s" for relation "%s" already exists', $2, relation_name);
end
$$;

create function redshift.drop_constraint(relation regclass, name text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform redshift.require_owner(relation);
  delete from rdsdb.table_constraints kept where kept.relation = $1 and kept.name = $2;
  if not found then
    raise undefined_object using message = format('constraint "%s" does not exist', $2);
  end if;
end
$$;

-- ---------------------------------------------------------------------------------------------------------------------------
-- Names and numbers.

-- rdsdb is user 1 everywhere in Redshift, and tools leave it out by that number.
create function redshift.user_number(user_oid oid) returns integer language sql immutable strict parallel safe
  return case user_oid when 10::oid then 1 else user_oid::integer end;
create function redshift.user_oid(user_number integer) returns oid language sql immutable strict parallel safe
  return case user_number when 1 then 10::oid else user_number::oid end;

create function redshift.pg_get_userbyid(user_number integer) returns name language sql stable strict parallel safe
  return pg_catalog.pg_get_userbyid(redshift.user_oid(user_number));
create function redshift.pg_get_userbyid(user_oid oid) returns name language sql stable strict parallel safe
  return pg_catalog.pg_get_userbyid(case user_oid when 1::oid then 10::oid else user_oid end);
create function redshift.current_user_id() returns integer language sql stable parallel safe
  return redshift.user_number((select oid from pg_catalog.pg_roles where rolname = current_user));
-- The number is also what a plain user's own rows are found by. There is no subquery in it, so that PostgreSQL puts the words in place of
-- the call, which it makes for every row of the history.
create function redshift.own(owner_oid oid) returns boolean language sql stable parallel safe
  return redshift.superuser() or owner_oid = quote_ident(current_user)::regrole::oid or redshift.may('access system table');

create function redshift.db_collation() returns text language sql immutable parallel safe return 'case_sensitive';
create function redshift.version() returns text language sql immutable parallel safe
  return 'PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017 (Red Hat 3.4.2-6.fc3), Redshift 1.0.77467';

-- Schema redshift and pg_catalog come first in every session and are no schema of the user's.
create function redshift.current_schema() returns name language sql stable parallel safe
  return (select found.name from unnest(pg_catalog.current_schemas(false)) with ordinality as found(name, place)
    where found.name not in ('redshift', 'pg_catalog') order by found.place limit 1);
create function redshift.current_schemas(with_implicit boolean) returns name[] language sql stable parallel safe
  return array(select found.name from unnest(pg_catalog.current_schemas(with_implicit)) with ordinality as found(name, place)
    where found.name not in ('redshift', 'rdsdb') and (with_implicit or found.name <> 'pg_catalog') order by found.place);

-- SUPER is a type of schema redshift and VARBYTE is bytea: Redshift has names of its own for both.
create function redshift.format_type(type_oid oid, modifier integer) returns text language sql stable parallel safe
  return case
    when type_oid = 'bytea'::regtype then 'binary varying' || coalesce('(' || nullif(modifier, -1) || ')', '')
    else regexp_replace(pg_catalog.format_type(type_oid, modifier), '^redshift[.]', '') end;

-- 'pg_class'::regclass means the view of that name here, whose rows say PostgreSQL's number.
create function redshift.catalogue_oid(relation regclass) returns oid language sql stable strict parallel safe
  return coalesce((select behind.oid from pg_catalog.pg_class shown join pg_catalog.pg_class behind using (relname)
    where shown.oid = relation and shown.relnamespace = 'redshift'::regnamespace and behind.relnamespace = 'pg_catalog'::regnamespace), relation::oid);
create function redshift.same_relation(oid, regclass) returns boolean language sql stable parallel safe
  return $1 operator(pg_catalog.=) redshift.catalogue_oid($2);
create function redshift.same_relation(regclass, oid) returns boolean language sql stable parallel safe
  return $2 operator(pg_catalog.=) redshift.catalogue_oid($1);
create operator redshift.= (function = redshift.same_relation, leftarg = oid, rightarg = regclass);
create operator redshift.= (function = redshift.same_relation, leftarg = regclass, rightarg = oid);

-- PostgreSQL 8.0 still compares a number of the catalogue with its text.
create function redshift.same_number(text, oid) returns boolean language sql immutable parallel safe
  return $1 operator(pg_catalog.=) $2::text;
create function redshift.same_number(oid, text) returns boolean language sql immutable parallel safe
  return $1::text operator(pg_catalog.=) $2;
create operator redshift.= (function = redshift.same_number, leftarg = text, rightarg = oid);
create operator redshift.= (function = redshift.same_number, leftarg = oid, rightarg = text);

-- Codes of our own, as Redshift's are not told: whoever asks for attencodingtype turns it into a word with this function.
create function redshift.encoding_names() returns text[] language sql immutable parallel safe
  return array['none', 'bytedict', 'delta', 'lzo', 'runlength', 'mostly8', 'mostly16', 'mostly32', 'text255', 'text32k', 'delta32k', 'zstd', 'az64'];
create function redshift.format_encoding(code integer) returns text language sql immutable strict parallel safe
  return (redshift.encoding_names())[code + 1];

-- What Redshift chooses for a column that says nothing: AZ64 for numbers and times, LZO for text, nothing for the rest and for sort keys.
create function redshift.default_encoding(type_oid oid, is_sort_key boolean) returns text language sql immutable parallel safe
  return case
    when is_sort_key then 'none'
    when type_oid in (20, 21, 23, 1700, 1082, 1083, 1266, 1114, 1184) then 'az64'
    when type_oid in (1042, 1043, 25, 17) then 'lzo'
    else 'none' end;

-- A list of privileges as Redshift writes it: groups by name with the word in front, no MAINTAIN.
create function redshift.acl(privileges aclitem[]) returns text[] language sql stable parallel safe
  return (select array_agg(
      trim(both '"' from split.grantee) || '=' || replace(split.letters, 'm', '') || '/' || split.grantor order by item.place)
    from unnest(privileges) with ordinality as item(text, place)
    cross join lateral (select substring(item.text::text from '^(.*)=[^=]*$') as grantee,
      substring(item.text::text from '=([^=/]*)/[^=]*$') as letters, substring(item.text::text from '/([^=/]*)$') as grantor) split);

-- ---------------------------------------------------------------------------------------------------------------------------
-- What may be shown: the user's own relations, Redshift's system tables (our views of schema redshift, told as pg_catalog's), and those
-- of PostgreSQL's that PostgreSQL 8.0 had. Indexes, sequences and TOAST tables serve the engine; Redshift has none of them.

create view rdsdb.relations as
  select coalesce(behind.oid, c.oid) as oid, c.oid as real_oid, c.relname,
    case when c.relnamespace = 'redshift'::regnamespace then 'pg_catalog'::regnamespace::oid else c.relnamespace end as relnamespace,
    case when c.relnamespace = 'redshift'::regnamespace then 'pg_catalog' else n.nspname end as nspname,
    c.relnamespace not in ('redshift'::regnamespace, 'pg_catalog'::regnamespace, 'information_schema'::regnamespace) as users,
    c.relkind = 'm' as materialized, c.reltype, redshift.shown_owner(c.oid, c.relowner) as relowner, c.relpages, c.reltuples, c.relnatts, redshift.shown_acl(c.oid, c.relacl) as relacl, c.relpersistence,
    case
      when c.relnamespace = 'redshift'::regnamespace
        then case when c.relname ~ '^(stl|stv)_' or behind.relkind = 'r' then 'r' else 'v' end
      when c.relkind = 'm' then 'v' else c.relkind::text end::"char" as relkind
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_class behind on c.relnamespace = 'redshift'::regnamespace and behind.relname = c.relname
    and behind.relnamespace = 'pg_catalog'::regnamespace
  where c.relkind in ('r', 'v', 'm', 'f')
    and case n.nspname
      when 'redshift' then c.relkind = 'v' and c.relname ~ '^(pg|stl|stv|svl|svv|svcs|sys)_'
      when 'pg_catalog' then c.relname in ('pg_cast', 'pg_conversion', 'pg_largeobject', 'pg_statistic')
      when 'information_schema' then c.relname !~ '^_pg_'
      when 'pg_toast' then false
      when 'rdsdb' then false
      else true end;

-- A superuser sees everything; others what they own or were granted anything on.
create function redshift.may_see(relation oid, owner_oid oid) returns boolean language sql stable parallel safe
  return redshift.superuser() or pg_catalog.pg_has_role(owner_oid, 'usage')
    or pg_catalog.has_table_privilege(relation, 'select, insert, update, delete, truncate, references, trigger')
    or pg_catalog.has_any_column_privilege(relation, 'select, insert, update, references');

-- A default as its column's maker wrote it: PostgreSQL says the type of a literal with it, and schema redshift is nobody's business.
create function redshift.format_default(expression text) returns text language sql immutable strict parallel safe
  return regexp_replace(expression, E'\\m(redshift|rdsdb)[.]', '', 'g');

-- Redshift tells an identity column by its default: "identity"(table, column, 'seed,step').
create function redshift.format_identity(kind "char", relation oid, attnum smallint) returns text language sql stable parallel safe
  return (select format(case kind when 'a' then '"identity"(%s, %s, ''%s,%s''::text)' else 'default_identity(%s, %s, ''%s,%s''::text)' end,
      relation, attnum - 1, s.seqstart, s.seqincrement)
    from pg_catalog.pg_depend d join pg_catalog.pg_sequence s on s.seqrelid = d.objid
    where d.refobjid = relation and d.refobjsubid = attnum and d.deptype = 'i');

-- A column that CREATE TABLE AS makes of a text of no length is shown as Redshift's TEXT, which is VARCHAR(256).
create view rdsdb.columns as
  select r.oid as relation, r.real_oid, r.nspname, r.relname, r.relkind, r.users, r.relowner, a.attname, a.attnum,
    shown.atttypid, shown.atttypmod,
    redshift.format_type(shown.atttypid, shown.atttypmod) as type,
    redshift.format_type(shown.atttypid, null) as data_type,
    case when shown.atttypid in (1042, 1043) then nullif(shown.atttypmod, -1) - 4 when a.atttypid = 17 then e.length
      when a.atttypid = 18 then 1 end as length,
    case a.atttypid when 21 then 16 when 23 then 32 when 20 then 64 when 700 then 24 when 701 then 53
      when 1700 then case a.atttypmod when -1 then null else (a.atttypmod - 4) >> 16 & 65535 end end as numeric_precision,
    case when a.atttypid in (21, 23, 20) then 0
      when a.atttypid = 1700 and a.atttypmod <> -1 then ((a.atttypmod - 4 & 2047) # 1024) - 1024 end as numeric_scale,
    case when a.atttypid in (21, 23, 20, 700, 701) then 2 when a.atttypid = 1700 then 10 end as numeric_radix,
    case when a.atttypid = 1082 then 0 when a.atttypid in (1083, 1266, 1114, 1184) then coalesce(nullif(a.atttypmod, -1), 6) end as datetime_precision,
    case a.attidentity
      when '' then redshift.format_default(pg_catalog.pg_get_expr(d.adbin, d.adrelid))
      else redshift.format_identity(a.attidentity, r.real_oid, a.attnum) end as column_default,
    a.attnotnull, a.attacl,
    coalesce(a.attnum = t.distkey, false) as is_distkey,
    coalesce(pg_catalog.array_position(t.sortkeys, a.attnum), 0) as sort_place,
    coalesce(pg_catalog.array_position(t.sortkeys, a.attnum) * case when t.interleaved and pg_catalog.array_position(t.sortkeys, a.attnum) % 2 = 1
      then -1 else 1 end, 0) as sortkey,
    -- No column of a temporary table is compressed that does not say so.
    case when r.relkind = 'r' then coalesce(replace(e.encoding, 'raw', 'none'), case when r.relpersistence = 't' then 'none' end,
      redshift.default_encoding(a.atttypid, a.attnum = any(t.sortkeys))) else 'none' end as encoding,
    case when pg_catalog.cardinality(t.sortkeys) > 0 then case when t.interleaved then 'INTERLEAVED' else 'COMPOUND' end end as sort_key_type
  from rdsdb.relations r
  join pg_catalog.pg_attribute a on a.attrelid = r.real_oid and a.attnum > 0 and not a.attisdropped
  left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  left join rdsdb.table_attributes t on t.relation = r.real_oid
  left join rdsdb.column_encodings e on e.relation = r.real_oid and e.attnum = a.attnum
  cross join lateral (select
    case when a.atttypid = 'text'::regtype then 'varchar'::regtype::oid else a.atttypid end as atttypid,
    case when a.atttypid = 'text'::regtype or a.atttypid = 'varchar'::regtype and a.atttypmod = -1 then 260 when a.atttypid = 'bytea'::regtype then coalesce(e.length, 64000)
      else a.atttypmod end as atttypmod) shown;

-- ---------------------------------------------------------------------------------------------------------------------------
-- Settings. What PostgreSQL has under the same name is its own; the rest lives in it under the prefix of this schema.

create view rdsdb.settings as
  select known.name::text as name,
    case known.name
      when 'search_path' then regexp_replace(regexp_replace(regexp_replace(pg_catalog.current_setting('search_path'), '^redshift, *pg_catalog, *', ''),
        '"([a-z_][a-z0-9_]*)"', E'\\1', 'g'), ', *', ', ', 'g')
      -- The engine's own limit is nobody's setting.
      when 'statement_timeout' then (select case when own.setting = own.reset_val then '0' else own.setting end from pg_catalog.pg_settings own
        where own.name = 'statement_timeout')
      when 'server_version' then '8.0.2'
      when 'is_superuser' then case when redshift.superuser() then 'on' else 'off' end
      else case when known.standard is null then pg_catalog.current_setting(known.name)
        else coalesce(nullif(pg_catalog.current_setting('redshift.' || known.name, true), ''), known.standard) end
    end as setting,
    known.description
  from (values
    ('analyze_threshold_percent', '10', 'The share of changed rows below which ANALYZE does nothing.'),
    ('application_name', null, 'The name of the application that is connected.'),
    ('cast_super_null_on_error', 'on', 'Whether a SUPER of another type casts to NULL.'),
    ('client_encoding', null, 'The encoding of the client.'),
    ('datestyle', null, 'How dates are shown and read.'),
    ('default_transaction_isolation', 'serializable', 'The isolation of the transactions that follow.'),
    ('default_transaction_read_only', null, 'Whether the transactions that follow only read.'),
    ('default_geometry_encoding', '1', 'How GEOMETRY is stored.'),
    ('describe_field_name_in_uppercase', 'off', 'Whether names of result columns are in upper case.'),
    ('downcase_delimited_identifier', 'on', 'Whether quoted names are lower case too.'),
    ('enable_case_sensitive_identifier', 'off', 'Whether quoted names keep their case.'),
    ('enable_case_sensitive_super_attribute', 'off', 'Whether names in a SUPER keep their case.'),
    ('enable_numeric_rounding', 'off', 'Whether decimals are rounded.'),
    ('enable_result_cache_for_session', 'on', 'Whether an answer may come from the cache.'),
    ('enable_vacuum_boost', 'off', 'Whether VACUUM uses more of the machine.'),
    ('error_on_nondeterministic_update', 'off', 'Whether an UPDATE of one row from many fails.'),
    ('extra_float_digits', null, 'How many digits of a floating-point number are shown.'),
    ('interval_forbid_composite_literals', 'on', 'Whether mixed interval literals are refused.'),
    ('intervalstyle', null, 'How intervals are shown.'),
    ('is_superuser', null, 'Whether the user is a superuser.'),
    ('json_parse_dedup_attributes', 'off', 'Whether JSON_PARSE drops names that come twice.'),
    ('json_parse_truncate_strings', 'off', 'Whether JSON_PARSE cuts strings that are too long.'),
    ('json_serialization_enable', 'off', 'Whether results that are nested come as JSON.'),
    ('json_serialization_parse_nested_strings', 'off', 'Whether strings in them are read as JSON.'),
    ('max_concurrency_scaling_clusters', '1', 'How many clusters may help.'),
    ('max_cursor_result_set_size', '0', 'Not used any more.'),
    ('mv_enable_aqmv_for_session', 'on', 'Whether queries may be rewritten to materialized views.'),
    ('navigate_super_null_on_error', 'on', 'Whether a path that a SUPER does not have is NULL.'),
    ('parse_super_null_on_error', 'off', 'Whether text that is no JSON is a NULL SUPER.'),
    ('pg_federation_repeatable_read', 'on', 'The isolation of federated queries.'),
    ('query_group', 'default', 'The label of the queries that follow.'),
    ('search_path', null, 'The schemas that names are looked up in.'),
    ('server_encoding', null, 'The encoding of the database.'),
    ('server_version', null, 'The version of PostgreSQL that Redshift descends from.'),
    ('session_authorization', null, 'The user of the session.'),
    ('spectrum_enable_pseudo_columns', 'on', 'Whether external tables have $path and $size.'),
    ('spectrum_query_maxerror', '-1', 'How many errors a query of an external table survives.'),
    ('standard_conforming_strings', null, 'Whether a backslash in a literal is plain.'),
    ('statement_timeout', null, 'The milliseconds after which a statement is stopped.'),
    ('stored_proc_log_min_messages', 'info', 'Which messages of procedures are kept.'),
    ('timezone', null, 'The time zone of the session.'),
    ('transaction_isolation', 'serializable', 'The isolation of the transaction.'),
    ('transaction_read_only', null, 'Whether the transaction only reads.'),
    ('use_fips_ssl', 'false', 'Whether FIPS is used.'),
    ('wlm_query_slot_count', '1', 'How many slots of its queue a query takes.')) as known(name, standard, description);

create function redshift.is_variable(setting_name text) returns boolean language sql immutable strict parallel safe
  return setting_name ~ '^[A-Za-z_][A-Za-z0-9_$]*\.[A-Za-z_][A-Za-z0-9_$]*$' and lower(split_part(setting_name, '.', 1)) not in ('redshift', 'rdsdb');

create function redshift.show(setting_name text) returns text language plpgsql stable as $$
declare
  found_setting text;
begin
  select setting into found_setting from rdsdb.settings where name = lower(setting_name);
  -- A variable of two parts is the session's own.
  if not found and redshift.is_variable(setting_name) then
    found_setting := pg_catalog.current_setting('redshift.' || lower(setting_name), true);
  end if;
  if found_setting is null then
    raise undefined_object using message = format('unrecognized configuration parameter "%s"', setting_name);
  end if;
  return found_setting;
end
$$;

-- What a view's text says for CURRENT_USER may be called as well.
create function redshift."current_user"() returns name language sql stable return current_user;

create function redshift.current_setting(setting_name text) returns text language sql stable return redshift.show(setting_name);

-- A search path with what makes the engine answer as Redshift before it. Nobody reaches what that is made of.
create function redshift.with_ours(path text) returns text language sql immutable as $$
  select 'redshift, pg_catalog, ' || pg_catalog.regexp_replace(path, '\m(redshift|rdsdb)\M', 'pg_catalog', 'gi')
$$;

create function redshift.set_config(setting_name text, value text, only_here boolean) returns text language plpgsql as $$
begin
  if not redshift.is_variable(setting_name) then
    perform redshift.show(setting_name);
  end if;
  if exists (select from pg_catalog.pg_settings where name = lower(setting_name)) then
    perform pg_catalog.set_config(setting_name, case lower(setting_name) when 'search_path' then redshift.with_ours(value) else value end, only_here);
  else
    perform pg_catalog.set_config('redshift.' || lower(setting_name), value, only_here);
  end if;
  return value;
end
$$;

-- ---------------------------------------------------------------------------------------------------------------------------
-- PostgreSQL's system tables in Redshift's shape. The hidden oid of Redshift comes last, so that what a star shows begins alike.

create view redshift.pg_namespace as
  select nspname, redshift.user_number(redshift.shown_owner(oid, nspowner)) as nspowner, redshift.acl(nspacl) as nspacl, oid
  from pg_catalog.pg_namespace
  where nspname not in ('redshift', 'rdsdb') and nspname !~ '^pg_toast_temp_';

-- PRIMARY KEY and UNIQUE show an index that is not there: drivers find the columns of a key through it.
create view redshift.pg_class as
  select r.relname, r.relnamespace, r.reltype, redshift.user_number(r.relowner) as relowner, 0::oid as relam, r.oid as relfilenode,
    0::oid as reltablespace, r.relpages, greatest(r.reltuples, 0)::real as reltuples, 0::oid as reltoastrelid, 0::oid as reltoastidxid,
    k.keys > 0 as relhasindex, false as relisshared, r.relkind, r.relnatts, 0::oid as relexternid, false as relisreplicated, false as relispinned,
    case when r.relkind <> 'r' then 0 else case coalesce(t.diststyle, 'AUTO') when 'EVEN' then 0 when 'KEY' then 1 when 'ALL' then 8 else 9 end end::smallint
      as reldiststyle,
    0::oid as relprojbaseid, 0::smallint as relchecks, 0::smallint as reltriggers, k.unique_keys as relukeys, k.foreign_keys as relfkeys,
    (select pg_catalog.count(*) from rdsdb.table_constraints f where f.foreign_relation = r.real_oid)::smallint as relrefs, false as relhasoids,
    k.primary_keys > 0 as relhaspkey, r.relkind = 'v' as relhasrules, false as relhassubclass, redshift.acl(r.relacl) as relacl, r.oid
  from rdsdb.relations r
  left join rdsdb.table_attributes t on t.relation = r.real_oid
  cross join lateral (select pg_catalog.count(*) filter (where kind in ('p', 'u')) as keys,
      pg_catalog.count(*) filter (where kind = 'u')::smallint as unique_keys, pg_catalog.count(*) filter (where kind = 'f')::smallint as foreign_keys,
      pg_catalog.count(*) filter (where kind = 'p') as primary_keys
    from rdsdb.table_constraints where relation = r.real_oid) k
  union all
  select k.name, r.relnamespace, 0::oid, redshift.user_number(r.relowner), 403::oid, k.oid, 0::oid, 0, 0::real, 0::oid, 0::oid, false, false, 'i'::"char",
    pg_catalog.cardinality(k.columns)::smallint, 0::oid, false, false, 0::smallint, 0::oid, 0::smallint, 0::smallint, 0::smallint, 0::smallint,
    0::smallint, false, false, false, false, null::text[], k.oid
  from rdsdb.table_constraints k
  join rdsdb.relations r on r.real_oid = k.relation
  where k.kind in ('p', 'u');

-- The same with what AUTO means at present, a copy on each node, and the time when a relation was made, which nobody wrote down here.
create view redshift.pg_class_info as
  select oid as reloid, relname, relnamespace, reltype, relowner, relam, relfilenode, reltablespace, relpages, reltuples, reltoastrelid, reltoastidxid,
    relhasindex, relisshared, relkind, relnatts, relexternid, relisreplicated, relispinned, reldiststyle, relprojbaseid, relchecks, reltriggers,
    relukeys, relfkeys, relrefs, relhasoids, relhaspkey, relhasrules, relhassubclass, relacl,
    case reldiststyle when 9 then 10 else reldiststyle end::smallint as releffectivediststyle, null::timestamp as relcreationtime
  from redshift.pg_class;

create view redshift.pg_attribute as
  select r.oid as attrelid, a.attname, coalesce(c.atttypid, a.atttypid) as atttypid, -1 as attstattarget, a.attlen, a.attnum,
    a.attndims::integer as attndims, -1 as attcacheoff, coalesce(c.atttypmod, a.atttypmod) as atttypmod, a.attbyval, a.attstorage, a.attalign, a.attnotnull,
    a.atthasdef or a.attidentity <> '' as atthasdef, a.attisdropped, a.attislocal, a.attinhcount::integer as attinhcount,
    coalesce(c.is_distkey, false) as attisdistkey, false as attispreloaded, coalesce(c.sortkey, 0) as attsortkeyord,
    (coalesce(pg_catalog.array_position(redshift.encoding_names(), c.encoding), 1) - 1)::smallint as attencodingtype, 0::smallint as attencrypttype
  from rdsdb.relations r
  join pg_catalog.pg_attribute a on a.attrelid = r.real_oid and a.attnum > 0 and not a.attisdropped
  left join rdsdb.columns c on c.real_oid = a.attrelid and c.attnum = a.attnum
  union all
  select k.oid, a.attname, a.atttypid, -1, a.attlen, each.place::smallint, 0, -1, a.atttypmod, a.attbyval, a.attstorage, a.attalign, false, false, false, true,
    0, false, false, 0, 0::smallint, 0::smallint
  from rdsdb.table_constraints k
  cross join lateral unnest(k.columns) with ordinality as each(attnum, place)
  join pg_catalog.pg_attribute a on a.attrelid = k.relation and a.attnum = each.attnum
  where k.kind in ('p', 'u');

create view redshift.pg_attribute_info as
  select attrelid, attname, atttypid, attstattarget, attlen, attnum, attndims, attcacheoff, atttypmod, attbyval, attstorage, attalign, attnotnull,
    atthasdef, attisdropped, attislocal, attinhcount, attisdistkey, attispreloaded, attsortkeyord, attencodingtype, attencrypttype,
    null::text[] as attacl
  from redshift.pg_attribute;

-- adbin stays what pg_get_expr reads; of an identity column it is text alone.
create view redshift.pg_attrdef as
  select r.oid as adrelid, a.attnum as adnum, d.adbin, c.column_default as adsrc, coalesce(d.oid, 0) as oid
  from rdsdb.columns c
  join rdsdb.relations r on r.oid = c.relation
  join pg_catalog.pg_attribute a on a.attrelid = c.real_oid and a.attnum = c.attnum
  left join pg_catalog.pg_attrdef d on d.adrelid = c.real_oid and d.adnum = c.attnum
  where c.column_default is not null;

-- The types that PostgreSQL 8.0 had, Redshift's own, and the row types of what is shown. bytea is VARBYTE here.
create view redshift.pg_type as
  select case when t.typname = 'bytea' then 'varbyte'::name else t.typname end as typname,
    case when t.typnamespace = 'redshift'::regnamespace then 'pg_catalog'::regnamespace::oid else t.typnamespace end as typnamespace,
    redshift.user_number(t.typowner) as typowner, t.typlen, t.typbyval, t.typtype, t.typisdefined, t.typdelim, t.typrelid, t.typelem, t.typinput,
    t.typoutput, t.typreceive, t.typsend, t.typanalyze, t.typalign, t.typstorage, t.typnotnull, t.typbasetype, t.typtypmod, t.typndims,
    t.typdefaultbin, t.typdefault, t.oid
  from pg_catalog.pg_type t
  where t.typname in ('bool', 'bytea', 'char', 'name', 'int8', 'int2', 'int2vector', 'int4', 'regproc', 'text', 'oid', 'tid', 'xid', 'cid', 'oidvector',
      'point', 'lseg', 'path', 'box', 'polygon', 'line', 'circle', 'float4', 'float8', 'unknown', 'money', 'macaddr', 'inet', 'cidr', 'aclitem', 'bpchar',
      'varchar', 'date', 'time', 'timestamp', 'timestamptz', 'interval', 'timetz', 'bit', 'varbit', 'numeric', 'refcursor', 'regprocedure', 'regoper',
      'regoperator', 'regclass', 'regtype', 'record', 'cstring', 'any', 'anyarray', 'void', 'trigger', 'language_handler', 'internal', 'anyelement',
      '_bool', '_bytea', '_char', '_name', '_int2', '_int4', '_text', '_oid', '_bpchar', '_varchar', '_int8', '_float4', '_float8', '_aclitem', '_date',
      '_time', '_timestamp', '_timestamptz', '_interval', '_timetz', '_numeric') and t.typnamespace = 'pg_catalog'::regnamespace
    or t.typname in ('super', 'geometry', 'geography', 'hllsketch') and t.typnamespace = 'redshift'::regnamespace
    or t.typnamespace not in ('redshift'::regnamespace, 'rdsdb'::regnamespace, 'pg_catalog'::regnamespace, 'pg_toast'::regnamespace) and t.typname !~ '^_';

create view redshift.pg_description as
  select d.objoid, d.classoid, d.objsubid, d.description
  from pg_catalog.pg_description d
  left join pg_catalog.pg_namespace n on d.classoid = 'pg_catalog.pg_namespace'::regclass::oid and n.oid = d.objoid
  where n.nspname is null or n.nspname not in ('redshift', 'rdsdb');

-- What functions.txt names, which the engine writes down after all of the prelude.
create table rdsdb.function_names (name name primary key);

-- The engine's functions and those of ours that Redshift has, told as pg_catalog's, and those that users have made; not what ours are
-- made of. Redshift's own have no names for their arguments, and neither have those of users: in SQL they are $1, $2 ...
create view redshift.pg_proc as
  select p.proname, case when p.pronamespace = 'redshift'::regnamespace then 'pg_catalog'::regnamespace::oid else p.pronamespace end as pronamespace,
    redshift.user_number(redshift.shown_owner(p.oid, p.proowner)) as proowner, p.prolang, p.prokind = 'a' as proisagg, p.prosecdef, p.proisstrict, p.proretset, p.provolatile,
    p.pronargs, p.prorettype, p.proargtypes, null::text[] as proargnames, case when p.pronamespace = 'redshift'::regnamespace then '' else p.prosrc end as prosrc,
    null::bytea as probin, redshift.acl(p.proacl) as proacl, p.oid
  from pg_catalog.pg_proc p
  where p.pronamespace <> 'rdsdb'::regnamespace
    and (p.pronamespace <> 'redshift'::regnamespace or p.proname in (select name from rdsdb.function_names));

-- The functions that users have made.
create view rdsdb.functions as
  select p.oid, n.nspname, p.proname, redshift.shown_owner(p.oid, p.proowner) as owner, p.pronargs, p.proacl,
    redshift.format_type(p.prorettype, null) as result_type,
    array(select redshift.format_type(each.type, null) from unnest(p.proargtypes) with ordinality as each(type, place) order by place) as argument_types,
    pg_catalog.obj_description(p.oid, 'pg_proc') as remarks
  from pg_catalog.pg_proc p
  join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  where n.nspname not in ('redshift', 'rdsdb', 'pg_catalog', 'information_schema')
    and (redshift.superuser() or pg_catalog.has_schema_privilege(n.oid, 'usage'));
grant select on rdsdb.functions to public;

create view redshift.pg_proc_info as
  select oid as prooid, proname, pronamespace, proowner, prolang, proisagg, prosecdef, proisstrict, proretset, provolatile, pronargs, prorettype, proargtypes,
    proargnames, prosrc, probin, proacl, case when proisagg then 'a' else 'f' end::"char" as prokind, null::oid[] as proallargtypes,
    null::"char"[] as proargmodes
  from redshift.pg_proc;

create view redshift.pg_constraint as
  select k.name as conname, r.relnamespace as connamespace, k.kind as contype, false as condeferrable, false as condeferred, r.oid as conrelid,
    0::oid as contypid,
    coalesce(k.foreign_relation, 0::oid) as confrelid, case when k.kind = 'f' then 'a' else ' ' end::"char" as confupdtype,
    case when k.kind = 'f' then 'a' else ' ' end::"char" as confdeltype, case when k.kind = 'f' then 'u' else ' ' end::"char" as confmatchtype,
    k.columns as conkey, k.foreign_columns as confkey, null::text as conbin, null::text as consrc, k.oid
  from rdsdb.table_constraints k
  join rdsdb.relations r on r.real_oid = k.relation;

create function redshift.pg_get_constraintdef(constraint_oid oid) returns text
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case k.kind when 'p' then 'PRIMARY KEY' when 'u' then 'UNIQUE' else 'FOREIGN KEY' end
    || ' (' || (select string_agg(quote_ident(a.attname), ', ' order by each.place)
      from unnest(k.columns) with ordinality as each(attnum, place) join pg_catalog.pg_attribute a on a.attrelid = k.relation and a.attnum = each.attnum) || ')'
    || case when k.kind = 'f' then ' REFERENCES ' || regexp_replace(k.foreign_relation::regclass::text, '^public[.]', '') || '(' || (
      select string_agg(quote_ident(a.attname), ', ' order by each.place) from unnest(k.foreign_columns) with ordinality as each(attnum, place)
      join pg_catalog.pg_attribute a on a.attrelid = k.foreign_relation and a.attnum = each.attnum) || ')' else '' end
  from rdsdb.table_constraints k where k.oid = constraint_oid
$$;
create function redshift.pg_get_constraintdef(constraint_oid oid, pretty boolean) returns text language sql stable
  return redshift.pg_get_constraintdef(constraint_oid);

-- Redshift makes no indexes, whatever the engine uses behind a sort key; these are the ones of its keys. The first column is indkey[0].
create view redshift.pg_index as
  select k.oid as indexrelid, r.oid as indrelid, pg_catalog.array_to_string(k.columns, ' ')::int2vector as indkey, null::oid[] as indclass, pg_catalog.cardinality(k.columns)::smallint as indnatts,
    true as indisunique, k.kind = 'p' as indisprimary, false as indisclustered, null::text as indexprs, null::text as indpred
  from rdsdb.table_constraints k
  join rdsdb.relations r on r.real_oid = k.relation
  where k.kind in ('p', 'u');
create view redshift.pg_indexes as
  select r.nspname as schemaname, r.relname as tablename, k.name as indexname, null::name as tablespace,
    format('CREATE UNIQUE INDEX %I ON %I.%I USING btree (%s)', k.name, r.nspname, r.relname, (select string_agg(quote_ident(a.attname),
      ', ' order by each.place)
      from unnest(k.columns) with ordinality as each(attnum, place) join pg_catalog.pg_attribute a on a.attrelid = k.relation and a.attnum = each.attnum))
      as indexdef
  from rdsdb.table_constraints k
  join rdsdb.relations r on r.real_oid = k.relation
  where k.kind in ('p', 'u');

create view redshift.pg_database as
  select d.datname, redshift.user_number(d.datdba) as datdba, d.encoding, d.datistemplate, d.datallowconn, 0::oid as datlastsysoid, 0::oid as datvacuumxid,
    0::oid as datfrozenxid, d.dattablespace, null::text as datconfig, redshift.acl(d.datacl) as datacl, d.oid
  from pg_catalog.pg_database d
  where d.datname not in ('postgres', 'rdsdb');

create view redshift.pg_database_info as
  select datname, oid as datid, datdba, encoding, datistemplate, datallowconn, datlastsysoid, datvacuumxid, datfrozenxid, dattablespace, datconfig, datacl,
    'UNLIMITED'::text as datconnlimit, 'Snapshot Isolation'::text as database_isolation_level
  from redshift.pg_database;

-- "char" is a text for PostgreSQL 8.0, so that a UNION of relkind and a text is one.
set allow_system_table_mods = on;
update pg_catalog.pg_type set typcategory = 'S' where typname = 'char' and typnamespace = 'pg_catalog'::regnamespace;
reset allow_system_table_mods;

-- What serves the engine alone has no rows in Redshift's shape, or those that PostgreSQL 8.0 came with.
create view redshift.pg_trigger as
  select 0::oid as tgrelid, ''::name as tgname, 0::oid as tgfoid, 0::smallint as tgtype, true as tgenabled, false as tgisconstraint, ''::name as tgconstrname,
    0::oid as tgconstrrelid, false as tgdeferrable, false as tginitdeferred, 0::smallint as tgnargs, ''::int2vector as tgattr, ''::bytea as tgargs, 0::oid as oid
  where false;

create view redshift.pg_am as
  select name::name as amname, 1 as amowner, strategies::smallint as amstrategies, support::smallint as amsupport, ordered::smallint as amorderstrategy,
    name = 'btree' as amcanunique, name in ('btree', 'gist') as amcanmulticol, name in ('btree', 'gist') as amindexnulls, name in ('btree', 'hash') as amconcurrent,
    number::oid as oid
  from (values ('btree', 403, 5, 1, 1), ('hash', 405, 1, 1, 0), ('rtree', 402, 8, 3, 0), ('gist', 783, 100, 7, 0))
    as known(name, number, strategies, support, ordered);

create view redshift.pg_rewrite as
  select '_RETURN'::name as rulename, r.oid as ev_class, (-1)::smallint as ev_attr, '1'::"char" as ev_type, true as is_instead, '<>'::text as ev_qual, ''::text as ev_action,
    w.oid as oid
  from pg_catalog.pg_rewrite w
  join rdsdb.relations r on r.real_oid = w.ev_class
  where r.relkind = 'v';

create view redshift.pg_rules as
  select null::name as schemaname, null::name as tablename, null::name as rulename, null::text as definition where false;

create view redshift.pg_language as
  select name::name as lanname, ispl as lanispl, name <> 'c' and name <> 'internal' as lanpltrusted, 0::oid as lanplcallfoid, 0::oid as lanvalidator,
    null::text[] as lanacl, number::oid as oid
  from (values ('internal', false, 12), ('c', false, 13), ('sql', false, 14), ('plpgsql', true, 101033), ('plpythonu', true, 100039))
    as known(name, ispl, number);

create view redshift.pg_opclass as
  select o.opcmethod as opcamid, o.opcname, o.opcnamespace, 1 as opcowner, o.opcintype, o.opcdefault, o.opckeytype, o.oid
  from pg_catalog.pg_opclass o where o.opcmethod in (403, 405) and o.oid < 16384;

create view redshift.pg_amop as
  select 0::oid as amopclaid, 0::oid as amopsubtype, 0::smallint as amopstrategy, false as amopreqcheck, 0::oid as amopopr where false;
create view redshift.pg_amproc as
  select 0::oid as amopclaid, 0::oid as amprocsubtype, 0::smallint as amprocnum, 0::oid as amproc where false;

create view redshift.pg_aggregate as
  select a.aggfnoid, a.aggtransfn, a.aggfinalfn, a.aggtranstype, a.agginitval
  from pg_catalog.pg_aggregate a where a.aggfnoid::oid < 16384 and a.aggkind = 'n';

create view redshift.pg_operator as
  select o.oprname, o.oprnamespace, 1 as oprowner, o.oprkind, o.oprcanhash, o.oprleft, o.oprright, o.oprresult, o.oprcom, o.oprnegate, 0::oid as oprlsortop,
    0::oid as oprrsortop, 0::oid as oprltcmpop, 0::oid as oprgtcmpop, o.oprcode, o.oprrest, o.oprjoin, o.oid
  from pg_catalog.pg_operator o where o.oid < 16384;

create view redshift.pg_inherits as
  select 0::oid as inhrelid, 0::oid as inhparent, 0 as inhseqno where false;

create view redshift.pg_tablespace as
  select t.spcname, 1 as spcowner, null::text as spclocation, null::text[] as spcacl, t.oid from pg_catalog.pg_tablespace t;

-- What ANALYZE has found in the user's own tables.
create view redshift.pg_stats as
  select s.schemaname, s.tablename, s.attname, s.null_frac, s.avg_width, s.n_distinct, s.most_common_vals::text as most_common_vals, s.most_common_freqs,
    s.histogram_bounds::text as histogram_bounds, s.correlation
  from pg_catalog.pg_stats s
  where s.schemaname not in ('redshift', 'rdsdb', 'pg_catalog', 'information_schema');

-- Users. PostgreSQL's own roles (pg_read_all_data and so on) and the one that stands for Redshift's superusers are nobody's.
create view redshift.pg_user as
  select r.rolname as usename, redshift.user_number(r.oid) as usesysid, r.rolcreatedb or redshift.superuser(r.oid) as usecreatedb,
    redshift.superuser(r.oid) as usesuper, redshift.superuser(r.oid) as usecatupd, '********'::text as passwd, r.rolvaliduntil as valuntil,
    (select pg_catalog.array_agg(s.name || '=' || pg_catalog.array_to_string(s.given, ', ') order by s.name) from rdsdb.user_settings s
      where s.userid = r.oid) as useconfig
  from pg_catalog.pg_roles r
  where r.rolcanlogin;

create view redshift.pg_shadow as select * from redshift.pg_user;

create view redshift.pg_user_info as
  select u.usename, u.usesysid, u.usecreatedb, u.usesuper, u.usecatupd, u.passwd, u.valuntil, u.useconfig,
    case r.rolconnlimit when -1 then 'UNLIMITED' else r.rolconnlimit::text end as useconnlimit,
    case when u.usesuper then 'UNRESTRICTED' else coalesce(a.syslog_access, 'RESTRICTED') end as syslogaccess,
    null::timestamp as last_ddl_ts, coalesce(a.session_timeout, 0) as sessiontimeout, null::text as external_id
  from redshift.pg_user u
  join pg_catalog.pg_roles r on r.rolname = u.usename
  left join rdsdb.user_attributes a on a.userid = r.oid;

-- Who belongs to whom. PostgreSQL lets whoever makes a role hand it on, which makes nobody a member.
create view rdsdb.memberships as
  select roleid, member, admin_option from pg_catalog.pg_auth_members where inherit_option or set_option;

create view redshift.pg_group as
  select redshift.name_of_role(r.rolname) as groname, r.oid::integer as grosysid,
    array(select redshift.user_number(m.member) from rdsdb.memberships m join pg_catalog.pg_roles u on u.oid = m.member
      where m.roleid = r.oid and u.rolcanlogin order by m.member) as grolist
  from pg_catalog.pg_roles r
  where redshift.kind_of_role(r.rolname) = 'group';

create view redshift.pg_tables as
  select r.nspname as schemaname, r.relname as tablename, pg_catalog.pg_get_userbyid(r.relowner) as tableowner, null::name as tablespace,
    false as hasindexes, false as hasrules, false as hastriggers
  from rdsdb.relations r
  where r.relkind = 'r';

-- A FOREIGN KEY depends on the index that a PRIMARY KEY or UNIQUE shows: drivers find the columns that it names through it.
create view redshift.pg_depend as
  select d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid, d.deptype from pg_catalog.pg_depend d
  union all
  select 'pg_catalog.pg_constraint'::regclass::oid, f.oid, 0, 'pg_catalog.pg_class'::regclass::oid, k.oid, 0, 'n'::"char"
  from rdsdb.table_constraints f
  join rdsdb.table_constraints k on f.kind = 'f' and k.relation = f.foreign_relation and k.kind in ('p', 'u') and k.columns = f.foreign_columns;

-- The definition of a view that depends on its tables is its query; of others it is the whole statement, by whose words tools know them.
create view redshift.pg_views as
  select r.nspname as schemaname, r.relname as viewname, pg_catalog.pg_get_userbyid(r.relowner) as viewowner,
    case when r.users then coalesce(t.definition, case when r.materialized then 'create materialized view ' || quote_ident(r.relname) || ' as' else '' end
      || pg_catalog.pg_get_viewdef(r.real_oid)) end as definition
  from rdsdb.relations r
  left join rdsdb.table_attributes t on t.relation = r.real_oid
  where r.relkind = 'v';

create function redshift.pg_get_viewdef(view oid) returns text language sql stable security definer set search_path = redshift, pg_catalog, public,
  pg_temp as $$
  select coalesce(definition, '') from redshift.pg_views v
  join rdsdb.relations r on r.nspname = v.schemaname and r.relname = v.viewname
  where $1 in (r.oid, r.real_oid)
$$;
create function redshift.pg_get_viewdef(view oid, pretty boolean) returns text language sql stable return redshift.pg_get_viewdef(view);
create function redshift.pg_get_viewdef(view text) returns text language sql stable return redshift.pg_get_viewdef(view::regclass::oid);
create function redshift.pg_get_viewdef(view text, pretty boolean) returns text language sql stable return redshift.pg_get_viewdef(view::regclass::oid);

-- Only tables of schemas on the search path are told, as the guide says.
create view redshift.pg_table_def as
  select c.nspname as schemaname, c.relname as tablename, c.attname as "column", c.type, c.encoding::character(32) as encoding, c.is_distkey as distkey,
    c.sortkey, c.attnotnull as "notnull"
  from rdsdb.columns c
  where c.relkind = 'r' and c.nspname = any(redshift.current_schemas(true))
  order by c.nspname, c.relname, c.attnum;

create view redshift.pg_settings as
  select name, setting, null::text as unit, null::text as category, null::text as short_desc, null::text as extra_desc, 'user'::text as context,
    'string'::text as vartype, 'session'::text as source, null::text as min_val, null::text as max_val
  from rdsdb.settings;

-- Empty on a laptop: external schemas, models, libraries of functions.
create view redshift.pg_external_schema as
  select 0::oid as esoid, 0 as eskind, null::text as esdbname, null::text as esoptions where false;
create view redshift.pg_external_database as
  select 0::oid as edoid, 0 as edkind, null::text as edname where false;
create view redshift.pg_library as
  select null::name as name, 0::oid as language_oid, 0 as file_store_id, 0 as owner where false;
create view redshift.pg_statistic_indicator as
  select r.oid as stairelid, greatest(r.reltuples, 0)::real as stairows, 0::real as staiins, 0::real as staidels
  from rdsdb.relations r where r.users and r.relkind = 'r';
-- A table with BACKUP NO is known by a key of this one.
create view redshift.pg_conf as
  select format('pg_class_backup_%s_%s', d.oid, r.oid) as key, 'no'::text as value
  from rdsdb.table_attributes t
  join rdsdb.relations r on r.real_oid = t.relation
  join pg_catalog.pg_database d on d.datname = current_database()
  where not t.backup;
create view redshift.pg_locks as
  select l.relation, l.database, l.transactionid as transaction, l.pid, l.mode, l.granted
  from pg_catalog.pg_locks l
  join rdsdb.relations r on r.real_oid = l.relation and r.users;
create view redshift.pg_default_acl as
  select redshift.user_number(d.defaclrole) as defacluser, d.defaclnamespace, d.defaclobjtype, redshift.acl(d.defaclacl) as defaclacl, d.oid
  from pg_catalog.pg_default_acl d
  where d.defaclrole <> 10;

-- ---------------------------------------------------------------------------------------------------------------------------
-- information_schema in the shape of PostgreSQL 8.0. The views are replaced where they stand, so `information_schema.x` needs no translation.

drop view information_schema.columns cascade;
create view information_schema.columns as
  select current_database()::varchar(128) as table_catalog, c.nspname::varchar(128) as table_schema, c.relname::varchar(128) as table_name,
    c.attname::varchar(128) as column_name, c.attnum::integer as ordinal_position, c.column_default::varchar as column_default,
    case when c.attnotnull then 'NO' else 'YES' end::varchar(3) as is_nullable, c.data_type::varchar(128) as data_type,
    c.length as character_maximum_length, case when c.atttypid in (1042, 1043) then c.length end as character_octet_length,
    c.numeric_precision, c.numeric_radix as numeric_precision_radix, c.numeric_scale, c.datetime_precision, null::varchar as interval_type,
    null::varchar as interval_precision, null::varchar as character_set_catalog, null::varchar as character_set_schema, null::varchar as character_set_name,
    null::varchar as collation_catalog, null::varchar as collation_schema, null::varchar as collation_name, null::varchar as domain_catalog,
    null::varchar as domain_schema, null::varchar as domain_name, current_database()::varchar(128) as udt_catalog, 'pg_catalog'::varchar(128) as udt_schema,
    case t.typname when 'bytea' then 'varbyte' else t.typname end::varchar(128) as udt_name, null::varchar as scope_catalog, null::varchar as scope_schema,
    null::varchar as scope_name, null::integer as maximum_cardinality, c.attnum::varchar as dtd_identifier, 'NO'::varchar(3) as is_self_referencing
  from rdsdb.columns c
  join pg_catalog.pg_type t on t.oid = c.atttypid
  where redshift.may_see(c.real_oid, c.relowner)
  order by c.nspname, c.relname, c.attnum;

drop view information_schema.tables cascade;
create view information_schema.tables as
  select current_database()::varchar(128) as table_catalog, r.nspname::varchar(128) as table_schema, r.relname::varchar(128) as table_name,
    case when r.relkind = 'v' then 'VIEW' when r.relpersistence = 't' then 'LOCAL TEMPORARY' else 'BASE TABLE' end::varchar as table_type,
    null::varchar as self_referencing_column_name, null::varchar as reference_generation, null::varchar as user_defined_type_catalog,
    null::varchar as user_defined_type_schema, null::varchar as user_defined_type_name
  from rdsdb.relations r
  where redshift.may_see(r.real_oid, r.relowner);

drop view information_schema.views cascade;
create view information_schema.views as
  select current_database()::varchar(128) as table_catalog, v.schemaname::varchar(128) as table_schema, v.viewname::varchar(128) as table_name,
    v.definition::varchar as view_definition, 'NONE'::varchar as check_option, 'NO'::varchar(3) as is_updatable, 'NO'::varchar(3) as is_insertable_into
  from redshift.pg_views v
  join rdsdb.relations r on r.nspname = v.schemaname and r.relname = v.viewname
  where redshift.may_see(r.real_oid, r.relowner);

drop view information_schema.schemata cascade;
create view information_schema.schemata as
  select current_database()::varchar(128) as catalog_name, nspname::varchar(128) as schema_name, redshift.pg_get_userbyid(nspowner)::varchar(128) as schema_owner,
    null::varchar as default_character_set_catalog, null::varchar as default_character_set_schema, null::varchar as default_character_set_name,
    null::varchar as sql_path
  from redshift.pg_namespace
  where redshift.superuser() or pg_catalog.pg_has_role(redshift.user_oid(nspowner), 'usage') or pg_catalog.has_schema_privilege(oid, 'create, usage');

drop view information_schema.table_constraints cascade;
create view information_schema.table_constraints as
  select current_database()::varchar(128) as constraint_catalog, r.nspname::varchar(128) as constraint_schema, k.name::varchar(128) as constraint_name,
    current_database()::varchar(128) as table_catalog, r.nspname::varchar(128) as table_schema, r.relname::varchar(128) as table_name,
    case k.kind when 'p' then 'PRIMARY KEY' when 'u' then 'UNIQUE' else 'FOREIGN KEY' end::varchar as constraint_type, 'NO'::varchar(3) as is_deferrable,
    'NO'::varchar(3) as initially_deferred
  from rdsdb.table_constraints k
  join rdsdb.relations r on r.real_oid = k.relation
  where redshift.may_see(r.real_oid, r.relowner);

drop view information_schema.key_column_usage cascade;
create view information_schema.key_column_usage as
  select current_database()::varchar(128) as constraint_catalog, r.nspname::varchar(128) as constraint_schema, k.name::varchar(128) as constraint_name,
    current_database()::varchar(128) as table_catalog, r.nspname::varchar(128) as table_schema, r.relname::varchar(128) as table_name,
    a.attname::varchar(128) as column_name, each.place::integer as ordinal_position
  from rdsdb.table_constraints k
  join rdsdb.relations r on r.real_oid = k.relation
  cross join lateral unnest(k.columns) with ordinality as each(attnum, place)
  join pg_catalog.pg_attribute a on a.attrelid = k.relation and a.attnum = each.attnum
  where redshift.may_see(r.real_oid, r.relowner);

drop view information_schema.constraint_column_usage cascade;
create view information_schema.constraint_column_usage as
  select current_database()::varchar(128) as table_catalog, r.nspname::varchar(128) as table_schema, r.relname::varchar(128) as table_name,
    a.attname::varchar(128) as column_name, current_database()::varchar(128) as constraint_catalog, r.nspname::varchar(128) as constraint_schema,
    k.name::varchar(128) as constraint_name
  from rdsdb.table_constraints k
  join rdsdb.relations r on r.real_oid = coalesce(k.foreign_relation, k.relation)
  cross join lateral unnest(coalesce(k.foreign_columns, k.columns)) as each(attnum)
  join pg_catalog.pg_attribute a on a.attrelid = r.real_oid and a.attnum = each.attnum
  where redshift.may_see(r.real_oid, r.relowner);

drop view information_schema.referential_constraints cascade;
create view information_schema.referential_constraints as
  select current_database()::varchar(128) as constraint_catalog, r.nspname::varchar(128) as constraint_schema, k.name::varchar(128) as constraint_name,
    current_database()::varchar(128) as unique_constraint_catalog, f.nspname::varchar(128) as unique_constraint_schema,
    p.name::varchar(128) as unique_constraint_name, 'NONE'::varchar as match_option, 'NO ACTION'::varchar as update_rule, 'NO ACTION'::varchar as delete_rule
  from rdsdb.table_constraints k
  join rdsdb.relations r on r.real_oid = k.relation
  join rdsdb.relations f on f.real_oid = k.foreign_relation
  left join rdsdb.table_constraints p on p.relation = k.foreign_relation and p.kind in ('p', 'u') and p.columns = k.foreign_columns
  where k.kind = 'f' and redshift.may_see(r.real_oid, r.relowner);

-- The others stay PostgreSQL's, without schema redshift; what PostgreSQL 8.0 did not have goes.
do $$
declare
  shown record;
begin
  for shown in
    select c.relname, (select a.attname from pg_catalog.pg_attribute a where a.attrelid = c.oid
        and a.attname in ('table_schema', 'specific_schema', 'udt_schema', 'object_schema', 'view_schema', 'constraint_schema', 'domain_schema',
          'trigger_schema') order by a.attname <> 'table_schema', a.attname <> 'specific_schema', a.attnum limit 1) as schema_column
    from pg_catalog.pg_class c
    where c.relnamespace = 'information_schema'::regnamespace and c.relkind = 'v'
      and c.relname not in ('columns', 'tables', 'views', 'schemata', 'table_constraints', 'key_column_usage', 'constraint_column_usage',
        'referential_constraints') and c.relname !~ '^_'
  loop
    if shown.relname ~ '^(foreign_|user_mapping|transforms|user_defined_types|collation|column_options|routine_.*_usage|attributes)'
      or shown.relname in ('column_column_usage', 'administrable_role_authorizations', 'character_sets', 'sequences', 'check_constraint_routine_usage') then
      execute format('drop view if exists information_schema.%I cascade', shown.relname);
    elsif shown.schema_column is not null and to_regclass('information_schema.' || shown.relname) is not null then
      execute format('create or replace view information_schema.%I as select * from (%s) as told where told.%I::text not in (%L, %L)',
        shown.relname, rtrim(pg_catalog.pg_get_viewdef(to_regclass('information_schema.' || shown.relname)), ';'), shown.schema_column, 'redshift', 'rdsdb');
    end if;
  end loop;
  grant select on all tables in schema information_schema to public;
end
$$;

-- ---------------------------------------------------------------------------------------------------------------------------
-- SVV views of what there is.

create view redshift.svv_tables as
  select t.table_catalog::text as table_catalog, t.table_schema::text as table_schema, t.table_name::text as table_name, t.table_type::text as table_type,
    pg_catalog.obj_description(r.real_oid, 'pg_class') as remarks
  from information_schema.tables t
  join rdsdb.relations r on r.nspname = t.table_schema and r.relname = t.table_name;

-- The columns of views WITH NO SCHEMA BINDING. They are in no table of the catalogue: whoever lists them has the views bound first.
create view rdsdb.late_columns as
  select r.real_oid, r.nspname, r.relname, r.relowner, a.attname, a.attnum, shown.atttypid,
    redshift.format_type(shown.atttypid, shown.atttypmod) as type, redshift.format_type(shown.atttypid, null) as data_type,
    case when shown.atttypid in (1042, 1043) then nullif(shown.atttypmod, -1) - 4 end as length,
    case when shown.atttypid = 1700 and shown.atttypmod <> -1 then (shown.atttypmod - 4) >> 16 & 65535
      else case shown.atttypid when 21 then 16 when 23 then 32 when 20 then 64 when 700 then 24 when 701 then 53 end end as numeric_precision,
    case when shown.atttypid in (20, 21, 23) then 0
      when shown.atttypid = 1700 and shown.atttypmod <> -1 then ((shown.atttypmod - 4 & 2047) # 1024) - 1024 end as numeric_scale
  from rdsdb.late_views v
  join rdsdb.relations r on r.real_oid = v.relation
  join pg_catalog.pg_attribute a on a.attrelid = redshift.bound_view(v.relation) and a.attnum > 0
  cross join lateral (select
    case when a.atttypid = 'text'::regtype then 'varchar'::regtype::oid else a.atttypid end as atttypid,
    case when a.atttypid = 'text'::regtype then 260 else a.atttypmod end as atttypmod) shown;

create view redshift.svv_columns as
  select t.table_catalog::text as table_catalog, t.table_schema::text as table_schema, t.table_name::text as table_name, t.column_name::text as column_name,
    t.ordinal_position, t.column_default::text as column_default, t.is_nullable::text as is_nullable, t.data_type::text as data_type,
    t.character_maximum_length, t.numeric_precision, t.numeric_precision_radix, t.numeric_scale, t.datetime_precision,
    t.interval_type::text as interval_type, t.interval_precision::text as interval_precision, t.character_set_catalog::text as character_set_catalog,
    t.character_set_schema::text as character_set_schema, t.character_set_name::text as character_set_name, t.collation_catalog::text as collation_catalog,
    t.collation_schema::text as collation_schema, t.collation_name::text as collation_name, t.domain_name::text as domain_name,
    pg_catalog.col_description(r.real_oid, t.ordinal_position) as remarks
  from information_schema.columns t
  join rdsdb.relations r on r.nspname = t.table_schema and r.relname = t.table_name
  union all
  select current_database()::text, c.nspname::text, c.relname::text, c.attname::text, c.attnum::integer, null, 'YES', c.data_type, c.length,
    c.numeric_precision, case when c.atttypid in (20, 21, 23, 700, 701) then 2 when c.atttypid = 1700 then 10 end, c.numeric_scale,
    case when c.atttypid = 1082 then 0 when c.atttypid in (1083, 1266, 1114, 1184) then 6 end,
    null, null, null, null, null, null, null, null, null, null
  from rdsdb.late_columns c
  where redshift.may_see(c.real_oid, c.relowner)
  order by table_schema, table_name, ordinal_position;

create view redshift.svv_redshift_databases as
  select datname::varchar(128) as database_name, datdba as database_owner, 'local'::varchar(32) as database_type,
    pg_catalog.array_to_string(datacl, '~')::varchar(128) as database_acl, null::varchar(128) as database_options,
    'Snapshot Isolation'::varchar(128) as database_isolation_level
  from redshift.pg_database
  where datallowconn and not datistemplate;

create view redshift.svv_all_schemas as
  select s.catalog_name as database_name, s.schema_name, n.nspowner as schema_owner, 'local'::varchar(128) as schema_type,
    pg_catalog.array_to_string(n.nspacl, '~')::varchar(128) as schema_acl, null::varchar(128) as source_database, null::varchar(128) as schema_option
  from information_schema.schemata s
  join redshift.pg_namespace n on n.nspname = s.schema_name
  where n.nspname !~ '^pg_(toast|temp)';

create view redshift.svv_redshift_schemas as
  select database_name, schema_name, schema_owner, schema_type, schema_acl, schema_option
  from redshift.svv_all_schemas;

create view redshift.svv_all_tables as
  select t.table_catalog as database_name, t.table_schema as schema_name, t.table_name,
    case t.table_type when 'VIEW' then 'VIEW' else 'TABLE' end::varchar(128) as table_type,
    pg_catalog.array_to_string(redshift.acl(r.relacl), '~')::varchar(128) as table_acl,
    pg_catalog.obj_description(r.real_oid, 'pg_class')::varchar(128) as remarks
  from information_schema.tables t
  join rdsdb.relations r on r.nspname = t.table_schema and r.relname = t.table_name;

create view redshift.svv_redshift_tables as
  select a.database_name, a.schema_name, a.table_name, a.table_type, a.table_acl, a.remarks,
    pg_catalog.pg_get_userbyid(r.relowner)::varchar(128) as table_owner
  from redshift.svv_all_tables a
  join rdsdb.relations r on r.nspname = a.schema_name and r.relname = a.table_name;

create view redshift.svv_all_columns as
  select table_catalog::varchar(128) as database_name, table_schema::varchar(128) as schema_name, table_name::varchar(128) as table_name,
    column_name::varchar(128) as column_name, ordinal_position, column_default::varchar(4000) as column_default, is_nullable::varchar(3) as is_nullable,
    data_type::varchar(128) as data_type, character_maximum_length, numeric_precision, numeric_scale, remarks::varchar(256) as remarks
  from redshift.svv_columns
  order by schema_name, table_name, ordinal_position;

create view redshift.svv_redshift_columns as
  select a.database_name, a.schema_name, a.table_name, a.column_name, a.ordinal_position, c.type::varchar(128) as data_type, a.column_default, a.is_nullable,
    c.encoding::varchar(128) as encoding, c.is_distkey as distkey, c.sortkey, pg_catalog.array_to_string(redshift.acl(c.attacl),
      '~')::varchar(128) as column_acl,
    a.remarks
  from redshift.svv_all_columns a
  join (select nspname, relname, attname, type, encoding, is_distkey, sortkey, attacl from rdsdb.columns
    union all select nspname, relname, attname, type, 'none', false, 0, null from rdsdb.late_columns) c
    on c.nspname = a.schema_name and c.relname = a.table_name and c.attname = a.column_name
  order by a.schema_name, a.table_name, a.ordinal_position;

create view redshift.svv_redshift_functions as
  select current_database()::varchar(128) as database_name, nspname::varchar(128) as schema_name, proname::varchar(128) as function_name,
    'REGULAR FUNCTION'::varchar(128) as function_type, pg_catalog.array_to_string(argument_types, ', ')::varchar(512) as argument_type,
    result_type::varchar(128) as result_type
  from rdsdb.functions;

create view redshift.svv_external_schemas as
  select 0::oid as esoid, 0::smallint as eskind, null::name as schemaname, 0 as esowner, null::text as databasename, null::text as esoptions where false;
create view redshift.svv_external_databases as
  select 0::smallint as eskind, 0::oid as esoid, null::text as databasename, null::text as location, null::text as parameters where false;
create view redshift.svv_external_tables as
  select null::varchar(128) as redshift_database_name, null::text as schemaname, null::text as tablename, null::text as tabletype, null::text as location,
    null::text as input_format, null::text as output_format, null::text as serialization_lib, null::text as serde_parameters, 0 as compressed,
    null::text as parameters where false;
create view redshift.svv_external_columns as
  select null::varchar(128) as redshift_database_name, null::text as schemaname, null::text as tablename, null::text as columnname, null::text as external_type,
    0 as columnnum, 0 as part_key, null::text as is_nullable where false;
create view redshift.svv_external_partitions as
  select null::text as schemaname, null::text as tablename, null::text as values, null::text as location, null::text as input_format,
    null::text as output_format, null::text as serialization_lib, null::text as serde_parameters, 0 as compressed, null::text as parameters where false;

-- Rows are counted when somebody asks: PostgreSQL's own figures are as old as the last ANALYZE. They are counted with the engine's rights, so
-- only for whom svv_table_info is, and never in a view, whose query would run with these rights too.
create function redshift.may_count(relation oid) returns boolean language sql stable as $$
  select pg_catalog.has_table_privilege(session_user, 'redshift.svv_table_info', 'select')
    and (select relkind in ('r', 'm') from pg_catalog.pg_class where oid = relation)
$$;
create function redshift.count_rows(relation oid) returns bigint language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  counted bigint;
begin
  if redshift.may_count(relation) then
    execute format('select pg_catalog.count(*) from %s', relation::regclass) into counted;
  end if;
  return counted;
end
$$;
create function redshift.has_rows(relation oid) returns boolean language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  found_any boolean;
begin
  if redshift.may_count(relation) then
    execute format('select exists (select from %s)', relation::regclass) into found_any;
  end if;
  return found_any;
end
$$;

-- Sizes are in blocks of a megabyte, at least one for each column and the three hidden ones, as on one slice.
create view redshift.svv_table_info as
  select current_database()::text as database, r.nspname::text as schema, r.oid as table_id, r.relname::text as "table",
    case when exists (select from rdsdb.columns c where c.real_oid = r.real_oid and c.encoding <> 'none') then 'Y, AUTO(ENCODE)' else 'N' end as encoded,
    case coalesce(t.diststyle, 'AUTO')
      when 'KEY' then 'KEY(' || (select attname from pg_catalog.pg_attribute where attrelid = r.real_oid and attnum = t.distkey) || ')'
      when 'AUTO' then 'AUTO(ALL)' else t.diststyle end as diststyle,
    coalesce((select case when t.interleaved then 'INTERLEAVED' else attname::text end from pg_catalog.pg_attribute
      where attrelid = r.real_oid and attnum = t.sortkeys[1]), 'AUTO(SORTKEY)') as sortkey1,
    coalesce((select pg_catalog.max(c.length) from rdsdb.columns c where c.real_oid = r.real_oid and c.atttypid = 1043), 0) as max_varchar,
    (select c.encoding from rdsdb.columns c where c.real_oid = r.real_oid and c.attnum = t.sortkeys[1])::character(32) as sortkey1_enc,
    coalesce(pg_catalog.cardinality(t.sortkeys), 0) as sortkey_num,
    greatest(r.relnatts + 3, pg_catalog.pg_table_size(r.real_oid) / 1048576)::bigint as size, 0.0001::numeric(10, 4) as pct_used, 0::bigint as empty,
    0::numeric(5, 2) as unsorted, 0::numeric(5, 2) as stats_off, redshift.count_rows(r.real_oid)::numeric(38, 0) as tbl_rows,
    case when pg_catalog.cardinality(t.sortkeys) > 0 then 1 end::numeric(19, 2) as skew_sortkey1,
    case when t.diststyle = 'KEY' then 1 end::numeric(19, 2) as skew_rows, redshift.count_rows(r.real_oid)::numeric(38, 0) as estimated_visible_rows,
    null::text as risk_event, 0::numeric(12, 2) as vacuum_sort_benefit, null::timestamp as create_time
  from rdsdb.relations r
  left join rdsdb.table_attributes t on t.relation = r.real_oid
  where r.users and (r.relkind = 'r' or r.materialized) and redshift.has_rows(r.real_oid);

-- ---------------------------------------------------------------------------------------------------------------------------
-- SVV views of who there is and what they may do.

create view redshift.svv_user_info as
  select usename::text as user_name, usesysid as user_id, usecreatedb as createdb, usesuper as superuser, usecatupd as catalog_update,
    useconnlimit as connection_limit, syslogaccess as syslog_access, last_ddl_ts as last_ddl_timestamp, sessiontimeout as session_timeout,
    external_id as external_user_id
  from redshift.pg_user_info
  where usesysid <> 1 and redshift.own(redshift.user_oid(usesysid));

-- Who is a user, a group or a role; 0 is everybody.
create view rdsdb.identities as
  select r.oid, redshift.name_of_role(r.rolname) as name, redshift.user_number(r.oid) as number, redshift.kind_of_role(r.rolname) as type
  from pg_catalog.pg_roles r
  where r.rolname !~ '^pg_' and r.rolname <> 'rds_superuser'
  union all
  select 0::oid, 'public'::name, 0, 'public';

-- The roles that Redshift comes with stand beside those that CREATE ROLE made.
create view redshift.svv_roles as
  select oid::integer as role_id, name::text as role_name, 'awsuser'::text as role_owner, null::text as external_id
  from rdsdb.identities where type = 'role'
  union all
  select number, name, 'rdsdb', null
  from (values (1, 'sys:operator'), (2, 'sys:monitor'), (3, 'sys:dba'), (4, 'sys:superuser'), (5, 'sys:secadmin')) as built_in(number, name);

create view redshift.svv_role_grants as
  select member.number as role_id, member.name::text as role_name, granted.number as granted_role_id, granted.name::text as granted_role_name
  from rdsdb.memberships m
  join rdsdb.identities member on member.oid = m.member and member.type = 'role'
  join rdsdb.identities granted on granted.oid = m.roleid and granted.type = 'role';

create view redshift.svv_user_grants as
  select member.number as user_id, member.name::text as user_name, granted.number as role_id, granted.name::text as role_name, m.admin_option
  from rdsdb.memberships m
  join rdsdb.identities member on member.oid = m.member and member.type = 'user'
  join rdsdb.identities granted on granted.oid = m.roleid and granted.type = 'role'
  where redshift.own(m.member);

-- Whose grants one sees: a superuser all, others those that she gave or got.
create function redshift.may_see_grant(owner_oid oid, grantee_oid oid) returns boolean language sql stable parallel safe
  return redshift.superuser() or pg_catalog.pg_has_role(owner_oid, 'usage') or grantee_oid = 0 or pg_catalog.pg_has_role(grantee_oid, 'usage');

create view redshift.svv_relation_privileges as
  select r.nspname::text as namespace_name, r.relname::text as relation_name, p.privilege_type::text as privilege_type, i.number as identity_id,
    i.name::text as identity_name, i.type::text as identity_type, p.is_grantable as admin_option
  from rdsdb.relations r
  cross join lateral pg_catalog.aclexplode(r.relacl) p
  join rdsdb.identities i on i.oid = p.grantee
  where r.users and p.privilege_type <> 'MAINTAIN' and redshift.may_see_grant(r.relowner, i.oid)
  union all
  select r.nspname::text, r.relname::text, upper(p.privilege), i.number, i.name::text, i.type::text, false
  from rdsdb.privileges p
  join rdsdb.relations r on r.real_oid = p.relation
  join rdsdb.identities i on i.oid = p.grantee
  where redshift.may_see_grant(r.relowner, i.oid);

create view redshift.svv_column_privileges as
  select c.nspname::text as namespace_name, c.relname::text as relation_name, c.attname::text as column_name, p.privilege_type::text as privilege_type,
    i.number as identity_id, i.name::text as identity_name, i.type::text as identity_type, p.is_grantable as admin_option
  from rdsdb.columns c
  cross join lateral pg_catalog.aclexplode(c.attacl) p
  join rdsdb.identities i on i.oid = p.grantee
  where c.users and redshift.may_see_grant(c.relowner, i.oid);

create view redshift.svv_schema_privileges as
  select n.nspname::text as namespace_name, p.privilege_type::text as privilege_type, i.number as identity_id, i.name::text as identity_name,
    i.type::text as identity_type, p.is_grantable as admin_option, 'SCHEMA'::text as privilege_scope
  from pg_catalog.pg_namespace n
  cross join lateral pg_catalog.aclexplode(n.nspacl) p
  join rdsdb.identities i on i.oid = p.grantee
  where n.nspname not in ('redshift', 'rdsdb', 'information_schema') and n.nspname !~ '^pg_' and redshift.may_see_grant(n.nspowner, i.oid);

create view redshift.svv_database_privileges as
  select d.datname::text as database_name, p.privilege_type::text as privilege_type, i.number as identity_id, i.name::text as identity_name,
    i.type::text as identity_type, p.is_grantable as admin_option, 'DATABASE'::text as privilege_scope
  from pg_catalog.pg_database d
  cross join lateral pg_catalog.aclexplode(d.datacl) p
  join rdsdb.identities i on i.oid = p.grantee
  where d.datname = current_database() and p.privilege_type in ('CREATE', 'TEMPORARY') and redshift.may_see_grant(d.datdba, i.oid);

create view redshift.svv_default_privileges as
  select n.nspname::text as schema_name,
    case d.defaclobjtype when 'r' then 'RELATION' when 'f' then 'FUNCTION' when 'n' then 'SCHEMA' else 'OTHER' end as object_type,
    owner.number as owner_id, owner.name::text as owner_name, owner.type::text as owner_type, p.privilege_type::text as privilege_type,
    i.number as grantee_id, i.name::text as grantee_name, i.type::text as grantee_type, p.is_grantable as admin_option
  from pg_catalog.pg_default_acl d
  left join pg_catalog.pg_namespace n on n.oid = d.defaclnamespace
  join rdsdb.identities owner on owner.oid = d.defaclrole
  cross join lateral pg_catalog.aclexplode(d.defaclacl) p
  join rdsdb.identities i on i.oid = p.grantee
  where d.defaclrole <> 10 and p.grantee <> d.defaclrole and p.privilege_type <> 'MAINTAIN' and redshift.may_see_grant(d.defaclrole, i.oid);

create view redshift.svv_function_privileges as
  select f.nspname::text as namespace_name, f.proname::text as function_name, pg_catalog.array_to_string(f.argument_types, ', ') as argument_types,
    p.privilege_type::text as privilege_type, i.number as identity_id, i.name::text as identity_name, i.type::text as identity_type,
    p.is_grantable as admin_option
  from rdsdb.functions f
  cross join lateral pg_catalog.aclexplode(f.proacl) p
  join rdsdb.identities i on i.oid = p.grantee
  where redshift.may_see_grant(f.owner, i.oid);
create view redshift.svv_language_privileges as
  select null::text as language_name, null::text as privilege_type, 0 as identity_id, null::text as identity_name, null::text as identity_type,
    false as admin_option where false;
create view redshift.svv_system_privileges as
  select upper(p.privilege) as system_privilege, i.number as identity_id, i.name::text as identity_name, i.type::text as identity_type
  from rdsdb.system_privileges p join rdsdb.identities i on i.oid = p.grantee where redshift.may_see_grant(p.grantee, p.grantee);
create view redshift.svv_datashares as
  select 0 as share_id, null::varchar(128) as share_name, 0 as share_owner, null::varchar(128) as source_database, null::varchar(128) as consumer_database,
    null::varchar(8) as share_type, null::timestamp as createdate, false as is_publicaccessible, null::varchar(4096) as share_acl,
    null::varchar(16) as producer_account, null::varchar(64) as producer_namespace, null::varchar(64) as managed_by where false;
create view redshift.svv_datashare_objects as
  select null::varchar(8) as share_type, null::varchar(128) as share_name, null::varchar(64) as object_type, null::varchar(512) as object_name,
    null::varchar(16) as producer_account, null::varchar(64) as producer_namespace, false as include_new where false;
create view redshift.svv_datashare_consumers as
  select null::varchar(128) as share_name, null::varchar(16) as consumer_account, null::varchar(64) as consumer_namespace,
    null::timestamp as share_date where false;
create view redshift.svv_interleaved_columns as
  select 0::oid as tbl, 0 as col, 0::numeric(19, 2) as interleaved_skew, null::timestamp as last_reindex where false;
create view redshift.svv_alter_table_recommendations as
  select null::character(30) as type, null::character(128) as database, 0 as table_id, null::character(128) as group_id, null::character(1024) as ddl,
    null::character(1) as auto_eligible where false;

-- ---------------------------------------------------------------------------------------------------------------------------
-- Functions that ask the catalogue.

-- What the functions below may read on anybody's behalf: of everything that is told above, only what the user may see.
create view rdsdb.shown_tables as
  select r.oid, r.nspname, r.relname, r.materialized, t.diststyle, coalesce(t.late_binding, false) as late_binding
  from rdsdb.relations r
  left join rdsdb.table_attributes t on t.relation = r.real_oid
  where redshift.may_see(r.real_oid, r.relowner);
create view rdsdb.shown_columns as
  select c.relation, c.nspname, c.relname, c.attname, c.type, c.attnum, c.sort_key_type, c.sort_place, c.is_distkey, c.encoding
  from rdsdb.columns c
  where redshift.may_see(c.real_oid, c.relowner);
create view rdsdb.shown_late_columns as
  select c.nspname, c.relname, c.attname, c.type, c.attnum
  from rdsdb.late_columns c
  join rdsdb.table_attributes t on t.relation = c.real_oid and t.late_binding
  where redshift.may_see(c.real_oid, c.relowner);
create view rdsdb.shown_foreign_keys as
  select k.table_catalog, k.table_schema, k.table_name, k.column_name, k.ordinal_position, k.constraint_name, f.nspname as foreign_schema,
    f.relname as foreign_table, a.attname as foreign_column, u.unique_constraint_name
  from information_schema.key_column_usage k
  join rdsdb.relations r on r.nspname = k.table_schema and r.relname = k.table_name
  join rdsdb.table_constraints c on c.relation = r.real_oid and c.name = k.constraint_name and c.kind = 'f'
  join rdsdb.relations f on f.real_oid = c.foreign_relation
  join pg_catalog.pg_attribute a on a.attrelid = c.foreign_relation and a.attnum = c.foreign_columns[k.ordinal_position]
  left join information_schema.referential_constraints u on u.constraint_schema = k.table_schema and u.constraint_name = k.constraint_name;
grant select on rdsdb.shown_tables, rdsdb.shown_columns, rdsdb.shown_late_columns, rdsdb.shown_foreign_keys, rdsdb.settings, rdsdb.identities to public;

-- Each exists as PostgreSQL's of the same arguments does, so that it is found before it: a superuser may do everything,
-- and DROP, which PostgreSQL does not know as a privilege, is the owner's.
create function redshift.may(user_oid oid, object_kind text, object oid, privilege text) returns boolean language plpgsql stable as $$
begin
  if object_kind = 'table' and lower(btrim(privilege)) in ('drop', 'alter') then
    return redshift.superuser(user_oid) or pg_catalog.pg_has_role(user_oid, (select relowner from pg_catalog.pg_class where oid = object), 'usage')
      or redshift.is_granted(user_oid, object, lower(btrim(privilege)));
  end if;
  return case object_kind
    when 'table' then pg_catalog.has_table_privilege(user_oid, object, privilege)
    when 'schema' then pg_catalog.has_schema_privilege(user_oid, object, privilege)
      -- The reader can't, though everybody may create in the schema public.
      and not (user_oid = 'querycast_reader'::regrole and lower(btrim(privilege)) = 'create')
    else pg_catalog.has_database_privilege(user_oid, object, privilege) end or redshift.superuser(user_oid);
end
$$;

create function redshift.oid_of_user(user_name name) returns oid language plpgsql stable as $$
declare
  found_oid oid := (select oid from pg_catalog.pg_roles where rolname = user_name and rolcanlogin);
begin
  if found_oid is null then
    raise undefined_object using message = format('user "%s" does not exist', user_name);
  end if;
  return found_oid;
end
$$;

create function redshift.oid_of_role(role_name text) returns oid language plpgsql stable as $$
declare
  found_oid oid := (select oid from pg_catalog.pg_roles where rolname = redshift.role_named('role', role_name));
begin
  if found_oid is null then
    raise undefined_object using message = format('role "%s" does not exist', role_name);
  end if;
  return found_oid;
end
$$;

create function redshift.oid_of_schema(schema_name text) returns oid language plpgsql stable as $$
declare
  found_oid oid := (select oid from pg_catalog.pg_namespace where nspname = schema_name and nspname not in ('redshift', 'rdsdb'));
begin
  if found_oid is null then
    raise invalid_schema_name using message = format('schema "%s" does not exist', schema_name);
  end if;
  return found_oid;
end
$$;

create function redshift.oid_of_database(database_name text) returns oid language plpgsql stable as $$
declare
  found_oid oid := (select oid from pg_catalog.pg_database where datname = database_name);
begin
  if found_oid is null then
    raise invalid_catalog_name using message = format('database "%s" does not exist', database_name);
  end if;
  return found_oid;
end
$$;

do $$
declare
  kind text;
  lookup text;
begin
  for kind, lookup in values ('table', '%s::regclass::oid'), ('schema', 'redshift.oid_of_schema(%s)'), ('database', 'redshift.oid_of_database(%s)')
  loop
    execute format('create function redshift.has_%1$s_privilege(user_name name, named text, privilege text) returns boolean language sql stable strict
      return redshift.may(redshift.oid_of_user(user_name), %2$L, %3$s, privilege)', kind, kind, format(lookup, 'named'));
    execute format('create function redshift.has_%1$s_privilege(user_name name, object oid, privilege text) returns boolean language sql stable strict
      return redshift.may(redshift.oid_of_user(user_name), %2$L, object, privilege)', kind, kind);
    execute format('create function redshift.has_%1$s_privilege(user_oid oid, named text, privilege text) returns boolean language sql stable strict
      return redshift.may(redshift.user_oid(user_oid::integer), %2$L, %3$s, privilege)', kind, kind, format(lookup, 'named'));
    execute format('create function redshift.has_%1$s_privilege(user_oid oid, object oid, privilege text) returns boolean language sql stable strict
      return redshift.may(redshift.user_oid(user_oid::integer), %2$L, object, privilege)', kind, kind);
    execute format('create function redshift.has_%1$s_privilege(named text, privilege text) returns boolean language sql stable strict
      return redshift.may(redshift.oid_of_user(current_user), %2$L, %3$s, privilege)', kind, kind, format(lookup, 'named'));
    execute format('create function redshift.has_%1$s_privilege(object oid, privilege text) returns boolean language sql stable strict
      return redshift.may(redshift.oid_of_user(current_user), %2$L, object, privilege)', kind, kind);
  end loop;
end
$$;

-- Nobody here assumes a role of IAM.
create function redshift.has_assumerole_privilege(user_name name, role_arn text, command text) returns boolean language sql stable
  return redshift.superuser(redshift.oid_of_user(user_name));
create function redshift.has_assumerole_privilege(role_arn text, command text) returns boolean language sql stable
  return redshift.superuser();

-- A superuser asks of everybody, others of themselves.
create function redshift.user_is_member_of(user_name text, group_or_role text) returns boolean language plpgsql stable strict as $$
begin
  if not redshift.superuser() and user_name <> current_user then
    raise insufficient_privilege using message = 'permission denied to check the membership of another user';
  end if;
  return pg_catalog.pg_has_role(redshift.oid_of_user(user_name::name),
    coalesce((select oid from pg_catalog.pg_roles where rolname = redshift.role_named('group', group_or_role)), redshift.oid_of_role(group_or_role)), 'usage');
end
$$;
create function redshift.role_is_member_of(role_name text, granted_role text) returns boolean language sql stable strict
  return pg_catalog.pg_has_role(redshift.oid_of_role(role_name), redshift.oid_of_role(granted_role), 'usage');

create function redshift.pg_get_session_roles() returns setof record language sql stable
  set search_path = pg_catalog, pg_temp security definer as $$
  select i.name, i.number from rdsdb.identities i where i.type = 'role' and pg_catalog.pg_has_role(session_user, i.oid, 'usage')
$$;
create function redshift.pg_get_iam_role_by_user(user_name text) returns setof record
  language sql stable as $$ select null::text, null::text, null::text where false $$;
create function redshift.pg_get_grantee_by_iam_role(role_arn text) returns setof record
  language sql stable as $$ select null::text, null::text, null::text where false $$;

-- Columns of a table or view. Two ways of calling them need two functions: `from f() cols(view_schema name, ...)` reads records
-- whose types the query names, a select list shows whole rows.
create type rdsdb.column_of_view as (view_schema name, view_name name, col_name name, col_type varchar, col_num integer);

create function redshift.pg_get_cols_rows(relation_name text) returns setof rdsdb.column_of_view language sql stable as $$
  select nspname, relname, attname, type::varchar, attnum::integer from rdsdb.shown_columns
  where relation = redshift.catalogue_oid(relation_name::regclass) order by attnum
$$;
create function redshift.pg_get_cols(relation_name text) returns setof record language sql stable as $$
  select nspname, relname, attname, type::varchar, attnum::integer from rdsdb.shown_columns
  where relation = redshift.catalogue_oid(relation_name::regclass) order by attnum
$$;
create function redshift.pg_get_late_binding_view_cols_rows() returns setof rdsdb.column_of_view language sql stable as $$
  select nspname, relname, attname, type::varchar, attnum::integer from rdsdb.shown_late_columns order by nspname, relname, attnum
$$;
create function redshift.pg_get_late_binding_view_cols() returns setof record language sql stable as $$
  select nspname, relname, attname, type::varchar, attnum::integer from rdsdb.shown_late_columns order by nspname, relname, attnum
$$;
-- Arrays are the catalogue's alone; their elements count from 1, those of a SUPER from 0.
create function redshift.super_get(elements anyarray, place integer) returns anyelement language sql immutable parallel safe as $$
  select elements[place]
$$;

-- One slice is all there is.
create function redshift.slice_num() returns integer language sql stable return 0;

-- ---------------------------------------------------------------------------------------------------------------------------
-- What the SHOW commands of Redshift list. A database other than this one has nothing to show.

create function redshift.require_database(database_name text) returns boolean language plpgsql stable as $$
begin
  if database_name is not null and database_name <> current_database() then
    raise invalid_catalog_name using message = format('database "%s" does not exist', database_name);
  end if;
  return true;
end
$$;

create function redshift.show_databases() returns table (database_name varchar, database_owner integer, database_type varchar, database_acl varchar,
  parameters varchar, database_isolation_level varchar) language sql stable as $$
  select database_name, database_owner, database_type, database_acl, database_options, database_isolation_level
  from redshift.svv_redshift_databases order by 1
$$;

create function redshift.show_schemas(database text, pattern text) returns table (database_name varchar, schema_name varchar, schema_owner integer,
  schema_type varchar, schema_acl varchar, source_database varchar, schema_option varchar) language sql stable as $$
  select s.* from redshift.svv_all_schemas s
  where redshift.require_database($1) and ($2 is null or s.schema_name like $2) order by 1, 2
$$;

create function redshift.show_tables(database text, schema text, pattern text) returns table (database_name varchar, schema_name varchar, table_name varchar,
  table_type varchar, table_acl varchar, remarks varchar, owner varchar, last_altered_time timestamp, last_modified_time timestamp, dist_style varchar,
  table_subtype varchar) language sql stable as $$
  select t.database_name, t.schema_name, t.table_name, t.table_type, t.table_acl, t.remarks, t.table_owner, null::timestamp, null::timestamp,
    case when t.table_type = 'TABLE' then case when d.diststyle = 'KEY' then 'KEY' when d.diststyle is null or d.diststyle = 'AUTO' then 'AUTO (ALL)'
      else d.diststyle end end::varchar,
    case when d.materialized then 'MATERIALIZED VIEW' when d.late_binding then 'LATE BINDING VIEW' when t.table_type = 'VIEW' then 'REGULAR VIEW'
      else 'REGULAR TABLE' end::varchar
  from redshift.svv_redshift_tables t
  join rdsdb.shown_tables d on d.nspname = t.schema_name and d.relname = t.table_name
  where redshift.require_database($1) and t.schema_name = coalesce($2, t.schema_name) and ($3 is null or t.table_name like $3) order by 1, 2, 3
$$;

create function redshift.show_columns(database text, schema text, relation text, pattern text) returns table (database_name varchar, schema_name varchar,
  table_name varchar, column_name varchar, ordinal_position integer, column_default varchar, is_nullable varchar, data_type varchar,
  character_maximum_length integer, numeric_precision integer, numeric_scale integer, remarks varchar, sort_key_type varchar, sort_key integer,
  dist_key integer, encoding varchar, "collation" varchar) language sql stable as $$
  select a.*, c.sort_key_type::varchar, c.sort_place, case when c.is_distkey then 1 end, c.encoding::varchar, null::varchar
  from redshift.svv_all_columns a
  left join rdsdb.shown_columns c on c.nspname = a.schema_name and c.relname = a.table_name and c.attname = a.column_name
  where redshift.require_database($1) and a.schema_name = coalesce($2, a.schema_name) and a.table_name = coalesce($3, a.table_name)
    and ($4 is null or a.column_name like $4) order by 1, 2, 3, 5
$$;

create function redshift.show_primary_keys(database text, schema text, relation text) returns table (database_name varchar, schema_name varchar,
  table_name varchar, column_name varchar, key_seq integer, pk_name varchar) language sql stable as $$
  select k.table_catalog, k.table_schema, k.table_name, k.column_name, k.ordinal_position, k.constraint_name
  from information_schema.key_column_usage k
  join information_schema.table_constraints t using (table_schema, table_name, constraint_name)
  where redshift.require_database($1) and t.constraint_type = 'PRIMARY KEY' and k.table_schema = $2 and k.table_name = $3 order by 5
$$;

create function redshift.show_foreign_keys(database text, schema text, relation text, exported boolean) returns table (pk_database_name varchar,
  pk_schema_name varchar, pk_table_name varchar, pk_column_name varchar, fk_database_name varchar, fk_schema_name varchar, fk_table_name varchar,
  fk_column_name varchar, key_seq integer, update_rule integer, delete_rule integer, fk_name varchar, pk_name varchar, deferrability integer)
  language sql stable as $$
  select f.table_catalog, f.foreign_schema::varchar, f.foreign_table::varchar, f.foreign_column::varchar, f.table_catalog, f.table_schema, f.table_name,
    f.column_name, f.ordinal_position, 3, 3, f.constraint_name, f.unique_constraint_name, 7
  from rdsdb.shown_foreign_keys f
  where redshift.require_database($1) and case when $4 then f.foreign_schema = $2 and f.foreign_table = $3 else f.table_schema = $2 and f.table_name = $3 end
  order by 1, 2, 3, 6, 7, 9
$$;

-- Types by the names that the catalogue shows.
create function redshift.type_names(given text[]) returns text[] language sql stable as $$
  select array(select redshift.format_type(each.name::regtype, null) from unnest(given) with ordinality as each(name, place) order by place)
$$;

-- Every grant on what SHOW GRANTS can name. Who has granted it is not kept by all of these: the owner stands for them.
create view rdsdb.grants as
  select current_database()::varchar as database_name, p.namespace_name::varchar as schema_name, p.relation_name::varchar as object_name,
    'TABLE'::varchar as object_type, p.privilege_type::varchar as privilege_type, p.identity_id, p.identity_name::varchar as identity_name,
    p.identity_type::varchar as identity_type, p.admin_option, 'TABLE'::varchar as privilege_scope,
    pg_catalog.pg_get_userbyid(r.relowner)::varchar as grantor_name, null::text[] as argument_types
  from redshift.svv_relation_privileges p
  join rdsdb.relations r on r.nspname = p.namespace_name and r.relname = p.relation_name
  union all
  select current_database(), f.nspname, f.proname, 'FUNCTION', p.privilege_type, p.identity_id, p.identity_name, p.identity_type, p.admin_option,
    'FUNCTION', pg_catalog.pg_get_userbyid(f.owner), f.argument_types
  from redshift.svv_function_privileges p
  join rdsdb.functions f on f.nspname = p.namespace_name and f.proname = p.function_name
    and pg_catalog.array_to_string(f.argument_types, ', ') = p.argument_types
  union all
  select current_database(), p.namespace_name, p.namespace_name, 'SCHEMA', p.privilege_type, p.identity_id, p.identity_name, p.identity_type,
    p.admin_option, p.privilege_scope, redshift.pg_get_userbyid(n.nspowner), null
  from redshift.svv_schema_privileges p
  join redshift.pg_namespace n on n.nspname = p.namespace_name
  union all
  select p.database_name, null, p.database_name, 'DATABASE', p.privilege_type, p.identity_id, p.identity_name, p.identity_type, p.admin_option,
    p.privilege_scope, redshift.pg_get_userbyid(d.datdba), null
  from redshift.svv_database_privileges p
  join redshift.pg_database d on d.datname = p.database_name;
grant select on rdsdb.grants to public;

-- Whose grants are asked for: a user, a role or everybody.
create function redshift.require_grantee(kind text, name text) returns boolean language plpgsql stable as $$
begin
  if kind = 'user' then
    perform redshift.oid_of_user(name::name);
  elsif kind = 'role' then
    perform redshift.oid_of_role(name);
  end if;
  return true;
end
$$;

create function redshift.show_grants(database text, kind text, schema text, object text, arguments text[], grantee_kind text, grantee text)
  returns table (database_name varchar, schema_name varchar, object_name varchar, object_type varchar, privilege_type varchar, identity_id integer,
  identity_name varchar, identity_type varchar, admin_option boolean, privilege_scope varchar, grantor_name varchar) language sql stable as $$
  select g.database_name, g.schema_name, g.object_name, g.object_type, g.privilege_type, g.identity_id, g.identity_name, g.identity_type, g.admin_option,
    g.privilege_scope, g.grantor_name
  from rdsdb.grants g
  where redshift.require_database($1) and redshift.require_grantee($6, $7) and g.object_type = coalesce($2, g.object_type)
    and ($3 is null or g.schema_name = $3) and ($4 is null or g.object_name = $4) and ($5 is null or g.argument_types = redshift.type_names($5))
    and ($6 is null or g.identity_type = $6) and ($7 is null or g.identity_name = $7)
  order by g.schema_name, g.object_name, g.identity_name, g.privilege_type
$$;

create function redshift.show_column_grants(database text, schema text, relation text, grantee_kind text, grantee text, pattern text)
  returns table (database_name varchar, schema_name varchar, table_name varchar, column_name varchar, object_type varchar, privilege_type varchar,
  identity_id integer, identity_name varchar, identity_type varchar, admin_option boolean, privilege_scope varchar, grantor_name varchar)
  language sql stable as $$
  select current_database(), p.namespace_name, p.relation_name, p.column_name, 'COLUMN', p.privilege_type, p.identity_id, p.identity_name, p.identity_type,
    p.admin_option, 'COLUMN', t.table_owner
  from redshift.svv_column_privileges p
  join redshift.svv_redshift_tables t on t.schema_name = p.namespace_name and t.table_name = p.relation_name
  where redshift.require_database($1) and redshift.require_grantee($4, $5) and ($2 is null or p.namespace_name = $2) and p.relation_name = $3
    and ($4 is null or p.identity_type = $4) and ($5 is null or p.identity_name = $5) and ($6 is null or p.column_name like $6)
  order by p.column_name, p.identity_name, p.privilege_type
$$;

create function redshift.show_functions(database text, schema text, pattern text) returns table (database_name varchar, schema_name varchar,
  function_name varchar, number_of_arguments integer, argument_list varchar, return_type varchar, remarks varchar) language sql stable as $$
  select current_database(), f.nspname, f.proname, f.pronargs, pg_catalog.array_to_string(f.argument_types, ', '), f.result_type, f.remarks
  from rdsdb.functions f
  where redshift.require_database($1) and f.nspname = $2 and ($3 is null or f.proname like $3)
  order by f.nspname, f.proname, 5
$$;
create function redshift.show_procedures(database text, schema text, pattern text) returns table (database_name varchar, schema_name varchar,
  procedure_name varchar, number_of_arguments integer, argument_list varchar, return_type varchar, remarks varchar) language sql stable as $$
  select null::varchar, null::varchar, null::varchar, null::integer, null::varchar, null::varchar, null::varchar where false
$$;
-- What a function returns has the place 0, as DatabaseMetaData of JDBC counts.
create function redshift.show_function_parameters(database text, schema text, function text, arguments text[], pattern text) returns table
  (database_name varchar, schema_name varchar, function_name varchar, parameter_name varchar, ordinal_position integer, parameter_type varchar,
  data_type varchar, character_maximum_length integer, numeric_precision integer, numeric_scale integer) language sql stable as $$
  select current_database(), f.nspname, f.proname, '', each.place, case each.place when 0 then 'RETURN' else 'IN' end, each.type, null::integer,
    case each.type when 'smallint' then 16 when 'integer' then 32 when 'bigint' then 64 when 'real' then 24 when 'double precision' then 53 end,
    case when each.type in ('smallint', 'integer', 'bigint') then 0 end
  from rdsdb.functions f
  cross join lateral (select f.result_type as type, 0 as place
    union all select type, place::integer from unnest(f.argument_types) with ordinality as given(type, place)) each
  where redshift.require_database($1) and f.nspname = $2 and f.proname = $3 and ($4 is null or f.argument_types = redshift.type_names($4))
    and ($5 is null or '' like $5)
  order by f.nspname, f.proname, f.argument_types, each.place
$$;
create function redshift.show_procedure_parameters(database text, schema text, procedure text, arguments text[], pattern text) returns table
  (database_name varchar, schema_name varchar, procedure_name varchar, parameter_name varchar, ordinal_position integer, parameter_type varchar,
  data_type varchar, character_maximum_length integer, numeric_precision integer, numeric_scale integer) language sql stable as $$
  select null::varchar, null::varchar, null::varchar, null::varchar, null::integer, null::varchar, null::varchar, null::integer, null::integer,
    null::integer where false
$$;

-- The statement that makes such a table again.
create function redshift.require_shown(relation regclass, kind text) returns void language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp as $$
declare
  shown record;
begin
  select r.relname, r.relkind, r.real_oid into shown from rdsdb.relations r where $1 in (r.oid, r.real_oid);
  if shown is null then
    raise undefined_table using message = format('relation "%s" does not exist', $1);
  elsif not has_table_privilege(session_user, shown.real_oid, 'select') and not has_any_column_privilege(session_user, shown.real_oid, 'select')
    and not pg_has_role(session_user, 'rds_superuser', 'member') then
    raise insufficient_privilege using message = format('permission denied for relation %s', shown.relname);
  elsif (kind = 'view') <> (shown.relkind = 'v') then
    raise wrong_object_type using message = format('"%s" is not a %s', shown.relname, kind);
  end if;
end
$$;

create function redshift.show_table(relation regclass) returns text language plpgsql stable as $$
begin
  perform redshift.require_shown(relation, 'table');
  return redshift.table_ddl(relation);
end
$$;

create function redshift.table_ddl(relation regclass) returns text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select 'CREATE ' || case when r.relpersistence = 't' then 'TEMPORARY ' else '' end || 'TABLE ' || quote_ident(r.nspname) || '.' || quote_ident(r.relname)
    || E' (\n' || (select string_agg('    ' || quote_ident(c.attname) || ' ' || c.type
        || case when c.attnotnull then ' NOT NULL' else '' end
        || case when c.column_default ~ '^"identity"' then ' identity(' || substring(c.column_default from $x$'(.*)'$x$) || ')'
          when c.column_default ~ '^default_identity' then ' generated by default as identity(' || substring(c.column_default from $x$'(.*)'$x$) || ')'
          when c.column_default is not null then ' DEFAULT ' || c.column_default else '' end
        || ' ENCODE ' || case when c.encoding = 'none' then 'raw' else c.encoding end
        || case when exists (select from pg_attribute a where a.attrelid = r.real_oid and a.attname = c.attname
          and a.attcollation = 'redshift.case_insensitive'::regcollation) then ' COLLATE case_insensitive' else '' end
        || case when c.is_distkey then ' distkey' else '' end, E',\n' order by c.attnum) from rdsdb.columns c where c.real_oid = r.real_oid)
    || coalesce((select string_agg(E',\n    ' || redshift.pg_get_constraintdef(k.oid), '' order by k.oid)
      from rdsdb.table_constraints k where k.relation = r.real_oid), '')
    || E'\n)\nDISTSTYLE ' || coalesce(t.diststyle, 'AUTO')
    || case when cardinality(t.sortkeys) > 0 then E'\n' || case when t.interleaved then 'INTERLEAVED ' else '' end || 'SORTKEY ( '
        || (select string_agg(quote_ident(c.attname), ', ' order by c.sort_place) from rdsdb.columns c where c.real_oid = r.real_oid and c.sort_place > 0) || ' )'
      when t.sort_auto then E'\nSORTKEY AUTO' else '' end
    || ';'
  from rdsdb.relations r
  left join rdsdb.table_attributes t on t.relation = r.real_oid
  where $1 in (r.oid, r.real_oid)
$$;

-- ANALYZE COMPRESSION. "Compression analysis doesn't produce recommendations if the amount of data in the table is insufficient"
-- (r_ANALYZE_COMPRESSION), which is so for every table here: nothing is compressed. A sort key keeps its encoding.
create function redshift.analyze_compression(relation regclass, columns text[]) returns table ("Table" varchar, "Column" varchar,
  "Encoding" varchar, "Est_reduction_pct" numeric(5, 2)) language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if relation is not null then
    perform redshift.require_owner(relation);
    perform redshift.attnum(relation, each) from unnest(columns) as each;
  end if;
  return query select c.relname::varchar, c.attname::varchar,
      case when columns is not null and c.attname <> all(columns) then 'N/A' when c.sort_place > 0 then replace(c.encoding, 'none', 'raw')
        else 'raw' end::varchar, 0.00::numeric(5, 2)
    from rdsdb.shown_columns c join pg_class r on r.oid = c.relation
    where r.relkind = 'r' and c.relation = coalesce($1, c.relation) and pg_has_role(session_user, r.relowner, 'usage')
    order by c.nspname, c.relname, c.attnum;
end $$;

create function redshift.show_view(relation regclass) returns text language plpgsql stable as $$
begin
  perform redshift.require_shown(relation, 'view');
  return redshift.pg_get_viewdef(relation::oid);
end
$$;

-- ---------------------------------------------------------------------------------------------------------------------------
-- Who may read. Redshift keeps some views for superusers, who may grant them to others; the tables behind all of them are the engine's.

create function redshift.grant_reading(for_superusers text[]) returns void language plpgsql as $$
declare
  shown record;
begin
  for shown in
    select c.relname from pg_catalog.pg_class c
    where c.relnamespace = 'redshift'::regnamespace and c.relkind = 'v' and c.relname ~ '^(pg|stl|stv|svl|svv|svcs|sys)_'
      and not pg_catalog.has_table_privilege('rds_superuser', c.oid, 'select')
  loop
    execute format('grant select on redshift.%I to rds_superuser with grant option', shown.relname);
    if shown.relname <> all(for_superusers) then
      execute format('grant select on redshift.%I to public', shown.relname);
    end if;
  end loop;
end
$$;
revoke all on function redshift.grant_reading(text[]) from public;

select redshift.grant_reading(array['pg_shadow', 'pg_user_info', 'pg_conf', 'pg_statistic_indicator', 'svv_table_info', 'svv_interleaved_columns',
  'svv_alter_table_recommendations']);

reset search_path;
