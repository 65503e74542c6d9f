-- Hash functions, and VARBYTE, which is bytea here.

-- What stands in a body without a schema is PostgreSQL's own.
set search_path = pg_catalog;

-- ---------------------------------------------------------------------------------------------------------------------
-- VARBYTE. A text is taken as UTF-8, a CHAR with its padding; a whole number keeps its 2, 4 or 8 bytes
-- (r_VARBYTE_type). Nothing else converts.
create function redshift.cast_varbyte(text) returns bytea
language sql immutable strict parallel safe
return convert_to($1, 'UTF8');
create function redshift.cast_varbyte(bpchar) returns bytea
language sql immutable strict parallel safe
return convert_to(format('%s', $1), 'UTF8');
create function redshift.cast_varbyte(smallint) returns bytea
language sql immutable strict parallel safe
return $1::bytea;
create function redshift.cast_varbyte(integer) returns bytea
language sql immutable strict parallel safe
return $1::bytea;
create function redshift.cast_varbyte(bigint) returns bytea
language sql immutable strict parallel safe
return $1::bytea;
create function redshift.cast_varbyte(bytea) returns bytea
language sql immutable strict parallel safe
return $1;
do $$
declare
  type text;
begin
  foreach type in array array['boolean', 'numeric', 'real', 'double precision', 'date', 'time', 'timetz', 'timestamp',
                              'timestamptz'] loop
    execute pg_catalog.format('create function redshift.cast_varbyte(%1$s) returns bytea
      language plpgsql immutable strict parallel safe as
      ''begin perform redshift.no_cast(''''%1$s'''', ''''binary varying''''); end''', type);
  end loop;
end $$;
create function redshift.cast_varbyte(anycompatible, bytes integer) returns bytea
language plpgsql immutable strict parallel safe as $$
begin
  return pg_catalog.substr(redshift.cast_varbyte($1), 1, bytes);
end $$;

-- Back to text it has to be UTF-8.
create function redshift.varbyte_text(bytea) returns text
language sql immutable strict parallel safe
return convert_from($1, 'UTF8');
create cast (bytea as text) with function redshift.varbyte_text(bytea);
create cast (bytea as varchar) with function redshift.varbyte_text(bytea);
create cast (bytea as bpchar) with function redshift.varbyte_text(bytea);

create function redshift.varbyte_plus(bytea, bytea) returns bytea
language sql immutable strict parallel safe
return $1 || $2;
create operator redshift.+ (leftarg = bytea, rightarg = bytea, function = redshift.varbyte_plus);

-- The operators on bits work byte by byte. Of values of different lengths the shorter one is filled from the left with
-- zeros, as numbers are.
create function redshift.varbyte_bits(value bytea) returns text
language plpgsql immutable strict parallel safe as $$
begin
  return (('x' || pg_catalog.encode(value, 'hex'))::varbit)::text;
end $$;
create function redshift.bits_varbyte(bits text) returns bytea
language plpgsql immutable strict parallel safe as $$
declare
  bytes bytea := pg_catalog.decode(pg_catalog.repeat('00', pg_catalog.length(bits) / 8), 'hex');
begin
  for place in 0 .. pg_catalog.length(bits) / 8 - 1 loop
    bytes := pg_catalog.set_byte(bytes, place, pg_catalog.substr(bits, place * 8 + 1, 8)::bit(8)::integer);
  end loop;
  return bytes;
end $$;
create function redshift.varbyte_and(bytea, bytea) returns bytea
language sql immutable strict parallel safe
return redshift.bits_varbyte((redshift.varbyte_bits($1)::varbit & redshift.varbyte_bits($2)::varbit)::text);
create function redshift.varbyte_or(bytea, bytea) returns bytea
language sql immutable strict parallel safe
return redshift.bits_varbyte((redshift.varbyte_bits($1)::varbit | redshift.varbyte_bits($2)::varbit)::text);
create function redshift.varbyte_xor(bytea, bytea) returns bytea
language sql immutable strict parallel safe
return redshift.bits_varbyte((redshift.varbyte_bits($1)::varbit # redshift.varbyte_bits($2)::varbit)::text);
create function redshift.varbyte_not(bytea) returns bytea
language sql immutable strict parallel safe
return redshift.bits_varbyte((~ redshift.varbyte_bits($1)::varbit)::text);
create operator redshift.& (leftarg = bytea, rightarg = bytea, function = redshift.varbyte_and);
create operator redshift.| (leftarg = bytea, rightarg = bytea, function = redshift.varbyte_or);
create operator redshift.# (leftarg = bytea, rightarg = bytea, function = redshift.varbyte_xor);
create operator redshift.~ (rightarg = bytea, function = redshift.varbyte_not);

-- "A 0-based bit array that is indexed from the rightmost bit (least significant bit)" (r_GETBIT).
create function redshift.getbit(value bytea, index integer) returns integer
language sql immutable strict parallel safe
return (get_byte(value, length(value) - 1 - index / 8) >> (index % 8)) & 1;

-- Formats: hex, binary, utf8 and base64, in upper or lower case. An odd number of hexadecimal digits has a 0 put before it.
create function redshift.to_varbyte(string text, format text) returns bytea
language plpgsql immutable strict parallel safe as $$
begin
  case pg_catalog.lower(format)
    when 'hex' then
      return pg_catalog.decode(pg_catalog.repeat('0', pg_catalog.length(string) % 2) || string, 'hex');
    when 'binary' then
      return redshift.bits_varbyte(pg_catalog.lpad(string, (pg_catalog.length(string) + 7) / 8 * 8, '0'));
    when 'utf8', 'utf-8', 'utf_8' then
      return pg_catalog.convert_to(string, 'UTF8');
    when 'base64' then
      return pg_catalog.decode(string, 'base64');
    else
      raise exception 'Invalid format: %', format using errcode = 'invalid_parameter_value';
  end case;
end $$;
create function redshift.from_varbyte(value bytea, format text) returns text
language plpgsql immutable strict parallel safe as $$
begin
  case pg_catalog.lower(format)
    when 'hex' then return pg_catalog.encode(value, 'hex');
    when 'binary' then return redshift.varbyte_bits(value);
    when 'utf8', 'utf-8', 'utf_8' then return pg_catalog.convert_from(value, 'UTF8');
    when 'base64' then return pg_catalog.translate(pg_catalog.encode(value, 'base64'), E'\\n', '');
    else raise exception 'Invalid format: %', format using errcode = 'invalid_parameter_value';
  end case;
end $$;
create function redshift.from_hex(text) returns bytea
language sql immutable strict parallel safe
return redshift.to_varbyte($1, 'hex');
create function redshift.to_hex(bytea) returns text
language sql immutable strict parallel safe
return encode($1, 'hex');

-- ---------------------------------------------------------------------------------------------------------------------
-- Digests, as hexadecimal digits. SHA-1 is the one that PostgreSQL has in its module for cryptography alone.
create function redshift.digest(bytea, text) returns bytea
language c immutable strict parallel safe as '$libdir/pgcrypto', 'pg_digest';
create function redshift.sha1(text) returns text
language sql immutable strict parallel safe
return encode(redshift.digest(convert_to($1, 'UTF8'), 'sha1'), 'hex');
create function redshift.sha(text) returns text
language sql immutable strict parallel safe
return redshift.sha1($1);
create function redshift.func_sha1(text) returns text
language sql immutable strict parallel safe
return redshift.sha1($1);
-- "Valid values are 0 (same as 256), 224, 256, 384, and 512"; else an empty text (SHA2).
create function redshift.sha2(string text, bits integer) returns text
language sql immutable strict parallel safe
return case when bits in (0, 256) then encode(sha256(convert_to(string, 'UTF8')), 'hex')
            when bits = 224 then encode(sha224(convert_to(string, 'UTF8')), 'hex')
            when bits = 384 then encode(sha384(convert_to(string, 'UTF8')), 'hex')
            when bits = 512 then encode(sha512(convert_to(string, 'UTF8')), 'hex')
            else '' end;
-- "Based on the CRC-32C polynomial", in eight digits (crc32-function).
create function redshift.crc32(text) returns text
language sql immutable strict parallel safe
return lpad(to_hex(crc32c(convert_to($1, 'UTF8'))), 8, '0');

create function redshift.hash_missing(what text) returns void
language plpgsql immutable parallel safe as $$
begin
  raise exception '% is not available in the local warehouse', what using errcode = 'feature_not_supported';
end $$;

-- CHECKSUM of a number is the number without its decimal point (r_CHECKSUM); that of a text isn't documented.
create function redshift.checksum(numeric) returns integer
language sql immutable strict parallel safe
return ($1 * pow(10::numeric, scale($1)::numeric))::integer;
create function redshift.checksum(bigint) returns integer
language sql immutable strict parallel safe
return $1::integer;
create function redshift.checksum(integer) returns integer
language sql immutable strict parallel safe
return $1;
create function redshift.checksum(smallint) returns integer
language sql immutable strict parallel safe
return $1;
create function redshift.checksum(text) returns integer
language plpgsql immutable strict parallel safe as $$ begin perform redshift.hash_missing('CHECKSUM of a text'); end $$;

-- ---------------------------------------------------------------------------------------------------------------------
-- FNV-1a of 64 bits over the bytes of the value, least significant first; a seed takes the place of the first state.
-- 64 bits are multiplied by the prime 2^40 + 435 in two halves, since PostgreSQL's BIGINT doesn't wrap around.
create function redshift.fnv(bytes bytea, seed bigint) returns bigint
language plpgsql immutable strict parallel safe as $$
declare
  low bigint := seed & 4294967295;
  high bigint := (seed >> 32) & 4294967295;
  product bigint;
begin
  for place in 0 .. pg_catalog.length(bytes) - 1 loop
    low := low # pg_catalog.get_byte(bytes, place);
    product := low * 435;
    high := (high * 435 + (product >> 32) + (low << 8)) & 4294967295;
    low := product & 4294967295;
  end loop;
  return (high << 32) | low;
end $$;

-- The bytes of each type, as FNV_HASH takes them: "INTEGER values are hashed using 4 bytes and BIGINT values are hashed
-- using 8 bytes. Also, hashing CHAR and VARCHAR inputs does not ignore trailing spaces." How dates, times and decimals
-- are laid out isn't documented.
create function redshift.fnv_bytes(text) returns bytea
language sql immutable strict parallel safe
return redshift.cast_varbyte($1);
create function redshift.fnv_bytes(bpchar) returns bytea
language sql immutable strict parallel safe
return redshift.cast_varbyte($1);
create function redshift.fnv_bytes(bytea) returns bytea
language sql immutable strict parallel safe
return $1;
create function redshift.fnv_bytes(smallint) returns bytea
language sql immutable strict parallel safe
return reverse($1::bytea);
create function redshift.fnv_bytes(integer) returns bytea
language sql immutable strict parallel safe
return reverse($1::bytea);
create function redshift.fnv_bytes(bigint) returns bytea
language sql immutable strict parallel safe
return reverse($1::bytea);
create function redshift.fnv_bytes(real) returns bytea
language sql immutable strict parallel safe
return reverse(float4send($1));
create function redshift.fnv_bytes(double precision) returns bytea
language sql immutable strict parallel safe
return reverse(float8send($1));
create function redshift.fnv_bytes(boolean) returns bytea
language sql immutable strict parallel safe
return boolsend($1);

-- The bytes that MURMUR3_32_HASH takes are those of Apache Iceberg's specification: whole numbers, also as dates and
-- times count them, have 8 bytes, floating-point ones too; a decimal has what it needs, most significant byte first.
create function redshift.murmur_bytes(text) returns bytea
language sql immutable strict parallel safe
return redshift.cast_varbyte($1);
create function redshift.murmur_bytes(bytea) returns bytea
language sql immutable strict parallel safe
return $1;
create function redshift.murmur_bytes(bigint) returns bytea
language sql immutable strict parallel safe
return reverse($1::bytea);
create function redshift.murmur_bytes(boolean) returns bytea
language sql immutable strict parallel safe
return redshift.murmur_bytes($1::integer::bigint);
create function redshift.murmur_bytes(double precision) returns bytea
language sql immutable strict parallel safe
return reverse(float8send($1 + 0));
create function redshift.murmur_bytes(date) returns bytea
language sql immutable strict parallel safe
return redshift.murmur_bytes(($1 - '1970-01-01'::date)::bigint);
create function redshift.murmur_bytes(time) returns bytea
language sql immutable strict parallel safe
return redshift.murmur_bytes((extract(epoch from $1) * 1000000)::bigint);
create function redshift.murmur_bytes(timestamp) returns bytea
language sql immutable strict parallel safe
return redshift.murmur_bytes((extract(epoch from $1) * 1000000)::bigint);
create function redshift.murmur_bytes(timestamptz) returns bytea
language sql immutable strict parallel safe
return redshift.murmur_bytes((extract(epoch from $1) * 1000000)::bigint);
create function redshift.murmur_bytes(value numeric) returns bytea
language plpgsql immutable strict parallel safe as $$
declare
  rest numeric := value * pg_catalog.pow(10::numeric, pg_catalog.scale(value)::numeric);
  bytes bytea := '';
  byte integer;
begin
  loop
    byte := pg_catalog.mod(pg_catalog.mod(rest, 256) + 256, 256);
    bytes := pg_catalog.substr(byte::bytea, 4) || bytes;
    rest := pg_catalog.div(rest - byte, 256);
    exit when (rest = 0 and byte < 128) or (rest = -1 and byte >= 128);
  end loop;
  return bytes;
end $$;

create function redshift.murmur(bytes bytea, seed integer) returns integer
language plpgsql immutable strict parallel safe as $$
declare
  mask constant bigint := 4294967295;
  size integer := pg_catalog.length(bytes);
  state bigint := seed & mask;
  block bigint;
begin
  for start in 0 .. size - 1 by 4 loop
    block := 0;
    for place in reverse least(start + 3, size - 1) .. start loop
      block := (block << 8) | pg_catalog.get_byte(bytes, place);
    end loop;
    block := redshift.murmur_times(block, 3432918353);
    block := ((block << 15) | (block >> 17)) & mask;
    state := state # redshift.murmur_times(block, 461845907);
    if start + 4 <= size then
      state := ((state << 13) | (state >> 19)) & mask;
      state := (state * 5 + 3864292196) & mask;
    end if;
  end loop;
  state := state # size;
  state := redshift.murmur_times(state # (state >> 16), 2246822507);
  state := redshift.murmur_times(state # (state >> 13), 3266489909);
  state := state # (state >> 16);
  return case when state > 2147483647 then state - 4294967296 else state end;
end $$;
create function redshift.murmur_times(bigint, bigint) returns bigint
language sql immutable strict parallel safe
return (($1 & 65535) * $2 + (((($1 >> 16) * ($2 & 65535)) & 65535) << 16)) & 4294967295;

-- One function for each type, with and without a seed.
do $$
declare
  type text;
begin
  foreach type in array array['text', 'bpchar', 'bytea', 'smallint', 'integer', 'bigint', 'real', 'double precision',
                              'boolean'] loop
    execute pg_catalog.format('
      create function redshift.fnv_hash(value %s, seed bigint default -3750763034362895579) returns bigint
      immutable strict parallel safe return redshift.fnv(redshift.fnv_bytes(value), seed)', type);
  end loop;
  foreach type in array array['numeric', 'date', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval'] loop
    execute pg_catalog.format('create function redshift.fnv_hash(value %1$s, seed bigint default 0) returns bigint
      language plpgsql immutable strict parallel safe as
      ''begin perform redshift.hash_missing(''''FNV_HASH of the type %1$s''''); end''', type);
  end loop;
  foreach type in array array['timetz', 'interval'] loop
    execute pg_catalog.format('
      create function redshift.murmur3_32_hash(value %1$s, seed integer default 0) returns integer
      language plpgsql immutable strict parallel safe as
      ''begin perform redshift.hash_missing(''''MURMUR3_32_HASH of the type %1$s''''); end''', type);
  end loop;
  foreach type in array array['text', 'bytea', 'bigint', 'double precision', 'boolean', 'numeric', 'date', 'time',
                              'timestamp', 'timestamptz'] loop
    execute pg_catalog.format('
      create function redshift.murmur3_32_hash(value %s, seed integer default 0) returns integer
      immutable strict parallel safe return redshift.murmur(redshift.murmur_bytes(value), seed)', type);
  end loop;
  foreach type in array array['smallint', 'integer'] loop
    execute pg_catalog.format('
      create function redshift.murmur3_32_hash(value %s, seed integer default 0) returns integer
      immutable strict parallel safe return redshift.murmur(redshift.murmur_bytes(value::bigint), seed)', type);
  end loop;
end $$;

-- ---------------------------------------------------------------------------------------------------------------------
-- FARMFINGERPRINT64 is FarmHash's Fingerprint64, whose numbers of 64 bits wrap around. Its names are kept.
create function redshift.wrap(number numeric) returns bigint
language sql immutable strict parallel safe
return mod(mod(number, 18446744073709551616) + 27670116110564327424, 18446744073709551616) - 9223372036854775808;
create function redshift.farm_rotate(number bigint, shift integer) returns bigint
language sql immutable strict parallel safe
return ((number >> shift) & ((1::bigint << (64 - shift)) - 1)) | (number << (64 - shift));
create function redshift.farm_mix(number bigint) returns bigint
language sql immutable strict parallel safe
return number # ((number >> 47) & 131071);
create function redshift.farm_fetch(bytes bytea, place integer, size integer default 8) returns bigint
language sql immutable strict parallel safe
return reverse(substr(bytes, place + 1, size))::bigint;
create function redshift.farm_16(u numeric, v numeric, mul bigint) returns bigint
language plpgsql immutable strict parallel safe as $$
declare
  a bigint := redshift.farm_mix(redshift.wrap((redshift.wrap(u) # redshift.wrap(v))::numeric * mul));
  b bigint := redshift.farm_mix(redshift.wrap((redshift.wrap(v) # a)::numeric * mul));
begin
  return redshift.wrap(b::numeric * mul);
end $$;
create function redshift.farm_weak(bytes bytea, place integer, a numeric, b numeric) returns bigint[]
language plpgsql immutable strict parallel safe as $$
declare
  z bigint := redshift.farm_fetch(bytes, place + 24);
  first bigint := redshift.wrap(a + redshift.farm_fetch(bytes, place));
  second bigint := redshift.farm_rotate(redshift.wrap(b + first + z), 21);
  sum bigint := redshift.wrap(first::numeric + redshift.farm_fetch(bytes, place + 8)
                              + redshift.farm_fetch(bytes, place + 16));
begin
  return array[redshift.wrap(sum::numeric + z),
               redshift.wrap(second::numeric + redshift.farm_rotate(sum, 44) + first)];
end $$;
create function redshift.farmfingerprint64(bytes bytea) returns bigint
language plpgsql immutable strict parallel safe as $$
declare
  k0 constant numeric := 14097894508562428199;
  k1 constant numeric := 13011662864482103923;
  k2 constant numeric := 11160318154034397263;
  size integer := pg_catalog.length(bytes);
  mul bigint := redshift.wrap(k2 + size * 2);
  a bigint;
  b bigint;
  c bigint;
  d bigint;
  x numeric;
  y numeric;
  z numeric;
  v bigint[] := array[0, 0];
  w bigint[] := array[0, 0];
  place integer := 0;
  factor numeric := k1;
  times integer := 1;
begin
  if size = 0 then
    return redshift.wrap(k2);
  elsif size < 4 then
    y := pg_catalog.get_byte(bytes, 0) + (pg_catalog.get_byte(bytes, size / 2) << 8);
    z := size + (pg_catalog.get_byte(bytes, size - 1) << 2);
    return redshift.wrap(redshift.farm_mix(redshift.wrap(y * k2) # redshift.wrap(z * k0)) * k2);
  elsif size < 8 then
    return redshift.farm_16(size + redshift.farm_fetch(bytes, 0, 4)::numeric * 8,
                            redshift.farm_fetch(bytes, size - 4, 4), mul);
  elsif size <= 16 then
    a := redshift.wrap(redshift.farm_fetch(bytes, 0) + k2);
    b := redshift.farm_fetch(bytes, size - 8);
    return redshift.farm_16(redshift.farm_rotate(b, 37)::numeric * mul + a,
                            (redshift.farm_rotate(a, 25)::numeric + b) * mul, mul);
  elsif size <= 64 then
    a := redshift.wrap(redshift.farm_fetch(bytes, 0) * case when size <= 32 then k1 else k2 end);
    b := redshift.farm_fetch(bytes, 8);
    c := redshift.wrap(redshift.farm_fetch(bytes, size - 8)::numeric * mul);
    d := redshift.wrap(redshift.farm_fetch(bytes, size - 16) * k2);
    y := redshift.farm_rotate(redshift.wrap(a::numeric + b), 43)::numeric + redshift.farm_rotate(c, 30) + d;
    z := redshift.farm_16(y, a::numeric + redshift.farm_rotate(redshift.wrap(b + k2), 18) + c, mul);
    if size <= 32 then
      return z;
    end if;
    b := redshift.wrap(redshift.farm_fetch(bytes, 16)::numeric * mul);
    c := redshift.farm_fetch(bytes, 24);
    d := redshift.wrap((y + redshift.farm_fetch(bytes, size - 32)) * mul);
    return redshift.farm_16(
      redshift.farm_rotate(redshift.wrap(b::numeric + c), 43)::numeric + redshift.farm_rotate(d, 30)
        + redshift.wrap((z + redshift.farm_fetch(bytes, size - 24)) * mul),
      b::numeric + redshift.farm_rotate(redshift.wrap(c::numeric + a), 18) + d, mul);
  end if;
  y := redshift.wrap(81 * k1 + 113);
  z := redshift.wrap(redshift.farm_mix(redshift.wrap(y * k2 + 113)) * k2);
  x := redshift.wrap(81 * k2 + redshift.farm_fetch(bytes, 0));
  -- Blocks of 64 bytes, and at last the 64 bytes at the end, whatever of them was taken already.
  loop
    if times = 9 then
      factor := redshift.wrap(k1 + 2 * (z::bigint & 255));
      place := size - 64;
      w[1] := redshift.wrap(w[1]::numeric + (size - 1) % 64);
      v[1] := redshift.wrap(v[1]::numeric + w[1]);
      w[1] := redshift.wrap(w[1]::numeric + v[1]);
    end if;
    x := factor * redshift.farm_rotate(redshift.wrap(x + y + v[1] + redshift.farm_fetch(bytes, place + 8)), 37);
    y := factor * redshift.farm_rotate(redshift.wrap(y + v[2] + redshift.farm_fetch(bytes, place + 48)), 42);
    x := redshift.wrap(x) # redshift.wrap(w[2]::numeric * times);
    y := redshift.wrap(y + v[1]::numeric * times + redshift.farm_fetch(bytes, place + 40));
    z := redshift.wrap(redshift.farm_rotate(redshift.wrap(z + w[1]), 33) * factor);
    v := redshift.farm_weak(bytes, place, v[2] * factor, x + w[1]);
    w := redshift.farm_weak(bytes, place + 32, z + w[2], y + redshift.farm_fetch(bytes, place + 16));
    exit when times = 9;
    a := z;
    z := x;
    x := a;
    place := place + 64;
    if place >= (size - 1) / 64 * 64 then
      times := 9;
    end if;
  end loop;
  return redshift.farm_16(
    redshift.farm_16(v[1], w[1], factor::bigint)::numeric + redshift.wrap(redshift.farm_mix(y::bigint) * k0) + x,
    redshift.farm_16(v[2], w[2], factor::bigint)::numeric + z, factor::bigint);
end $$;
create function redshift.farmfingerprint64(text) returns bigint
language sql immutable strict parallel safe
return redshift.farmfingerprint64(convert_to($1, 'UTF8'));

-- ---------------------------------------------------------------------------------------------------------------------
-- STRTOL reads a number of a base from 2 to 36 (r_STRTOL): blanks, a sign, 0x before base 16; an empty text is 0.
create function redshift.strtol(string text, base integer) returns bigint
language plpgsql immutable strict parallel safe as $$
declare
  parts text[];
  digits text;
  known text;
  number numeric := 0;
begin
  -- Most calls are about a part of a hash, once for each row: bits take a quarter of the loop's time.
  if base = 16 and string ~ '^[0-9a-fA-F]{1,15}$' then
    return ('x' || pg_catalog.lpad(string, 16, '0'))::bit(64)::bigint;
  end if;
  parts := pg_catalog.regexp_match(pg_catalog.lower(string), '^[[:space:]]*([-+]?)(0x)?([0-9a-z]*)$');
  digits := case when base = 16 then parts[3] else pg_catalog.concat_ws('', parts[2], parts[3]) end;
  known := pg_catalog.left('0123456789abcdefghijklmnopqrstuvwxyz', base);
  if base not between 2 and 36 then
    raise exception 'The base % is not between 2 and 36', base using errcode = 'invalid_parameter_value';
  elsif string = '' then
    return 0;
  elsif parts is null or digits = '' or pg_catalog.translate(digits, known, '') <> '' then
    raise exception 'The input % is not valid to be converted to base %', string, base
      using errcode = 'invalid_text_representation';
  end if;
  for place in 1 .. pg_catalog.length(digits) loop
    number := number * base + pg_catalog.strpos(known, pg_catalog.substr(digits, place, 1)) - 1;
  end loop;
  return case when parts[1] = '-' then -number else number end;
end $$;

reset search_path;
