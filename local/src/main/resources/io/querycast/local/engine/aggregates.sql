-- Aggregates whose result has another type or value in Redshift than in PostgreSQL. All skip NULL.
--
-- PostgreSQL's own transition functions do the work wherever they can: they are compiled and run in parallel.

set search_path = pg_catalog;

-- SUM of BIGINT is BIGINT, and overflows; of REAL it is DOUBLE PRECISION.
create aggregate redshift.sum(bigint) (
  sfunc = int8pl, stype = bigint, combinefunc = int8pl, parallel = safe,
  msfunc = int8pl, minvfunc = int8mi, mstype = bigint);

create function redshift.sum_of_moments(moments double precision[]) returns double precision
language sql immutable strict parallel safe
return case when moments[1] > 0 then moments[2] end;

create aggregate redshift.sum(real) (
  sfunc = float4_accum, stype = double precision[], combinefunc = float8_combine, initcond = '{0,0,0}',
  finalfunc = redshift.sum_of_moments, parallel = safe);

-- AVG is AVG_OF(SUM(x), COUNT(x)), which is how it is written for the engine: whole numbers give a BIGINT without the
-- rest, decimals keep their scale (what is beyond it is cut off), floating point gives DOUBLE PRECISION.
create function redshift.avg_of(sum bigint, count bigint) returns bigint
language sql immutable parallel safe return sum / nullif(count, 0);

create function redshift.avg_of(sum numeric, count bigint) returns numeric
language sql immutable parallel safe return trunc(sum / nullif(count, 0), scale(sum));

create function redshift.avg_of(sum double precision, count bigint) returns double precision
language sql immutable parallel safe return sum / nullif(count, 0);

create function redshift.avg_of(sum interval, count bigint) returns interval
language sql immutable parallel safe return sum / nullif(count, 0);

-- AVG itself, for where it is not written so.
create function redshift.avg_of_whole(state bigint[]) returns bigint
language sql immutable strict parallel safe return state[2] / nullif(state[1], 0);

create aggregate redshift.avg(smallint) (
  sfunc = int2_avg_accum, stype = bigint[], combinefunc = int4_avg_combine, initcond = '{0,0}',
  finalfunc = redshift.avg_of_whole, parallel = safe,
  msfunc = int2_avg_accum, minvfunc = int2_avg_accum_inv, mstype = bigint[], minitcond = '{0,0}',
  mfinalfunc = redshift.avg_of_whole);

create aggregate redshift.avg(integer) (
  sfunc = int4_avg_accum, stype = bigint[], combinefunc = int4_avg_combine, initcond = '{0,0}',
  finalfunc = redshift.avg_of_whole, parallel = safe,
  msfunc = int4_avg_accum, minvfunc = int4_avg_accum_inv, mstype = bigint[], minitcond = '{0,0}',
  mfinalfunc = redshift.avg_of_whole);

create function redshift.avg_of_decimals(given numeric[]) returns numeric
language sql immutable parallel safe return (select redshift.avg_of(sum(v), count(v)) from unnest(given) as v);

create aggregate redshift.avg(numeric) (
  sfunc = array_append, stype = numeric[], combinefunc = array_cat, finalfunc = redshift.avg_of_decimals,
  parallel = safe);

create function redshift.avg_of_big(given bigint[]) returns bigint
language sql immutable parallel safe return (select trunc(avg(v)) from unnest(given) as v);

create aggregate redshift.avg(bigint) (
  sfunc = array_append, stype = bigint[], combinefunc = array_cat, finalfunc = redshift.avg_of_big, parallel = safe);

create function redshift.sort_values(given anycompatiblearray) returns anycompatiblearray
language sql immutable parallel safe
as 'select pg_catalog.array_agg(v order by v) from pg_catalog.unnest(given) as v where v is not null';

create function redshift.require_percentile(p double precision) returns double precision
language sql immutable strict parallel safe
return case
  when p between 0 and 1 then p
  else redshift.refuse('percentile value ' || p || ' is not between 0 and 1', p)
