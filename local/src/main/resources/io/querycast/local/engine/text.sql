-- Text as Redshift treats it: comparison, length in bytes, what converts to text, and the guide's string functions.

-- What stands in a body without a schema is PostgreSQL's own.
set search_path = pg_catalog;

-- ---------------------------------------------------------------------------------------------------------------------
-- Comparison. "Trailing spaces in VARCHAR and CHAR values are treated as semantically insignificant when values are
-- compared" (r_Character_types). PostgreSQL compares CHAR so; here its functions for CHAR take over the operators of
-- text and the default operator classes, by which GROUP BY, DISTINCT, joins, IN and set operations compare.
-- LIKE stays exact, as its page says.
create function redshift.text_eq(text, text) returns boolean
language internal immutable strict leakproof parallel safe as 'bpchareq';
create function redshift.text_ne(text, text) returns boolean
language internal immutable strict leakproof parallel safe as 'bpcharne';
create function redshift.text_lt(text, text) returns boolean
language internal immutable strict leakproof parallel safe as 'bpcharlt';
create function redshift.text_le(text, text) returns boolean
language internal immutable strict leakproof parallel safe as 'bpcharle';
create function redshift.text_gt(text, text) returns boolean
language internal immutable strict leakproof parallel safe as 'bpchargt';
create function redshift.text_ge(text, text) returns boolean
language internal immutable strict leakproof parallel safe as 'bpcharge';
create function redshift.text_cmp(text, text) returns integer
language internal immutable strict leakproof parallel safe as 'bpcharcmp';
create function redshift.text_sort(internal) returns void
language internal immutable strict parallel safe as 'bpchar_sortsupport';
create function redshift.text_hash(text) returns integer
language internal immutable strict leakproof parallel safe as 'hashbpchar';
create function redshift.text_hash(text, bigint) returns bigint
language internal immutable strict leakproof parallel safe as 'hashbpcharextended';

update pg_operator set oprcode = function
  from (values ('=', 'redshift.text_eq(text, text)'::regprocedure), ('<>', 'redshift.text_ne(text, text)'),
               ('<', 'redshift.text_lt(text, text)'), ('<=', 'redshift.text_le(text, text)'),
               ('>', 'redshift.text_gt(text, text)'), ('>=', 'redshift.text_ge(text, text)')) as ours (name, function)
  where oprname = name and oprleft = 'text'::regtype and oprright = 'text'::regtype
    and oprnamespace = 'pg_catalog'::regnamespace;

update pg_amproc set amproc = function
  from (values ('btree', 1, 'redshift.text_cmp(text, text)'::regprocedure),
               ('btree', 2, 'redshift.text_sort(internal)'),
               ('hash', 1, 'redshift.text_hash(text)'), ('hash', 2, 'redshift.text_hash(text, bigint)'))
         as ours (method, number, function),
       pg_am, pg_opfamily
  where amname = method and opfmethod = pg_am.oid and opfname = 'text_ops' and amprocfamily = pg_opfamily.oid
    and amproclefttype = 'text'::regtype and amprocrighttype = 'text'::regtype and amprocnum = number;

-- Equal texts may now differ, so an index must keep each of them. This function says that it need not.
delete from pg_amproc using pg_opfamily
  where opfname = 'text_ops' and amprocfamily = pg_opfamily.oid
    and amproclefttype = 'text'::regtype and amproc = 'btvarstrequalimage'::regproc;

-- ---------------------------------------------------------------------------------------------------------------------
-- What converts to text. As in PostgreSQL 8, numbers and dates become text wherever text is asked for
-- (c_Supported_data_types, "Implicit conversion types"): 'a' || 1, substring(listtime, 1, 4), strpos(commission, '.').
-- A number and a text are compared as texts, a DECIMAL and a text as DECIMAL (numbers.sql).
create cast (smallint as text) with inout as implicit;
create cast (integer as text) with inout as implicit;
create cast (bigint as text) with inout as implicit;
create cast (oid as text) with inout as implicit;
create cast (numeric as text) with inout as implicit;
create cast (date as text) with inout as implicit;
create cast (time as text) with inout as implicit;
create cast (timetz as text) with inout as implicit;
create cast (timestamp as text) with inout as implicit;
create cast (timestamptz as text) with inout as implicit;
create cast (interval as text) with inout as implicit;

