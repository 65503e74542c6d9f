import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Api } from './api';
import { ErrorBoundary } from './ErrorBoundary';
import { Header, views } from './Header';
import { hasExpired, isAnswered } from './job';
import { go, linkToJob, linkToQuery, useRoute } from './route';
import { ShortcutSheet } from './ShortcutSheet';
import { strings } from './strings';
import { useKeys } from './useKeys';
import type { Job, Query } from './wire';
import { errorInWords } from './words';
import type { User } from './auth/auth';
import { ResultPanel, type PanelContext } from './result/ResultPanel';
import type { Transport } from './push/connection';
import { Offline } from './push/Offline';
import { JobList } from './jobs/JobList';
import { JobsView } from './jobs/JobsView';
import { useJobs } from './jobs/useJobs';
import { useNotifications } from './jobs/useNotifications';
import { BackgroundRowWorker } from './rows/BackgroundRowWorker';
import type { RowWorker } from './rows/RowWorker';
import { SheetCache } from './rows/SheetCache';
import { linkArguments } from './queries/arguments';
import { QueriesView } from './queries/QueriesView';
import { useStart } from './queries/useStart';

/** The editor is loaded when it is first opened, and only analysts can open it. */
const SqlPanel = lazy(() => import('./sql/SqlPanel'));
/** Only operators open it. */
const UsageView = lazy(() => import('./usage/UsageView'));

