-- The catalogue: what tools ask on connecting and what people ask of their tables, with Redshift's columns in Redshift's order.
-- PostgreSQL's own catalogue holds the facts; what it can't hold (distribution, sort keys, encodings) is kept in the tables below.

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

-- PostgreSQL knows roles alone. One that may not log in is a group, unless CREATE ROLE made it.
create table redshift.roles (roleid oid primary key);

create table redshift.user_attributes (
  userid oid primary key,
  syslog_access text not null default 'RESTRICTED',
  session_timeout integer not null default 0);

-- A table that says nothing has no row here: DISTSTYLE AUTO and SORTKEY AUTO are Redshift's defaults.
create table redshift.table_attributes (
  relation oid primary key,
  diststyle text not null default 'AUTO' check (diststyle in ('EVEN', 'KEY', 'ALL', 'AUTO')),
  distkey smallint,
  sortkeys smallint[] not null default '{}',
  interleaved boolean not null default false,
  sort_auto boolean not null default false,
  backup boolean not null default true,
  late_binding boolean not null default false,
  definition text);

-- length is that of VARBYTE(n): bytea carries no modifier.
create table redshift.column_encodings (
  relation oid,
  attnum smallint,
  encoding text not null,
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

create function redshift.keep_table_attributes(relation regclass, diststyle text, distkey text, sortkeys text[], interleaved boolean, sort_auto boolean,
  backup boolean) returns void language plpgsql security definer set search_path = redshift, pg_catalog as $$
begin
  perform redshift.require_owner(relation);
  delete from redshift.table_attributes kept where not exists (select from pg_catalog.pg_class where oid = kept.relation);
  delete from redshift.column_encodings kept where not exists (select from pg_catalog.pg_class where oid = kept.relation);
  insert into redshift.table_attributes as kept (relation, diststyle, distkey, sortkeys, interleaved, sort_auto, backup)
    values ($1, coalesce($2, 'AUTO'), redshift.attnum($1, $3),
      array(select redshift.attnum($1, name) from unnest($4) with ordinality as named(name, place) order by place), $5, $6, $7)
    on conflict on constraint table_attributes_pkey do update set diststyle = excluded.diststyle, distkey = excluded.distkey,
      sortkeys = excluded.sortkeys, interleaved = excluded.interleaved, sort_auto = excluded.sort_auto, backup = excluded.backup;
end
$$;

create function redshift.keep_column_encoding(relation regclass, column_name text, encoding text, length integer) returns void
  language plpgsql security definer set search_path = redshift, pg_catalog as $$
begin
  perform redshift.require_owner(relation);
  insert into redshift.column_encodings values ($1, redshift.attnum($1, $2), lower($3), $4)
    on conflict on constraint column_encodings_pkey do update set encoding = excluded.encoding, length = excluded.length;
end
$$;

create function redshift.keep_view_definition(relation regclass, late_binding boolean, definition text) returns void
  language plpgsql security definer set search_path = redshift, pg_catalog as $$
begin
  perform redshift.require_owner(relation);
  insert into redshift.table_attributes (relation, late_binding, definition) values ($1, $2, $3)
    on conflict on constraint table_attributes_pkey do update set late_binding = excluded.late_binding, definition = excluded.definition;
end
$$;