-- Floating-point numbers are written with 15 and 6 digits ("a precision of about 15 digits", r_Numeric_types201).
create function redshift.float_text(double precision) returns text
language sql immutable strict parallel safe set extra_float_digits = 0
return format('%s', $1);
create function redshift.float_text(real) returns text
language sql immutable strict parallel safe set extra_float_digits = 0
return format('%s', $1);
create cast (double precision as text) with function redshift.float_text(double precision) as implicit;
create cast (double precision as varchar) with function redshift.float_text(double precision) as assignment;
create cast (double precision as bpchar) with function redshift.float_text(double precision) as assignment;
create cast (real as text) with function redshift.float_text(real) as implicit;
create cast (real as varchar) with function redshift.float_text(real) as assignment;
create cast (real as bpchar) with function redshift.float_text(real) as assignment;

-- PostgreSQL has other functions and operators for any type beside those for text. With the conversions above a number
-- would fit both and the call be ambiguous; Redshift has those for text alone.
delete from pg_operator where oprname = '||' and oprnamespace = 'pg_catalog'::regnamespace
  and 'anynonarray'::regtype in (oprleft, oprright);
alter function pg_catalog.concat("any") rename to pg_concat;
alter function pg_catalog.quote_literal(anyelement) rename to pg_quote_literal;
alter function pg_catalog.quote_nullable(anyelement) rename to pg_quote_nullable;

-- "cannot cast type boolean to character varying": neither converts to the other, only literals do ('t'::boolean).
-- These don't use their argument, so PostgreSQL refuses them when it plans, whatever the rows are.
create function redshift.no_cast(source text, target text) returns text
language plpgsql immutable parallel safe as $$
begin
  raise exception 'cannot cast type % to %', source, target using errcode = 'cannot_coerce';
end $$;
create function redshift.boolean_text(boolean) returns text
language sql immutable parallel safe
return redshift.no_cast('boolean', 'character varying');
create function redshift.boolean_char(boolean) returns bpchar
language sql immutable parallel safe
return redshift.no_cast('boolean', 'character')::bpchar;
create function redshift.text_boolean(text) returns boolean
language sql immutable parallel safe
return redshift.no_cast('character varying', 'boolean') is null;
create function redshift.char_boolean(bpchar) returns boolean
language sql immutable parallel safe
return redshift.no_cast('character', 'boolean') is null;
update pg_cast set castcontext = 'e',
    castfunc = case when casttarget = 'bpchar'::regtype then 'redshift.boolean_char'::regproc
                    else 'redshift.boolean_text'::regproc end
  where castsource = 'boolean'::regtype and casttarget in ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype);
create cast (text as boolean) with function redshift.text_boolean(text);
create cast (varchar as boolean) with function redshift.text_boolean(text);
create cast (bpchar as boolean) with function redshift.char_boolean(bpchar);

-- ---------------------------------------------------------------------------------------------------------------------
-- Lengths are counted in bytes (r_Character_types). These take the place of the functions by which PostgreSQL brings a
-- text to the length of its type: a cast cuts at a whole character, an assignment only takes blanks away.
create function redshift.text_cut(value text, bytes integer) returns text
language plpgsql immutable strict parallel safe as $$
declare
  encoded bytea := pg_catalog.convert_to(value, 'UTF8');
  size integer := bytes;
begin
  -- Bytes 10xxxxxx continue a character of UTF-8.
  while size > 0 and (pg_catalog.get_byte(encoded, size) & 192) = 128 loop
    size := size - 1;
  end loop;
  return pg_catalog.convert_from(pg_catalog.substr(encoded, 1, size), 'UTF8');
