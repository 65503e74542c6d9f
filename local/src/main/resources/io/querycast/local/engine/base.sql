-- The schema that makes PostgreSQL answer as Redshift. Sessions search it before pg_catalog.
create schema redshift;
grant usage on schema redshift to public;

-- Whoever may log in reads what the owner makes, and may make things in the schema public.
revoke all on database dev from public;
grant connect, temporary on database dev to public;
alter schema public owner to awsuser;
grant create, usage on schema public to public;
alter default privileges for role awsuser grant select on tables to querycast_reader;
alter default privileges for role awsuser grant usage on schemas to querycast_reader;

-- Fails with these words. The second argument only gives the expression its type.
create function redshift.refuse(message text, anyelement) returns anyelement
language plpgsql immutable parallel safe as $$
begin
  raise exception '%', message using errcode = '22023';
end
$$;
