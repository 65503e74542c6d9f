-- Dates and times as Redshift's developer guide has them.
--
-- Every function has an overload for each type of its argument, so that the result has the documented type and nothing
-- passes through TIMESTAMPTZ, which PostgreSQL would prefer. The overload for TEXT also takes literals.
-- The name of a date part is a constant in nearly every query: PostgreSQL then folds the CASE below to its one branch.

-- What stands in a body without a schema is PostgreSQL's own.
set search_path = pg_catalog;

-- All names of date parts (r_Dateparts_for_datetime_functions), each as PostgreSQL calls it.
create function redshift.date_part_word(part text) returns text
language sql immutable parallel safe
return case
  when lower(part) in ('millennium', 'millennia', 'mil', 'mils') then 'millennium'
  when lower(part) in ('century', 'centuries', 'c', 'cent', 'cents') then 'century'
  when lower(part) in ('decade', 'decades', 'dec', 'decs') then 'decade'
  when lower(part) in ('year', 'years', 'y', 'yr', 'yrs') then 'year'
  when lower(part) in ('quarter', 'quarters', 'qtr', 'qtrs') then 'quarter'
  when lower(part) in ('month', 'months', 'mon', 'mons') then 'month'
  when lower(part) in ('week', 'weeks', 'w') then 'week'
  when lower(part) in ('day', 'days', 'd') then 'day'
  when lower(part) in ('hour', 'hours', 'h', 'hr', 'hrs') then 'hour'
  when lower(part) in ('minute', 'minutes', 'm', 'min', 'mins') then 'minute'
  when lower(part) in ('second', 'seconds', 's', 'sec', 'secs') then 'second'
  when lower(part) in ('millisecond', 'milliseconds', 'ms', 'msec', 'msecs', 'msecond', 'mseconds', 'millisec',
    'millisecs', 'millisecon') then 'millisecond'
  when lower(part) in ('microsecond', 'microseconds', 'us', 'usec', 'usecs', 'usecond', 'useconds', 'microsec',
    'microsecs') then 'microsecond'
  when lower(part) in ('dow', 'dw', 'dayofweek', 'day of week', 'weekday') then 'dow'
  when lower(part) in ('doy', 'dy', 'dayofyear', 'day of year', 'yearday') then 'doy'
  when lower(part) in ('epoch', 'timezone', 'timezone_hour', 'timezone_minute') then lower(part)
  else redshift.refuse('date part "' || part || '" not supported', null::text)
end;

-- Years without a gap: 1 BC, which PostgreSQL calls -1, is 0.
create function redshift.year_number(t timestamp) returns integer
language sql immutable parallel safe
return (date_part('year', t) + case when date_part('year', t) < 0 then 1 else 0 end)::integer;

-- EXTRACT gives whole numbers, and of seconds, milliseconds and microseconds only the digits of that part.
-- The first decade of the common calendar is decade 1, so 2000 begins decade 201.
create function redshift.date_part(part text, t timestamp) returns integer
language sql immutable parallel safe
return case redshift.date_part_word(part)
  when 'second' then trunc(date_part('second', t))
  when 'millisecond' then trunc(date_part('microseconds', t) / 1000)::integer % 1000
  when 'microsecond' then date_part('microseconds', t)::integer % 1000
  when 'decade' then floor(redshift.year_number(t) / 10.0::double precision) + 1
  when 'epoch' then trunc(date_part('epoch', t))
  else date_part(redshift.date_part_word(part), t)
end::integer;

create function redshift.date_part(part text, d date) returns integer
language sql immutable parallel safe return redshift.date_part(part, d::timestamp);

create function redshift.date_part(part text, t text) returns integer
language sql stable parallel safe return redshift.date_part(part, t::timestamp);

-- "DOUBLE PRECISION if the source value evaluates to data type TIMESTAMPTZ".
create function redshift.date_part(part text, t timestamptz) returns double precision
language sql stable parallel safe
return case redshift.date_part_word(part)
  when 'epoch' then trunc(date_part('epoch', t))
  when 'timezone' then date_part('timezone', t)
  when 'timezone_hour' then date_part('timezone_hour', t)
  when 'timezone_minute' then date_part('timezone_minute', t)
  else redshift.date_part(part, t::timestamp)
end;

