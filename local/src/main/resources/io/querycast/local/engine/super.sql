-- SUPER: a value that knows its own type. It is kept as JSON without white space, in which attributes keep their order and
-- numbers their digits; a number with an exponent is a floating point number, any other a whole number or a decimal.
--
-- Nothing that depends on the type of a value fails (r_super "lax semantics"): it is NULL, and an equality is false.

set search_path = pg_catalog;

create type redshift.super;

create function redshift.super_in(cstring) returns redshift.super
language internal immutable strict parallel safe as 'json_in';

create function redshift.super_out(redshift.super) returns cstring
language internal immutable strict parallel safe as 'json_out';

create function redshift.super_recv(internal) returns redshift.super
language internal immutable strict parallel safe as 'json_recv';

create function redshift.super_send(redshift.super) returns bytea
language internal immutable strict parallel safe as 'json_send';

-- It counts as a number where PostgreSQL chooses a function: ABS of a parameter is then still that of a number.
create type redshift.super (
  input = redshift.super_in, output = redshift.super_out, receive = redshift.super_recv, send = redshift.super_send,
  internallength = variable, storage = extended, category = 'N');

create cast (redshift.super as json) without function as implicit;
create cast (json as redshift.super) without function;

-- Without a type for its arrays "value in ('a', 1)" becomes comparisons one by one, each with its own type.
update pg_type set typarray = 0 where oid = 'redshift.super'::regtype;

-- ---------------------------------------------------------------------------------------------------------------------
-- Values become SUPER.

-- Whether the session has set one of the settings of SUPER (super-configurations) to this.
create function redshift.super_setting(name text, is_on boolean) returns boolean
language sql stable parallel safe
return lower(current_setting('redshift.' || name, true)) = any (
  case when is_on then array['on', 'true', '1'] else array['off', 'false', '0'] end);

