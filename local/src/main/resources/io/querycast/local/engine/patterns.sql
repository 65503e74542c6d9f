-- Patterns: the POSIX operators and the REGEXP functions. Redshift reads a pattern as POSIX extended, or as Perl does
-- with the parameter 'p'. Each is turned into a pattern of PostgreSQL's; what that has no equal for is refused.

-- What stands in a body without a schema is PostgreSQL's own.
set search_path = pg_catalog;

-- The pieces of a pattern: an escape, a list in brackets, the start of a group with ?, a repetition, a character.
create function redshift.pattern_pieces(pattern text) returns setof text
language sql immutable strict parallel safe
return (regexp_matches(pattern, E'(?:\\\\.|\\[\\^?\\]?(?:\\[[:.=][a-z]*[:.=]\\]|\\\\.|[^\\]\\\\])*\\]'
    '|[(][?](?:<?[=!]|.)|[*+?]|[{][0-9]+,?[0-9]*[}]|.)', 'g'))[1];

create function redshift.pattern_refuse(before text, rest text) returns void
language plpgsql immutable parallel safe as $$
begin
  raise exception '% The error occurred while parsing the regular expression: ''%>>>HERE>>>%''.',
    'Invalid preceding regular expression prior to repetition operator.', before, rest
    using errcode = 'invalid_regular_expression';
end $$;
create function redshift.pattern_missing(construct text) returns void
language plpgsql immutable parallel safe as $$
begin
  raise exception '% in a regular expression is not available in the local warehouse', construct
    using errcode = 'feature_not_supported';
end $$;

-- An escape: a class (\d \D \w \W \s \S), a control character or a character that is meant as itself; Perl has more.
create function redshift.pattern_escape(piece text, is_perl boolean) returns text
language plpgsql immutable parallel safe as $$
declare
  symbol text := pg_catalog.substr(piece, 2);
begin
  if symbol operator(pg_catalog.~) '^([dDwWsSnrtfv]|[^A-Za-z0-9])$'
      or (is_perl and symbol operator(pg_catalog.~) '^[A1-9]$') then
    return piece;
  elsif is_perl and symbol in ('b', 'B', 'z') then
    return pg_catalog.left(piece, 1) || pg_catalog.translate(symbol, 'bBz', 'yYZ');
  end if;
  perform redshift.pattern_missing(piece);
end $$;

-- Perl takes the first alternative that fits, PostgreSQL the longest: whether one begins with an earlier one. Groups
-- within the alternatives aren't looked into. If a blank or the end of a word must follow, as in (temp|temporary)\s,
-- only one of them can fit, and both take it.
create function redshift.pattern_alternatives_nest(pattern text) returns boolean
language sql immutable strict parallel safe
return exists (
  select
  from (select '(?:^|[(](?:[?]<?[:=!])?)([^()]*[|][^()]*)(?=[)]|$)' as alternatives) found,
    generate_series(1, pg_catalog.regexp_count(pattern, found.alternatives)) as group_number,
    lateral (select pg_catalog.regexp_substr(pattern, found.alternatives, 1, group_number, '', 1) as words,
      substr(pattern, pg_catalog.regexp_instr(pattern, found.alternatives, 1, group_number, 1)) as behind) piece,
    unnest(string_to_array(piece.words, '|')) with ordinality as earlier (start, place),
    unnest(string_to_array(piece.words, '|')) with ordinality as later (whole, place)
  where earlier.place < later.place and start <> whole and starts_with(whole, start)
    and not (substr(whole, length(start) + 1) ~ '^[A-Za-z0-9_]'
      and piece.behind ~ E'^[)][)?]*(?:[(](?:[?]:)?)*(?:\\\\[sb]|\\[(?:\\\\[snrtfv]|[ ])+\\]|[ ])(?![*?{])'));

-- A pattern of Redshift's as one of PostgreSQL's. Options stand at its start: i for case, and w, by which ^ and $ match
-- at every line ("Matches the beginning-of-line character", pattern-matching-conditions-posix).
create function redshift.pattern(pattern text, parameters text default '') returns text
language plpgsql immutable strict parallel safe as $$
declare
  is_perl boolean := pg_catalog.strpos(parameters, 'p') > 0;
  ignores_case boolean := pg_catalog.strpos(parameters, 'i') > 0;
  written text := '';
  piece text;
  kind text;
  previous text := 'start';
  greedy integer := 0;
  lazy integer := 0;
