import { useCallback, useEffect, useRef, useState } from 'react';
import type { Api } from '../api';
import { AccountButton } from '../auth/AccountButton';
import type { User } from '../auth/auth';
import { ConnectionState } from '../push/ConnectionState';
import type { Link } from '../push/connection';
import type { Job, Query } from '../wire';
import { JobList } from './JobList';
import { ResultPanel } from './ResultPanel';
import { RunForm, type Draft } from './RunForm';
import { useJobs } from './useJobs';
import { errorInWords } from './words';

/** The one screen of a signed-in user. Unmounting it forgets all that it knows. */
export function Workspace({
  user,
  api,
  link,
  draft,
  onDraft,
  onSessionOver,
  onSignOut,
}: {
  readonly user: User;
  readonly api: Api;
  readonly link: Link;
  readonly draft: Draft | null;
  readonly onDraft: (draft: Draft) => void;
  readonly onSessionOver: () => void;
  readonly onSignOut: () => void;
}) {
  const view = useJobs(api, link, onSessionOver);
  const [queries, setQueries] = useState<readonly Query[] | null>(null);
  const [fault, setFault] = useState('');
  const [selected, setSelected] = useState<string | null>(null);
  const resultPlace = useRef<HTMLDivElement>(null);
  const job = selected === null ? undefined : view.jobs.byId.get(selected);
  const { submit } = view;

  const loadQueries = useCallback(() => {
    api.queries().then(setQueries, (error: unknown) => {
      setFault(errorInWords(error));
    });
  }, [api]);
  useEffect(loadQueries, [loadQueries]);

  function select(id: string) {
    setSelected(id);
    // On a phone the result may lie out of sight, between the form and the list.
    const place = resultPlace.current;
    const top = place?.getBoundingClientRect().top ?? 0;
    if (top < 0 || top > window.innerHeight / 2) {
      place?.scrollIntoView({ block: 'start' });
    }
  }

  async function runAgain(again: Job) {
    select((await view.runAgain(again)).id);
  }

  return (
    <>
      <header className="bar">
        <span className="wordmark">Querycast</span>
        <ConnectionState status={view.status} />
        <span className="who">
          <AccountButton user={user} />
          <button type="button" onClick={onSignOut}>
            Sign out
          </button>
        </span>
      </header>
      <main className="workspace">
        <div className="side">
          {queries && (
            <RunForm
              queries={queries}
              draft={draft}
              onDraft={onDraft}
              submit={submit}
              onSubmitted={({ id }) => {
                select(id);
              }}
            />
          )}
          {!queries && (
            <div className="card">
              <p role="alert">{fault || 'Loading the queries…'}</p>
              {fault && (
                <button
                  type="button"
                  onClick={() => {
                    setFault('');
                    loadQueries();
                  }}
                >
                  Try again
                </button>
              )}
            </div>
          )}
          <JobList
            jobs={view.sorted}
            time={view.time}
            selected={selected}
            onSelect={select}
            hasOlder={view.hasOlder}
            loadOlder={view.loadOlder}
          />
        </div>
        <div className="main" ref={resultPlace}>
          {job ? (
            <ResultPanel
              key={job.id}
              job={job}
              result={view.jobs.results.get(job.id) ?? null}
              time={view.time}
              snapshots={view.snapshots}
              cancel={view.cancel}
              runAgain={runAgain}
              loadRows={view.loadRows}
            />
          ) : (
            <p className="card empty">
              Run a query, or choose one of your jobs, to see its rows here.
            </p>
          )}
        </div>
      </main>
    </>
  );
}