end;

-- PERCENTILE_CONT of sorted values: between the values of the rows FLOOR(RN) and CEILING(RN), with RN = 1 + P * (N - 1).
create function redshift.percentile_cont_of(sorted numeric[], p double precision) returns numeric
language plpgsql immutable strict parallel safe set search_path = pg_catalog as $$
declare
  row numeric := 1 + redshift.require_percentile(p)::numeric * (cardinality(sorted) - 1);
  low numeric := sorted[floor(row)::integer];
  high numeric := sorted[ceil(row)::integer];
  result numeric := low + (high - low) * (row - floor(row));
begin
  return round(result, greatest(scale(low), scale(high), min_scale(result), 1));
end
$$;

create function redshift.percentile_cont_of(sorted double precision[], p double precision) returns double precision
language plpgsql immutable strict parallel safe set search_path = pg_catalog as $$
declare
  row double precision := 1 + redshift.require_percentile(p) * (cardinality(sorted) - 1);
  low double precision := sorted[floor(row)::integer];
begin
  return low + (sorted[ceil(row)::integer] - low) * (row - floor(row));
end
$$;

create function redshift.percentile_cont_of(sorted date[], p double precision) returns date
language plpgsql immutable strict parallel safe set search_path = pg_catalog as $$
declare
  row numeric := 1 + redshift.require_percentile(p)::numeric * (cardinality(sorted) - 1);
  low date := sorted[floor(row)::integer];
begin
  return low + floor((sorted[ceil(row)::integer] - low) * (row - floor(row)))::integer;
end
$$;

create function redshift.percentile_cont_of(sorted timestamp[], p double precision) returns timestamp
language plpgsql immutable strict parallel safe set search_path = pg_catalog as $$
declare
  row double precision := 1 + redshift.require_percentile(p) * (cardinality(sorted) - 1);
  low timestamp := sorted[floor(row)::integer];
begin
  return low + (sorted[ceil(row)::integer] - low) * (row - floor(row));
end
$$;

create function redshift.percentile_cont_of(sorted timestamptz[], p double precision) returns timestamptz
language plpgsql immutable strict parallel safe set search_path = pg_catalog as $$
declare
  row double precision := 1 + redshift.require_percentile(p) * (cardinality(sorted) - 1);
  low timestamptz := sorted[floor(row)::integer];
begin
  return low + (sorted[ceil(row)::integer] - low) * (row - floor(row));
end
$$;

-- MEDIAN(x) and PERCENTILE_CONT(p) WITHIN GROUP (ORDER BY x): the table of the guide says which type gives which.
do $$
declare
  form record;
begin
  for form in
    select * from (values
      ('smallint', 'numeric'), ('integer', 'numeric'), ('bigint', 'numeric'), ('numeric', 'numeric'),
      ('real', 'double precision'), ('double precision', 'double precision'),
      ('date', 'date'), ('timestamp', 'timestamp'), ('timestamptz', 'timestamptz')
    ) as forms (type, result)
  loop
    if form.type <> form.result then
      execute format(
        'create function redshift.percentile_cont_of(sorted %1$s[], p double precision) returns %2$s
         language sql immutable strict parallel safe return redshift.percentile_cont_of(sorted::%2$s[], p)',
        form.type, form.result);
    end if;
    execute format(
      'create function redshift.median_final(given %1$s[]) returns %2$s
       language sql immutable strict parallel safe
       return redshift.percentile_cont_of(redshift.sort_values(given), 0.5::double precision);
       create aggregate redshift.median(%1$s) (
         sfunc = array_append, stype = %1$s[], combinefunc = array_cat, finalfunc = redshift.median_final,
         parallel = safe)',
      form.type, form.result);
    -- PostgreSQL's own PERCENTILE_CONT is the one of floating point numbers.
    continue when form.result = 'double precision';
    execute format(
      'create function redshift.percentile_cont_final(given %1$s[], p double precision) returns %2$s
       language sql immutable strict parallel safe
       return redshift.percentile_cont_of(redshift.sort_values(given), p);
       create aggregate redshift.percentile_cont(double precision order by %1$s) (
         sfunc = array_append, stype = %1$s[], finalfunc = redshift.percentile_cont_final)',
      form.type, form.result);
  end loop;
