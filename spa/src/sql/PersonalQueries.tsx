import { useCallback, useEffect, useState } from 'react';
import type { Api } from '../api';
import { Field } from '../Field';
import { strings } from '../strings';
import type { PersonalQuery } from '../wire';
import { errorInWords } from '../words';
import { nameFor } from './names';

const words = strings.sql;

/** The personal query that is open in the editor. */
export interface Opened {
  readonly name: string;
  readonly title: string;
}

/** Saves the text of the editor; opens and deletes saved queries. */
export function PersonalQueries({
  api,
  sql,
  opened,
  onOpened,
  onOpen,
}: {
  readonly api: Api;
  readonly sql: string;
  readonly opened: Opened | null;
  readonly onOpened: (opened: Opened | null) => void;
  readonly onOpen: (sql: string, opened: Opened) => void;
}) {
  const [queries, setQueries] = useState<readonly PersonalQuery[] | null>(null);
  const [title, setTitle] = useState('');
  const [titleFault, setTitleFault] = useState<string | undefined>(undefined);
  const [fault, setFault] = useState('');
  const [notice, setNotice] = useState('');
  const [doomed, setDoomed] = useState<string | null>(null);

  const load = useCallback(async () => {
    try {
      setQueries(await api.personalQueries());
    } catch (error) {
      setFault(errorInWords(error));
    }
  }, [api]);
  useEffect(() => void load(), [load]);
  useEffect(() => {
    setTitle(opened?.title ?? '');
  }, [opened]);

  /** Runs an action that may fail, then loads the list again. */
  async function attempt(what: () => Promise<string>) {
    setFault('');
    setNotice('');
    try {
      setNotice(await what());
      await load();
    } catch (error) {
      setFault(errorInWords(error));
    }
  }

  function save() {
    const wanted = title.trim();
    const bad = wanted === '' || Array.from(wanted).length > 100;
    setTitleFault(bad ? words.nameMissing : undefined);
    if (bad) {
      return;
    }
    const same = (queries ?? []).find((each) => each.title === wanted);
    const name = same?.name ?? nameFor(wanted, new Set((queries ?? []).map((each) => each.name)));
    void attempt(async () => {
      const kept = await api.keepQuery(name, wanted, sql);
      onOpened({ name: kept.name, title: kept.title });
      return words.saved(kept.title);
    });
  }

  return (
    <section className="card" aria-labelledby="sql-mine">
      <h2 id="sql-mine">{words.mine}</h2>
      {queries?.length === 0 && <p className="hint">{words.noneMine}</p>}
      <ul className="sql-list">
        {queries?.map((query) => (
          <li key={query.name}>
            <button
              type="button"
              aria-label={words.open(query.title)}
              aria-current={query.name === opened?.name}
              onClick={() =>
                void attempt(async () => {
                  const { name, title: known, sql: text } = await api.personalQuery(query.name);
                  onOpen(text ?? '', { name, title: known });
                  return '';
                })
              }
            >
              <span>{query.title}</span>
            </button>
            <button
              type="button"
              className={doomed === query.name ? 'sql-doomed' : 'sql-remove'}
              aria-label={
                doomed === query.name
                  ? words.removeSure(query.title)
                  : words.removeNamed(query.title)
              }
              onBlur={() => {
                setDoomed(null);
              }}
              onClick={() => {
                // The first click asks for confirmation, the second deletes.
                if (doomed !== query.name) {
                  setDoomed(query.name);
                  return;
                }
                setDoomed(null);
                void attempt(async () => {
                  await api.deleteQuery(query.name);
                  if (opened?.name === query.name) {
                    onOpened(null);
                  }
                  return words.removed(query.title);
                });
              }}
            >
              {doomed === query.name ? words.removeSure(query.title) : words.remove}
            </button>
          </li>
        ))}
      </ul>
      <form
        className="sql-save"
        aria-label={words.saveTitle}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Field label={words.name} hint={words.nameHint} fault={titleFault}>
          {(control) => (
            <input
              {...control}
              value={title}
              maxLength={100}
              autoComplete="off"
              onChange={({ target }) => {
                setTitle(target.value);
              }}
            />
          )}
        </Field>
        <button type="submit" disabled={sql.trim() === '' || queries === null}>
          {words.save}
        </button>
      </form>
      <p className="fault" role="alert">
        {fault}
      </p>
      <p className="hint" role="status">
        {notice}
      </p>
    </section>
  );
}