/** Everything that a signed-in user sees. Unmounting it deletes all its data. */
export function Workspace({
  user,
  api,
  transport,
  worker: givenWorker,
  onSessionOver,
  onSignOut,
}: {
  readonly user: User;
  readonly api: Api;
  readonly transport: Transport;
  /** Keeps the rows; by default this is a worker in a thread of its own. */
  readonly worker?: RowWorker;
  readonly onSessionOver: () => void;
  readonly onSignOut: () => void;
}) {
  const view = useJobs(api, transport, onSessionOver);
  const route = useRoute();
  const [queries, setQueries] = useState<readonly Query[] | null>(null);
  const [fault, setFault] = useState('');
  /** The job that was run last, by query; `sql` for the user's own SQL. */
  const [shown, setShown] = useState<Readonly<Record<string, string>>>({});
  const [isHelping, setHelping] = useState(false);
  const [painted, setPainted] = useState<ReadonlyMap<string, number>>(new Map());
  const notifications = useNotifications(view.jobs.byId);
  const cache = useSheetCache(givenWorker);
  const hasSql = user.isAnalyst;
  const { submit, time } = view;

  const loadQueries = useCallback(() => {
    api.queries().then(setQueries, (error: unknown) => {
      setFault(errorInWords(error));
    });
  }, [api]);
  useEffect(loadQueries, [loadQueries]);

  useStart(route, queries, user.id);
  useKeys(route, view.sorted, hasSql, () => {
    setHelping(true);
  });

  const latest = useRef(time);
  useEffect(() => {
    latest.current = time;
  }, [time]);
  const onPainted = useCallback((id: string) => {
    const { clock, ahead } = latest.current;
    const at = ahead === null ? null : clock.now() + ahead;
    setPainted((known) => (at === null || known.has(id) ? known : new Map(known).set(id, at)));
  }, []);

  async function runAgain(again: Job) {
    // Whoever runs a query again wants to see what changed, and not the answer that is there.
    const query = queries?.find(({ name }) => name === again.query);
    const takesAnswers = query === undefined ? isAnswered(again) : query.fresh !== null;
    go(linkToJob((await view.runAgain(again, takesAnswers)).id));
  }

  const context: PanelContext = {
    api,
    cache,
    time,
    contacts: view.contacts,
    commands: { cancel: view.cancel, runAgain },
    pushedRows: (id) => view.jobs.results.get(id) ?? null,
    onPainted,
  };

  const panel = (job: Job, other: Job | null = null) => {
    const query = queries?.find(({ name }) => name === job.query);
    const now = time.ahead === null ? null : time.clock.now() + time.ahead;
    const others = view.sorted.filter(
      (each) =>
        each.id !== job.id &&
        each.query === job.query &&
        each.sql === job.sql &&
        each.state === 'FINISHED' &&
        !hasExpired(each, now),
    );
    return (
      <ResultPanel
        key={job.id}
        job={job}
        context={context}
        edit={query ? linkToQuery(query.name, linkArguments(query, job.arguments)) : null}
        chart={query?.chart ?? null}
        isOffered={job.query === null || queries === null || query !== undefined}
        seen={{
          pushed: view.jobs.pushed.get(job.id) ?? null,
          painted: painted.get(job.id) ?? null,
        }}
        others={job.state === 'FINISHED' ? others : []}
        other={other}
      />
    );
  };

  const remember = (place: string, job: Job) => {
    setShown((known) => ({ ...known, [place]: job.id }));
  };
  const jobShown = (place: string) => view.jobs.byId.get(shown[place] ?? '');

  const list = (compact: boolean, selected: string | null) => (
    <JobList
      jobs={view.sorted}
      time={time}
      selected={selected}
      hasOlder={view.hasOlder}
      loadOlder={view.loadOlder}
      commands={context.commands}
      compact={compact}
    />
  );

  return (
    <>
      <Header
        user={user}
        status={view.status}
        route={route}
        onShortcuts={() => {
          setHelping(true);
        }}
        onSignOut={onSignOut}
      />
      <Offline />
      <main id="content" className="workspace" tabIndex={-1} data-view={route.view}>
        <h1 className="visually-hidden">
          {views.find(({ view: each }) => each === route.view)?.name ?? strings.header.queries}
        </h1>
        {(route.view === 'queries' || route.view === 'start') && (
          <QueriesView
            queries={queries}
            fault={fault}
            onRetry={() => {
              setFault('');
              loadQueries();
            }}
            route={route}
            user={user.id}
            submit={submit}
            onSubmitted={remember}
            jobs={list(true, null)}
            panel={(place) => {
              const job = jobShown(place);
              return job ? panel(job) : null;
            }}
          />
        )}
        {route.view === 'nowhere' && <Nowhere />}
        {route.view === 'jobs' && (
          <JobsView
            route={route}
            find={view.find}
            job={view.jobs.byId.get(route.job ?? '') ?? null}
            other={view.jobs.byId.get(route.other ?? '') ?? null}
            list={list(false, route.job)}
            notifications={notifications}
            panel={panel}
          />
        )}
        {route.view === 'usage' &&
          (user.isAdmin ? (
            <ErrorBoundary>
              <Suspense fallback={<div className="card skeleton editor-skeleton" />}>
                <UsageView api={api} user={user.id} />
              </Suspense>
            </ErrorBoundary>
          ) : (
            <p className="card">{strings.app.notForYou}</p>
          ))}
        {route.view === 'sql' &&
          (hasSql ? (
            <div className="main wide">
              <ErrorBoundary>
                <Suspense fallback={<div className="card skeleton editor-skeleton" />}>
                  <SqlPanel
                    api={api}
                    jobs={view.sorted}
                    run={async (submission) => {
                      const job = await submit(submission);
                      remember('sql', job);
                      return job;
                    }}
                  />
                </Suspense>
              </ErrorBoundary>
              {(() => {
                const job = jobShown('sql');
                return job && panel(job);
              })()}
            </div>
          ) : (
            <p className="card">{strings.app.notOffered}</p>
          ))}
      </main>
      {isHelping && (
        <ShortcutSheet
          onClose={() => {
            setHelping(false);
          }}
        />
      )}
    </>
  );
}

/** Shown for an unknown link, with links to the views. */
function Nowhere() {
  return (
    <div className="card" role="alert">
      <p>{strings.app.nowhere}</p>
      <p className="hint">{strings.app.nowhereNext}</p>
      <p className="actions">
        {views.slice(0, 2).map(({ view, name, link }) => (
          <a key={view} href={link}>
            {name}
          </a>
        ))}
      </p>
    </div>
  );
}

/** The cache of results. Its thread lives as long as the page does. */
function useSheetCache(given: RowWorker | undefined): SheetCache {
  const [worker] = useState<RowWorker>(() => given ?? new BackgroundRowWorker());
  useEffect(
    () => () => {
      if (worker instanceof BackgroundRowWorker) {
        worker.close();
      }
    },
    [worker],
  );
  return useMemo(() => new SheetCache(worker), [worker]);
}
