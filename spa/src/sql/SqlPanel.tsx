import { useCallback, useEffect, useId, useRef, useState } from 'react';
import { Refused, type Api, type Submission } from '../api';
import { Field } from '../Field';
import { strings } from '../strings';
import type { Job, Schemas } from '../wire';
import { errorInWords } from '../words';
import { SqlEditor } from './editor';
import { History } from './History';
import { PersonalQueries, type Opened } from './PersonalQueries';
import { namesIn } from './placeholders';
import { errorAt } from './position';
import { WarehouseCatalogue } from './warehouse';
import './sql.css';

const words = strings.sql;

/** The text of the editor; it is kept while the user is signed in. */
interface Draft {
  readonly sql: string;
  readonly values: Readonly<Record<string, string>>;
  readonly opened: Opened | null;
  /** Whether an answer may serve that is there already. */
  readonly reuses: boolean;
}

const drafts = new WeakMap<Api, Draft>();
const blank: Draft = { sql: '', values: {}, opened: null, reuses: false };

/** The oldest answer that an analyst takes. */
const oldest = 'PT10M';

/** The last statement that was run here; its error is marked in the text. */
interface Ran {
  readonly id: string;
  readonly sql: string;
  readonly from: number;
}

/**
 * The analyst's own SQL: completion, running, saving, and the place of an error that Redshift
 * reports.
 */