end $$;

create function redshift.varchar_shorten(value text, bytes integer, is_cast boolean) returns varchar
language plpgsql immutable strict parallel safe as $$
declare
  kept text := redshift.text_cut(value, bytes);
begin
  -- What is cut off equals an empty text if it is blanks alone.
  if not is_cast and pg_catalog.substr(value, pg_catalog.length(kept) + 1) <> '' then
    raise exception 'value too long for type character varying(%)', bytes
      using errcode = 'string_data_right_truncation';
  end if;
  return kept;
end $$;

create function redshift.varchar_length(value varchar, modifier integer, is_cast boolean) returns varchar
language sql immutable parallel safe
return case when octet_length(value) <= modifier - 4 then value
            when octet_length(value) = length(value) then pg_catalog.varchar(value, modifier, is_cast)
            else redshift.varchar_shorten(value, modifier - 4, is_cast) end;

create function redshift.char_refuse(value bpchar) returns bpchar
language plpgsql immutable strict parallel safe as $$
declare
  wrong text := pg_catalog.substring(value::text, E'[^\\x01-\\x7f]');
  bytes text := pg_catalog.encode(pg_catalog.convert_to(wrong, 'UTF8'), 'hex');
begin
  raise exception 'Multibyte character not supported for CHAR (Hint: try using VARCHAR). Invalid char: %',
    pg_catalog.btrim(pg_catalog.regexp_replace(bytes, '..', E'\\& ', 'g'))
    using errcode = 'string_data_right_truncation';
end $$;

create function redshift.char_length_of_type(value bpchar, modifier integer, is_cast boolean) returns bpchar
language sql immutable parallel safe
return case when octet_length(value::text) = length(value::text) then bpchar(value, modifier, is_cast)
            else redshift.char_refuse(value) end;

update pg_cast set castfunc = 'redshift.varchar_length'::regproc
  where castsource = 'varchar'::regtype and casttarget = 'varchar'::regtype;

-- The engine forgets the length that these give an expression, because it writes their bodies into it. What makes a table
-- or view casts once more, by functions that it keeps: they find the text short enough.
create type redshift.sized;
create function redshift.sized_in(cstring) returns redshift.sized
language internal immutable strict parallel safe as 'textin';
create function redshift.sized_out(redshift.sized) returns cstring
language internal immutable strict parallel safe as 'textout';
create type redshift.sized (input = redshift.sized_in, output = redshift.sized_out, like = text, collatable = true);
create function redshift.varchar_sized(redshift.sized, integer, boolean) returns varchar
language internal immutable strict parallel safe as 'varchar';
create function redshift.char_sized(redshift.sized, integer, boolean) returns bpchar
language internal immutable strict parallel safe as 'bpchar';
create cast (text as redshift.sized) without function;
create cast (varchar as redshift.sized) without function;
create cast (bpchar as redshift.sized) without function;
create cast (redshift.sized as varchar) with function redshift.varchar_sized(redshift.sized, integer, boolean);
create cast (redshift.sized as bpchar) with function redshift.char_sized(redshift.sized, integer, boolean);

-- ---------------------------------------------------------------------------------------------------------------------
-- Concatenation. NULL gives NULL; + joins texts as || does. CONCAT takes two values (r_CONCAT).
create function redshift.concat(text, text) returns text
language sql immutable strict parallel safe
return $1 || $2;
create function redshift.concat(bytea, bytea) returns bytea
language sql immutable strict parallel safe
return $1 || $2;
-- Of VARCHAR, to which no number converts by itself: with + of text a date and a number would be joined. The names of
-- the catalogue do (v_generate_tbl_ddl).
create function redshift.varchar_plus(varchar, varchar) returns text
language sql immutable strict parallel safe
return $1 || $2;
create operator redshift.+ (leftarg = varchar, rightarg = varchar, function = redshift.varchar_plus);
update pg_cast set castcontext = 'i' where castsource = 'name'::regtype and casttarget = 'varchar'::regtype;
-- A "char" of the catalogue may stand above or below a text, as in PostgreSQL 8.
update pg_type set typcategory = 'S' where typname = 'char' and typnamespace = 'pg_catalog'::regnamespace;