create function redshift.date_part(part text, t time) returns integer
language sql immutable parallel safe
return case redshift.date_part_word(part)
  when 'second' then trunc(date_part('second', t))
  when 'millisecond' then trunc(date_part('microseconds', t) / 1000)::integer % 1000
  when 'microsecond' then date_part('microseconds', t)::integer % 1000
  when 'epoch' then trunc(date_part('epoch', t))
  else date_part(redshift.date_part_word(part), t)
end::integer;

create function redshift.date_part(part text, t timetz) returns integer
language sql immutable parallel safe
return case redshift.date_part_word(part)
  when 'second' then trunc(date_part('second', t))
  when 'millisecond' then trunc(date_part('microseconds', t) / 1000)::integer % 1000
  when 'microsecond' then date_part('microseconds', t)::integer % 1000
  when 'epoch' then trunc(date_part('epoch', t))
  else date_part(redshift.date_part_word(part), t)
end::integer;

-- Literals of INTERVAL with fields have parts of one kind (interval_forbid_composite_literals), and those of days are so many
-- microseconds: 26 hours are a day and two hours. They are immutable, so that it is said before
-- a row is read; what refuses is not, or it would refuse whenever one of them is planned.
create function redshift.refuse_composite(kind text, other text) returns boolean
language plpgsql volatile parallel safe set search_path = pg_catalog as $$
begin
  if coalesce(current_setting('redshift.interval_forbid_composite_literals', true), '') not in ('off', 'false', '0', 'no') then
    raise invalid_datetime_format using message = format('Interval %s literal cannot contain %s parts. Disable the GUC '
      'interval_forbid_composite_literals to suppress this error and silently discard the %s part.', kind, other, other);
  end if;
  return false;
end $$;
create function redshift.interval_of_days(given interval) returns interval
language sql immutable strict parallel safe
return case
  when date_part('year', given) = 0 and date_part('month', given) = 0 or redshift.refuse_composite('Day To Second', 'year-month')
    then justify_hours(given)
  else justify_hours(given) - make_interval(years => date_part('year', given)::integer, months => date_part('month', given)::integer) end;
create function redshift.interval_of_months(months interval, given interval) returns interval
language sql immutable strict parallel safe
return case
  when given = make_interval(years => date_part('year', given)::integer, months => date_part('month', given)::integer)
    or redshift.refuse_composite('Year To Month', 'day-second') then months
  else months end;

create function redshift.date_part(part text, i interval) returns integer
language sql immutable parallel safe
return case redshift.date_part_word(part)
  when 'second' then trunc(date_part('second', i))
  when 'millisecond' then trunc(date_part('microseconds', i) / 1000)::integer % 1000
  when 'microsecond' then date_part('microseconds', i)::integer % 1000
  when 'epoch' then trunc(date_part('epoch', i))
  else date_part(redshift.date_part_word(part), i)
end::integer;

-- EXTRACT(EPOCH ...) is written so for the engine: an INTEGER would not hold the seconds after 2038, nor their thousandfold.
do $$
declare
  type text;
begin
  foreach type in array array['timestamp', 'date', 'text', 'time', 'timetz', 'interval'] loop
    execute format(
      'create function redshift.date_part_epoch(t %1$s) returns bigint language sql %2$s parallel safe
       return trunc(date_part(''epoch'', t%3$s))::bigint',
      type, case type when 'text' then 'stable' else 'immutable' end,
      case when type in ('date', 'text') then '::timestamp' end);
  end loop;
end
$$;

create function redshift.date_part_epoch(t timestamptz) returns double precision
language sql stable parallel safe return trunc(date_part('epoch', t));

-- DATE_PART, whose other name is PGDATE_PART, always gives DOUBLE PRECISION and keeps the fraction of the seconds.
create function redshift.pgdate_part(part text, t timestamp) returns double precision
language sql immutable parallel safe
return case redshift.date_part_word(part)
  when 'decade' then floor(redshift.year_number(t) / 10.0::double precision) + 1
  else date_part(redshift.date_part_word(part), t)
end;

create function redshift.pgdate_part(part text, d date) returns double precision
language sql immutable parallel safe return redshift.pgdate_part(part, d::timestamp);

create function redshift.pgdate_part(part text, t text) returns double precision
language sql stable parallel safe return redshift.pgdate_part(part, t::timestamp);

create function redshift.pgdate_part(part text, t timestamptz) returns double precision
language sql stable parallel safe
return case redshift.date_part_word(part)
  when 'decade' then redshift.pgdate_part('decade', t::timestamp)
  else date_part(redshift.date_part_word(part), t)
