import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Api, Order } from '../api';
import type { User } from '../auth/auth';
import { Header, views } from '../Header';
import { keep, recall } from '../kept';
import type { Link } from '../push/connection';
import { Catalogue } from '../queries/Catalogue';
import { go, goInstead, linkToJob, linkToQuery, useRoute, type Route } from '../route';
import { SheetShelf } from '../rows/SheetShelf';
import { WorkerDesk } from '../rows/worker';
import type { Desk } from '../rows/desk';
import { ShortcutSheet } from '../ShortcutSheet';
import { strings } from '../strings';
import { useShortcuts } from '../useShortcuts';
import type { Job, Query } from '../wire';
import { JobList } from './JobList';
import { QueryPanel } from './QueryPanel';
import { ResultPanel, type PanelWorld } from './ResultPanel';
import { useJobs } from './useJobs';
import { useNotifications, type Notifications } from './useNotifications';
import { errorInWords, hasExpired } from './words';

/** The editor is loaded when it is opened first, and only analysts ever open it. */
const SqlPanel = lazy(() => import('../sql/SqlPanel'));

const isName = (value: unknown): value is string => typeof value === 'string';

/** All that a signed-in user sees. Unmounting it forgets all that it knows. */
export function Workspace({
  user,
  api,
  link,
  desk: givenDesk,
  onSessionOver,
  onSignOut,
}: {
  readonly user: User;
  readonly api: Api;
  readonly link: Link;
  /** Who keeps the rows; a thread of its own where nothing else is given. */
  readonly desk?: Desk;
  readonly onSessionOver: () => void;
  readonly onSignOut: () => void;
}) {
  const view = useJobs(api, link, onSessionOver);
  const route = useRoute();
  const [queries, setQueries] = useState<readonly Query[] | null>(null);
  const [fault, setFault] = useState('');
  /** The job that was run last, by query; `sql` for SQL of one's own. */
  const [shown, setShown] = useState<Readonly<Record<string, string>>>({});
  const [isHelping, setHelping] = useState(false);
  const [painted, setPainted] = useState<ReadonlyMap<string, number>>(new Map());
  const notifications = useNotifications(view.jobs.byId);
  const shelf = useShelf(givenDesk);
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
    go(linkToJob((await view.runAgain(again)).id));
  }

  const world: PanelWorld = {
    api,
    shelf,
    time,
    snapshots: view.snapshots,
    doings: { cancel: view.cancel, runAgain },
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
        world={world}
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
      doings={world.doings}
      compact={compact}
    />
  );

  return (
    <>
      <Header
        user={user}
        status={view.status}
        route={route}
        hasSql={hasSql}
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
            user={user}
            submit={submit}
            onSubmitted={remember}
            jobs={list(true, null)}
            panel={(place) => {
              const job = jobShown(place);
              return job ? panel(job) : null;
            }}
          />
        )}
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
        {route.view === 'sql' &&
          (hasSql ? (
            <div className="main wide">
              <Suspense fallback={<div className="card skeleton editor-skeleton" />}>
                <SqlPanel
                  api={api}
                  jobs={view.sorted}
                  run={async (sql, args) => {
                    const job = await submit({ sql, arguments: args });
                    remember('sql', job);
                    return job;
                  }}
                />
              </Suspense>
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

/** The shelf of results, and the thread that keeps them for as long as the page is there. */
function useShelf(given: Desk | undefined): SheetShelf {
  const [desk] = useState<Desk>(() => given ?? new WorkerDesk());
  useEffect(
    () => () => {
      if (desk instanceof WorkerDesk) {
        desk.close();
      }
    },
    [desk],
  );
  return useMemo(() => new SheetShelf(desk), [desk]);
}

/** Who opens the page without a link is where they were last time. */
function useStart(route: Route, queries: readonly Query[] | null, user: string) {
  const place = `last-query.${user}`;
  const chosen = route.view === 'queries' ? route.query : null;
  useEffect(() => {
    if (chosen !== null && queries?.some(({ name }) => name === chosen) === true) {
      keep(place, chosen);
    }
  }, [chosen, queries, place]);
  useEffect(() => {
    const first = queries?.[0];
    if (route.view === 'start' && first !== undefined) {
      const last = recall(place, isName);
      goInstead(linkToQuery(queries?.find(({ name }) => name === last)?.name ?? first.name));
    }
  }, [route.view, queries, place]);
}

function useKeys(route: Route, sorted: readonly Job[], hasSql: boolean, help: () => void) {
  const walk = (way: number) => {
    const at = sorted.findIndex(({ id }) => route.view === 'jobs' && id === route.job);
    const next = sorted[at === -1 ? 0 : at + way];
    if (next !== undefined) {
      go(linkToJob(next.id));
    }
  };
  useShortcuts({
    '?': help,
    '/': () => {
      document.querySelector<HTMLInputElement>('[data-search]')?.focus();
    },
    j: () => {
      walk(1);
    },
    k: () => {
      walk(-1);
    },
    'alt+1': () => {
      go(views[0].link);
    },
    'alt+2': () => {
      go(views[1].link);
    },
    'alt+3': () => {
      if (hasSql) {
        go(views[2].link);
      }
    },
  });
}

/** Says that the machine has no network, as long as that is so. */
function Offline() {
  const [isOffline, setOffline] = useState(() => !navigator.onLine);
  useEffect(() => {
    const look = () => {
      setOffline(!navigator.onLine);
    };
    window.addEventListener('online', look);
    window.addEventListener('offline', look);
    return () => {
      window.removeEventListener('online', look);
      window.removeEventListener('offline', look);
    };
  }, []);
  return (
    <div role="status">{isOffline && <p className="offline">{strings.connection.offline}</p>}</div>
  );
}

function QueriesView({
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
  readonly user: User;
  readonly submit: (order: Order) => Promise<Job>;
  readonly onSubmitted: (query: string, job: Job) => void;
  readonly jobs: React.ReactNode;
  readonly panel: (query: string) => React.ReactNode;
}) {
  const resultPlace = useRef<HTMLDivElement>(null);
  const name = route.view === 'queries' ? route.query : null;
  const query = queries?.find((each) => each.name === name);
  // Same arguments, same object: a form must not begin anew for each news.
  const key = route.view === 'queries' ? JSON.stringify(route.given) : '{}';
  const link = useMemo(() => JSON.parse(key) as Readonly<Record<string, string>>, [key]);

  return (
    <>
      <div className="side" data-chosen={name !== null}>
        {queries ? (
          <Catalogue queries={queries} user={user.id} chosen={name} />
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
            user={user.id}
            link={link}
            submit={submit}
            onSubmitted={(job) => {
              onSubmitted(query.name, job);
              // On a phone the result lies below the form, out of sight.
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

function JobsView({
  route,
  find,
  job,
  other,
  list,
  notifications,
  panel,
}: {
  readonly route: Route & { readonly view: 'jobs' };
  readonly find: (id: string) => Promise<boolean>;
  readonly job: Job | null;
  readonly other: Job | null;
  readonly list: React.ReactNode;
  readonly notifications: Notifications;
  readonly panel: (job: Job, other: Job | null) => React.ReactNode;
}) {
  const missing =
    route.job !== null && job === null
      ? route.job
      : route.other !== null && other === null
        ? route.other
        : null;
  const [lost, setLost] = useState<{ readonly id: string; readonly why: string } | null>(null);

  useEffect(() => {
    if (missing === null) {
      return undefined;
    }
    let open = true;
    const say = (why: string) => {
      if (open) {
        setLost({ id: missing, why });
      }
    };
    find(missing).then(
      (found) => {
        if (!found) {
          say(strings.jobs.unknown);
        }
      },
      (error: unknown) => {
        say(errorInWords(error));
      },
    );
    return () => {
      open = false;
    };
  }, [missing, find]);

  return (
    <>
      <div className="side" data-chosen={route.job !== null}>
        {list}
        <div className="notify">
          <label className="check">
            <input
              type="checkbox"
              checked={notifications.wanted}
              onChange={(event) => {
                notifications.change(event.target.checked);
              }}
            />
            {strings.jobs.notify}
          </label>
          <p className="hint" role="status">
            {notifications.isDenied ? strings.jobs.notifyDenied : strings.jobs.notifyHint}
          </p>
        </div>
      </div>
      <div className="main">
        {route.job !== null && (
          <a className="back" href="#/jobs">
            ← {strings.jobs.all}
          </a>
        )}
        {missing !== null &&
          (lost?.id === missing ? (
            <div className="card" role="alert">
              <p>{lost.why}</p>
              <p className="hint">{strings.jobs.unknownNext}</p>
            </div>
          ) : (
            <div className="card skeleton form-skeleton" />
          ))}
        {job !== null && (route.other === null || other !== null) && panel(job, other)}
        {route.job === null && <p className="card empty">{strings.jobs.choose}</p>}
      </div>
    </>
  );
}
