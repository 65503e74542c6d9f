import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { SQLNamespace } from '@codemirror/lang-sql';
import type { Api } from '../api';
import type { Schemas, TableColumn, WarehouseTable } from '../wire';

interface KnownTable {
  readonly table: WarehouseTable;
  columns: readonly TableColumn[] | null;
}

/**
 * The part of the warehouse's catalogue that is known so far. Tables are loaded once, and columns
 * when a statement first names their table. A failed request is repeated the next time.
 */
export class WarehouseCatalogue {
  readonly #api: Api;
  readonly #changed: () => void;
  readonly #schemas = new Map<string, Map<string, KnownTable>>();
  readonly #asked = new Set<string>();

  /** @param changed called when more is known */
  constructor(api: Api, changed: () => void) {
    this.#api = api;
    this.#changed = changed;
  }

  /** Takes the schemas, and loads the tables of those that are not Redshift's own. */
  async open(): Promise<Schemas> {
    const all = await this.#api.schemas();
    for (const { name } of all.schemas) {
      this.#schemas.set(name, this.#schemas.get(name) ?? new Map<string, KnownTable>());
    }
    this.#changed();
    for (const { name, system } of all.schemas) {
      if (!system) {
        void this.#loadTables(name);
      }
    }
    return all;
  }

  /** Loads the columns of every table that the SQL names. */
  look(sql: string): void {
    const words = wordsOf(sql);
    for (const [schema, tables] of this.#schemas) {
      if (tables.size === 0 && words.has(schema)) {
        void this.#loadTables(schema);
      }
      for (const [name, known] of tables) {
        if (known.columns === null && words.has(name)) {
          void this.#loadColumns(schema, known);
        }
      }
    }
  }

  /** The schemas, their tables, and the known columns. */
  namespace(): SQLNamespace {
    return Object.fromEntries(
      [...this.#schemas].map(([schema, tables]) => [
        schema,
        Object.fromEntries(
          [...tables].map(([name, { columns }]) => [name, (columns ?? []).map(completion)]),
        ),
      ]),
    );
  }

  /** The columns of the tables that the statement names, without a table prefix. */
  readonly columns = (context: CompletionContext): CompletionResult | null => {
    const word = context.matchBefore(/\w+/);
    const before = context.state.sliceDoc(Math.max(0, (word?.from ?? context.pos) - 1), word?.from);
    if ((word === null && !context.explicit) || before.startsWith('.') || before.endsWith(':')) {
      return null;
    }
    const words = wordsOf(context.state.doc.toString());
    const options = [...this.#schemas.values()].flatMap((tables) =>
      [...tables].flatMap(([name, { columns }]) =>
        words.has(name) ? (columns ?? []).map((it) => ({ ...completion(it), boost: 1 })) : [],
      ),
    );
    return options.length === 0
      ? null
      : { from: word?.from ?? context.pos, options, validFor: /^\w*$/ };
  };

  async #loadTables(schema: string): Promise<void> {
    await this.#once(schema, async () => {
      const tables = await this.#api.tables(schema);
      this.#schemas.set(
        schema,
        new Map(tables.map((table) => [table.name, { table, columns: null }])),
      );
    });
  }

  async #loadColumns(schema: string, known: KnownTable): Promise<void> {
    await this.#once(`${schema}\0${known.table.name}`, async () => {
      known.columns = await this.#api.columns(schema, known.table.name);
    });
  }

  async #once(what: string, load: () => Promise<void>): Promise<void> {
    if (this.#asked.has(what)) {
      return;
    }
    this.#asked.add(what);
    try {
      await load();
      this.#changed();
    } catch {
      // Until the next time, completion knows a little less.
      this.#asked.delete(what);
    }
  }
}

function completion({ name, type }: TableColumn): Completion {
  return { label: name, detail: type, type: 'property' };
}

function wordsOf(sql: string): ReadonlySet<string> {
  return new Set(sql.toLowerCase().match(/\w+/g) ?? []);
}