end;

create function redshift.pgdate_part(part text, t time) returns double precision
language sql immutable parallel safe return date_part(redshift.date_part_word(part), t);

create function redshift.pgdate_part(part text, t timetz) returns double precision
language sql immutable parallel safe return date_part(redshift.date_part_word(part), t);

create function redshift.pgdate_part(part text, i interval) returns double precision
language sql immutable parallel safe return date_part(redshift.date_part_word(part), i);

-- DATE_TRUNC gives a TIMESTAMP for a DATE too.
create function redshift.date_trunc(part text, t timestamp) returns timestamp
language sql immutable parallel safe return date_trunc(redshift.date_part_word(part), t);

create function redshift.date_trunc(part text, d date) returns timestamp
language sql immutable parallel safe return date_trunc(redshift.date_part_word(part), d::timestamp);

create function redshift.date_trunc(part text, t timestamptz) returns timestamptz
language sql stable parallel safe return date_trunc(redshift.date_part_word(part), t);

create function redshift.date_trunc(part text, t text) returns timestamp
language sql stable parallel safe return date_trunc(redshift.date_part_word(part), t::timestamp);

-- PostgreSQL's own DATE_ADD would make literals fit two functions.
alter function date_add(timestamptz, interval) rename to pg_date_add;
alter function date_add(timestamptz, interval, text) rename to pg_date_add;

-- DATEADD. A month that is too short gives its last day; 29 February and years give 1 March.
create function redshift.date_add(part text, n bigint, t timestamp) returns timestamp
language sql immutable parallel safe
return case redshift.date_part_word(part)
  when 'millennium' then t + n * interval '1000 years'
  when 'century' then t + n * interval '100 years'
  when 'decade' then t + n * interval '10 years'
  when 'year' then t + n * interval '1 year' + case
    when date_part('month', t) = 2 and date_part('day', t) = 29 and date_part('day', t + n * interval '1 year') = 28
      then interval '1 day' else interval '0' end
  when 'quarter' then t + n * interval '3 months'
  when 'month' then t + n * interval '1 month'
  when 'week' then t + n * interval '7 days'
  when 'day' then t + n * interval '1 day'
  when 'doy' then t + n * interval '1 day'
  when 'dow' then t + n * interval '1 day'
  when 'hour' then t + n * interval '1 hour'
  when 'minute' then t + n * interval '1 minute'
  when 'second' then t + n * interval '1 second'
  when 'millisecond' then t + n * interval '1 millisecond'
  when 'microsecond' then t + n * interval '1 microsecond'
  else redshift.refuse('date part "' || part || '" not supported', null::timestamp)
end;

create function redshift.date_add(part text, n bigint, d date) returns timestamp
language sql immutable parallel safe return redshift.date_add(part, n, d::timestamp);

create function redshift.date_add(part text, n bigint, t text) returns timestamp
language sql stable parallel safe return redshift.date_add(part, n, t::timestamp);

create function redshift.date_add(part text, n bigint, t timestamptz) returns timestamptz
language sql stable parallel safe return redshift.date_add(part, n, t::timestamp)::timestamptz;

-- A time of day has no part above the hour; it goes round at midnight.
create function redshift.date_add(part text, n bigint, t time) returns time
language sql immutable parallel safe
return case
  when redshift.date_part_word(part) in ('hour', 'minute', 'second', 'millisecond', 'microsecond')
    then redshift.date_add(part, n, date '2000-01-01' + t)::time
  else redshift.refuse('"time" units "' || part || '" not recognized', null::time)
end;

-- A time of day with a zone is shown in UTC.
create function redshift.date_add(part text, n bigint, t timetz) returns timetz
language sql stable parallel safe
return (redshift.date_add(part, n, timezone('UTC', t)::time)::text || '+00')::timetz;

-- The interval is a whole number: other numbers are rounded, as every cast to BIGINT does.
do $$
declare
  number text;
  datetime text;
begin
  foreach number in array array['smallint', 'integer', 'numeric', 'double precision'] loop
    foreach datetime in array array['timestamp', 'date', 'text', 'timestamptz', 'time', 'timetz'] loop
      execute format(
        'create function redshift.date_add(part text, n %s, t %s) returns %s language sql %s parallel safe
         return redshift.date_add(part, n::bigint, t)',
        number, datetime,
        case when datetime in ('date', 'text') then 'timestamp' else datetime end,
        case when datetime in ('text', 'timestamptz', 'timetz') then 'stable' else 'immutable' end);
    end loop;
  end loop;
