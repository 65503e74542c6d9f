-- The schema that makes PostgreSQL answer as Redshift. Sessions search it before pg_catalog.
create schema redshift;
grant usage on schema redshift to public;