end
$$;

-- Over a window they are aggregates of SHARED(x, p): each value with the share, which is the same in all rows, since the end
-- of a plain aggregate sees what was collected and nothing else.
do $$
declare
  form record;
begin
  for form in
    select * from (values
      ('smallint', 'numeric'), ('integer', 'numeric'), ('bigint', 'numeric'), ('numeric', 'numeric'),
      ('real', 'double precision'), ('double precision', 'double precision'),
      ('date', 'date'), ('timestamp', 'timestamp'), ('timestamptz', 'timestamptz')
    ) as forms (type, result)
  loop
    execute format(
      'create type redshift.%3$I as (value %1$s, share double precision);
       create function redshift.shared(value %1$s, share double precision) returns redshift.%3$I
       language sql immutable parallel safe return row(value, share)::redshift.%3$I;
       create function redshift.percentile_cont_shared(given redshift.%3$I[]) returns %2$s
       language sql immutable parallel safe
       return (select redshift.percentile_cont_of(array_agg(v.value order by v.value), min(v.share))
         from unnest(given) as v where v.value is not null);
       create function redshift.percentile_disc_shared(given redshift.%3$I[]) returns %1$s
       language sql immutable parallel safe
       return (select (array_agg(v.value order by v.value))[
           greatest(1, ceil(redshift.require_percentile(min(v.share))::numeric * count(*)))::integer]
         from unnest(given) as v where v.value is not null);
       create function redshift.percentile_disc_down_shared(given redshift.%3$I[]) returns %1$s
       language sql immutable parallel safe
       return (select (array_agg(v.value order by v.value desc))[
           greatest(1, ceil(redshift.require_percentile(min(v.share))::numeric * count(*)))::integer]
         from unnest(given) as v where v.value is not null);
       create aggregate redshift.percentile_cont_over(redshift.%3$I) (
         sfunc = array_append, stype = redshift.%3$I[], finalfunc = redshift.percentile_cont_shared);
       create aggregate redshift.percentile_disc_over(redshift.%3$I) (
         sfunc = array_append, stype = redshift.%3$I[], finalfunc = redshift.percentile_disc_shared);
       create aggregate redshift.percentile_disc_down_over(redshift.%3$I) (
         sfunc = array_append, stype = redshift.%3$I[], finalfunc = redshift.percentile_disc_down_shared)',
      form.type, form.result, 'shared ' || form.type);
  end loop;
end
$$;

-- LISTAGG leaves NULL and empty texts out and may not be longer than a VARCHAR.
create function redshift.listagg_add(list text, value anycompatible, separator text) returns text
language plpgsql stable parallel safe as $$
declare
  item text := value::pg_catalog.text;
begin
  if item is null or pg_catalog.octet_length(item) = 0 then
    return list;
  end if;
  list := coalesce(list operator(pg_catalog.||) coalesce(separator, ''), '') operator(pg_catalog.||) item;
  if pg_catalog.octet_length(list) > 65535 then
    raise exception 'Result size exceeds LISTAGG limit' using errcode = '54000';
  end if;
  return list;
end
$$;

create aggregate redshift.listagg(anycompatible, text) (sfunc = redshift.listagg_add, stype = text);

-- LISTAGG(DISTINCT ...) keeps the first of values that differ only in blanks at their end. What is collected begins with the
-- separator, since the end of a plain aggregate sees nothing else.
create function redshift.listagg_collect(given text[], value anycompatible, separator text) returns text[]
language sql stable parallel safe
as $$select pg_catalog.array_append(
  coalesce(given, array[coalesce(separator, '')]), value::pg_catalog.text)$$;

