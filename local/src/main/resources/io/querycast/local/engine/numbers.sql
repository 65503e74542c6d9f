-- Numbers: decimals of Redshift's sizes, conversions, and the mathematical functions of the guide.

-- What stands in a body without a schema is PostgreSQL's own.
set search_path = pg_catalog;

-- ---------------------------------------------------------------------------------------------------------------------
-- Decimals. The precision and the scale of a result come from the types of the operands, by which the text is
-- rewritten; PostgreSQL's numeric would grow without end.
create function redshift.decimal_fit(value numeric, digits integer, scale integer) returns numeric
language sql immutable strict parallel safe
return pg_catalog.numeric(value, ((digits << 16) | scale) + 4);

-- Of sums and products that may be too large for 38 digits: the words name what was worked out.
do $$
declare
  result record;
begin
  for result in values ('decimal_sum', 'addition'), ('decimal_product', 'multiplication') loop
    execute pg_catalog.format('
      create function redshift.%I(value numeric, digits integer, scale integer) returns numeric
      language sql immutable parallel safe
      return case when pg_catalog.abs(value) >= pg_catalog.pow(10::numeric, (digits - scale)::numeric)
        then redshift.refuse(''Numeric data overflow (%s)'', value)
        else redshift.decimal_fit(value, digits, scale) end', result.column1, result.column2);
  end loop;
end $$;

-- The quotient has the scale of its type; the digits after that are cut off.
create function redshift.decimal_div(dividend numeric, divisor numeric, digits integer, scale integer) returns numeric
language sql immutable strict parallel safe
return redshift.decimal_fit(div(dividend * pow(10::numeric, scale::numeric), divisor)
                              * pow(10::numeric, -scale::numeric), digits, scale);

-- ---------------------------------------------------------------------------------------------------------------------
-- Conversions. A text becomes a number only when it is written as one: no hexadecimal, no underscores, no fraction for
-- a whole number. The words are those for a text out of a table; a literal PostgreSQL refuses itself.
create function redshift.digits_of(value text, type text) returns text
language plpgsql immutable strict parallel safe as $$
declare
  good text := pg_catalog.substring(value, case when type in ('Short', 'Integer', 'Long') then '^ *[-+]?[0-9]*'
                                                else '^ *[-+]?[0-9]*[.]?[0-9]*(?:[eE][-+]?[0-9]+)?' end);
begin
  -- What follows equals an empty text if it is blanks alone.
  if (type in ('Real', 'Double') and value operator(pg_catalog.~*) '^ *(nan|[-+]?inf(inity)?) *$')
      or (good operator(pg_catalog.~) '[0-9]' and pg_catalog.substr(value, pg_catalog.length(good) + 1) = '') then
    return value;
  end if;
  raise exception 'Invalid digit, Value ''%'', Pos %, Type: %',
    pg_catalog.substr(value, pg_catalog.length(good) + 1, 1), pg_catalog.length(good), type
    using errcode = 'invalid_text_representation';
end $$;

-- One conversion for each kind of number, from text and varchar by the same function, from char by another.
do $$
declare
  number record;
begin
  for number in values ('smallint', 'Short'), ('integer', 'Integer'), ('bigint', 'Long'), ('numeric', 'Decimal'),
                       ('real', 'Real'), ('double precision', 'Double') loop
    execute pg_catalog.format('
      create function redshift.text_%2$s(value text) returns %1$s immutable parallel safe
        return (case when value ~ ''^[-+]?[0-9]+$'' then value else redshift.digits_of(value, %2$L) end)::%1$s;
      create function redshift.text_%2$s(value bpchar) returns %1$s immutable parallel safe
        return redshift.text_%2$s(value::text);
      create cast (text as %1$s) with function redshift.text_%2$s(text);
      create cast (varchar as %1$s) with function redshift.text_%2$s(text);
      create cast (bpchar as %1$s) with function redshift.text_%2$s(bpchar)', number.column1, number.column2);
  end loop;
end $$;

create procedure redshift.add_comparison(operator text, left_type text, right_type text, common text)
language plpgsql as $$
begin
  execute pg_catalog.format('create function redshift.%1$I(%2$s, %3$s) returns boolean immutable strict parallel safe
      return $1::%4$s operator(pg_catalog.%5$s) $2::%4$s;
    create operator redshift.%5$s (leftarg = %2$s, rightarg = %3$s, function = redshift.%1$I)',
    pg_catalog.concat_ws(' ', 'compare', operator), left_type, right_type, common, operator);
end $$;

-- "If you compare DECIMAL values with character strings, Amazon Redshift attempts to convert the character string to a
-- DECIMAL value. When comparing all other numeric values with character strings, the numeric values are converted to
-- character strings" (c_Supported_data_types). Beside these a DECIMAL and a whole number need operators of their own,
-- else they could be compared in two ways. PostgreSQL takes all of them apart when it plans: joins by them are hashed.
do $$
declare
  operator text;
  number text;
begin
  foreach operator in array array['=', '<>', '<', '<=', '>', '>='] loop
    foreach number in array array['smallint', 'integer', 'bigint', 'real', 'double precision', 'numeric'] loop
      call redshift.add_comparison(operator, number, 'text', case number when 'numeric' then 'numeric' else 'text' end);
      call redshift.add_comparison(operator, 'text', number, case number when 'numeric' then 'numeric' else 'text' end);
    end loop;
    foreach number in array array['smallint', 'integer', 'bigint'] loop
      call redshift.add_comparison(operator, number, 'numeric', 'numeric');
      call redshift.add_comparison(operator, 'numeric', number, 'numeric');
    end loop;
  end loop;
end $$;
drop procedure redshift.add_comparison;

-- A date or a time and a number would be compared as texts, and hardly be meant so. PostgreSQL prefers to take any
-- number for a DOUBLE PRECISION.
create function redshift.no_operator(moment text, operator text) returns text
language plpgsql immutable parallel safe as $$
begin
  raise exception 'operator does not exist: % % numeric', moment, operator using errcode = 'undefined_function';
end $$;
do $$
declare
  operator text;
  moment regtype;
begin
  foreach operator in array array['=', '<>', '<', '<=', '>', '>='] loop
    foreach moment in array array['date', 'time', 'timetz', 'timestamp', 'timestamptz']::regtype[] loop
      execute pg_catalog.format('
        create function redshift.%1$I(%2$s, double precision) returns boolean immutable parallel safe
          return redshift.no_operator(%2$L, %3$L) is null;
        create function redshift.%1$I(double precision, %2$s) returns boolean immutable parallel safe
          return redshift.no_operator(%2$L, %3$L) is null;
        create operator redshift.%3$s (leftarg = %2$s, rightarg = double precision, function = redshift.%1$I);
        create operator redshift.%3$s (leftarg = double precision, rightarg = %2$s, function = redshift.%1$I)',
        pg_catalog.concat_ws(' ', 'compare', operator), moment, operator);
    end loop;
  end loop;
end $$;

-- Whole numbers and booleans: 0 is false, any other true; a boolean is 1 or 0. A whole number can be inserted as one.
create function redshift.number_boolean(smallint) returns boolean
language sql immutable strict parallel safe
return $1 <> 0;
create function redshift.number_boolean(bigint) returns boolean
language sql immutable strict parallel safe
return $1 <> 0;
create function redshift.boolean_smallint(boolean) returns smallint
language sql immutable strict parallel safe
return $1::integer::smallint;
create function redshift.boolean_bigint(boolean) returns bigint
language sql immutable strict parallel safe
return $1::integer::bigint;
create cast (smallint as boolean) with function redshift.number_boolean(smallint) as assignment;
create cast (bigint as boolean) with function redshift.number_boolean(bigint) as assignment;
create cast (boolean as smallint) with function redshift.boolean_smallint(boolean);
create cast (boolean as bigint) with function redshift.boolean_bigint(boolean);
update pg_cast set castcontext = 'a' where castsource = 'integer'::regtype and casttarget = 'boolean'::regtype;

-- "where likevegas = 1" (r_logical_condition).
do $$
declare
  pair record;
begin
  for pair in select * from (values ('=', 'boolean', 'bigint'), ('=', 'bigint', 'boolean'), ('<>', 'boolean', 'bigint'),
    ('<>', 'bigint', 'boolean')) as each(operator, a, b) loop
    execute format('
      create function redshift.%1$I(%3$s, %4$s) returns boolean language sql immutable strict parallel safe
        return $1::boolean %2$s $2::boolean;
      create operator redshift.%2$s (leftarg = %3$s, rightarg = %4$s, function = redshift.%1$I)',
      'boolean ' || pair.operator, pair.operator, pair.a, pair.b);
  end loop;
end $$;

-- TRY_CAST gives NULL where a value doesn't fit the type; a conversion that isn't permitted is an error all the same.
do $$
declare
  target text;
begin
  foreach target in array array['boolean', 'smallint', 'integer', 'bigint', 'real', 'double precision', 'date', 'time',
                                'timetz', 'timestamp', 'timestamptz'] loop
    execute pg_catalog.format('
      create function redshift.try_cast_%1$s(value anycompatible) returns %2$s
        language plpgsql stable strict parallel safe as
        ''begin return value::%2$s; exception when data_exception then return null; end''',
      pg_catalog.split_part(target, ' ', 1), target);
  end loop;
end $$;
create function redshift.try_cast_numeric(value anycompatible, digits integer, scale integer) returns numeric
language plpgsql stable strict parallel safe as $$
begin
  return redshift.decimal_fit(value::numeric, digits, scale);
exception when data_exception then
  return null;
end $$;
create function redshift.try_cast_varchar(value anycompatible, bytes integer) returns varchar
language plpgsql stable strict parallel safe as $$
begin
  return redshift.varchar_length(value::varchar, bytes + 4, true);
end $$;
create function redshift.try_cast_char(value anycompatible, bytes integer) returns bpchar
language plpgsql stable strict parallel safe as $$
begin
  return redshift.char_length_of_type(value::bpchar, bytes + 4, true);
exception when data_exception then
  return null;
end $$;

-- TEXT_TO_INT_ALT and TEXT_TO_NUMERIC_ALT read a number as Teradata does: the sign may stand after it, blanks are 0,
-- and / , : and % are ignored. A format phrase isn't read here.
create function redshift.teradata_number(value text) returns numeric
language plpgsql immutable strict parallel safe as $$
declare
  digits text := pg_catalog.btrim(pg_catalog.translate(value, '/,:%', ''));
begin
  if digits = '' then
    return 0;
  end if;
  if pg_catalog.right(digits, 1) in ('-', '+') then
    digits := pg_catalog.right(digits, 1) || pg_catalog.rtrim(digits, '-+');
  end if;
  return digits::numeric;
end $$;
create function redshift.text_to_int_alt(value text) returns integer
language sql immutable strict parallel safe
return trunc(redshift.teradata_number(value))::integer;
-- A fraction exactly midway is rounded to the nearest even number (r_TEXT_TO_NUMERIC_ALT).
create function redshift.text_to_numeric_alt(value text, digits integer default 38, scale integer default 0)
returns numeric
language plpgsql immutable strict parallel safe as $$
declare
  shifted numeric := redshift.teradata_number(value) * pg_catalog.pow(10::numeric, scale::numeric);
  whole numeric := pg_catalog.floor(shifted);
begin
  if shifted - whole > 0.5 or (shifted - whole = 0.5 and whole % 2 <> 0) then
    whole := whole + 1;
  end if;
  return redshift.decimal_fit(whole / pg_catalog.pow(10::numeric, scale::numeric), digits, scale);
end $$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Rounding gives the type of its argument (r_ROUND, r_TRUNC, r_CEILING_FLOOR, r_FLOOR); PostgreSQL makes a DOUBLE
-- PRECISION of a whole number and of REAL, and rounds none of those to a number of digits.
do $$
declare
  type text;
  name text;
begin
  foreach name in array array['ceil', 'ceiling', 'floor', 'round', 'trunc'] loop
    foreach type in array array['smallint', 'integer', 'bigint'] loop
      execute pg_catalog.format('create function redshift.%s(%s) returns %2$s immutable strict parallel safe
        return $1', name, type);
    end loop;
    execute pg_catalog.format('create function redshift.%s(real) returns real immutable strict parallel safe
      return pg_catalog.%1$s($1::double precision)::real', name);
  end loop;
  foreach name in array array['round', 'trunc'] loop
    foreach type in array array['smallint', 'integer', 'bigint', 'real', 'double precision'] loop
      execute pg_catalog.format('create function redshift.%s(%s, integer) returns %2$s immutable strict parallel safe
        return pg_catalog.%1$s($1::numeric, $2)::%2$s', name, type);
    end loop;
  end loop;
end $$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Roots, powers and logarithms are DOUBLE PRECISION, also those of a DECIMAL (r_POWER, r_EXP, r_SQRT, r_LN, r_LOG).
-- The library's cube root of 27 isn't quite 3.
create function redshift.power(numeric, numeric) returns double precision
language sql immutable strict parallel safe
return power($1::double precision, $2::double precision);
create function redshift.pow(numeric, numeric) returns double precision
language sql immutable strict parallel safe
return power($1::double precision, $2::double precision);
create operator redshift.^ (leftarg = numeric, rightarg = numeric, function = redshift.power);
create function redshift.cbrt(double precision) returns double precision
language sql immutable parallel safe
return case when power(round(cbrt($1)), 3) = $1 then round(cbrt($1))
            else cbrt($1) end;
create operator redshift.||/ (rightarg = double precision, function = redshift.cbrt);
create function redshift.sqrt(numeric) returns double precision
language sql immutable strict parallel safe
return sqrt($1::double precision);
create function redshift.exp(numeric) returns double precision
language sql immutable strict parallel safe
return exp($1::double precision);
create function redshift.ln(numeric) returns double precision
language sql immutable strict parallel safe
return ln($1::double precision);
create function redshift.log(numeric) returns double precision
language sql immutable strict parallel safe
return log($1::double precision);
create function redshift.log(base double precision, number double precision) returns double precision
language sql immutable strict parallel safe
return ln(number) / ln(base);
create function redshift.log(base numeric, number numeric) returns double precision
language sql immutable strict parallel safe
return redshift.log(base::double precision, number::double precision);

-- ---------------------------------------------------------------------------------------------------------------------
-- Numbers as text and back. The currency symbol of L is the dollar; the collation of the database has none.
create function redshift.format_dollar(format text) returns text
language sql immutable strict parallel safe
return regexp_replace(format, '(?<![Pp])[Ll](?=(?:[^"]*"[^"]*")*[^"]*$)', '"$"', 'g');
create function redshift.to_char(numeric, format text) returns text
language sql immutable strict parallel safe
return to_char($1, redshift.format_dollar(format));
create function redshift.to_char(integer, format text) returns text
language sql immutable strict parallel safe
return redshift.to_char($1::numeric, format);
create function redshift.to_char(bigint, format text) returns text
language sql immutable strict parallel safe
return redshift.to_char($1::numeric, format);
create function redshift.to_char(double precision, format text) returns text
language sql immutable strict parallel safe
return to_char($1, redshift.format_dollar(format));
create function redshift.to_char(real, format text) returns text
language sql immutable strict parallel safe
return redshift.to_char($1::double precision, format);

-- PostgreSQL's TO_NUMBER loses its place at blanks and at the dollar, so neither they nor group separators get there;
-- PR's brackets are a minus.
create function redshift.to_number(string text, format text) returns numeric
language sql immutable strict parallel safe
return to_number(translate(string, '< ,$>', '-'),
                              regexp_replace(format, '[ ,Gg]|(?<![Pp])[Ll]|PR|pr', '', 'g'));

-- Redshift's RANDOM has no range.
-- After SET SEED the numbers come in the sequence of the C library's random(), as the examples of the guide show it (r_SET):
-- each is the sum of those 31 and 3 before it. The last 31 are kept in the session.
create function redshift.next_random(state bigint[]) returns bigint[] language sql immutable parallel safe
  return state[2:31] || ((state[1] + state[29]) & 4294967295);

create function redshift.seed_random(seed double precision) returns void language plpgsql as $$
declare
  state bigint[] := array[greatest(trunc(seed * 2147483647)::bigint, 1)];
begin
  for place in 2..31 loop
    state := state || state[place - 1] * 16807 % 2147483647;
  end loop;
  state := state[4:31] || state[1:3];
  for skipped in 1..310 loop
    state := redshift.next_random(state);
  end loop;
  perform pg_catalog.set_config('redshift.random', state::text, false);
end $$;

create function redshift.random() returns double precision language plpgsql volatile parallel restricted as $$
declare
  state text := pg_catalog.current_setting('redshift.random', true);
  next bigint[];
begin
  if coalesce(state, '') = '' then
    return pg_catalog.random();
  end if;
  next := redshift.next_random(state::bigint[]);
  perform pg_catalog.set_config('redshift.random', next::text, false);
  return (next[31] >> 1) / 2147483647.0;
end $$;

alter function random(integer, integer) rename to pg_random;
alter function random(bigint, bigint) rename to pg_random;
alter function random(numeric, numeric) rename to pg_random;

reset search_path;