-- JSON as Redshift writes it: no white space, and no escapes but those that must be. Of an attribute that is given twice
-- the last counts.
create function redshift.json_written(value json) returns text
language plpgsql immutable strict parallel safe set search_path = pg_catalog as $$
begin
  return case json_typeof(value)
    when 'object' then (
      select '{' || coalesce(
        string_agg(to_json(key)::text || ':' || redshift.json_written(item), ',' order by place), '') || '}'
      from (select distinct on (key) key, item, place from json_each(value) with ordinality as attributes (key, item, place)
        order by key, place desc) as attributes)
    when 'array' then (
      select '[' || coalesce(string_agg(redshift.json_written(item), ',' order by place), '') || ']'
      from json_array_elements(value) with ordinality as elements (item, place))
    when 'string' then to_json(value #>> '{}')::text
    else btrim(value::text, E' \t\r\n')
  end;
end
$$;

-- Without a backslash only the white space between the strings has to go.
create function redshift.json_compact(value text) returns text
language sql immutable strict parallel safe
return case
  when strpos(value, E'\\') > 0 then redshift.json_written(value::json)
  when value ~ '[[:space:]]' then regexp_replace(value, '("[^"]*")|[[:space:]]+', E'\\1', 'g')
  else value
end;

create function redshift.json_parse(value text) returns redshift.super
language plpgsql stable strict parallel safe as $$
begin
  if value is json with unique keys then
    return redshift.json_compact(value)::pg_catalog.json::redshift.super;
  end if;
  if value is json and redshift.super_setting('json_parse_dedup_attributes', true) then
    return redshift.json_written(value::pg_catalog.json)::pg_catalog.json::redshift.super;
  end if;
  if redshift.super_setting('parse_super_null_on_error', true) then
    return null;
  end if;
  raise exception '%', case when value is json then 'JSON parsing error: an attribute is given twice'
    else 'JSON parsing error: invalid JSON ' || value end using errcode = '22023';
end
$$;

create function redshift.json_parse(value bytea) returns redshift.super
language sql stable strict parallel safe return redshift.json_parse(convert_from(value, 'UTF8'));

create function redshift.can_json_parse(value text) returns boolean
language sql immutable strict parallel safe return value is json with unique keys;

create function redshift.can_json_parse(value bytea) returns boolean
language sql immutable strict parallel safe return convert_from(value, 'UTF8') is json with unique keys;

create function redshift.to_super(value text) returns redshift.super
language sql immutable strict parallel safe return to_json(value)::redshift.super;

create function redshift.to_super(value bpchar) returns redshift.super
language sql immutable strict parallel safe return redshift.to_super(value::text);

create function redshift.to_super(value numeric) returns redshift.super
language sql immutable strict parallel safe return value::text::json::redshift.super;

create function redshift.to_super(value boolean) returns redshift.super
language sql immutable strict parallel safe return to_json(value)::redshift.super;

create function redshift.to_super(value redshift.super) returns redshift.super
language sql immutable strict parallel safe return value;

-- A floating point number is written as 2.22e+0.
create function redshift.to_super(value double precision) returns redshift.super
language plpgsql immutable strict parallel safe set search_path = pg_catalog as $$
declare
  exact numeric := value::text::numeric;
  digits text := btrim(replace(abs(exact)::text, '.', ''), '0');
  power integer;
begin
  if exact = 0 then
    return '0e+0'::json;
  end if;
  power := case when abs(exact) >= 1 then length(trunc(abs(exact))::text) - 1
    else length(ltrim(replace(abs(exact)::text, '.', ''), '0')) - scale(abs(exact)) - 1 end;
  return (case when exact < 0 then '-' else '' end || left(digits, 1)
    || case when length(digits) > 1 then '.' || substr(digits, 2) else '' end
    || 'e' || case when power < 0 then '-' else '+' end || abs(power)::text)::json::redshift.super;
end
$$;

create function redshift.to_super(value bytea) returns redshift.super
language sql immutable strict parallel safe return to_json(encode(value, 'hex'))::redshift.super;

-- "Amazon Redshift doesn't cast the date and time types to SUPER."
do $$
declare
  type text;
begin
  foreach type in array array['smallint', 'integer', 'bigint'] loop
    execute format(
      'create function redshift.to_super(value %1$s) returns redshift.super
       language sql immutable strict parallel safe return value::text::json::redshift.super', type);
  end loop;
  execute 'create function redshift.to_super(value real) returns redshift.super
    language sql immutable strict parallel safe return redshift.to_super(value::text::double precision)';
  foreach type in array array['date', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval'] loop
    execute format(
      'create function redshift.to_super(value %1$s) returns redshift.super language sql immutable parallel safe
       return redshift.refuse(%2$L, null::redshift.super)',
      type, format('cannot cast type %s to super', type::regtype));
  end loop;
  foreach type in array array['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision', 'boolean', 'text'] loop
    execute format('create cast (%1$s as redshift.super) with function redshift.to_super(%1$s) as assignment', type);
  end loop;
  create cast (varchar as redshift.super) with function redshift.to_super(text) as assignment;
  create cast (bpchar as redshift.super) with function redshift.to_super(bpchar) as assignment;
end
$$;

create function redshift.super_array(variadic elements json[]) returns redshift.super
language sql immutable parallel safe
return (
  select ('[' || string_agg(coalesce(element::text, 'null'), ',' order by place) || ']')::json::redshift.super
  from unnest(elements) with ordinality as elements (element, place));

create function redshift.super_array() returns redshift.super
language sql immutable parallel safe return '[]'::redshift.super;

-- The names and values take turns.
create function redshift.super_object(variadic parts json[]) returns redshift.super
language plpgsql immutable parallel safe set search_path = pg_catalog as $$
declare
  written text;
begin
  for place in 1 .. cardinality(parts) by 2 loop
    if place = cardinality(parts) then
      raise exception 'OBJECT needs a value for each name' using errcode = '22023';
    end if;
    if json_typeof(parts[place]) is distinct from 'string' then
      raise exception 'OBJECT needs names that are texts' using errcode = '22023';
    end if;
    written := coalesce(written || ',', '') || parts[place]::text || ':' || coalesce(parts[place + 1]::text, 'null');
  end loop;
  return ('{' || written || '}')::json;
end
$$;

create function redshift.super_object() returns redshift.super
language sql immutable parallel safe return '{}'::redshift.super;

create function redshift.split_to_array(value text, delimiter text) returns redshift.super
language sql immutable strict parallel safe
return to_json(string_to_array(value, delimiter))::redshift.super;

create function redshift.split_to_array(value text) returns redshift.super
language sql immutable strict parallel safe return redshift.split_to_array(value, ',');

-- ---------------------------------------------------------------------------------------------------------------------
-- Into a value. A JSON null found there is NULL.

create function redshift.super_of(value json) returns redshift.super
language sql immutable parallel safe
return case when value::text <> 'null' then value::redshift.super end;

-- A step that leads nowhere: NULL, or a failure if the session wants it.
create function redshift.super_astray(value redshift.super, step text) returns redshift.super
language plpgsql stable parallel safe as $$
begin
  if value is not null and redshift.super_setting('navigate_super_null_on_error', false) then
    raise exception 'Navigation on SUPER is invalid: there is no %', step using errcode = '22023';
  end if;
  return null;
end
$$;

create function redshift.super_get(value redshift.super, name text) returns redshift.super
language sql stable parallel safe
return case when value::json -> name is null then redshift.super_astray(value, name)
  else redshift.super_of(value::json -> name) end;

create function redshift.super_get(value redshift.super, place integer) returns redshift.super
language sql stable parallel safe
return case when place < 0 or value::json -> place is null then redshift.super_astray(value, '[' || place::text || ']')
  else redshift.super_of(value::json -> place) end;

create function redshift.super_get(value redshift.super, place bigint) returns redshift.super
language sql stable parallel safe return redshift.super_get(value, place::integer);

create function redshift.super_elements(given redshift.super, out value redshift.super, out index bigint)
returns setof record language sql immutable parallel safe rows 10 as $$
  select redshift.super_of(element), place - 1
  from pg_catalog.json_array_elements(
    case pg_catalog.json_typeof(given::pg_catalog.json) when 'array' then given::pg_catalog.json end)
    with ordinality as elements (element, place)
$$;

create function redshift.super_entries(given redshift.super, out value redshift.super, out name text)
returns setof record language sql immutable parallel safe rows 10 as $$
  select redshift.super_of(item), key
  from pg_catalog.json_each(
    case pg_catalog.json_typeof(given::pg_catalog.json) when 'object' then given::pg_catalog.json end)
    as entries (key, item)
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- What a value is. IS_... are false for NULL.

create function redshift.json_typeof(value redshift.super) returns text
language sql immutable parallel safe return coalesce(json_typeof(value::json), 'null');

-- The number that a value is; NULL if it is none.
create function redshift.super_number(value redshift.super) returns numeric
language sql immutable parallel safe
return case when json_typeof(value::json) = 'number' then value::json::text::numeric end;

create function redshift.super_text(value redshift.super) returns text
language sql immutable parallel safe
return case when json_typeof(value::json) = 'string' then value::json #>> '{}' end;

create function redshift.is_float(value redshift.super) returns boolean
language sql immutable parallel safe
return coalesce(json_typeof(value::json) = 'number' and value::json::text ~* 'e', false);

create function redshift.is_decimal(value redshift.super) returns boolean
language sql immutable parallel safe
return coalesce(json_typeof(value::json) = 'number' and value::json::text !~* 'e', false);

create function redshift.super_is_whole(value redshift.super, lowest numeric, highest numeric) returns boolean
language sql immutable parallel safe
return case
  when redshift.is_decimal(value) and scale(redshift.super_number(value)) = 0
    then redshift.super_number(value) between lowest and highest
  else false
end;

create function redshift.is_smallint(value redshift.super) returns boolean
language sql immutable parallel safe return redshift.super_is_whole(value, -32768, 32767);

create function redshift.is_integer(value redshift.super) returns boolean
language sql immutable parallel safe return redshift.super_is_whole(value, -2147483648, 2147483647);

create function redshift.is_bigint(value redshift.super) returns boolean
language sql immutable parallel safe
return redshift.super_is_whole(value, -9223372036854775808, 9223372036854775807);

create function redshift.is_varchar(value redshift.super) returns boolean
language sql immutable parallel safe return coalesce(json_typeof(value::json) = 'string', false);

-- CHAR stores ASCII alone.
create function redshift.is_char(value redshift.super) returns boolean
language sql immutable parallel safe
return coalesce(octet_length(redshift.super_text(value)) = length(redshift.super_text(value)), false);

create function redshift.is_boolean(value redshift.super) returns boolean
language sql immutable parallel safe return coalesce(json_typeof(value::json) = 'boolean', false);

create function redshift.is_array(value redshift.super) returns boolean
language sql immutable parallel safe return coalesce(json_typeof(value::json) = 'array', false);

create function redshift.is_object(value redshift.super) returns boolean
language sql immutable parallel safe return coalesce(json_typeof(value::json) = 'object', false);

create function redshift.is_scalar(value redshift.super) returns boolean
language sql immutable parallel safe
return coalesce(json_typeof(value::json) in ('string', 'number', 'boolean'), false);

create function redshift.decimal_scale(value redshift.super) returns integer
language sql immutable parallel safe
return case when redshift.is_decimal(value) then scale(redshift.super_number(value)) end;

create function redshift.decimal_precision(value redshift.super) returns integer
language sql immutable parallel safe
return case when redshift.is_decimal(value)
  then greatest(length(ltrim(replace(abs(redshift.super_number(value))::text, '.', ''), '0')),
    scale(redshift.super_number(value)), 1) end;

create function redshift.json_serialize(value redshift.super) returns text
language plpgsql immutable strict parallel safe as $$
declare
  written text := value::pg_catalog.json;
begin
  if pg_catalog.octet_length(written) > 65535 then
    raise exception 'JSON_SERIALIZE: the result exceeds the maximum length of VARCHAR' using errcode = '54000';
  end if;
  return written;
end
$$;

create function redshift.json_serialize_to_varbyte(value redshift.super) returns bytea
language sql immutable strict parallel safe return convert_to(value::json::text, 'UTF8');

create function redshift.json_size(value redshift.super) returns integer
language sql immutable strict parallel safe return octet_length(value::json::text);

-- ---------------------------------------------------------------------------------------------------------------------
-- A SUPER becomes another type: NULL if it does not fit. Only scalars become texts.

create function redshift.super_plain(value redshift.super) returns text
language sql immutable parallel safe
return case when json_typeof(value::json) in ('string', 'number', 'boolean') then value::json #>> '{}' end;

create function redshift.super_to_text(value redshift.super) returns text
language sql immutable parallel safe return redshift.super_plain(value);

create function redshift.super_to_varchar(value redshift.super) returns varchar
language sql immutable parallel safe return redshift.super_plain(value)::varchar;

create function redshift.super_to_bpchar(value redshift.super) returns bpchar
language sql immutable parallel safe return redshift.super_plain(value)::bpchar;

create function redshift.super_to_numeric(value redshift.super) returns numeric
language sql immutable parallel safe
return case json_typeof(value::json)
  when 'number' then redshift.super_number(value)
  when 'boolean' then (value::json::text = 'true')::integer
  when 'string' then case
    when redshift.super_text(value) ~ '^ *[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)? *$'
      then redshift.super_text(value)::numeric end
end;

-- A text is a whole number only if it has no fraction.
create function redshift.super_to_bigint(value redshift.super) returns bigint
language sql immutable parallel safe
return case
  when json_typeof(value::json) = 'string' and redshift.super_text(value) !~ '^ *[-+]?[0-9]+ *$' then null
  when round(redshift.super_to_numeric(value)) between -9223372036854775808 and 9223372036854775807
    then round(redshift.super_to_numeric(value))::bigint
end;

create function redshift.super_to_integer(value redshift.super) returns integer
language sql immutable parallel safe
return case when redshift.super_to_bigint(value) between -2147483648 and 2147483647
  then redshift.super_to_bigint(value)::integer end;

create function redshift.super_to_smallint(value redshift.super) returns smallint
language sql immutable parallel safe
return case when redshift.super_to_bigint(value) between -32768 and 32767
  then redshift.super_to_bigint(value)::smallint end;

create function redshift.super_to_double(value redshift.super) returns double precision
language sql immutable parallel safe
return case when abs(redshift.super_to_numeric(value)) < 1e308 then redshift.super_to_numeric(value)::double precision end;

create function redshift.super_to_real(value redshift.super) returns real
language sql immutable parallel safe
return case when abs(redshift.super_to_numeric(value)) < 3e38 then redshift.super_to_numeric(value)::real end;

-- 5 is true, 5.0 is neither. A text is read by the type's own function: the cast is one that Redshift refuses.
create function redshift.super_to_boolean(value redshift.super) returns boolean
language sql immutable parallel safe
return case json_typeof(value::json)
  when 'boolean' then value::json::text = 'true'
  when 'number' then case when redshift.is_bigint(value) then redshift.super_number(value) <> 0 end
  when 'string' then case when pg_input_is_valid(redshift.super_text(value), 'boolean')
    then boolin(textout(redshift.super_text(value))) end
end;

do $$
declare
  type text;
begin
  foreach type in array array['date', 'time', 'timetz', 'timestamp', 'timestamptz'] loop
    execute format(
      'create function redshift.super_to_%1$s(value redshift.super) returns %1$s language sql stable parallel safe
       return case when pg_input_is_valid(redshift.super_text(value), %1$L)
         then redshift.super_text(value)::%1$s end', type);
  end loop;
  foreach type in array array['text', 'varchar', 'bpchar', 'numeric', 'bigint', 'integer', 'smallint', 'real',
    'double precision', 'boolean', 'date', 'time', 'timetz', 'timestamp', 'timestamptz'] loop
    execute format(
      'create function redshift.super_unfit(value redshift.super, result %1$s) returns %1$s
       language plpgsql stable parallel safe as $unfit$
       begin
         if value is not null and redshift.super_setting(''cast_super_null_on_error'', false) then
           raise exception ''Cannot cast SUPER value %% to %%'', value, %2$L using errcode = ''22023'';
         end if;
         return null;
       end
       $unfit$;
       create function redshift.super_as_%3$s(value redshift.super) returns %1$s
       language sql stable parallel safe
       return coalesce(redshift.super_to_%3$s(value), redshift.super_unfit(value, null::%1$s));
       create cast (redshift.super as %1$s) with function redshift.super_as_%3$s(redshift.super) as assignment',
      type, type::regtype, split_part(type, ' ', 1));
  end loop;
end
$$;

create function redshift.cast_varbyte(redshift.super) returns bytea
language sql immutable parallel safe
return convert_to(redshift.no_cast('super', 'binary varying'), 'UTF8');

-- ---------------------------------------------------------------------------------------------------------------------
-- Order: boolean, number, string, array, object. Blanks at the end of a string do not count.

create function redshift.super_rank(value redshift.super) returns integer
language sql immutable strict parallel safe
return array_position(array['null', 'boolean', 'number', 'string', 'array', 'object'], json_typeof(value::json));

create function redshift.super_compare(a redshift.super, b redshift.super) returns integer
language plpgsql immutable strict parallel safe set search_path = pg_catalog as $$
declare
  rank integer := redshift.super_rank(a);
begin
  if rank <> redshift.super_rank(b) then
    return sign(rank - redshift.super_rank(b));
  end if;
  return case rank
    when 3 then numeric_cmp(redshift.super_number(a), redshift.super_number(b))
    when 4 then bttextcmp(rtrim(redshift.super_text(a), ' '), rtrim(redshift.super_text(b), ' '))
    else jsonb_cmp(a::json::text::jsonb, b::json::text::jsonb)
  end;
end
$$;

create function redshift.super_hash(value redshift.super) returns integer
language sql immutable strict parallel safe
return case redshift.super_rank(value)
  when 3 then hash_numeric(redshift.super_number(value))
  when 4 then hashtext(rtrim(redshift.super_text(value), ' '))
  else jsonb_hash(value::json::text::jsonb)
end;

-- The operators of sorting and grouping have names that no statement uses: an operator "=" of two SUPER would make
-- PostgreSQL read the literal of "value = 'a'" as JSON.
do $$
declare
  form record;
begin
  for form in
    select * from (values ('<<<', 'below', '<'), ('<<=', 'below_or_same', '<='), ('===', 'same', '='),
      ('>>=', 'above_or_same', '>='), ('>>>', 'above', '>')) as forms (operator, name, sign)
  loop
    execute format(
      'create function redshift.super_%1$s(a redshift.super, b redshift.super) returns boolean
       language plpgsql immutable strict parallel safe as ''begin return redshift.super_compare(a, b) %2$s 0; end'';
       create operator redshift.%3$s (leftarg = redshift.super, rightarg = redshift.super,
         function = redshift.super_%1$s %4$s)',
      form.name, form.sign, form.operator,
      case form.sign when '=' then ', commutator = operator(redshift.===), hashes, merges' else '' end);
  end loop;
end
$$;

create operator class redshift.super_order default for type redshift.super using btree as
  operator 1 redshift.<<<, operator 2 redshift.<<=, operator 3 redshift.===, operator 4 redshift.>>=,
  operator 5 redshift.>>>, function 1 redshift.super_compare(redshift.super, redshift.super);

create operator class redshift.super_groups default for type redshift.super using hash as
  operator 1 redshift.===, function 1 redshift.super_hash(redshift.super);

-- Arithmetic. Two numbers give a number, two texts are joined by +, all else is NULL. With a floating point number the
-- result is one; a quotient has the scale of decimals (r_numeric_computations201).
create function redshift.super_calculate(a redshift.super, operator text, b redshift.super) returns redshift.super
language plpgsql immutable strict parallel safe set search_path = pg_catalog as $$
declare
  x numeric := redshift.super_number(a);
  y numeric := redshift.super_number(b);
  digits integer;
begin
  if operator in ('+', '||') and json_typeof(a::json) = 'string' and json_typeof(b::json) = 'string' then
    return redshift.to_super(redshift.super_text(a) || redshift.super_text(b));
  end if;
  if x is null or y is null then
    return null;
  end if;
  if redshift.is_float(a) or redshift.is_float(b) then
    return redshift.to_super(case operator
      when '+' then x::double precision + y::double precision
      when '-' then x::double precision - y::double precision
      when '*' then x::double precision * y::double precision
      when '/' then x::double precision / y::double precision
      when '%' then (x % y)::double precision
    end);
  end if;
  digits := redshift.decimal_precision(b);
  return redshift.to_super(case operator
    when '+' then x + y
    when '-' then x - y
    when '*' then x * y
    when '/' then case
      when scale(x) = 0 and scale(y) = 0 then div(x, y)
      else trunc(x / y, greatest(4, scale(x) + digits - scale(y) + 1)) end
    when '%' then x % y
  end);
end
$$;

create function redshift.super_like(value redshift.super, pattern text, operator text) returns boolean
language sql immutable parallel safe
return case operator
  when '~~' then redshift.super_text(value) like pattern
  when '!~~' then redshift.super_text(value) not like pattern
  when '~~*' then redshift.super_text(value) ilike pattern
  when '!~~*' then redshift.super_text(value) not ilike pattern
end;

-- The operators that statements use take a SUPER and any other type; another SUPER is taken as JSON. Those of arithmetic
-- take VARCHAR, as the + of two texts does: with one that takes TEXT, 'a' + 'b' would fit none.
do $$
declare
  others constant text[] := array['json', 'text', 'boolean', 'smallint', 'integer', 'bigint', 'numeric', 'real',
    'double precision'];
  other text;
  other_type text;
  other_value text;
  operator text;
  name text;
begin
  foreach other in array others loop
    other_value := case other when 'json' then '%s::redshift.super' else 'redshift.to_super(%s)' end;
    foreach operator in array array['=', '<>', '<', '<=', '>', '>='] loop
      name := 'super_' || (array['equal', 'unequal', 'less', 'less_or_equal', 'greater', 'greater_or_equal'])[
        array_position(array['=', '<>', '<', '<=', '>', '>='], operator)];
      execute format(
        'create function redshift.%1$s(a redshift.super, b %2$s) returns boolean
         language sql immutable parallel safe return %3$s;
         create operator redshift.%4$s (leftarg = redshift.super, rightarg = %2$s, function = redshift.%1$s)',
        name, other,
        case operator
          when '=' then format('a operator(redshift.===) %s', format(other_value, 'b'))
          when '<>' then format('not a operator(redshift.===) %s', format(other_value, 'b'))
          else format('case when redshift.super_rank(a) = redshift.super_rank(%1$s)
            then redshift.super_compare(a, %1$s) %2$s 0 end', format(other_value, 'b'), operator)
        end, operator);
      continue when other = 'json';
      execute format(
        'create function redshift.%1$s(a %2$s, b redshift.super) returns boolean
         language sql immutable parallel safe return %3$s;
         create operator redshift.%4$s (leftarg = %2$s, rightarg = redshift.super, function = redshift.%1$s)',
        name, other,
        case operator
          when '=' then 'redshift.to_super(a) operator(redshift.===) b'
          when '<>' then 'not redshift.to_super(a) operator(redshift.===) b'
          else format('case when redshift.super_rank(redshift.to_super(a)) = redshift.super_rank(b)
            then redshift.super_compare(redshift.to_super(a), b) %s 0 end', operator)
        end, operator);
    end loop;
    foreach operator in array array['+', '-', '*', '/', '%', '||'] loop
      -- Beside || of a number and a SUPER, the literal in "1 || 'a'" would be one; + joins VARCHARs.
      continue when operator = '||' and other not in ('json', 'text');
      other_type := case when operator = '+' and other = 'text' then 'varchar' else other end;
      name := 'super_' || (array['plus', 'minus', 'times', 'divided', 'rest', 'joined'])[
        array_position(array['+', '-', '*', '/', '%', '||'], operator)];
      execute format(
        'create function redshift.%1$s(a redshift.super, b %2$s) returns redshift.super
         language sql immutable parallel safe return redshift.super_calculate(a, %3$L, %4$s);
         create operator redshift.%5$s (leftarg = redshift.super, rightarg = %2$s, function = redshift.%1$s)',
        name, other_type, operator, format(other_value, 'b'), operator);
      continue when other = 'json';
      execute format(
        'create function redshift.%1$s(a %2$s, b redshift.super) returns redshift.super
         language sql immutable parallel safe return redshift.super_calculate(redshift.to_super(a), %3$L, b);
         create operator redshift.%4$s (leftarg = %2$s, rightarg = redshift.super, function = redshift.%1$s)',
        name, other_type, operator, operator);
    end loop;
  end loop;
  foreach operator in array array['~~', '!~~', '~~*', '!~~*'] loop
    name := 'super_' || (array['like', 'not_like', 'ilike', 'not_ilike'])[
      array_position(array['~~', '!~~', '~~*', '!~~*'], operator)];
    execute format(
      'create function redshift.%1$s(a redshift.super, b text) returns boolean
       language sql immutable parallel safe return redshift.super_like(a, b, %2$L);
       create operator redshift.%3$s (leftarg = redshift.super, rightarg = text, function = redshift.%1$s)',
      name, operator, operator);
  end loop;
end
$$;

create function redshift.super_negative(value redshift.super) returns redshift.super
language sql immutable parallel safe
return redshift.super_calculate(redshift.to_super(0), '-', value);

create function redshift.super_positive(value redshift.super) returns redshift.super
language sql immutable parallel safe
return case when json_typeof(value::json) = 'number' then value end;

create operator redshift.- (rightarg = redshift.super, function = redshift.super_negative);
create operator redshift.+ (rightarg = redshift.super, function = redshift.super_positive);

-- ABS keeps the scale, the others take it away; NULL if it is no number.
create function redshift.super_rounded(value redshift.super, whole numeric) returns redshift.super
language sql immutable parallel safe
return case when redshift.is_float(value) then redshift.to_super(whole::double precision) else redshift.to_super(whole) end;

create function redshift.abs(value redshift.super) returns redshift.super
language sql immutable parallel safe
return redshift.super_rounded(value, abs(redshift.super_number(value)));

create function redshift.floor(value redshift.super) returns redshift.super
language sql immutable parallel safe
return redshift.super_rounded(value, floor(redshift.super_number(value)));

create function redshift.ceil(value redshift.super) returns redshift.super
language sql immutable parallel safe
return redshift.super_rounded(value, ceil(redshift.super_number(value)));

create function redshift.ceiling(value redshift.super) returns redshift.super
language sql immutable parallel safe return redshift.ceil(value);

create function redshift.round(value redshift.super) returns redshift.super
language sql immutable parallel safe
return redshift.super_rounded(value, round(redshift.super_number(value)));

create function redshift.trunc(value redshift.super) returns redshift.super
language sql immutable parallel safe
return redshift.super_rounded(value, trunc(redshift.super_number(value)));

-- MIN and MAX by the order above; SUM and AVG of the numbers, AVG with the scale of the sum (r_MIN, r_SUM).
create function redshift.super_lower(a redshift.super, b redshift.super) returns redshift.super
language plpgsql immutable strict parallel safe as
'begin return case when redshift.super_compare(b, a) < 0 then b else a end; end';

create function redshift.super_higher(a redshift.super, b redshift.super) returns redshift.super
language plpgsql immutable strict parallel safe as
'begin return case when redshift.super_compare(b, a) > 0 then b else a end; end';

create aggregate redshift.min(redshift.super) (
  sfunc = redshift.super_lower, stype = redshift.super, combinefunc = redshift.super_lower,
  sortop = operator(redshift.<<<), parallel = safe);

create aggregate redshift.max(redshift.super) (
  sfunc = redshift.super_higher, stype = redshift.super, combinefunc = redshift.super_higher,
  sortop = operator(redshift.>>>), parallel = safe);

create function redshift.super_total_add(total redshift.super, value redshift.super) returns redshift.super
language plpgsql immutable parallel safe as $$
begin
  return case
    when redshift.super_number(value) is null then total
    when total is null then value
    else redshift.super_calculate(total, '+', value)
  end;
end
$$;

create aggregate redshift.sum(redshift.super) (sfunc = redshift.super_total_add, stype = redshift.super);

create function redshift.super_mean_add(numbers numeric[], value redshift.super) returns numeric[]
language sql immutable parallel safe
return case when redshift.super_number(value) is null then numbers
  else array[numbers[1] + redshift.super_number(value), numbers[2] + 1] end;

create function redshift.super_mean(numbers numeric[]) returns redshift.super
language sql immutable parallel safe
return redshift.to_super(redshift.avg_of(numbers[1], numbers[2]::bigint));

create aggregate redshift.avg(redshift.super) (
  sfunc = redshift.super_mean_add, stype = numeric[], initcond = '{0,0}', finalfunc = redshift.super_mean);

-- ---------------------------------------------------------------------------------------------------------------------
-- Arrays. What is no array gives NULL. JSON null is an element like any other.

create function redshift.super_items(given redshift.super) returns table (item redshift.super, place bigint)
language sql immutable parallel safe rows 10 as $$
  select element::redshift.super, place
  from pg_catalog.json_array_elements(
    case pg_catalog.json_typeof(given::pg_catalog.json) when 'array' then given::pg_catalog.json end)
    with ordinality as elements (element, place)
$$;

-- Made from the texts of its elements.
create function redshift.super_list(elements text) returns redshift.super
language sql immutable parallel safe return ('[' || coalesce(elements, '') || ']')::json::redshift.super;

create function redshift.get_array_length(value redshift.super) returns integer
language sql immutable parallel safe
return case when json_typeof(value::json) = 'array' then json_array_length(value::json) end;

create function redshift.array_concat(a redshift.super, b redshift.super) returns redshift.super
language sql immutable parallel safe
return case when json_typeof(a::json) = 'array' and json_typeof(b::json) = 'array'
  then redshift.super_list(concat_ws(',', nullif(substr(a::json::text, 2, length(a::json::text) - 2), ''),
    nullif(substr(b::json::text, 2, length(b::json::text) - 2), ''))) end;

create function redshift.array_flatten(value redshift.super) returns redshift.super
language plpgsql immutable parallel safe set search_path = pg_catalog as $$
begin
  return case when json_typeof(value::json) = 'array' then (
    select redshift.super_list(string_agg(case json_typeof(item::json)
      when 'array' then nullif(btrim(redshift.array_flatten(item)::json::text, '[]'), '')
      else item::json::text end, ',' order by place))
    from redshift.super_items(value)) end;
end
$$;

-- The first position is 0; a negative one counts from the end.
create function redshift.subarray(value redshift.super, start bigint, length bigint) returns redshift.super
language sql immutable parallel safe
return case when json_typeof(value::json) = 'array' and length >= 0 then (
  select redshift.super_list(string_agg(item::json::text, ',' order by place))
  from redshift.super_items(value)
  where place > case when start < 0 then json_array_length(value::json) + start else start end
    and place <= case when start < 0 then json_array_length(value::json) + start else start end + length) end;

create function redshift.array_distinct(value redshift.super) returns redshift.super
language sql immutable parallel safe
return case when json_typeof(value::json) = 'array' then (
  select redshift.super_list(string_agg(item::json::text, ',' order by place))
  from (select distinct on (item) item, place from redshift.super_items(value) order by item, place) as items) end;

create function redshift.array_union(a redshift.super, b redshift.super) returns redshift.super
language sql immutable parallel safe
return redshift.array_distinct(redshift.array_concat(a, b));

-- The n-th occurrence of a value in one array is matched by the n-th in the other; as sets, by any.
create function redshift.array_matched(a redshift.super, b redshift.super, is_distinct boolean, is_found boolean)
returns redshift.super language sql immutable parallel safe
return case when json_typeof(a::json) = 'array' and json_typeof(b::json) = 'array' then (
  select redshift.super_list(string_agg(item::json::text, ',' order by place))
  from (select item, place, row_number() over (partition by item order by place) as occurrence
    from redshift.super_items(a)) as items
  where (not is_distinct or occurrence = 1) and is_found = (occurrence <= (
    select count(*) from redshift.super_items(b) as others where others.item operator(redshift.===) items.item))) end;

create function redshift.array_intersection(a redshift.super, b redshift.super, is_distinct boolean)
returns redshift.super language sql immutable parallel safe
return redshift.array_matched(a, b, is_distinct, true);

create function redshift.array_intersection(a redshift.super, b redshift.super) returns redshift.super
language sql immutable parallel safe return redshift.array_matched(a, b, false, true);

create function redshift.array_except(a redshift.super, b redshift.super, is_distinct boolean)
returns redshift.super language sql immutable parallel safe
return redshift.array_matched(a, b, is_distinct, false);

create function redshift.array_except(a redshift.super, b redshift.super) returns redshift.super
language sql immutable parallel safe return redshift.array_matched(a, b, false, false);

-- NULL is an element as any other.
create function redshift.arrays_overlap(a redshift.super, b redshift.super) returns boolean
language sql immutable parallel safe
return case when json_typeof(a::json) = 'array' and json_typeof(b::json) = 'array' then exists (
  select from redshift.super_items(a) as items join redshift.super_items(b) as others
    on items.item operator(redshift.===) others.item) end;

-- NULL stands last in ascending and first in descending order.
create function redshift.array_sort(value redshift.super, is_ascending boolean, has_nulls_first boolean)
returns redshift.super language sql immutable parallel safe
return case when json_typeof(value::json) = 'array' then (
  select redshift.super_list(string_agg(item::json::text, ',' order by
    (item::json::text = 'null') <> has_nulls_first,
    case when is_ascending then item end, case when not is_ascending then item end desc))
  from redshift.super_items(value)) end;

create function redshift.array_sort(value redshift.super, is_ascending boolean) returns redshift.super
language sql immutable parallel safe return redshift.array_sort(value, is_ascending, not is_ascending);

create function redshift.array_sort(value redshift.super) returns redshift.super
language sql immutable parallel safe return redshift.array_sort(value, true, false);

-- The positions of a value, from 0. With null_match, NULL is a value too; without it what can't be known is NULL.
create function redshift.array_positions(given redshift.super, value redshift.super, null_match boolean)
returns redshift.super language sql immutable parallel safe
return case
  when json_typeof(given::json) is distinct from 'array' then null
  when value is null and not null_match then null
  else (
    select case
      when count(*) filter (where item operator(redshift.===) coalesce(value, 'null'::json::redshift.super)) = 0
        and not null_match and count(*) filter (where item::json::text = 'null') > 0 then null
      else redshift.super_list(string_agg((place - 1)::text, ',' order by place)
        filter (where item operator(redshift.===) coalesce(value, 'null'::json::redshift.super))) end
    from redshift.super_items(given)) end;

do $$
declare
  type text;
begin
  foreach type in array array['redshift.super', 'text', 'boolean', 'smallint', 'integer', 'bigint', 'numeric',
    'double precision'] loop
    if type <> 'redshift.super' then
      execute format(
        'create function redshift.array_positions(given redshift.super, value %1$s, null_match boolean)
         returns redshift.super language sql immutable parallel safe
         return redshift.array_positions(given, redshift.to_super(value), null_match)', type);
    end if;
    execute format(
      'create function redshift.array_positions(given redshift.super, value %1$s) returns redshift.super
       language sql immutable parallel safe return redshift.array_positions(given, value, true);
       create function redshift.array_position(given redshift.super, value %1$s, null_match boolean) returns integer
       language sql immutable parallel safe return case
         when redshift.array_positions(given, value, null_match)::json::text = ''[]'' then -1
         else (redshift.array_positions(given, value, null_match)::json ->> 0)::integer end;
       create function redshift.array_position(given redshift.super, value %1$s) returns integer
       language sql immutable parallel safe return redshift.array_position(given, value, true);
       create function redshift.array_contains(given redshift.super, value %1$s, null_match boolean) returns boolean
       language sql immutable parallel safe return redshift.array_positions(given, value, null_match)::json::text <> ''[]'';
       create function redshift.array_contains(given redshift.super, value %1$s) returns boolean
       language sql immutable parallel safe return redshift.array_contains(given, value, true)', type);
  end loop;
end
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Objects.

create function redshift.get_number_attributes(value redshift.super) returns integer
language sql immutable parallel safe
return case when json_typeof(value::json) = 'object'
  then (select count(*)::integer from json_object_keys(value::json)) end;

-- All names, at any depth, in small or capital letters.
create function redshift.rename_attributes(value json, is_upper boolean) returns text
language plpgsql immutable parallel safe set search_path = pg_catalog as $$
begin
  return case json_typeof(value)
    when 'object' then (
      select '{' || coalesce(string_agg(to_json(case when is_upper then upper(key) else lower(key) end)::text || ':'
        || redshift.rename_attributes(item, is_upper), ',' order by place), '') || '}'
      from json_each(value) with ordinality as attributes (key, item, place))
    when 'array' then (
      select '[' || coalesce(string_agg(redshift.rename_attributes(item, is_upper), ',' order by place), '') || ']'
      from json_array_elements(value) with ordinality as elements (item, place))
    else value::text
  end;
end
$$;

create function redshift.lower_attribute_names(value redshift.super) returns redshift.super
language sql immutable parallel safe
return redshift.rename_attributes(value::json, false)::json::redshift.super;

create function redshift.upper_attribute_names(value redshift.super) returns redshift.super
language sql immutable parallel safe
return redshift.rename_attributes(value::json, true)::json::redshift.super;

-- A path such as "a"."b" as the list of its names.
create function redshift.super_path(path text) returns text[]
language plpgsql immutable strict parallel safe set search_path = pg_catalog as $$
begin
  if path !~ '^"[^"]+"([.]"[^"]+")*$' then
    raise exception 'Invalid path: %', path using errcode = '22023';
  end if;
  return string_to_array(substr(path, 2, length(path) - 2), '"."');
end
$$;

-- The parts of an object that lie on one of the paths.
create function redshift.super_kept(value json, paths jsonb) returns text
language plpgsql immutable parallel safe set search_path = pg_catalog as $$
begin
  if exists (select from jsonb_array_elements(paths) as path where path = '[]') then
    return value::text;
  end if;
  if json_typeof(value) <> 'object' then
    return null;
  end if;
  return (
    select '{' || coalesce(string_agg(to_json(key)::text || ':' || kept, ',' order by place), '') || '}'
    from (
      select key, place, redshift.super_kept(item, (
        select coalesce(jsonb_agg(path - 0), '[]') from jsonb_array_elements(paths) as path where path ->> 0 = key)) as kept
      from json_each(value) with ordinality as attributes (key, item, place)
      where exists (select from jsonb_array_elements(paths) as path where path ->> 0 = key)) as attributes
    where kept is not null);
end
$$;

-- An object with the value at the path; the objects on the way are made if they are not there.
create function redshift.super_set(value json, path text[], new text) returns text
language plpgsql immutable parallel safe set search_path = pg_catalog as $$
declare
  inner_value text;
begin
  if cardinality(path) = 0 then
    return coalesce(new, 'null');
  end if;
  if json_typeof(value) is distinct from 'object' then
    value := '{}';
  end if;
  inner_value := redshift.super_set(value -> path[1], path[2:], new);
  return (
    select '{' || string_agg(to_json(key)::text || ':' || case when key = path[1] then inner_value else item end,
      ',' order by place) || '}'
    from (
      select key, item::text as item, place from json_each(value) with ordinality as attributes (key, item, place)
      union all
      select path[1], null, 1000000 where value -> path[1] is null) as attributes);
end
$$;

-- OBJECT_TRANSFORM: what KEEP names, and what SET says.
create function redshift.object_transform(value redshift.super, kept text[], paths text[], new_values json[])
returns redshift.super language plpgsql immutable parallel safe set search_path = pg_catalog as $$
declare
  result text := '{}';
begin
  if json_typeof(value::json) is distinct from 'object' or (kept is null and paths is null) then
    return value;
  end if;
  if kept is not null then
    result := redshift.super_kept(value::json, (select jsonb_agg(redshift.super_path(path)) from unnest(kept) as path));
  end if;
  for i in 1 .. coalesce(cardinality(paths), 0) loop
    result := redshift.super_set(result::json, redshift.super_path(paths[i]), new_values[i]::text);
  end loop;
  return result::json;
end
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- JSON in a VARCHAR.

create function redshift.is_valid_json(value text) returns boolean
language sql immutable strict parallel safe return value is json object;

create function redshift.is_valid_json_array(value text) returns boolean
language sql immutable strict parallel safe return value is json array;

-- The text as JSON; NULL or a failure if it is not of this kind.
create function redshift.json_given(value text, kind text, null_if_invalid boolean) returns json
language plpgsql immutable strict parallel safe as $$
begin
  if (kind = 'array' and value is json array) or (kind = 'object' and value is json object) then
    return value;
  end if;
  if null_if_invalid then
    return null;
  end if;
  raise exception 'invalid json % %', case kind when 'array' then 'array object' else 'object' end, value
    using errcode = '22023';
end
$$;

create function redshift.json_array_length(value text, null_if_invalid boolean) returns integer
language sql immutable strict parallel safe
return json_array_length(redshift.json_given(value, 'array', null_if_invalid));

create function redshift.json_array_length(value text) returns integer
language sql immutable strict parallel safe return redshift.json_array_length(value, false);

create function redshift.json_extract_array_element_text(value text, place bigint, null_if_invalid boolean)
returns text language sql immutable strict parallel safe
return redshift.json_given(value, 'array', null_if_invalid) ->> case when place >= 0 then place::integer end;

create function redshift.json_extract_array_element_text(value text, place bigint) returns text
language sql immutable strict parallel safe
return redshift.json_extract_array_element_text(value, place, false);

-- Up to five names lead into the objects; an index of an array is no name.
do $$
declare
  names text;
  steps text;
begin
  for depth in 1 .. 5 loop
    select string_agg('name' || i || ' text', ', '),
        string_agg(case when i < depth then ' -> ' else ' ->> ' end || 'name' || i, '')
      into names, steps from generate_series(1, depth) as i;
    execute format(
      'create function redshift.json_extract_path_text(value text, %1$s, null_if_invalid boolean) returns text
       language sql immutable strict parallel safe
       return redshift.json_given(value, ''object'', null_if_invalid)%2$s;
       create function redshift.json_extract_path_text(value text, %1$s) returns text
       language sql immutable strict parallel safe
       return redshift.json_given(value, ''object'', false)%2$s', names, steps);
  end loop;
end
$$;

reset search_path;
