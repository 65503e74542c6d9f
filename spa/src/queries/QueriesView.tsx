import { useMemo, useRef } from 'react';
import type { Submission } from '../api';
import type { Route } from '../route';
import { strings } from '../strings';
import type { Job, Query } from '../wire';
import { Catalogue } from './Catalogue';
import { QueryPanel } from './QueryPanel';

/** The catalogue, the form of the chosen query, and below it the rows of its last run. */
export function QueriesView({
  queries,
  fault,
  onRetry,
  route,
  user,
  submit,
  onSubmitted,
  jobs,
  panel,
}: {
  readonly queries: readonly Query[] | null;
  readonly fault: string;
  readonly onRetry: () => void;
  readonly route: Route;
  /** The id of the signed-in user. */
  readonly user: string;
  readonly submit: (submission: Submission) => Promise<Job>;
  readonly onSubmitted: (query: string, job: Job) => void;
  readonly jobs: React.ReactNode;
  readonly panel: (query: string) => React.ReactNode;
}) {
  const resultPlace = useRef<HTMLDivElement>(null);
  const name = route.view === 'queries' ? route.query : null;
  const query = queries?.find((each) => each.name === name);
  // The same arguments must be the same object, or the form would reset at each update.
  const key = route.view === 'queries' ? JSON.stringify(route.args) : '{}';
  const link = useMemo(() => JSON.parse(key) as Readonly<Record<string, string>>, [key]);

  return (
    <>
      <div className="side" data-chosen={name !== null}>
        {queries ? (
          <Catalogue queries={queries} user={user} chosen={name} />
        ) : (
          <div className="card">
            {fault ? (
              <>
                <p role="alert">{fault}</p>
                <button type="button" onClick={onRetry}>
                  {strings.app.tryAgain}
                </button>
              </>
            ) : (
              <div className="skeletons" role="status" aria-label={strings.queries.loading}>
                <i className="skeleton" />
                <i className="skeleton" />
                <i className="skeleton" />
                <i className="skeleton" />
              </div>
            )}
          </div>
        )}
        {jobs}
      </div>
      <div className="main">
        {query && (
          <QueryPanel
            key={`${query.name} ${key}`}
            query={query}
            user={user}
            link={link}
            submit={submit}
            onSubmitted={(job) => {
              onSubmitted(query.name, job);
              // On a phone the result is below the form and not visible.
              const place = resultPlace.current;
              if ((place?.getBoundingClientRect().top ?? 0) > window.innerHeight / 2) {
                place?.scrollIntoView({ block: 'start' });
              }
            }}
          />
        )}
        {queries && name !== null && query === undefined && (
          <div className="card" role="alert">
            <p>{strings.queries.gone(name)}</p>
            <p className="hint">{strings.queries.goneNext}</p>
            <p className="actions">
              <a href="#/queries">{strings.queries.back}</a>
            </p>
          </div>
        )}
        {queries && name === null && queries.length > 0 && (
          <p className="card empty">{strings.queries.choose}</p>
        )}
        {!queries && !fault && <div className="card skeleton form-skeleton" />}
        <div ref={resultPlace} className="result-place">
          {query && (panel(query.name) ?? <p className="card empty">{strings.run.nothing}</p>)}
        </div>
      </div>
    </>
  );
}
