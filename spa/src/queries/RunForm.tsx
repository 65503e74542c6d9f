import { useRef, useState, type SyntheticEvent } from 'react';
import { Refused, type Submission } from '../api';
import { CopyLink } from '../CopyLink';
import { linkToQuery } from '../route';
import { strings } from '../strings';
import type { Job, Query } from '../wire';
import { errorInWords } from '../words';
import {
  linkArguments,
  readArguments,
  startingValues,
  type Faults,
  type Values,
} from './arguments';
import { ParameterField } from './ParameterField';

const words = strings.run;

/** The form of a query. A field shows its error once the user has left it. */
export function RunForm({
  query,
  values: first,
  onValues,
  submit,
  onSubmitted,
}: {
  readonly query: Query;
  /** The first values of the form, where they differ from the query's defaults. */
  readonly values: Values;
  readonly onValues: (values: Values) => void;
  readonly submit: (submission: Submission) => Promise<Job>;
  readonly onSubmitted: (job: Job) => void;
}) {
  const [values, setValues] = useState<Values>(() => ({ ...startingValues(query), ...first }));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [refusals, setRefusals] = useState<Faults>({});
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const read = readArguments(query, values);

  function change(name: string, value: string | boolean) {
    const next = { ...values, [name]: value };
    setValues(next);
    setRefusals({});
    onValues(next);
  }

  function leave(name: string) {
    setLeft((before) => (before.has(name) ? before : new Set(before).add(name)));
  }

  async function run(element: HTMLFormElement) {
    const found: Faults = { ...read.faults, ...halfTyped(element) };
    setLeft(new Set(query.parameters.map(({ name }) => name)));
    setRefusals(found);
    setFault('');
    if (Object.keys(found).length > 0) {
      focusFirst(element, found);
      return;
    }
    setBusy(true);
    try {
      onSubmitted(await submit({ query: query.name, arguments: read.arguments }));
    } catch (error) {
      const parameter = error instanceof Refused ? error.problem.parameter : null;
      if (parameter !== null && parameter in values) {
        setRefusals({ [parameter]: errorInWords(error) });
        focusFirst(element, { [parameter]: '' });
      } else {
        setFault(errorInWords(error));
      }
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      className="run"
      aria-label={words.form}
      noValidate
      ref={form}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          form.current?.requestSubmit();
        }
      }}
      onBlur={(event) => {
        const { target } = event;
        if ('name' in target && typeof target.name === 'string' && target.value !== '') {
          leave(target.name);
        }
      }}
      onSubmit={(event: SyntheticEvent<HTMLFormElement>) => {
        event.preventDefault();
        void run(event.currentTarget);
      }}
    >
      {query.parameters.map((parameter) => (
        <ParameterField
          key={parameter.name}
          parameter={parameter}
          value={values[parameter.name] ?? ''}
          fault={
            refusals[parameter.name] ??
            (left.has(parameter.name) ? read.faults[parameter.name] : undefined)
          }
          onChange={(value) => {
            change(parameter.name, value);
          }}
        />
      ))}
      <div className="actions">
        <button type="submit" className="primary" disabled={busy} title={words.runHint}>
          {busy ? words.asking : words.run}
        </button>
        <CopyLink link={linkToQuery(query.name, linkArguments(query, read.arguments))} />
      </div>
      <p className="fault" role="alert">
        {fault}
      </p>
    </form>
  );
}

/** Controls with half-typed text that is not a value yet: to the page they look empty. */
function halfTyped(form: HTMLFormElement): Faults {
  const inputs = [...form.elements].filter((each) => each instanceof HTMLInputElement);
  const half = inputs.filter(({ validity }) => validity.badInput);
  return Object.fromEntries(half.map(({ name }) => [name, words.fault.halfTyped]));
}

function focusFirst(form: HTMLFormElement, faults: Faults) {
  const controls = [...form.elements].filter(
    (each) => each instanceof HTMLInputElement || each instanceof HTMLSelectElement,
  );
  controls.find(({ name }) => name in faults)?.focus();
}
