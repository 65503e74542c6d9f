import { useState, type SyntheticEvent } from 'react';
import { Refused, type Order } from '../api';
import { Field } from '../Field';
import type { Job, Query } from '../wire';
import { readArguments, startingValues, type Faults, type Values } from './arguments';
import { ParameterField } from './ParameterField';
import { errorInWords } from './words';

/** What stands in the form: so that it can be there again after the user had to sign in. */
export interface Draft {
  readonly query: string;
  readonly values: Values;
}

/** Choose a query, fill in its parameters, run it. */
export function RunForm({
  queries,
  draft: firstDraft,
  onDraft,
  submit,
  onSubmitted,
}: {
  readonly queries: readonly Query[];
  readonly draft: Draft | null;
  readonly onDraft: (draft: Draft) => void;
  readonly submit: (order: Order) => Promise<Job>;
  readonly onSubmitted: (job: Job) => void;
}) {
  const [draft, setDraft] = useState(firstDraft);
  const [faults, setFaults] = useState<Faults>({});
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const query = queries.find(({ name }) => name === draft?.query) ?? queries[0];

  if (query === undefined) {
    return <p className="card">There are no queries on this server yet.</p>;
  }
  const values =
    draft?.query === query.name
      ? { ...startingValues(query), ...draft.values }
      : startingValues(query);

  function change(name: string, next: Values) {
    const changed = { query: name, values: next };
    setDraft(changed);
    onDraft(changed);
  }

  async function run(form: HTMLFormElement, chosen: Query) {
    const read = readArguments(chosen, values);
    const found: Faults = { ...read.faults, ...halfTyped(form) };
    setFaults(found);
    setFault('');
    if (Object.keys(found).length > 0) {
      focusFirst(form, found);
      return;
    }
    setBusy(true);
    try {
      onSubmitted(await submit({ query: chosen.name, arguments: read.arguments }));
    } catch (error) {
      const parameter = error instanceof Refused ? error.problem.parameter : null;
      if (parameter !== null && parameter in values) {
        setFaults({ [parameter]: errorInWords(error) });
        focusFirst(form, { [parameter]: '' });
      } else {
        setFault(errorInWords(error));
      }
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      className="card run"
      aria-label="Run"
      noValidate
      onSubmit={(event: SyntheticEvent<HTMLFormElement>) => {
        event.preventDefault();
        void run(event.currentTarget, query);
      }}
    >
      <Field label="Query" hint={query.description}>
        {(control) => (
          <select
            {...control}
            value={query.name}
            onChange={(event) => {
              const chosen = queries.find(({ name }) => name === event.target.value) ?? query;
              setFaults({});
              setFault('');
              change(chosen.name, startingValues(chosen));
            }}
          >
            {queries.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        )}
      </Field>
      {query.parameters.map((parameter) => (
        <ParameterField
          key={`${query.name} ${parameter.name}`}
          parameter={parameter}
          value={values[parameter.name] ?? ''}
          fault={faults[parameter.name]}
          onChange={(value) => {
            change(query.name, { ...values, [parameter.name]: value });
          }}
        />
      ))}
      <p className="fault" role="alert">
        {fault}
      </p>
      <button type="submit" className="primary" disabled={busy}>
        {busy ? 'Asking…' : 'Run'}
      </button>
    </form>
  );
}

/** Controls in which something stands that isn't a value yet: to us they look empty. */
function halfTyped(form: HTMLFormElement): Faults {
  const inputs = [...form.elements].filter((each) => each instanceof HTMLInputElement);
  const half = inputs.filter(({ validity }) => validity.badInput);
  return Object.fromEntries(half.map(({ name }) => [name, 'Please fill this in completely.']));
}

function focusFirst(form: HTMLFormElement, faults: Faults) {
  const controls = [...form.elements].filter(
    (each) => each instanceof HTMLInputElement || each instanceof HTMLSelectElement,
  );
  controls.find(({ name }) => name in faults)?.focus();
}