begin
  if pg_catalog.translate(parameters, 'ceip', '') <> '' then
    raise exception 'Invalid regular expression parameters: %', parameters using errcode = 'invalid_parameter_value';
  end if;
  -- What SIMILAR TO has made of its own pattern is PostgreSQL's already.
  if parameters = '' and pg_catalog.left(pattern, 4) = '^(?:' and pg_catalog.right(pattern, 2) = ')$' then
    return pattern;
  end if;
  if is_perl and pg_catalog.left(pattern, 4) = '(?i)' then
    ignores_case := true;
    pattern := pg_catalog.substr(pattern, 5);
  end if;
  for piece in select * from redshift.pattern_pieces(pattern) loop
    kind := 'atom';
    if pg_catalog.left(piece, 1) = pg_catalog.chr(92) then
      piece := redshift.pattern_escape(piece, is_perl);
    elsif pg_catalog.left(piece, 2) = '(?' then
      if not is_perl then
        perform redshift.pattern_refuse(written || '(', pg_catalog.substr(pattern, pg_catalog.length(written) + 2));
      elsif piece not in ('(?:', '(?=', '(?!', '(?<=', '(?<!') then
        perform redshift.pattern_missing(piece);
      end if;
      kind := 'start';
    elsif piece in ('(', '|', '^') then
      kind := 'start';
    elsif piece operator(pg_catalog.~) '^([*+?]|{.+)$' then
      if is_perl and previous = 'repetition' and piece = '?' then
        lazy := lazy + 1;
        greedy := greedy - 1;
        kind := 'start';
      elsif is_perl and previous = 'repetition' and piece = '+' then
        perform redshift.pattern_missing('a possessive repetition');
      elsif previous <> 'atom' then
        perform redshift.pattern_refuse(written, pg_catalog.substr(pattern, pg_catalog.length(written) + 1));
      else
        greedy := greedy + 1;
        kind := 'repetition';
      end if;
    end if;
    written := written || piece;
    previous := kind;
  end loop;
  if is_perl and redshift.pattern_alternatives_nest(pattern) then
    perform redshift.pattern_missing('an alternative that begins with an earlier one');
  end if;
  -- In PostgreSQL the first repetition decides for all whether they take much or little.
  if lazy > 0 and greedy > 0 then
    perform redshift.pattern_missing('a lazy repetition beside a greedy one');
  end if;
  return pg_catalog.concat_ws('', '(?w', case when ignores_case then 'i' end, ')', written);
end $$;

-- Which part of a match is meant: with 'e' the first subexpression if there is one, else the whole.
create function redshift.pattern_part(pattern text, parameters text) returns integer
language sql immutable strict parallel safe
return (strpos(parameters, 'e') > 0
        and exists (select from redshift.pattern_pieces(pattern) as piece where piece = '('))::integer;

-- The text that replaces a match: $1 to $9 are subexpressions, $& is all. PostgreSQL writes them \1 and \&.
create function redshift.pattern_replacement(replacement text) returns text
language sql immutable strict parallel safe
return regexp_replace(replacement, '[$]([1-9&])', E'\\\\\\1', 'g');

-- The operators for text and CHAR. PostgreSQL works a constant pattern out once for a statement.
create function redshift.matches(text, text) returns boolean
language sql immutable strict parallel safe
return $1 ~ redshift.pattern($2);
create function redshift.matches_not(text, text) returns boolean
language sql immutable strict parallel safe
return $1 !~ redshift.pattern($2);
create function redshift.matches_case(text, text) returns boolean
language sql immutable strict parallel safe
return $1 ~ redshift.pattern($2, 'i');
create function redshift.matches_case_not(text, text) returns boolean
language sql immutable strict parallel safe
return $1 !~ redshift.pattern($2, 'i');
-- ILIKE finds the same in a CASE_INSENSITIVE text, for which the engine has none.
do $$
declare
  kind text;