export default function SqlPanel({
  api,
  jobs,
  run,
}: {
  readonly api: Api;
  /** The user's jobs that are known, newest first. */
  readonly jobs: readonly Job[];
  readonly run: (submission: Submission) => Promise<Job>;
}) {
  const [draft, setDraft] = useState(() => drafts.get(api) ?? blank);
  const [selection, setSelection] = useState('');
  const [faults, setFaults] = useState<Readonly<Record<string, string>>>({});
  const [fault, setFault] = useState('');
  const [notice, setNotice] = useState('');
  const [busy, setBusy] = useState(false);
  const [ran, setRan] = useState<Ran | null>(null);
  const [warehouse, setWarehouse] = useState<Schemas | null>(null);
  const host = useRef<HTMLDivElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const editor = useRef<SqlEditor | null>(null);
  const start = useRef<(part: string) => void>(() => undefined);
  const first = useRef(draft.sql);
  const id = useId();

  useEffect(() => {
    drafts.set(api, draft);
  }, [api, draft]);

  useEffect(() => {
    if (host.current === null) {
      return;
    }
    const catalogue = new WarehouseCatalogue(api, () => {
      editor.current?.learn();
    });
    const here = new SqlEditor(host.current, first.current, words.editor, catalogue, {
      changed: (sql) => {
        first.current = sql;
        setDraft((before) => ({ ...before, sql }));
        catalogue.look(sql);
      },
      selected: setSelection,
      run: (part) => {
        start.current(part);
      },
    });
    editor.current = here;
    catalogue.open().then(
      (all) => {
        setWarehouse(all);
        catalogue.look(here.text);
      },
      (error: unknown) => {
        setFault(errorInWords(error));
      },
    );
    return () => {
      editor.current = null;
      here.close();
    };
  }, [api]);

  const failed = ran && jobs.find((job) => job.id === ran.id);
  const message = failed?.error?.message ?? null;
  const [line, setLine] = useState<number | null>(null);
  useEffect(() => {
    const here = editor.current;
    const span = ran && message !== null ? errorAt(ran.sql, message) : null;
    setLine(null);
    if (here === null || ran === null || span === null || message === null) {
      return;
    }
    // The user has typed on, so the text is another one.
    if (here.text.slice(ran.from, ran.from + ran.sql.length) === ran.sql) {
      const from = ran.from + span.from;
      here.mark({ from, to: ran.from + span.to }, message);
      setLine(here.text.slice(0, from).split('\n').length);
    }
  }, [ran, message]);

  const names = namesIn(draft.sql);

  function focusOn(name: string) {
    form.current?.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.focus();
  }

  async function ask(part: string) {
    const here = editor.current;
    if (here === null || busy) {
      return;
    }
    const from = part === '' ? 0 : here.selection.from;
    const sql = part === '' ? here.text : part;
    const wanted = namesIn(sql);
    const empty = wanted.filter((name) => !draft.values[name]);
    here.unmark();
    setRan(null);
    setNotice('');
    setFault(sql.trim() === '' ? words.empty : '');
    setFaults(Object.fromEntries(empty.map((name) => [name, words.missing])));
    const missing = empty[0];
    if (missing !== undefined) {
      focusOn(missing);
    }
    if (sql.trim() === '' || missing !== undefined) {
      return;
    }
    setBusy(true);
    try {
      const args = Object.fromEntries(wanted.map((name) => [name, draft.values[name] ?? '']));
      const asked = { sql, arguments: args, ...(draft.reuses && { maxAge: oldest }) };
      setRan({ id: (await run(asked)).id, sql, from });
    } catch (error) {
      const parameter = error instanceof Refused ? error.problem.parameter : null;
      if (parameter !== null && wanted.includes(parameter)) {
        setFaults({ [parameter]: errorInWords(error) });
        focusOn(parameter);
      } else {
        setFault(errorInWords(error));
      }
    } finally {
      setBusy(false);
    }
  }
  useEffect(() => {
    start.current = (part) => void ask(part);
  });

  async function format() {
    const here = editor.current;
    if (here === null) {
      return;
    }
    setNotice('');
    try {
      const { formatted } = await import('./format');
      const next = formatted(here.text);
      if (next !== here.text) {
        here.replace(next);
      }
    } catch {
      setNotice(words.formatFailed);
    }
  }

  const open = useCallback(
    (sql: string, values: Readonly<Record<string, string>>, opened: Opened | null) => {
      setDraft((before) => ({ ...before, sql, values, opened }));
      setFaults({});
      setFault('');
      setRan(null);
      editor.current?.replace(sql);
    },
    [],
  );

  return (
    <section className="sql" aria-labelledby={`${id}-title`}>
      <div className="card sql-write">
        <h1 id={`${id}-title`}>{draft.opened?.title ?? words.title}</h1>
        <div ref={host} className="sql-editor" aria-describedby={`${id}-keys`} />
        <p className="hint" id={`${id}-keys`}>
          {words.keys}
        </p>
        <form
          ref={form}
          aria-label={words.title}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void ask('');
          }}
        >
          {names.length > 0 && (
            <fieldset className="sql-parameters">
              <legend>{words.parameters}</legend>
              {names.map((name) => (
                <Field key={name} label={name} fault={faults[name]}>
                  {(control) => (
                    <input
                      {...control}
                      name={name}
                      value={draft.values[name] ?? ''}
                      autoComplete="off"
                      spellCheck={false}
                      onChange={({ target }) => {
                        setDraft((before) => ({
                          ...before,
                          values: { ...before.values, [name]: target.value },
                        }));
                      }}
                    />
                  )}
                </Field>
              ))}
            </fieldset>
          )}
          <div className="sql-actions">
            <button type="submit" className="primary" disabled={busy}>
              {busy ? words.asking : words.run}
            </button>
            <button
              type="button"
              disabled={busy || selection.trim() === ''}
              onClick={() => {
                void ask(selection);
              }}
            >
              {words.runSelection}
            </button>
            <button type="button" onClick={() => void format()}>
              {words.format}
            </button>
          </div>
          <div>
            <label className="check">
              <input
                type="checkbox"
                checked={draft.reuses}
                aria-describedby={`${id}-reuse`}
                onChange={({ target }) => {
                  setDraft((before) => ({ ...before, reuses: target.checked }));
                }}
              />
              {words.reuse}
            </label>
            <p className="hint" id={`${id}-reuse`}>
              {words.reuseHint}
            </p>
          </div>
        </form>
        <p className="fault" role="alert">
          {line === null ? fault : words.failedAt(line)}
        </p>
        <p className="hint" role="status">
          {notice}
        </p>
        {warehouse && (
          <p className="hint">
            {runsAs(warehouse)} {words.rights}
          </p>
        )}
      </div>
      <div className="sql-side">
        <PersonalQueries
          api={api}
          sql={draft.sql}
          opened={draft.opened}
          onOpened={(opened) => {
            setDraft((before) => ({ ...before, opened }));
          }}
          onOpen={(sql, opened) => {
            open(sql, draft.values, opened);
          }}
        />
        <History
          api={api}
          jobs={jobs}
          onOpen={({ sql, arguments: args }) => {
            const values = Object.entries(args).map(([name, value]) => [name, String(value ?? '')]);
            open(sql ?? '', Object.fromEntries(values) as Record<string, string>, null);
          }}
        />
      </div>
    </section>
  );
}

function runsAs({ user, secret, database }: Schemas): string {
  if (user !== null) {
    return words.runsAs(user, database);
  }
  return secret === null ? words.runsByRole(database) : words.runsBySecret(secret, database);
}
