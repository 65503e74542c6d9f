package io.querycast.local.sql;

import java.util.Locale;
import java.util.Set;

/** Functions that one of the two has and the other has not. */
final class MissingFunctions {
  /** Redshift has them; they need what no laptop has, or too much of it. */
  private static final Set<String> HERE =
      Set.of(
          "addbbox",
          "dropbbox",
          "geometrytype",
          "supportsbbox",
          "explain_model",
          "change_query_priority",
          "change_session_priority",
          "change_user_priority",
          "reboot_cluster",
          "current_session_arn",
          "default_iam_role",
          "size");

  /**
   * The engine has them; Redshift's guide lists them as unsupported, or has never heard of them.
   */
  private static final Set<String> IN_REDSHIFT =
      Set.of(
          """
          array_agg array_fill array_length array_ndims array_remove array_replace
          bit_count bit_length bit_xor cardinality clock_timestamp concat_ws convert_from
          convert_to corr cosh covar_pop covar_samp current_query date_bin div encode erf
          erfc every factorial format gcd gen_random_uuid generate_subscripts
          inet_client_addr inet_client_port inet_server_addr inet_server_port json_agg
          json_array_elements json_array_elements_text json_build_array json_build_object
          json_each json_each_text json_extract_path json_object json_object_agg
          json_object_keys json_populate_record json_strip_nulls json_to_record jsonb_agg
          jsonb_array_elements jsonb_array_elements_text jsonb_array_length
          jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text
          jsonb_extract_path jsonb_extract_path_text jsonb_object jsonb_object_agg
          jsonb_object_keys jsonb_path_query jsonb_pretty jsonb_set jsonb_strip_nulls
          jsonb_typeof justify_days justify_hours justify_interval lcm lo_import
          localtimestamp make_date make_interval make_time make_timestamp make_timestamptz
          min_scale mode normalize num_nonnulls num_nulls overlay parse_ident pg_ls_dir
          pg_read_binary_file pg_read_file pg_sleep pg_sleep_for pg_sleep_until
          quote_nullable random_normal regexp_like regexp_match regexp_matches
          regexp_split_to_array regexp_split_to_table regr_avgx regr_avgy regr_count
          regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy row_to_json scale
          setseed sha224 sha256 sha384 sha512 sinh starts_with statement_timestamp
          string_agg string_to_table tanh to_json to_jsonb to_tsquery to_tsvector
          transaction_timestamp trim_scale unistr unnest uuidv4 uuidv7 width_bucket xmlagg
          xml_agg
          """
              .strip()
              .split("\\s+"));

  private MissingFunctions() {}

  /** Refuses what is not here, and names what is not in Redshift so that the engine has it not. */
  static Tree checked(Tree call, String name) {
    Token near = call.first();
    if (name.startsWith("st_") || name.startsWith("h3_") || HERE.contains(name)) {
      throw Refused.notAvailable(name.toUpperCase(Locale.ROOT), near);
    }
    if (!IN_REDSHIFT.contains(name)) {
      return call;
    }
    Tree written = call.children().get(0);
    Tree qualified =
        Tree.of(
            Kind.COLUMN,
            near.as(Token.Kind.NAME, "redshift"),
            near.as(Token.Kind.MARK, "."),
            near.as(Token.Kind.NAME, name));
    call.parts().set(call.parts().indexOf(written), qualified);
    return call;
  }
}