end
$$;

-- DATEDIFF counts the boundaries between two datetimes. A week begins on Sunday here; the 1899-12-31 was one.
create function redshift.date_diff(part text, a timestamp, b timestamp) returns bigint
language sql immutable parallel safe
return case redshift.date_part_word(part)
  when 'millennium' then (floor((redshift.year_number(b) - 1) / 1000.0::double precision)
    - floor((redshift.year_number(a) - 1) / 1000.0::double precision))::bigint
  when 'century' then (floor((redshift.year_number(b) - 1) / 100.0::double precision)
    - floor((redshift.year_number(a) - 1) / 100.0::double precision))::bigint
  when 'decade' then (floor(redshift.year_number(b) / 10.0::double precision)
    - floor(redshift.year_number(a) / 10.0::double precision))::bigint
  when 'year' then (redshift.year_number(b) - redshift.year_number(a))::bigint
  when 'quarter' then ((redshift.year_number(b) - redshift.year_number(a)) * 4
    + date_part('quarter', b) - date_part('quarter', a))::bigint
  when 'month' then ((redshift.year_number(b) - redshift.year_number(a)) * 12
    + date_part('month', b) - date_part('month', a))::bigint
  when 'week' then (floor((b::date - date '1899-12-31') / 7.0::double precision)
    - floor((a::date - date '1899-12-31') / 7.0::double precision))::bigint
  when 'day' then (b::date - a::date)::bigint
  when 'dow' then (b::date - a::date)::bigint
  when 'doy' then (b::date - a::date)::bigint
  when 'hour' then (date_part('epoch', date_trunc('hour', b) - date_trunc('hour', a)) / 3600)::bigint
  when 'minute' then (date_part('epoch', date_trunc('minute', b) - date_trunc('minute', a)) / 60)::bigint
  when 'second' then date_part('epoch', date_trunc('second', b) - date_trunc('second', a))::bigint
  when 'millisecond' then
    (extract(epoch from date_trunc('millisecond', b) - date_trunc('millisecond', a)) * 1000)::bigint
  when 'microsecond' then (extract(epoch from b - a) * 1000000)::bigint
  else redshift.refuse('date part "' || part || '" not supported', null::bigint)
end;

create function redshift.date_diff(part text, a time, b time) returns bigint
language sql immutable parallel safe
return case
  when redshift.date_part_word(part) in ('hour', 'minute', 'second', 'millisecond', 'microsecond')
    then redshift.date_diff(part, date '2000-01-01' + a, date '2000-01-01' + b)
  else redshift.refuse('"time" units "' || part || '" not recognized', null::bigint)
end;

-- Times with a zone are compared as the times of day that they are in UTC.
create function redshift.date_diff(part text, a timetz, b timetz) returns bigint
language sql immutable parallel safe
return redshift.date_diff(part, timezone('UTC', a)::time, timezone('UTC', b)::time);

-- Any two other datetimes, and texts that hold one.
do $$
declare
  datetimes constant text[] := array['date', 'timestamp', 'timestamptz', 'text'];
  a text;
  b text;