-- ---------------------------------------------------------------------------------------------------------------------
-- Lengths and positions: characters, or bytes where the name says octet. CHAR doesn't count its padding (r_LEN).
create function redshift.len(text) returns integer
language sql immutable strict parallel safe
return length($1);
create function redshift.len(bpchar) returns integer
language sql immutable strict parallel safe
return length($1);
create function redshift.len(bytea) returns integer
language sql immutable strict parallel safe
return length($1);
create function redshift.textlen(text) returns integer
language sql immutable strict parallel safe
return length($1);
create function redshift.octet_length(bpchar) returns integer
language sql immutable strict parallel safe
return octet_length($1::text);
create function redshift.charindex(part text, string text) returns integer
language sql immutable strict parallel safe
return strpos(string, part);
create function redshift.octetindex(part text, string text) returns integer
language sql immutable strict parallel safe
return pg_catalog.position(convert_to(string, 'UTF8'), convert_to(part, 'UTF8'));

-- "If the strings are identical, returns 0 ... For multibyte characters, the comparison is based on the byte encoding."
create function redshift.bpcharcmp(text, text) returns integer
language sql immutable strict parallel safe
return sign(redshift.text_cmp($1, $2)::numeric)::integer;
create function redshift.bttext_pattern_cmp(text, text) returns integer
language sql immutable strict parallel safe
return redshift.bpcharcmp($1, $2);

-- ---------------------------------------------------------------------------------------------------------------------
-- Upper and lower case also outside ASCII (r_LOWER); the collation of the database is C, which knows ASCII alone.
create function redshift.lower(text) returns text
language sql immutable strict parallel safe
return lower($1 collate pg_c_utf8);
create function redshift.upper(text) returns text
language sql immutable strict parallel safe
return upper($1 collate pg_c_utf8);
create function redshift.initcap(text) returns text
language sql immutable strict parallel safe
return initcap($1 collate pg_c_utf8);

-- "Amazon Redshift only supports case_sensitive or case_insensitive" (r_COLLATE), of a column and of an expression. The
-- function of this name is rewritten to the clause.
create collation redshift.case_sensitive (provider = builtin, locale = 'C');
create collation redshift.case_insensitive (provider = icu, locale = 'und-u-ks-level2', deterministic = false);

-- "If the input number has no ASCII match, the function returns null" (r_CHR). PostgreSQL can't hold character 0.
create function redshift.chr(integer) returns text
language sql immutable parallel safe
return case when $1 between 1 and 127 then chr($1) end;

-- ---------------------------------------------------------------------------------------------------------------------
-- Parts of a text. Not STRICT, though NULL gives NULL, so that PostgreSQL takes them apart when it plans.
-- The number that is refused is given so that PostgreSQL doesn't work the refusal out beforehand.
create function redshift.text_refused(message text, number integer) returns text
language plpgsql immutable parallel safe cost 1 as $$
begin
  raise exception '%', message using errcode = 'invalid_parameter_value';
end $$;

-- PostgreSQL would take a text for a pattern; here it is a number.
create function redshift.substring(value text, start text) returns text
language sql immutable parallel safe return pg_catalog.substring(value, start::integer);

create function redshift.substring(value text, start text, length text) returns text
language sql immutable parallel safe return pg_catalog.substring(value, start::integer, length::integer);

-- "A positive integer" (r_LEFT): PostgreSQL would count a negative one from the other end.
create function redshift.left(string text, length integer) returns text
language sql immutable parallel safe
return case when length < 0 then redshift.text_refused('negative substring length not allowed', length)
            else left(string, length) end;
create function redshift.right(string text, length integer) returns text
language sql immutable parallel safe
return case when length < 0 then redshift.text_refused('negative substring length not allowed', length)
            else right(string, length) end;

