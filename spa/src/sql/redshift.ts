import { SQLDialect } from '@codemirror/lang-sql';

/** Amazon Redshift's words, functions first, in the groups of its documentation. */
const functions =
  'abs any_value approximate ascii avg bit_and bit_or btrim bool_and bool_or cast ceil ceiling charindex char_length chr coalesce concat convert convert_timezone corr count cume_dist current_date current_schema current_user date_cmp date_part date_trunc dateadd datediff decode dense_rank dexp exp extract first_value floor func_sha1 getdate greatest hll initcap is_valid_json isnull json_array_length json_extract_array_element_text json_extract_path_text json_parse json_serialize lag last_day last_value lead least left len length listagg ln log lower lpad ltrim max md5 median min mod months_between next_day nth_value ntile nullif nvl nvl2 octet_length percent_rank percentile_cont percentile_disc position power quote_ident quote_literal random rank ratio_to_report regexp_count regexp_instr regexp_replace regexp_substr repeat replace replicate reverse right round row_number rpad rtrim session_user sha1 sha2 sign split_part sqrt stddev stddev_pop stddev_samp strpos strtol substring sum sysdate timezone to_char to_date to_hex to_number to_timestamp translate trim trunc upper user var_pop var_samp variance width_bucket';

const keywords =
  'all analyze and any array as asc authorization backup between both by case check collate column constraint copy create cross current_time current_timestamp default deferrable delete desc describe distinct distkey distribution diststyle drop else encode end escape except exclude exists explain external false fetch filter following for foreign freeze from full grant group grouping having identity ilike in initially inner insert interval intersect into is join language lateral leading left like limit localtime localtimestamp materialized minus natural new not null nulls off offset offline old on only open or order outer over overlaps parallel partition percent pivot preceding primary qualify range recursive references respect restore returning right row rows select set sets similar snapshot some sortkey super tablesample table temp temporary then ties to top trailing true truncate unbounded union unique unload unpivot update using vacuum values verbose view wallet when where window with within without';

const types =
  'bigint bool boolean bpchar char character date decimal double float float4 float8 geography geometry hllsketch int int2 int4 int8 integer interval nchar numeric nvarchar precision real smallint super text time timestamp timestamptz timetz varbyte varchar varying';

/** The SQL dialect of Amazon Redshift: PostgreSQL's syntax with its own words. */
export const redshift = SQLDialect.define({
  charSetCasts: false,
  doubleDollarQuotedStrings: true,
  operatorChars: '+-*/<>=~!@#%^&|`?',
  specialVar: '',
  keywords,
  types,
  builtin: functions,
});