create function redshift.listagg_distinct_of(given text[]) returns text
language sql stable parallel safe
return (
  select redshift.listagg(v, given[1] order by place)
  from (
    select distinct on (rtrim(v)) v, place
    from unnest(given[2:]) with ordinality as collected (v, place)
    where v <> ''
    order by rtrim(v), place) as firsts);

create aggregate redshift.listagg_distinct(anycompatible, text) (
  sfunc = redshift.listagg_collect, stype = text[], finalfunc = redshift.listagg_distinct_of);

-- BOOL_AND and BOOL_OR of whole numbers: 0 is false.
do $$
declare
  type text;
begin
  foreach type in array array['smallint', 'integer', 'bigint'] loop
    execute format(
      'create function redshift.bool_and_add(state boolean, value %1$s) returns boolean
       language sql immutable parallel safe return coalesce(state and value <> 0, state, value <> 0);
       create function redshift.bool_or_add(state boolean, value %1$s) returns boolean
       language sql immutable parallel safe return coalesce(state or value <> 0, state, value <> 0);
       create aggregate redshift.bool_and(%1$s) (
         sfunc = redshift.bool_and_add, stype = boolean, combinefunc = booland_statefunc, parallel = safe);
       create aggregate redshift.bool_or(%1$s) (
         sfunc = redshift.bool_or_add, stype = boolean, combinefunc = boolor_statefunc, parallel = safe)',
      type);
  end loop;
end
$$;

-- What SELECT DISTINCT is sorted by, if its list does not have it. It has to be the same in all rows that are equal.
create function redshift.only_value_add(kept anyarray, value anyelement) returns anyarray
language plpgsql immutable parallel safe as $$
begin
  if kept is null then
    return array[value];
  end if;
  if kept[1] is distinct from value then
    raise exception 'ORDER BY of SELECT DISTINCT by what is not in its list, and differs in rows that are equal, is not available in the local warehouse'
      using errcode = 'feature_not_supported';
  end if;
  return kept;
end
$$;

create function redshift.only_value_of(kept anyarray, value anyelement) returns anyelement
language sql immutable parallel safe as 'select kept[1]';

create aggregate redshift.only_value(anyelement) (
  sfunc = redshift.only_value_add, stype = anyarray, finalfunc = redshift.only_value_of, finalfunc_extra);

-- A sketch counts exactly: it holds one index for each distinct value. Redshift's indices can't be computed here, since its
-- hash function is not known; the form of the text is the same.
create type redshift.hllsketch;

create function redshift.hllsketch_in(cstring) returns redshift.hllsketch
language internal immutable strict parallel safe as 'json_in';

create function redshift.hllsketch_out(redshift.hllsketch) returns cstring
language internal immutable strict parallel safe as 'json_out';

create type redshift.hllsketch (
  input = redshift.hllsketch_in, output = redshift.hllsketch_out, internallength = variable, storage = extended);

create cast (redshift.hllsketch as json) without function;
create cast (json as redshift.hllsketch) without function;

create function redshift.hll_count(given anycompatiblearray) returns bigint
language sql immutable parallel safe
as 'select pg_catalog.count(distinct v) from pg_catalog.unnest(given) as v';

create function redshift.hll_sketch(hashes bigint[]) returns redshift.hllsketch
language sql immutable parallel safe
return (
  select format('{"version":1,"logm":15,"sparse":{"indices":[%s],"values":[%s]}}',
    string_agg(hash::text, ',' order by hash), string_agg('1', ','))::json::redshift.hllsketch
  from (select distinct hash from unnest(hashes) as hash) as hashes);

create function redshift.hll_sketch_of(given anycompatiblearray) returns redshift.hllsketch
language sql stable parallel safe
as 'select redshift.hll_sketch(pg_catalog.array_agg(pg_catalog.hashtextextended(v::pg_catalog.text, 0) & 4503599627370495))
  from pg_catalog.unnest(given) as v where v is not null';