-- "Must be an integer greater than 0" (SPLIT_PART).
create function redshift.split_part(string text, delimiter text, part integer) returns text
language sql immutable parallel safe
return case when part <= 0 then redshift.text_refused('field position must be greater than zero', part)
            else split_part(string, delimiter, part) end;

-- ---------------------------------------------------------------------------------------------------------------------
-- What makes texts longer has a limit, so that no statement can take the memory of the machine. A character has up to
-- four bytes.
create function redshift.text_too_large(bytes bigint) returns boolean
language plpgsql immutable strict parallel safe cost 1 as $$
begin
  raise exception 'The result of a string function may have at most 16000000 bytes in the local warehouse'
    using errcode = 'program_limit_exceeded';
end $$;
create function redshift.text_fits(bytes bigint) returns boolean
language sql immutable parallel safe
return bytes <= 16000000 or redshift.text_too_large(bytes);
create function redshift.repeat(string text, times integer) returns text
language sql immutable parallel safe
return case when redshift.text_fits(octet_length(string)::bigint * times) then repeat(string, times) end;
create function redshift.replicate(string text, times integer) returns text
language sql immutable parallel safe
return redshift.repeat(string, times);
create function redshift.lpad(string text, length integer, fill text default ' ') returns text
language sql immutable parallel safe
return case when redshift.text_fits(length::bigint * least(octet_length(fill), 4)) then lpad(string, length, fill) end;
create function redshift.rpad(string text, length integer, fill text default ' ') returns text
language sql immutable parallel safe
return case when redshift.text_fits(length::bigint * least(octet_length(fill), 4)) then rpad(string, length, fill) end;

-- ---------------------------------------------------------------------------------------------------------------------
-- "Appropriately doubles any embedded single quotation marks and backslashes" (r_QUOTE_LITERAL), with no E before it.
create function redshift.quote_literal(text) returns text
language sql immutable strict parallel safe
return '''' || replace(replace($1, E'\\', E'\\\\'), '''', '''''') || '''';

-- ---------------------------------------------------------------------------------------------------------------------
-- Soundex: the first letter and three digits for the sounds after it; of letters with the same digit in a row, also
-- with H or W between them, one counts. Other characters than the letters of English are ignored (SOUNDEX).
create function redshift.soundex(string text) returns text
language plpgsql immutable strict parallel safe as $$
declare
  letters text := pg_catalog.upper(pg_catalog.regexp_replace(string, '[^A-Za-z]', '', 'g'));
  code text := pg_catalog.left(letters, 1);
  digit text;
  last text;
begin
  for place in 1 .. pg_catalog.length(letters) loop
    continue when place > 1 and pg_catalog.substr(letters, place, 1) in ('H', 'W');
    digit := pg_catalog.translate(pg_catalog.substr(letters, place, 1),
                                  'AEIOUYHWBFPVCGJKQSXZDTLMNR', '00000000111122222222334556');
    if place > 1 and digit <> '0' and digit <> last then
      code := code || digit;
    end if;
    last := digit;
    exit when pg_catalog.length(code) = 4;
  end loop;
  return case when code = '' then '' else pg_catalog.rpad(code, 4, '0') end;
end $$;

-- "Returns 0 if one of the two strings doesn't contain valid characters ... 1 if neither string contains valid
-- characters", else in how many places the two codes agree (DIFFERENCE).
create function redshift.difference(string1 text, string2 text) returns integer
language plpgsql immutable strict parallel safe as $$
declare
  code1 text := redshift.soundex(string1);
  code2 text := redshift.soundex(string2);
  same integer := 0;
begin
  if code1 = '' or code2 = '' then
    return case when code1 = code2 then 1 else 0 end;
  end if;
  for place in 1 .. 4 loop
    if pg_catalog.substr(code1, place, 1) = pg_catalog.substr(code2, place, 1) then
      same := same + 1;
    end if;
  end loop;
  return same;
end $$;

reset search_path;