begin
  foreach a in array datetimes loop
    foreach b in array datetimes loop
      continue when a = 'timestamp' and b = 'timestamp';
      execute format(
        'create function redshift.date_diff(part text, a %s, b %s) returns bigint language sql %s parallel safe
         return redshift.date_diff(part, a::timestamp, b::timestamp)',
        a, b, case when array[a, b] && array['text', 'timestamptz'] then 'stable' else 'immutable' end);
    end loop;
  end loop;
  foreach a in array array['time', 'timetz'] loop
    execute format(
      'create function redshift.date_diff(part text, a %1$s, b text) returns bigint language sql stable parallel safe
       return redshift.date_diff(part, a, b::%1$s)', a);
    execute format(
      'create function redshift.date_diff(part text, a text, b %1$s) returns bigint language sql stable parallel safe
       return redshift.date_diff(part, a::%1$s, b)', a);
  end loop;
end
$$;

create function redshift.last_day(t timestamp) returns date
language sql immutable parallel safe
return (date_trunc('month', t) + interval '1 month' - interval '1 day')::date;

-- ADD_MONTHS keeps the last day of a month the last day, whatever its number; the time of day stays.
create function redshift.add_months(t timestamp, n bigint) returns timestamp
language sql immutable parallel safe
return case
  when t::date = redshift.last_day(t)
    then redshift.last_day(t + n * interval '1 month') + t::time
  else t + n * interval '1 month'
end;

-- The first such day after the date. These are all the names that the guide takes.
create function redshift.next_day(t timestamp, day text) returns date
language sql immutable parallel safe
return t::date + 1 + (case
  when lower(day) in ('su', 'sun', 'sunday') then 0
  when lower(day) in ('m', 'mo', 'mon', 'monday') then 1
  when lower(day) in ('tu', 'tue', 'tues', 'tuesday') then 2
  when lower(day) in ('w', 'we', 'wed', 'wednesday') then 3
  when lower(day) in ('th', 'thu', 'thurs', 'thursday') then 4
  when lower(day) in ('f', 'fr', 'fri', 'friday') then 5
  when lower(day) in ('sa', 'sat', 'saturday') then 6
  when day is not null then redshift.refuse('invalid day of the week: "' || day || '"', null::integer)
end - date_part('dow', t)::integer + 6) % 7;

-- Whole months between the same day of two months, or between two last days, whatever the time; else the days and the
-- time of day count as parts of a month of 31 days.
create function redshift.months_between(a timestamp, b timestamp) returns double precision
language sql immutable parallel safe
return redshift.date_diff('month', b, a) + case
  when date_part('day', a) = date_part('day', b) then 0
  when a::date = redshift.last_day(a) and b::date = redshift.last_day(b) then 0
  else (date_part('day', a) - date_part('day', b)
    + (date_part('epoch', a::time) - date_part('epoch', b::time)) / 86400) / 31
end;

-- TRUNC of a datetime is its date.
create function redshift.trunc(t timestamp) returns date
language sql immutable parallel safe return t::date;

create function redshift.date_part_year(t timestamp) returns integer
language sql immutable parallel safe return date_part('year', t)::integer;

-- Without a source zone the timestamp is in UTC. A name follows daylight saving time, an abbreviation never does, and
-- the hours of a POSIX form such as EST5 count to the west: all this is PostgreSQL's reading too.
create function redshift.convert_timezone(source text, target text, t timestamp) returns timestamp
language sql immutable parallel safe return timezone(target, timezone(source, t));

create function redshift.convert_timezone(target text, t timestamp) returns timestamp
language sql immutable parallel safe return timezone(target, timezone('UTC', t));

-- The functions above for the other types that convert to a timestamp.
do $$
declare
  form record;
  datetime text;
begin
  for form in
    select * from (values
      ('last_day', 't %s', 't::timestamp', 'date'),
      ('add_months', 't %s, n bigint', 't::timestamp, n', 'timestamp'),
      ('next_day', 't %s, day text', 't::timestamp, day', 'date'),
      ('trunc', 't %s', 't::timestamp', 'date'),
      ('date_part_year', 't %s', 't::timestamp', 'integer'),
      ('convert_timezone', 'source text, target text, t %s', 'source, target, t::timestamp', 'timestamp'),
      ('convert_timezone', 'target text, t %s', 'target, t::timestamp', 'timestamp')
    ) as forms (name, arguments, passed, result)
  loop
    foreach datetime in array array['date', 'timestamptz', 'text'] loop
      -- TRUNC of a text is left to the numbers.
      continue when form.name = 'trunc' and datetime = 'text';
      execute format(
        'create function redshift.%1$s(%2$s) returns %3$s language sql %4$s parallel safe return redshift.%1$s(%5$s)',
        form.name, format(form.arguments, datetime), form.result,
        case datetime when 'date' then 'immutable' else 'stable' end, form.passed);
    end loop;
  end loop;
end
$$;

do $$
declare
  datetimes constant text[] := array['date', 'timestamp', 'timestamptz', 'text'];
  a text;
  b text;
begin
  foreach a in array datetimes loop
    foreach b in array datetimes loop
      continue when a = 'timestamp' and b = 'timestamp';
      execute format(
        'create function redshift.months_between(a %s, b %s) returns double precision language sql %s parallel safe
         return redshift.months_between(a::timestamp, b::timestamp)',
        a, b, case when array[a, b] && array['text', 'timestamptz'] then 'stable' else 'immutable' end);
    end loop;
  end loop;
end
$$;

-- SYSDATE is the start of the transaction; GETDATE the start of the statement, in whole seconds. Both in the session's zone.
create function redshift.sysdate() returns timestamp
language sql stable parallel safe return localtimestamp;

create function redshift.getdate() returns timestamp
language sql stable parallel safe return date_trunc('second', statement_timestamp())::timestamp;

-- A text with values out of range, such as 31 June, read by its format: the values count on, into July.
-- Only called for what PostgreSQL has refused for its range, so that the text is known to have the format.
create function redshift.parse_overflowing(value text, format text, is_strict boolean) returns timestamp
language plpgsql stable parallel safe set search_path = pg_catalog as $$
declare
  number constant text := 'y,yyy|yyyy|yyy|yy|y|ddd|dd|mm|hh24|hh12|hh|mi|ssss|ss|ms|us';
  name constant text := 'month|mon|day|dy|a[.]m[.]|p[.]m[.]|am|pm';
  tokens text[];
  token text;
  pattern text := '^ *';
  names text[] := '{}';
  found text[];
  field jsonb := '{}';
  year integer;
  month integer;
  day integer;
  hour integer;
begin
  select array_agg(m[1] order by i) into tokens
  from regexp_matches(regexp_replace(lower(format), 'fm', '', 'g'), '(' || number || '|' || name || '|"[^"]*"|.)', 'g')
    with ordinality as tokens (m, i);
  for i in 1 .. cardinality(tokens) loop
    token := tokens[i];
    if token ~ ('^(' || number || ')$') then
      pattern := pattern || case
        when coalesce(tokens[i + 1], '') ~ ('^(' || number || ')$')
          then '([0-9]{' || length(replace(replace(token, 'hh24', 'hh'), 'hh12', 'hh')) || '})'
        else '([0-9,]+)' end;
      names := names || token;
    elsif token ~ ('^(' || name || ')$') then
      pattern := pattern || '([[:alpha:].]+) *';
      names := names || token;
    elsif token ~ '^ $' then
      pattern := pattern || ' *';
    elsif token ~ '^[[:alpha:]]' then
      return null;
    else
      pattern := pattern || '.';
    end if;
  end loop;
  found := regexp_match(value, pattern);
  for i in 1 .. coalesce(cardinality(found), 0) loop
    field := field || jsonb_build_object(regexp_replace(names[i], '^(y,yyy|y+)$', 'y'), replace(found[i], ',', ''));
  end loop;
  if not field ? 'y' then
    return null;
  end if;
  year := field ->> 'y';
  year := year + case when length(field ->> 'y') > 2 then 0 when year < 70 then 2000 else 1900 end;
  month := coalesce((field ->> 'mm')::integer, (array_position(
    array['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
    left(lower(coalesce(field ->> 'month', field ->> 'mon')), 3))), 1);
  day := coalesce(field ->> 'dd', field ->> 'ddd', '1');
  hour := coalesce(field ->> 'hh24', field ->> 'hh12', field ->> 'hh', '0');
  if coalesce(field ->> 'pm', field ->> 'am', field ->> 'p.m.', field ->> 'a.m.') ilike 'p%' then
    hour := hour % 12 + 12;
  elsif coalesce(field ->> 'pm', field ->> 'am', field ->> 'p.m.', field ->> 'a.m.') ilike 'a%' then
    hour := hour % 12;
  end if;
  if is_strict then
    if month not between 1 and 12
      or day not between 1 and date_part('day', make_date(year, month, 1) + interval '1 month' - interval '1 day') then
      raise exception 'date/time field date value out of range: %-%-%', year, month, day using errcode = '22008';
    end if;
    raise exception 'date/time field time value out of range: %:%:%.0', hour, coalesce(field ->> 'mi', '0'),
      coalesce(field ->> 'ss', '0') using errcode = '22008';
  end if;
  return make_date(year, 1, 1) + make_interval(months => month - 1) + make_interval(
    days => day - 1,
    hours => hour,
    mins => coalesce(field ->> 'mi', '0')::integer,
    secs => coalesce(field ->> 'ss', field ->> 'ssss', '0')::integer
      + ('0.' || coalesce(field ->> 'us', field ->> 'ms', '0'))::double precision);
end
$$;

-- Redshift reads no epoch, and asks no other zone than the session's.
alter function to_timestamp(double precision) rename to pg_to_timestamp;
alter function date_trunc(text, timestamptz, text) rename to pg_date_trunc;

-- TO_DATE and TO_TIMESTAMP: out of range is only a failure if is_strict says so. A zone can't be read.
create function redshift.parse_datetime(value text, format text, is_strict boolean) returns timestamp
language plpgsql stable parallel safe set search_path = pg_catalog as $$
declare
  result timestamp;
begin
  if regexp_replace(format, '"[^"]*"', '', 'g') ~* '(tz|of)' then
    raise exception '"TZ"/"tz" not supported' using errcode = '0A000';
  end if;
  if regexp_replace(format, '"[^"]*"', '', 'g') ~* 'q' then
    raise exception '"Q" not supported' using errcode = '0A000';
  end if;
  -- "If this argument is left as empty, the timestamp value defaults to 0001-01-01 00:00:00."
  if value = '' then
    return timestamp '0001-01-01 00:00:00';
  end if;
  return to_timestamp(value, format);
exception
  when datetime_field_overflow then
    result := redshift.parse_overflowing(value, format, is_strict);
    if result is null then
      raise;
    end if;
    return result;
end
$$;

create function redshift.to_date(value text, format text, is_strict boolean) returns date
language sql stable parallel safe
return redshift.parse_datetime(value, format, is_strict)::date;

create function redshift.to_timestamp(value text, format text, is_strict boolean) returns timestamptz
language sql stable parallel safe
return redshift.parse_datetime(value, format, is_strict)::timestamptz;

-- Without is_strict, and for values that convert to a text by themselves.
do $$
declare
  type text;
begin
  foreach type in array array['text', 'date', 'timestamp', 'timestamptz', 'smallint', 'integer', 'bigint'] loop
    execute format(
      'create function redshift.to_date(value %s, format text) returns date language sql stable parallel safe
       return redshift.parse_datetime(value::text, format, false)::date', type);
    execute format(
      'create function redshift.to_timestamp(value %s, format text) returns timestamptz language sql stable parallel safe
       return redshift.parse_datetime(value::text, format, false)::timestamptz', type);
  end loop;
end
$$;

-- TO_CHAR of a timestamp knows a zone too: the session's.
create function redshift.to_char(t timestamp, format text) returns text
language sql stable parallel safe
return case when format ~* '(tz|of)' then to_char(t::timestamptz, format) else to_char(t, format) end;

create function redshift.to_char(d date, format text) returns text
language sql stable parallel safe
return case when format ~* '(tz|of)' then to_char(d::timestamptz, format) else to_char(d::timestamp, format) end;

-- Days to add to a date may be counted by ROW_NUMBER, which gives a BIGINT. SMALLINT would be as near to that as to INTEGER.
do $$
declare
  days text;
begin
  foreach days in array array['smallint', 'bigint'] loop
    execute format(
      'create function redshift.date_plus(d date, days %1$s) returns date
       language sql immutable parallel safe return d + days::integer;
       create function redshift.date_plus(days %1$s, d date) returns date
       language sql immutable parallel safe return d + days::integer;
       create function redshift.date_minus(d date, days %1$s) returns date
       language sql immutable parallel safe return d - days::integer;
       create operator redshift.+ (leftarg = date, rightarg = %1$s, function = redshift.date_plus);
       create operator redshift.+ (leftarg = %1$s, rightarg = date, function = redshift.date_plus);
       create operator redshift.- (leftarg = date, rightarg = %1$s, function = redshift.date_minus)', days);
  end loop;
end $$;

-- A datetime is compared with a text as the datetime that the text holds; its own text is compared with a pattern.
do $$
declare
  datetime text;
  operator text;
begin
  foreach datetime in array array['date', 'timestamp', 'timestamptz', 'time', 'timetz'] loop
    foreach operator in array array['=', '<>', '<', '<=', '>', '>='] loop
      execute format(
        'create function redshift.compare_%1$s_text_%3$s(a %1$s, b text) returns boolean
         language sql stable parallel safe return a %2$s b::%1$s;
         create function redshift.compare_text_%1$s_%3$s(a text, b %1$s) returns boolean
         language sql stable parallel safe return a::%1$s %2$s b;
         create operator redshift.%2$s (leftarg = %1$s, rightarg = text, function = redshift.compare_%1$s_text_%3$s);
         create operator redshift.%2$s (leftarg = text, rightarg = %1$s, function = redshift.compare_text_%1$s_%3$s)',
        datetime, operator,
        (array['equal', 'unequal', 'less', 'less_or_equal', 'greater', 'greater_or_equal'])[
          array_position(array['=', '<>', '<', '<=', '>', '>='], operator)]);
    end loop;
    foreach operator in array array['~~', '!~~', '~~*', '!~~*'] loop
      execute format(
        'create function redshift.match_%1$s_%3$s(a %1$s, pattern text) returns boolean
         language sql stable parallel safe return a::text %2$s pattern;
         create operator redshift.%2$s (leftarg = %1$s, rightarg = text, function = redshift.match_%1$s_%3$s)',
        datetime, operator,
        (array['like', 'not_like', 'ilike', 'not_ilike'])[array_position(array['~~', '!~~', '~~*', '!~~*'], operator)]);
    end loop;
    -- A column of the type also takes a text.
    execute format('create cast (bpchar as %1$s) with inout as assignment', datetime);
    if datetime in ('date', 'timestamp') then
      -- Said to be immutable, though it reads DATESTYLE: a statement is planned for itself alone, and then the text of
      -- a constant is read once, and not again for each row that a sort key finds.
      execute format('
        create function redshift.text_%1$s(value text) returns %1$s
        language sql immutable parallel safe return value::%1$s;
        create cast (text as %1$s) with function redshift.text_%1$s(text) as assignment;
        create cast (varchar as %1$s) with function redshift.text_%1$s(text) as assignment', datetime);
    else
      execute format('create cast (text as %1$s) with inout as assignment;
        create cast (varchar as %1$s) with inout as assignment', datetime);
    end if;
  end loop;
end
$$;

reset search_path;

-- TIMETZ. A table keeps it in UTC, so the same time in two zones is equal; to PostgreSQL it is not. These operators are also how such values are
-- sorted, grouped and found to be distinct.
create function redshift.utc(timetz) returns time language sql immutable strict parallel safe return pg_catalog.timezone('UTC', $1)::time;
create function redshift.timetz_order(timetz, timetz) returns integer language sql immutable strict parallel safe
  return pg_catalog.time_cmp(redshift.utc($1), redshift.utc($2));
create function redshift.timetz_hash(timetz) returns integer language sql immutable strict parallel safe
  return pg_catalog.time_hash(redshift.utc($1));

do $$
declare
  made record;
begin
  for made in select * from (values ('=', '<>', '=', 'eqsel', 'eqjoinsel', 'hashes, merges,'), ('<>', '=', '<>', 'neqsel', 'neqjoinsel', ''),
    ('<', '>=', '>', 'scalarltsel', 'scalarltjoinsel', ''), ('<=', '>', '>=', 'scalarlesel', 'scalarlejoinsel', ''),
    ('>', '<=', '<', 'scalargtsel', 'scalargtjoinsel', ''), ('>=', '<', '<=', 'scalargesel', 'scalargejoinsel', ''))
    as listed(name, negator, commutator, rows, pairs, more)
  loop
    execute pg_catalog.format('create function redshift.%I(timetz, timetz) returns boolean language sql immutable strict parallel safe
      return redshift.utc($1) operator(pg_catalog.%2$s) redshift.utc($2)', 'timetz ' || made.name, made.name);
    execute pg_catalog.format('create operator redshift.%s (leftarg = timetz, rightarg = timetz, function = redshift.%I, commutator = operator(redshift.%s),
      negator = operator(redshift.%s), %s restrict = %I, join = %I)', made.name, 'timetz ' || made.name, made.commutator, made.negator, made.more,
      made.rows, made.pairs);
  end loop;
end
$$;

update pg_catalog.pg_opclass set opcdefault = false
  where opcintype = 'timetz'::regtype and opcmethod in (select oid from pg_catalog.pg_am where amname in ('btree', 'hash'));
create operator class redshift.timetz_in_utc default for type timetz using btree as
  operator 1 redshift.<, operator 2 redshift.<=, operator 3 redshift.=, operator 4 redshift.>=, operator 5 redshift.>,
  function 1 redshift.timetz_order(timetz, timetz);
create operator class redshift.timetz_in_utc default for type timetz using hash as
  operator 1 redshift.=, function 1 redshift.timetz_hash(timetz);