create function redshift.hll_indices(sketch redshift.hllsketch) returns bigint[]
language sql immutable strict parallel safe
return (select array_agg(index::bigint) from json_array_elements_text(sketch::json -> 'sparse' -> 'indices') as index);

create aggregate redshift.hll(anycompatible) (
  sfunc = array_append, stype = anycompatiblearray, initcond = '{}', finalfunc = redshift.hll_count);

create aggregate redshift.hll_create_sketch(anycompatible) (
  sfunc = array_append, stype = anycompatiblearray, initcond = '{}', finalfunc = redshift.hll_sketch_of);

create function redshift.hll_cardinality(sketch redshift.hllsketch) returns bigint
language sql immutable strict parallel safe
return json_array_length(sketch::json -> 'sparse' -> 'indices');

create function redshift.hll_combine_sketches(a redshift.hllsketch, b redshift.hllsketch) returns redshift.hllsketch
language sql immutable strict parallel safe
return redshift.hll_sketch(array_cat(redshift.hll_indices(a), redshift.hll_indices(b)));

create function redshift.hll_combine_add(hashes bigint[], sketch redshift.hllsketch) returns bigint[]
language sql immutable parallel safe return array_cat(hashes, redshift.hll_indices(sketch));

create aggregate redshift.hll_combine(redshift.hllsketch) (
  sfunc = redshift.hll_combine_add, stype = bigint[], combinefunc = array_cat, initcond = '{}',
  finalfunc = redshift.hll_sketch, parallel = safe);

-- What IGNORE NULLS needs over a window: the first, last and n-th value that is not NULL, and the k-th before the row.
create aggregate redshift.first_value_present(anyelement) (sfunc = any_value_transfn, stype = anyelement);

create function redshift.second_of(anyelement, anyelement) returns anyelement
language plpgsql immutable strict parallel safe as 'begin return $2; end';

create aggregate redshift.last_value_present(anyelement) (sfunc = redshift.second_of, stype = anyelement);

create function redshift.keep_last(kept anyarray, value anyelement, k bigint) returns anyarray
language plpgsql immutable parallel safe set search_path = pg_catalog as $$
begin
  if value is null then
    return kept;
  end if;
  if kept is null then
    kept := array_fill(value, array[k::integer]);
    for i in 1 .. k - 1 loop
      kept[i] := null;
    end loop;
    return kept;
  end if;
  for i in 1 .. k - 1 loop
    kept[i] := kept[i + 1];
  end loop;
  kept[k] := value;
  return kept;
end
$$;

create function redshift.first_kept(kept anyarray, value anyelement, k bigint) returns anyelement
language sql immutable parallel safe as 'select kept[1]';

create aggregate redshift.lag_present(anyelement, bigint) (
  sfunc = redshift.keep_last, stype = anyarray, finalfunc = redshift.first_kept, finalfunc_extra);

create function redshift.keep_first(kept anyarray, value anyelement, n bigint) returns anyarray
language plpgsql immutable parallel safe set search_path = pg_catalog as $$
begin
  if value is null then
    return kept;
  end if;
  if kept is null then
    kept := array_fill(value, array[n::integer]);
    for i in 2 .. n loop
      kept[i] := null;
    end loop;
  elsif array_position(kept, null) is not null then
    kept[array_position(kept, null)] := value;
  end if;
  return kept;
end
$$;

create function redshift.last_kept(kept anyarray, value anyelement, n bigint) returns anyelement
language sql immutable parallel safe as 'select kept[pg_catalog.cardinality(kept)]';

create aggregate redshift.nth_value_present(anyelement, bigint) (
  sfunc = redshift.keep_first, stype = anyarray, finalfunc = redshift.last_kept, finalfunc_extra);

-- NTILE is a BIGINT. PostgreSQL's own function hands its INTEGER over in the same eight bytes.
create function redshift.ntile(integer) returns bigint
language internal window immutable strict parallel safe as 'window_ntile';

reset search_path;
