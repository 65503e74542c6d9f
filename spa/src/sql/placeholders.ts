/**
 * What SQL may hold in which a colon starts no parameter: quoted text and names, comments, dollar
 * quotes and casts; then the parameter itself. The server's rule, in `query/Placeholders.java`.
 */
const token =
  /'[^']*(?:''[^']*)*'(?!')|"[^"]*(?:""[^"]*)*"(?!")|--[^\n]*|\/\*[\s\S]*?\*\/|(\$[A-Za-z_]*\$)[\s\S]*?\1|::|:(?<name>[A-Za-z_][A-Za-z0-9_]*)/g;

/** Where the named parameters of a statement are, in the order of the text. */
export function placeholders(
  sql: string,
): readonly { readonly name: string; readonly from: number; readonly to: number }[] {
  return [...sql.matchAll(token)].flatMap(({ index, groups, 0: found }) => {
    const name = groups?.name;
    return name === undefined ? [] : [{ name, from: index, to: index + found.length }];
  });
}

/** The names that the SQL asks for, in the order of their first use. */
export function namesIn(sql: string): readonly string[] {
  return [...new Set(placeholders(sql).map(({ name }) => name))];
}
