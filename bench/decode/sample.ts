/** A made-up result in the four forms in which a result may come. Each call returns the same. */
import { tableFromArrays, tableToIPC, vectorFromArray, Bool, Float64, Int64, Utf8 } from 'apache-arrow';

export interface Forms {
  readonly typed: Uint8Array[];
  readonly csv: Uint8Array[];
  readonly arrow: Uint8Array[];
  readonly compact: Uint8Array[];
}

type Value = string | number | boolean | null;

const columns = [
  ['trip_id', 'int8'],
  ['vendor', 'varchar'],
  ['pickup', 'timestamp'],
  ['passengers', 'int4'],
  ['distance', 'float8'],
  ['fare', 'numeric'],
  ['tip', 'numeric'],
  ['paid_by', 'varchar'],
  ['shared', 'bool'],
  ['note', 'varchar'],
] as const;

const encoder = new TextEncoder();

/** Pages of a thousand rows of ten columns, as the Data API makes them. */
export function forms(pages: number): Forms {
  const all: Forms = { typed: [], csv: [], arrow: [], compact: [] };
  for (let page = 0; page < pages; page++) {
    const rows = Array.from({ length: 1_000 }, (_, at) => row(page * 1_000 + at));
    all.typed.push(encoder.encode(JSON.stringify({ ...metadata(), Records: rows.map(typed) })));
    all.csv.push(encoder.encode(rows.map(csv).join('')));
    all.arrow.push(arrow(rows));
    all.compact.push(
      encoder.encode(
        JSON.stringify({
          columns: columns.map(([name, type]) => ({ name, type })),
          rows,
          ...(page + 1 < pages && { next: `page-${page + 1}` }),
        }),
      ),
    );
  }
  return all;
}

function row(number: number): Value[] {
  const random = ((number * 2_654_435_761) >>> 0) / 2 ** 32;
  const day = String(1 + (number % 28)).padStart(2, '0');
  return [
    number,
    number % 2 === 0 ? 'CMT' : 'VTS',
    `2015-03-${day} 07:${String(number % 60).padStart(2, '0')}:12`,
    1 + (number % 6),
    Math.round(random * 3_000) / 100,
    (random * 90).toFixed(2),
    (random * 9).toFixed(2),
    number % 3 === 0 ? 'cash' : 'card',
    number % 7 === 0,
    number % 5 === 0 ? null : `trip no. ${number}, "as said", Øst`,
  ];
}

function metadata() {
  return { ColumnMetadata: columns.map(([name, typeName]) => ({ name, typeName, nullable: 1 })) };
}

function typed(cells: Value[]) {
  return cells.map((cell, at) => {
    if (cell === null) {
      return { isNull: true };
    }
    if (typeof cell === 'number') {
      return columns[at]?.[1] === 'float8' ? { doubleValue: cell } : { longValue: cell };
    }
    return typeof cell === 'boolean' ? { booleanValue: cell } : { stringValue: cell };
  });
}

function csv(cells: Value[]) {
  const fields = cells.map((cell) => {
    const text = cell === null ? '' : String(cell);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${fields.join(',')}\r\n`;
}

function arrow(rows: Value[][]) {
  const vectors = columns.map(([name, type], at) => {
    const values = rows.map((cells) => cells[at] ?? null);
    switch (type) {
      case 'int8':
      case 'int4':
        return [name, vectorFromArray(values.map((value) => BigInt(value as number)), new Int64())];
      case 'float8':
        return [name, vectorFromArray(values as number[], new Float64())];
      case 'bool':
        return [name, vectorFromArray(values as boolean[], new Bool())];
      default:
        return [name, vectorFromArray(values as string[], new Utf8())];
    }
  });
  return tableToIPC(tableFromArrays(Object.fromEntries(vectors) as never), 'stream');
}
