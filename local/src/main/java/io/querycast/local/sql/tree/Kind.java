package io.querycast.local.sql.tree;

/** What a tree is. The comment shows its parts; {@code [ ]} may be missing. */
public enum Kind {
  /** A statement that is no query: its words, and trees where names and expressions are. */
  STATEMENT,

  /** {@code [WITH] SELECT|SETS|VALUES|NESTED [ORDER] [LIMIT] [OFFSET]}. */
  QUERY,
  /** {@code with [recursive] CTE, CTE ...}. */
  WITH,
  /** {@code name [( names )] as NESTED}. */
  CTE,
  /** {@code operand union [all] operand except operand ...}. */
  SETS,
  /** {@code ( QUERY )}. */
  NESTED,
  /** {@code values (...), (...)}. */
  VALUES,
  /** {@code select [TOP] [DISTINCT] ITEMS [INTO] [FROM] [WHERE] [START] [CONNECT] ...}. */
  SELECT,
  /** {@code top number}. */
  TOP,
  /** {@code all} or {@code distinct}. */
  DISTINCT,
  /** {@code ITEM, ITEM ...}. */
  ITEMS,
  /** {@code expression [as name]}. */
  ITEM,
  /** {@code *} or {@code t.*}. */
  STAR,
  /** {@code exclude name} or {@code exclude ( names )} in a select list. */
  EXCLUDE,
  /** {@code into [temp] [table] name}. */
  INTO,

  /** {@code from JOINED, JOINED ...}. */
  FROM,
  /** {@code item [join item [on ...] ...]}. */
  JOINED,
  /** One item after its join words: {@code left join item on expression}. */
  JOIN,
  /** A named relation, or a way into a SUPER value: {@code COLUMN|PATH [as alias [( names )]]}. */
  TABLE,
  /** A query in FROM: {@code NESTED [as alias [( names )]]}. */
  DERIVED,
  /** A function in FROM: {@code CALL [as alias [( names )]]}. */
  ROWS,
  /** Joins in parentheses: {@code ( JOINED ) [as alias]}. */
  GROUPED,
  /** {@code [as] name [at name] [( names )]}. */
  ALIAS,
  /** {@code unpivot PATH [as value] [at name]}: the attributes of a SUPER object. */
  ENTRIES,
  /** {@code unnest ( expression ) ALIAS [with offset [as] name]}: the elements of a SUPER array. */
  UNNEST,
  /** {@code pivot ( ... ) [ALIAS]} after an item. */
  PIVOT,
  /** {@code unpivot ( ... ) [ALIAS]} after an item. */
  UNPIVOT,

  /** {@code where expression}. */
  WHERE,
  /** {@code start with expression}. */
  START,
  /** {@code connect by [nocycle] expression}. */
  CONNECT,
  /** {@code group by all | expression, ...}. */
  GROUP,
  /** {@code rollup|cube|grouping sets ( ... )}. */
  GROUPING,
  /** {@code having expression}. */
  HAVING,
  /** {@code qualify expression}. */
  QUALIFY,
  /** {@code order by KEY, KEY ...}. */
  ORDER,
  /** {@code expression [asc|desc] [nulls first|last]}. */
  KEY,
  /** {@code limit expression|all}. */
  LIMIT,
  /** {@code offset expression}. */
  OFFSET,

  /** A column or a way into a SUPER value: {@code a.b.c}. */
  COLUMN,
  /** {@code base [ index ] . name ...}. */
  PATH,
  /** {@code COLUMN (+)}. */
  PLUS,
  /** A number, a text, {@code true}, {@code false} or {@code null}. */
  LITERAL,
  /** {@code TYPE 'text'} or {@code interval 'text' [day [to second]]}. */
  TYPED,
  /** {@code :name}. */
  PARAMETER,
  /** {@code array [ expression, ... ]}. */
  ARRAY,
  /** A word that is a value: {@code current_date}. */
  SPECIAL,
  /** {@code NAME ( ARGUMENTS ) [WITHIN] [ignore nulls] [OVER]}. */
  CALL,
  /** {@code [distinct] expression, expression ... [ignore nulls]}, or words between them. */
  ARGUMENTS,
  /** {@code within group ( ORDER )}. */
  WITHIN,
  /** {@code ignore|respect nulls}. */
  NULLS,
  /** {@code over ( [PARTITION] [ORDER] [FRAME] )}. */
  OVER,
  /** {@code partition by expression, ...}. */
  PARTITION,
  /** {@code rows|range ...}. */
  FRAME,
  /** {@code cast ( expression as TYPE )}, also {@code try_cast}. */
  CAST,
  /** {@code expression :: TYPE :: TYPE ...}. */
  CASTS,
  /** {@code convert ( TYPE , expression )}. */
  CONVERT,
  /** {@code name [( number, number )]}. */
  TYPE,
  /** {@code case [expression] WHEN ... [else expression] end}. */
  CASE,
  /** {@code when expression then expression}. */
  WHEN,
  /** Operators that bind equally: {@code a + b - c}. */
  CHAIN,
  /** {@code - expression}, also {@code prior}, {@code connect_by_root} and {@code approximate}. */
  UNARY,
  /** {@code not expression}. */
  NOT,
  /** {@code expression is [not] null|true|false|unknown|distinct from ...}. */
  IS,
  /** {@code expression [not] in NESTED|LIST}. */
  IN,
  /** {@code expression [not] between expression and expression}. */
  BETWEEN,
  /** {@code expression [not] like|ilike|similar to expression [escape expression]}. */
  LIKE,
  /** {@code exists NESTED}. */
  EXISTS,
  /** {@code any|some|all NESTED|LIST}. */
  QUANTIFIED,
  /** {@code ( expression, expression ... )}. */
  LIST,
  /** {@code expression at time zone expression}. */
  ZONE,
  /** {@code expression collate name}. */
  COLLATE
}
