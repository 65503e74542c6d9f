import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import type { Api } from '../api';
import { ErrorBoundary } from '../ErrorBoundary';
import { Field } from '../Field';
import { strings } from '../strings';
import { useTask } from '../useTask';
import { durationInWords, sizeInWords } from '../words';
import { drawingOf, parseUsage, type By, type Counts, type Measure, type Usage } from './usage';
import './usage.css';

const EChart = lazy(() => import('../result/EChart'));
const words = strings.usage;

const sections: readonly { readonly by: By; readonly title: string; readonly name: string }[] = [
  { by: 'day', title: words.when, name: words.day },
  { by: 'query', title: words.what, name: words.query },
  { by: 'user', title: words.who, name: words.user },
];

/** What all users asked, what it took of the warehouse, and what was saved; for operators. */
export default function UsageView({ api, user }: { readonly api: Api; readonly user: string }) {
  const [range, setRange] = useState({ from: '', to: '' });
  const [measure, setMeasure] = useState<Measure>('questions');
  const [reports, setReports] = useState<Readonly<Record<By, Usage>> | null>(null);
  const { busy, fault, run } = useTask();

  const load = useCallback(
    async (from: string, to: string) => {
      const report = async (by: By) => parseUsage(await api.usage(by, from, to), by);
      const [day, query, each] = await Promise.all([
        report('day'),
        report('query'),
        report('user'),
      ]);
      setReports({ day, query, user: each });
      setRange({ from: day.from, to: day.to });
    },
    [api],
  );
  useEffect(() => {
    void run(() => load('', ''));
    // Once: later the user asks.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [load]);

  const day = (name: 'from' | 'to') => (
    <Field label={words[name]}>
      {(control) => (
        <input
          {...control}
          type="date"
          value={range[name]}
          onChange={(event) => {
            setRange({ ...range, [name]: event.target.value });
          }}
        />
      )}
    </Field>
  );

  return (
    <div className="main wide usage">
      <form
        className="card usage-range"
        aria-label={words.range}
        onSubmit={(event) => {
          event.preventDefault();
          void run(() => load(range.from, range.to));
        }}
      >
        {day('from')}
        {day('to')}
        <Field label={words.measure}>
          {(control) => (
            <select
              {...control}
              value={measure}
              onChange={(event) => {
                setMeasure(event.target.value === 'time' ? 'time' : 'questions');
              }}
            >
              {Object.entries(words.measures).map(([each, name]) => (
                <option key={each} value={each}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <button type="submit" className="primary" disabled={busy}>
          {words.show}
        </button>
        <p className="fault" role="alert">
          {fault}
        </p>
      </form>
      {reports === null && fault === '' && <div className="card skeleton editor-skeleton" />}
      {reports !== null && reports.day.total.asked === 0 && <p className="card">{words.none}</p>}
      {reports !== null && reports.day.total.asked > 0 && (
        <>
          <Total counts={reports.day.total} />
          {sections.map(({ by, title, name }) => (
            <Section
              key={by}
              title={title}
              column={name}
              report={reports[by]}
              measure={measure}
              nameOf={(row) => nameOf(row, by, user)}
            />
          ))}
        </>
      )}
    </div>
  );
}

function nameOf(name: string | null, by: By, user: string): string {
  if (name === null) {
    return by === 'query' ? words.ownSql : words.watches;
  }
  return by === 'user' && name === user ? words.you(name) : name;
}

/** The figures of a sum, in the order in which they are told. */
const figures: readonly (readonly [string, (counts: Counts) => string])[] = [
  [words.asked, ({ asked }) => String(asked)],
  [words.statements, ({ statements }) => String(statements)],
  [words.shared, ({ shared }) => String(shared)],
  [words.reused, ({ reused }) => String(reused)],
  [words.warehouse, ({ warehouse }) => durationInWords(warehouse)],
  [words.saved, ({ saved }) => durationInWords(saved)],
  [words.bytes, ({ bytes }) => sizeInWords(bytes)],
  [words.calls, ({ calls }) => String(calls)],
  [words.price, ({ price }) => price ?? words.noPrice],
];

function Total({ counts }: { readonly counts: Counts }) {
  return (
    <section className="card" aria-labelledby="usage-total">
      <h2 id="usage-total">{words.total}</h2>
      <dl className="usage-total">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value(counts)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** A picture of what was run and saved, and the table of the same. */
function Section({
  title,
  column,
  report,
  measure,
  nameOf,
}: {
  readonly title: string;
  readonly column: string;
  readonly report: Usage;
  readonly measure: Measure;
  readonly nameOf: (name: string | null) => string;
}) {
  const { rows } = report;
  const drawing = useMemo(
    () =>
      drawingOf(
        rows,
        rows.map(({ name }) => nameOf(name)),
        measure,
      ),
    // The names follow from the rows.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [rows, measure],
  );
  return (
    <section className="card usage-section">
      <h2>{title}</h2>
      <ErrorBoundary fallback={<p className="hint">{strings.chart.failed}</p>}>
        <Suspense fallback={<div className="chart-place skeleton" />}>
          <EChart
            drawing={drawing}
            kind="stacked"
            label={words.describe(words.measures[measure], column)}
          />
        </Suspense>
      </ErrorBoundary>
      {/* A keyboard scrolls what has the focus. */}
      <div className="usage-table" role="region" aria-label={title} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{column}</th>
              {figures.map(([name]) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <th scope="row">{nameOf(row.name)}</th>
                {figures.map(([name, value]) => (
                  <td key={name}>{value(row)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!report.isAll && <p className="hint">{words.first(rows.length)}</p>}
    </section>
  );
}
