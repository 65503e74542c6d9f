package io.querycast.local.sql.tree;

import java.util.Set;

/** The words that one of the two dialects reserves, and the operators that Redshift has. */
public final class Words {
  private static final Set<String> RESERVED =
      words(
          """
          aes128 aes256 all allowoverwrite analyse analyze and any array as asc authorization az64
          backup between binary blanksasnull both bytedict bzip2 case cast check collate column
          constraint create credentials cross current_date current_time current_timestamp
          current_user current_user_id default deferrable deflate defrag delta delta32k desc disable
          distinct do else emptyasnull enable encode encrypt encryption end except explicit false
          for foreign freeze from full globaldict256 globaldict64k grant group gzip having identity
          ignore ilike in initially inner intersect interval into is isnull join leading left
          like limit localtime localtimestamp lun luns lzo lzop minus mostly16 mostly32 mostly8
          natural new not notnull null nulls off offline offset oid old on only open or order outer
          overlaps parallel partition percent permissions pivot placing primary raw readratio
          recover references rejectlog resort respect restore right select session_user similar
          snapshot some sysdate system table tag tdes text255 text32k then timestamp to top trailing
          true truncatecolumns union unique unnest unpivot user using verbose wallet when where with
          without
          """);

  /** PostgreSQL's keywords that are no plain names everywhere. */
  private static final Set<String> QUOTED =
      words(
          """
          all analyse analyze and any array as asc asymmetric both case cast check collate column
          constraint create current_catalog current_date current_role current_time current_timestamp
          current_user default deferrable desc distinct do else end except false fetch for foreign
          from grant group having in initially intersect into lateral leading limit localtime
          localtimestamp not null offset on only or order placing primary references returning
          select session_user some symmetric system_user table then to trailing true union unique
          user using variadic when where window with authorization binary collation concurrently
          cross current_schema freeze full ilike inner is isnull join left like natural notnull outer
          overlaps right similar tablesample verbose between bigint bit boolean char character
          coalesce dec decimal exists extract float greatest grouping inout int integer interval json
          json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar
          json_serialize json_table json_value least merge_action national nchar none normalize
          nullif numeric out overlay position precision real row setof smallint substring time
          timestamp treat trim values varchar xmlattributes xmlconcat xmlelement xmlexists xmlforest
          xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable day filter hour minute month
          over second varying within without year
          """);

  private static final Set<String> OPERATORS =
      Set.of(
          "+", "-", "*", "/", "%", "^", "=", "<>", "!=", "<", ">", "<=", ">=", "||", "|", "&", "#",
          "~", "<<", ">>", "@", "|/", "||/", "~~", "!~", "~*", "!~*", "!~~", "~~*", "!~~*");

  private Words() {}

  private static Set<String> words(String text) {
    return Set.of(text.strip().split("\\s+"));
  }

  /** Whether Redshift takes this word for a name in double quotes only. */
  public static boolean isReserved(String word) {
    return RESERVED.contains(word);
  }

  public static boolean isOperator(String operator) {
    return OPERATORS.contains(operator);
  }

  /** The identifier as PostgreSQL reads it: in quotes unless it is plain and no keyword. */
  public static String quoted(String name) {
    return isPlain(name) && !QUOTED.contains(name) ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  public static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean isLetter = c == '_' || (c >= 'a' && c <= 'z');
      if (!isLetter && (i == 0 || c < '0' || c > '9')) {
        return false;
      }
    }
    return !name.isEmpty();
  }
}