begin
  foreach kind in array array['text', 'bpchar'] loop
    execute format(
      'create function redshift.like_case(%1$s, text) returns boolean
       language sql immutable strict parallel safe return $1 collate redshift.case_sensitive operator(pg_catalog.~~*) $2;
       create function redshift.like_case_not(%1$s, text) returns boolean
       language sql immutable strict parallel safe return $1 collate redshift.case_sensitive operator(pg_catalog.!~~*) $2;
       create operator redshift.~~* (leftarg = %1$s, rightarg = text, function = redshift.like_case);
       create operator redshift.!~~* (leftarg = %1$s, rightarg = text, function = redshift.like_case_not)', kind);
  end loop;
end $$;
create operator redshift.~ (leftarg = text, rightarg = text, function = redshift.matches);
create operator redshift.!~ (leftarg = text, rightarg = text, function = redshift.matches_not);
create operator redshift.~* (leftarg = text, rightarg = text, function = redshift.matches_case);
create operator redshift.!~* (leftarg = text, rightarg = text, function = redshift.matches_case_not);

create function redshift.matches(bpchar, text) returns boolean
language sql immutable strict parallel safe
return $1 ~ redshift.pattern($2);
create function redshift.matches_not(bpchar, text) returns boolean
language sql immutable strict parallel safe
return $1 !~ redshift.pattern($2);
create function redshift.matches_case(bpchar, text) returns boolean
language sql immutable strict parallel safe
return $1 ~ redshift.pattern($2, 'i');
create function redshift.matches_case_not(bpchar, text) returns boolean
language sql immutable strict parallel safe
return $1 !~ redshift.pattern($2, 'i');
create operator redshift.~ (leftarg = bpchar, rightarg = text, function = redshift.matches);
create operator redshift.!~ (leftarg = bpchar, rightarg = text, function = redshift.matches_not);
create operator redshift.~* (leftarg = bpchar, rightarg = text, function = redshift.matches_case);
create operator redshift.!~* (leftarg = bpchar, rightarg = text, function = redshift.matches_case_not);

-- ---------------------------------------------------------------------------------------------------------------------
-- The REGEXP functions are not STRICT though NULL gives NULL, and name the source as seldom as can be: so PostgreSQL
-- takes them apart also within each other, and works a constant pattern out once for a statement.
-- "If position is less than 1, the search begins at the first character of source_string"; after the last is nothing.
create function redshift.regexp_count(source text, pattern text, place integer default 1, parameters text default '')
returns integer
language sql immutable parallel safe
return regexp_count(source, redshift.pattern(pattern, parameters), greatest(place, 1));

-- "If occurrence is less than 1 or greater than the number of characters in source_string, the search is ignored and
-- the result is 0." Option: 0 for the first character of the match, else the first one after it (REGEXP_INSTR).
create function redshift.regexp_instr(source text, pattern text, place integer default 1, occurrence integer default 1,
                                      option integer default 0, parameters text default '')
returns integer
language sql immutable parallel safe
return case when occurrence < 1 then 0
            else regexp_instr(source, redshift.pattern(pattern, parameters), greatest(place, 1), occurrence,
                              (option <> 0)::integer, '', redshift.pattern_part(pattern, parameters)) end;

-- An empty text when nothing matches; NULL for an occurrence that no text of this length can have (REGEXP_SUBSTR).
create function redshift.regexp_substr(source text, pattern text, place integer default 1) returns text
language sql immutable parallel safe
return coalesce(regexp_substr(source, redshift.pattern(pattern), greatest(place, 1)),
                left(source, 0 * place * length(pattern)));
create function redshift.regexp_substr(source text, pattern text, place integer, occurrence integer,
                                       parameters text default '')
returns text
language sql immutable parallel safe
return case when place > length(source) then left(pattern, 0)
            when occurrence between 1 and length(source)
            then coalesce(regexp_substr(source, redshift.pattern(pattern, parameters), greatest(place, 1), occurrence,
                                        '', redshift.pattern_part(pattern, parameters)),
                          left(pattern, 0 * place * length(parameters))) end;

-- Every occurrence is replaced (REGEXP_REPLACE).
create function redshift.regexp_replace(source text, pattern text, replacement text default '', place integer default 1,
                                        parameters text default '')
returns text
language sql immutable parallel safe
return regexp_replace(source, redshift.pattern(pattern, parameters), redshift.pattern_replacement(replacement),
                      greatest(place, 1), 0, '');

-- PostgreSQL would take a text at this place for flags, and has a number for a part of the pattern.
create function redshift.regexp_replace(source text, pattern text, replacement text, place text) returns text
language sql immutable parallel safe
return redshift.regexp_replace(source, pattern, replacement, place::integer);

alter function regexp_substr(text, text, integer, integer, text, integer) rename to pg_regexp_substr;
alter function regexp_instr(text, text, integer, integer, integer, text, integer) rename to pg_regexp_instr;

reset search_path;
